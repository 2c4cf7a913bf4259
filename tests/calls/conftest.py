"""The real sandbox over HTTP, and LinkedIn's adapter before our gate."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from influence.calls.gate import gate_for
from influence.networks.linkedin import LinkedIn
from influence.networks.ports import Content, Credentials, Published, Purpose
from sandbox import personas
from sandbox.world import World
from tests.serving import a_sandbox

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
CLAIRE = Credentials("tok-cma-dev")


@dataclass
class Play:
    """What a test may do with the sandbox, and how it calls it. `at` is our clock."""

    url: str
    world: World
    at: datetime = NOW

    def adapter(
        self, purpose: Purpose = Purpose.PUBLISH, *, member: int | None = 7, version: str = "202609"
    ) -> LinkedIn:
        bare = LinkedIn(
            client_id="app", client_secret="", redirect_uri="http://127.0.0.1/", clock=lambda: self.at,
            base_url=self.url, auth_url=self.url, version=version,
        )  # fmt: skip
        return bare.on_behalf(gate=gate_for("community", member, clock=lambda: self.at), purpose=purpose)

    def publish(self, text: str = "Bonjour", **how: Any) -> Published:
        content = Content(author_urn=f"urn:li:person:{personas.CLAIRE}", text=text)
        return self.adapter(**how).publish(content, credentials=CLAIRE)

    def look(self, **how: Any) -> str:
        """A cheap call of any purpose."""
        return str(self.adapter(**how)._client.get("/rest/me", credentials=CLAIRE)["id"])

    def fault(self, name: str, **more: Any) -> None:
        requests.post(
            f"{self.url}/_sandbox/faults", json={"fault": name, **more}, timeout=10
        ).raise_for_status()

    @property
    def tried(self) -> int:
        """How many posts arrived at the sandbox, whatever it answered."""
        return len(requests.get(f"{self.url}/_sandbox/state", timeout=10).json()["create_calls"])


@pytest.fixture
def linkedin(settings: Any) -> Iterator[Play]:
    settings.LINKEDIN = settings.LINKEDIN | {"version": "202609"}
    settings.LINKEDIN_CALLS = {"community": {"app": 500, "member": 100}}
    world = World(seed=7)
    with a_sandbox(world) as server:
        yield Play(server.url, world)
