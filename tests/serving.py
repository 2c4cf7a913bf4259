"""Servers in a thread of the test's own, for as long as the test needs them."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from socketserver import TCPServer
from typing import TypeVar

from sandbox import personas
from sandbox.app import Application
from sandbox.server import Server
from sandbox.world import World

S = TypeVar("S", bound=TCPServer)


@contextlib.contextmanager
def served(server: S) -> Iterator[S]:
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        end(server)
        server.server_close()
        thread.join()


def end(server: TCPServer) -> None:
    """It looks twice a second whether it shall end, and at once when somebody knocks. Looking more often instead would take
    time from the tests for as long as it lives."""
    asked = threading.Thread(target=server.shutdown)
    asked.start()
    while asked.is_alive():
        with contextlib.suppress(OSError), socket.create_connection(server.server_address[:2], timeout=1):
            asked.join(0.005)


@contextlib.contextmanager
def a_sandbox(world: World, *, app: Application | None = None) -> Iterator[Server]:
    personas.settle(world)
    with served(Server(("127.0.0.1", 0), app or Application(world))) as server:
        yield server
