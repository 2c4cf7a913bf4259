from collections.abc import Iterator

import pytest

from tests.networks.loopback import Loopback


@pytest.fixture
def linkedin() -> Iterator[Loopback]:
    loopback = Loopback()
    yield loopback
    loopback.close()
