"""A small real HTTP server that answers what a test tells it to, and breaks the connection as told."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

from tests.serving import served

Fault = Literal["reset", "hang-up", "silence", "cut-body", "endless", "not-http"]


@dataclass(frozen=True)
class Reply:
    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    fault: Fault | None = None
    raw: bytes | None = None
    """Instead of an answer in HTTP: these bytes, and the connection's end."""


@dataclass(frozen=True)
class Seen:
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Loopback:
    """Replies are given in the order in which they were announced; a request too many gets 599."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.kept: list[socket.socket] = []
        self._replies: deque[Reply] = deque()
        self.released = threading.Event()
        outer = self

        class Handler(_Handler):
            loopback = outer

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._open = ExitStack()
        self._open.enter_context(served(self._server))

    @property
    def connections(self) -> int:
        """How many there have ever been."""
        return len(self.kept)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def last(self) -> Seen:
        return self.seen[-1]

    def answer(self, status: int = 200, body: Any = None, **headers: str) -> None:
        """`body`: bytes as they are, anything else as JSON. `x_restli_id=` is the header `x-restli-id`."""
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        self._replies.append(
            Reply(status, raw, {name.replace("_", "-"): value for name, value in headers.items()})
        )

    def break_off(self, fault: Fault, *, status: int = 200, **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._replies.append(Reply(status, b"{}", named, fault=fault))

    def answer_with(self, reply: Reply) -> None:
        self._replies.append(reply)

    def forget(self) -> None:
        """Nothing is announced, nothing was seen."""
        self._replies.clear()
        self.seen.clear()

    def next_reply(self) -> Reply:
        return self._replies.popleft() if self._replies else Reply(599, b"unexpected request")

    def hang_up(self) -> None:
        """The connections that are kept end now."""
        for one in self.kept:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        time.sleep(0.02)

    def close(self) -> None:
        self.released.set()
        self._open.close()


class _Handler(BaseHTTPRequestHandler):
    loopback: Loopback
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self) -> None:
        self.loopback.kept.append(self.request)
        super().setup()

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.loopback.seen.append(Seen(self.command, self.path, dict(self.headers), body))
        reply = self.loopback.next_reply()
        if reply.raw is not None:
            self.close_connection = True
            self.wfile.write(reply.raw)
        elif reply.fault is None:
            self._reply(reply, length=len(reply.body))
        else:
            self._break(reply, reply.fault)

    do_GET = do_POST = do_DELETE = do_PUT = _serve

    def _reply(self, reply: Reply, *, length: int) -> None:
        self.send_response(reply.status)
        for name, value in {**reply.headers, "Content-Length": str(length)}.items():
            self.send_header(name, value)
        self.end_headers()
        # A client that has read what it needs may be gone before the end.
        with suppress(BrokenPipeError, ConnectionResetError):
            self.wfile.write(reply.body)

    def _break(self, reply: Reply, fault: Fault) -> None:
        self.close_connection = True
        if fault == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        elif fault == "silence":
            self.loopback.released.wait(10)
        elif fault == "cut-body":
            self._reply(reply, length=len(reply.body) + 1000)
        elif fault == "endless":
            self._pour(reply)
        elif fault == "not-http":
            self.wfile.write(b"\x16\x03\x01 this is no HTTP\r\n\r\n")

    def _pour(self, reply: Reply) -> None:
        self._reply(reply, length=1 << 40)
        try:
            while not self.loopback.released.is_set():
                self.wfile.write(b"x" * 65536)
        except OSError:
            return  # The client had enough, as it should.

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""
