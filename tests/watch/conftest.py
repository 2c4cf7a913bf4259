from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.networks.loopback import Loopback


@pytest.fixture
def site(settings: Settings) -> Iterator[Loopback]:
    """A stranger's web server, which alone may stand inside."""
    loopback = Loopback()
    settings.LOOK_UP_ALLOWED = frozenset({loopback.url.removeprefix("http://")})
    yield loopback
    loopback.close()
