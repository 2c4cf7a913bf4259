from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from influence.networks.linkedin import LinkedIn
from influence.networks.ports import Credentials
from tests.networks.loopback import Loopback

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[Loopback]:
    loopback = Loopback()
    yield loopback
    loopback.close()


@pytest.fixture
def linkedin(server: Loopback) -> LinkedIn:
    return LinkedIn(
        client_id="77app",
        client_secret="client-s3cret",
        redirect_uri="https://influence.example/comptes/retour",
        base_url=server.url,
        auth_url=server.url,
        clock=lambda: NOW,
        read_seconds=0.3,
    )


@pytest.fixture
def claire() -> Credentials:
    return Credentials("AQX-s3cret-token")
