"""The real parts of a drill, thrown away afterwards: PostgreSQL, the broker, workers, beat, pages, the sandbox, a mail
server. Nothing of the person's own settings or servers is used or touched."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import redis

from config.env import SETTINGS
from ops import programs
from ops.embedded import Embedded
from ops.identity import as_is
from ops.mailsink import MailSink
from ops.ports import LOOPBACK, free_port
from ops.postgres import start_postgres
from ops.servers import Server
from ops.state import PROJECT, CannotStart, State
from ops.supervisor import Program
from ops.valkey import start_valkey

# A drill that is told to stop takes its parts down on the way.
STOPS = (signal.SIGTERM, signal.SIGHUP)
APP = {
    "LINKEDIN_COMMUNITY_CLIENT_ID": "sandbox-partner",
    "LINKEDIN_COMMUNITY_CLIENT_SECRET": "secret-partner",
}


@dataclass
class Running:
    """A program of ours in a session of its own, so that its whole family can be killed at once."""

    program: Program
    process: subprocess.Popen[bytes]

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def family(self) -> list[int]:
        """Its own number first; the children of a pool after it."""
        return [self.process.pid, *_children(self.process.pid)]

    def kill(self) -> None:
        """As when the machine loses its power."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)


@dataclass
class Parts:
    """Use as `with parts(…) as found:`. `environment` is what every process gets."""

    state: State
    environment: dict[str, str]
    database: Server
    broker: Server
    running: list[Running] = field(default_factory=list)

    def start(self, program: Program) -> Running:
        log = self.state.path(f"{program.name}.log")
        with log.open("ab") as out:
            process = subprocess.Popen(
                as_is().command(list(program.command), signal=signal.SIGKILL),
                stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, cwd=program.cwd,
                env={**self.environment, **program.environment}, start_new_session=True,
            )  # fmt: skip
        found = Running(program, process)
        self.running.append(found)
        return found

    def again(self, dead: Running) -> Running:
        """The same program anew, after it was killed."""
        dead.kill()
        self.running.remove(dead)
        return self.start(dead.program)

    def run(self, program: Program) -> None:
        started = self.start(program)
        code = started.process.wait()
        self.running.remove(started)
        if code:
            raise CannotStart(f"{program.name} failed (code {code}):\n{self.said(program.name)}")

    def said(self, name: str, *, most: int = 3000) -> str:
        path = self.state.path(f"{name}.log")
        return path.read_text("utf-8", "replace")[-most:] if path.exists() else ""

    def worker(self, name: str = "worker", *, concurrency: int = 2) -> Running:
        return self.start(replace(programs.worker(concurrency=concurrency), name=name))

    def uploads(self) -> Running:
        return self.start(programs.uploads())

    def beat(self) -> Running:
        return self.start(programs.beat(self.state))

    def web(self) -> tuple[Running, str]:
        """The pages, and their address. Static files are found where they lie: a drill collects none."""
        port = free_port()
        plain = programs.web(port=port)
        kept = {"DJANGO_SETTINGS_MODULE": "config.settings_test", "BASE_URL": f"http://{LOOPBACK}:{port}"}
        return self.start(replace(plain, environment=kept)), f"http://{LOOPBACK}:{port}"

    def restart_database(self, *, crash: bool) -> None:
        """Crash: without a checkpoint and without a word to its clients, then recovered from its log."""
        if crash:
            self.database.process.send_signal(signal.SIGQUIT)
            self.database.process.wait(15)
        self.database.stop()
        self.database, again = start_postgres(self.state)
        if again != self.environment["DATABASE_URL"]:
            raise CannotStart("The database came back at another address.")

    def empty_broker(self) -> None:
        with redis.Redis.from_url(self.environment["REDIS_URL"]) as client:
            client.flushall()

    def restart_broker(self) -> None:
        """It keeps nothing on disk: all that it held is gone."""
        self.broker.process.kill()
        self.broker.process.wait(10)
        self.broker, again = start_valkey(self.state)
        if again != self.environment["REDIS_URL"]:
            raise CannotStart("The broker came back at another address.")

    def stop(self) -> None:
        for one in self.running:
            one.kill()
        self.running.clear()
        self.broker.stop()
        self.database.stop()


@contextlib.contextmanager
def parts(settings: Mapping[str, str], *, quick: bool = False) -> Iterator[Parts]:
    """Servers and schema. `quick`: a database that a kill of its own would damage. The settings of this very process
    are those of the drill from here on, so that Django may be set up in it."""
    for number in STOPS:
        signal.signal(number, lambda *_: sys.exit(130))
    folder = tempfile.mkdtemp(prefix="influence-drill-")
    state = State(Path(folder)).make()
    forget_settings()
    embedded = Embedded(state, for_tests=quick)
    try:
        with MailSink() as mail, embedded:
            os.environ |= {**embedded.environment, "INFLUENCE_ENV": "", "LOG_LEVEL": "ERROR", "PYTHONUNBUFFERED": "1",
                           "DJANGO_SETTINGS_MODULE": "config.settings", "SMTP_URL": mail.smtp_url, **settings}  # fmt: skip
            database, broker = embedded.servers
            found = Parts(state, dict(os.environ), database, broker)
            try:
                found.run(programs.manage("migrate", "--noinput", "--verbosity", "0"))
                yield found
            finally:
                found.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def forget_settings() -> None:
    """A drill never meets the person's database, keys or network."""
    for setting in SETTINGS:
        os.environ.pop(setting.name, None)
        os.environ.pop(f"{setting.name}_FILE", None)


@contextlib.contextmanager
def sandbox() -> Iterator[str]:
    """A sandbox of the drill's own: its address."""
    command = as_is().command(
        [sys.executable, "-m", "sandbox", "--port", "0", "--seed", "1"], signal=signal.SIGKILL
    )
    with subprocess.Popen(
        command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            yield (process.stdout.readline() if process.stdout else "").split()[-1]
        finally:
            process.kill()


def set_up() -> None:
    """Django in this process, on the drill's database. Only after `parts` has begun."""
    import django

    django.setup()


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for path in Path("/proc").glob(f"{pid}/task/*/children"):
        with contextlib.suppress(OSError):
            found += [int(child) for child in path.read_text().split()]
    return found
