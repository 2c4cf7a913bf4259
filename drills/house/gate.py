"""A relay between the workers and the sandbox. It changes nothing; a drill may stop one call at a chosen moment and learns
which process made it. So the engine is met at each of its steps without a line in it that knows of drills."""

from __future__ import annotations

import contextlib
import http.client
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ops.ports import LOOPBACK

HELD = 30.0
SKIPPED = frozenset({"connection", "transfer-encoding", "content-length", "keep-alive"})


class Moment(StrEnum):
    ARRIVED = "arrived"  # the network has not seen it
    MADE = "made"  # the network has done it, its answer has not left
    ANSWERED = "answered"  # the answer has left


@dataclass(frozen=True)
class Passing:
    method: str
    path: str
    headers: dict[str, str]


Wants = Callable[[Passing], bool]


@dataclass
class Trap:
    """The first call that it wants waits at its moment: `reached` is set then, and it goes on after `go`."""

    moment: Moment
    wants: Wants
    port: int = 0
    reached: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 60
    server: Gate

    def relay(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        passing = Passing(
            self.command, self.path, {name.lower(): value for name, value in self.headers.items()}
        )
        self.server.meet(Moment.ARRIVED, passing, self.client_address[1])
        status, headers, content = self.server.forward(passing, body)
        self.server.meet(Moment.MADE, passing, self.client_address[1])
        self.answer(status, headers, content)
        self.server.meet(Moment.ANSWERED, passing, self.client_address[1])

    def answer(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        # Whoever asked may be dead by now.
        with contextlib.suppress(OSError):
            self.send_response(status)
            for name, value in headers:
                if name.lower() not in SKIPPED | {"date", "server"}:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            self.wfile.flush()

    do_GET = do_POST = do_PUT = do_DELETE = relay

    def handle_one_request(self) -> None:
        with contextlib.suppress(OSError):
            super().handle_one_request()
            return
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the library's own name)
        return


class Gate(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, behind: str) -> None:
        super().__init__((LOOPBACK, 0), Handler)
        self.behind = urlsplit(behind).netloc
        self.traps: list[Trap] = []
        self.guard = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.server_address[1]}"

    def forward(self, passing: Passing, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        connection = http.client.HTTPConnection(self.behind, timeout=60)
        try:
            # The Host stays as it was asked for: the sandbox's upload addresses then lead through here, too.
            headers = {name: value for name, value in passing.headers.items() if name not in SKIPPED}
            connection.request(passing.method, passing.path, body or None, headers)
            found = connection.getresponse()
            return found.status, found.getheaders(), found.read()
        finally:
            connection.close()

    def meet(self, moment: Moment, passing: Passing, port: int) -> None:
        with self.guard:
            found = next((one for one in self.traps if one.moment == moment and one.wants(passing)), None)
            if found is None:
                return
            self.traps.remove(found)
        found.port = port
        found.reached.set()
        found.go.wait(HELD)

    @contextlib.contextmanager
    def trap(self, moment: Moment, wants: Wants) -> Iterator[Trap]:
        found = Trap(moment, wants)
        with self.guard:
            self.traps.append(found)
        try:
            yield found
        finally:
            found.go.set()
            with self.guard, contextlib.suppress(ValueError):
                self.traps.remove(found)


@contextlib.contextmanager
def gate(behind: str) -> Iterator[Gate]:
    found = Gate(behind)
    thread = threading.Thread(target=found.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield found
    finally:
        found.shutdown()
        found.server_close()


def holder(port: int, *, among: list[int]) -> int | None:
    """Which of these processes has a connection from this local port."""
    socket = socket_of(port)
    return next((pid for pid in among if socket and holds(pid, f"socket:[{socket}]")), None)


def socket_of(port: int) -> str:
    for line in Path("/proc/net/tcp").read_text("ascii").splitlines()[1:]:
        parts = line.split()
        if int(parts[1].rpartition(":")[2], 16) == port and parts[9] != "0":
            return parts[9]
    return ""


def holds(pid: int, name: str) -> bool:
    try:
        return any(str(link.readlink()) == name for link in Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return False
