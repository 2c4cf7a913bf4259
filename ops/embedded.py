"""The embedded servers of one state folder: started once, used by every command beside, stopped by who started them."""

import argparse
import os
import shlex
import signal
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import TextIO

from ops.postgres import start_postgres
from ops.servers import START_SECONDS, Server
from ops.state import CannotStart, State, embedded_secrets
from ops.valkey import start_valkey

ADDRESSES = "servers.json"
LOCK = "servers.lock"


@dataclass
class Embedded:
    """Use it as `with Embedded(state) as embedded: embedded.environment`.

    Where DATABASE_URL or REDIS_URL is set, that server is the person's own and nothing is started for it.
    """

    state: State
    for_tests: bool = False
    servers: list[Server] = field(default_factory=list)
    urls: dict[str, str] = field(default_factory=dict)
    _lock: TextIO | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What a process of ours needs to know: the addresses, and this copy's secrets where none are set."""
        if not self.urls and not self.for_tests:
            return {}  # the person's own servers: the person's own secrets
        secrets = {name: value for name, value in embedded_secrets(self.state).items() if not _given(name)}
        media = {} if _given("MEDIA_DIR") else {"MEDIA_DIR": str(self.state.path("media"))}
        return {**secrets, **media, **self.urls}

    @property
    def attached(self) -> bool:
        """True when another process started the servers, and will stop them."""
        return self._lock is None

    def start(self) -> "Embedded":
        self.state.make()
        self._lock = self.state.lock(LOCK)
        if self._lock is None:
            self.urls = _wait_for_addresses(self.state)
            return self
        try:
            self._start_missing()
        except BaseException:
            self.stop()
            raise
        self.state.write(ADDRESSES, {"pid": os.getpid(), "urls": self.urls})
        return self

    def _start_missing(self) -> None:
        if not os.environ.get("DATABASE_URL"):
            server, self.urls["DATABASE_URL"] = start_postgres(self.state, for_tests=self.for_tests)
            self.servers.append(server)
        if not os.environ.get("REDIS_URL"):
            server, self.urls["REDIS_URL"] = start_valkey(self.state)
            self.servers.append(server)

    def dead(self) -> Server | None:
        return next((server for server in self.servers if not server.alive), None)

    def stop(self) -> None:
        if self._lock is None:
            return
        self.state.remove(ADDRESSES)
        for server in reversed(self.servers):
            server.stop()
        self._lock.close()
        self._lock = None

    def __enter__(self) -> "Embedded":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


def _given(name: str) -> bool:
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


def _wait_for_addresses(state: State) -> dict[str, str]:
    """Another process holds the lock: it runs the servers, or is about to."""
    limit = time.monotonic() + START_SECONDS * 2
    while time.monotonic() < limit:
        known = state.read(ADDRESSES).get("urls")
        if isinstance(known, dict):
            return {str(name): str(url) for name, url in known.items() if not os.environ.get(str(name))}
        time.sleep(0.1)
    raise CannotStart(
        f"Another process started the servers of {state.folder} and they never became ready. "
        "Stop it, then start again; or set INFLUENCE_STATE to another folder."
    )


def main(argv: list[str]) -> int:
    """Run the servers alone, in the foreground, and print the settings that reach them."""
    parser = argparse.ArgumentParser(prog="influence servers", description=main.__doc__)
    parser.add_argument(
        "--for-tests", action="store_true", help="quick servers that a machine's stop would damage"
    )
    args = parser.parse_args(argv)
    ending = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ending.set())
    with Embedded(State.of_project(), for_tests=args.for_tests) as embedded:
        for name, value in embedded.environment.items():
            print(f"export {name}={shlex.quote(value)}", flush=True)
        while not ending.wait(0.5):
            if dead := embedded.dead():
                raise CannotStart(f"{dead.name} ended by itself. {dead.last_words()}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except CannotStart as refusal:
        sys.exit(str(refusal))
