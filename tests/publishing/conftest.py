from collections.abc import Iterator

import pytest

from sandbox.world import World
from tests.makers import House
from tests.networks.loopback import Loopback
from tests.publishing.theatre import NOW, Theatre
from tests.sandbox.conftest import Sandbox
from tests.serving import a_sandbox


@pytest.fixture
def linkedin() -> Iterator[Loopback]:
    loopback = Loopback()
    yield loopback
    loopback.close()


@pytest.fixture
def theatre(home: House) -> Iterator[Theatre]:
    with a_sandbox(World(seed=7)) as server:
        found = Theatre(Sandbox(server.url), home)
        found.at(NOW)
        yield found
        found.sandbox.session.close()
