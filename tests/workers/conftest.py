"""A broker of our own, and real workers and a real beat on the database of the tests."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest
import redis
from django.db import connection

from ops.servers import Server
from ops.state import PROJECT, State
from ops.valkey import start_valkey
from tests.networks.loopback import Loopback


def eventually(true: Callable[[], object], *, seconds: float = 120.0) -> bool:
    """As soon as it is true. The limit is for machines that do much else: a worker may take half a minute to start."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if true():
            return True
        time.sleep(0.05)
    return bool(true())


@pytest.fixture
def linkedin() -> Iterator[Loopback]:
    loopback = Loopback()
    yield loopback
    loopback.close()


@dataclass
class Broker:
    state: State
    server: Server
    url: str

    def empty(self) -> None:
        redis.Redis.from_url(self.url).flushall()

    def restart(self) -> None:
        self.server.stop()
        self.server, again = start_valkey(self.state)
        assert again == self.url


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    state = State(tmp_path / "state").make()
    server, url = start_valkey(state)
    found = Broker(state, server, url)
    yield found
    found.server.stop()


@dataclass
class Processes:
    """Started here, ended here."""

    environment: dict[str, str]
    folder: Path
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def worker(
        self, *, queues: str = "publish,mail,housekeeping", concurrency: int = 1, pool: str = "prefork"
    ) -> subprocess.Popen[bytes]:
        return self._start(
            "worker", "--queues", queues, "--pool", pool, "--concurrency", str(concurrency), "--without-gossip",
            "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING",
        )  # fmt: skip

    def beat(self) -> subprocess.Popen[bytes]:
        return self._start(
            "beat", "--schedule", str(self.folder / "beat"), "--pidfile", "", "--loglevel", "WARNING"
        )

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{arguments[0]}-{len(self.running)}.log").open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", f"workers.{'beat' if arguments[0] == 'beat' else 'app'}", *arguments],
                cwd=PROJECT, env={**os.environ, **self.environment}, stdin=subprocess.DEVNULL, stdout=out,
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        self.running.append(process)
        return process

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """The whole family at once, as when the machine loses its power."""
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)

    def said(self) -> str:
        return "\n".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("*.log")))


@pytest.fixture
def processes(broker: Broker, linkedin: Loopback, tmp_path: Path) -> Iterator[Processes]:
    found = Processes(
        folder=tmp_path,
        environment={
            "DATABASE_URL": database_url(), "REDIS_URL": broker.url, "LINKEDIN_API_URL": linkedin.url,
            "DJANGO_SETTINGS_MODULE": "config.settings_test", "INFLUENCE_ENV": "", "SMTP_URL": "smtp://127.0.0.1:9",
        },
    )  # fmt: skip
    yield found
    for process in found.running:
        found.kill(process)


def database_url() -> str:
    """Of the database that the tests use, for processes of their own."""
    settings = connection.settings_dict
    user, password = quote(settings["USER"], safe=""), quote(settings["PASSWORD"], safe="")
    return f"postgresql://{user}:{password}@{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"
