import threading
from collections.abc import Iterator

import pytest

from sandbox import personas
from sandbox.app import Application
from sandbox.server import Server
from sandbox.world import World
from tests.makers import House
from tests.networks.loopback import Loopback
from tests.publishing.theatre import NOW, Theatre
from tests.sandbox.conftest import Sandbox


@pytest.fixture
def linkedin() -> Iterator[Loopback]:
    loopback = Loopback()
    yield loopback
    loopback.close()


@pytest.fixture
def theatre(home: House) -> Iterator[Theatre]:
    world = World(seed=7)
    personas.settle(world)
    server = Server(("127.0.0.1", 0), Application(world))
    thread = threading.Thread(target=server.serve_forever, args=(0.002,), daemon=True)
    thread.start()
    found = Theatre(Sandbox(f"http://127.0.0.1:{server.server_address[1]}"), home)
    found.at(NOW)
    yield found
    found.sandbox.session.close()
    server.shutdown()
    server.server_close()
    thread.join()
