"""Every call to the API passes the gate that the adapter was given, and no other call does."""

from __future__ import annotations

import io
from dataclasses import dataclass, field

import pytest

from influence.networks.errors import NetworkFailure, RateLimited, Reason, Temporary, Unauthorised
from influence.networks.linkedin import LinkedIn
from influence.networks.ports import Content, Credentials, Purpose
from tests.networks.conftest import NOW
from tests.networks.files import png
from tests.networks.loopback import Loopback

CLAIRE = "urn:li:person:Ab12Cd34Ef"
POST = "urn:li:share:7529830966886400000"


@dataclass
class Watched:
    """A gate that remembers what it saw; `refusal` is what it says to the next call."""

    refusal: NetworkFailure | None = None
    seen: list[object] = field(default_factory=list)
    versioned: list[bool] = field(default_factory=list)

    def before(self, purpose: Purpose, *, versioned: bool) -> None:
        if self.refusal:
            raise self.refusal
        self.seen.append(purpose)
        self.versioned.append(versioned)

    def after(self, failure: NetworkFailure | None) -> None:
        self.seen.append(failure)


@pytest.fixture
def gate() -> Watched:
    return Watched()


@pytest.fixture
def gated(linkedin: LinkedIn, gate: Watched) -> LinkedIn:
    return linkedin.on_behalf(gate=gate, purpose=Purpose.YOUNG)


def test_a_call_passes_with_its_purpose_and_tells_how_it_went(
    gated: LinkedIn, gate: Watched, server: Loopback, claire: Credentials
) -> None:
    server.answer(204)
    gated.delete(POST, credentials=claire)
    assert gate.seen == [Purpose.YOUNG, None]


def test_the_gate_hears_of_a_failure_and_the_caller_too(
    gated: LinkedIn, gate: Watched, server: Loopback, claire: Credentials
) -> None:
    server.answer(401, {"status": 401, "code": "EXPIRED_ACCESS_TOKEN", "message": ""})
    with pytest.raises(Unauthorised) as caught:
        gated.delete(POST, credentials=claire)
    assert gate.seen == [Purpose.YOUNG, caught.value]


def test_a_connection_that_breaks_is_heard_of(
    gated: LinkedIn, gate: Watched, server: Loopback, claire: Credentials
) -> None:
    server.break_off("reset")
    with pytest.raises(Temporary) as caught:
        gated.delete(POST, credentials=claire)
    assert gate.seen == [Purpose.YOUNG, caught.value]


@pytest.mark.parametrize(
    "refusal", [RateLimited(Reason.DAILY_QUOTA, until=NOW), Temporary(Reason.VERSION_RETIRED)]
)
def test_what_the_gate_refuses_is_never_sent(
    gated: LinkedIn, gate: Watched, server: Loopback, claire: Credentials, refusal: NetworkFailure
) -> None:
    gate.refusal = refusal
    with pytest.raises(type(refusal)) as caught:
        gated.publish(Content(author_urn=CLAIRE, text="Bonjour"), credentials=claire)
    assert caught.value is refusal
    assert (server.seen, gate.seen) == ([], [])


def test_every_page_of_a_list_is_a_call(
    gated: LinkedIn, gate: Watched, server: Loopback, claire: Credentials
) -> None:
    comment = {"actor": CLAIRE, "created": {"time": 1795251600000}, "id": "7"}
    server.answer(200, {"elements": [comment]})
    server.answer(200, {"elements": []})
    assert len(list(gated.comments(POST, credentials=claire))) == 1
    assert gate.seen == [Purpose.YOUNG, None] * 2


def test_the_bytes_of_a_file_are_no_call(
    gated: LinkedIn, gate: Watched, server: Loopback, claire: Credentials
) -> None:
    place = {"uploadUrl": f"{server.url}/dms-uploads/1", "image": "urn:li:image:C5Q"}
    server.answer(200, {"value": place})
    server.answer(201)
    gated.upload(io.BytesIO(png()), owner_urn=CLAIRE, credentials=claire)
    assert len(server.seen) == 2
    assert gate.seen == [Purpose.YOUNG, None]


def test_introspection_is_a_call_for_the_token(
    gated: LinkedIn, gate: Watched, server: Loopback, claire: Credentials
) -> None:
    server.answer(200, {"active": True, "status": "active", "scope": "openid"})
    gated.introspect(claire)
    assert gate.seen == [Purpose.TOKEN, None]
    assert gate.versioned == [False]


def test_the_gate_learns_which_calls_name_a_version(
    gated: LinkedIn, gate: Watched, server: Loopback, claire: Credentials
) -> None:
    server.answer(204)
    gated.delete(POST, credentials=claire)
    server.answer(200, {"sub": "Ab12Cd34Ef", "name": "Claire Martin"})
    gated.identity(claire)
    assert [seen.path.split("/")[1] for seen in server.seen] == ["rest", "v2"]
    assert gate.versioned == [True, False]


def test_getting_a_token_is_no_call(gated: LinkedIn, gate: Watched, server: Loopback) -> None:
    server.answer(200, {"access_token": "AQX", "expires_in": 5183999, "scope": "openid"})
    gated.exchange("code")
    assert gate.seen == []


def test_the_adapter_that_was_copied_stays_as_it_was(
    linkedin: LinkedIn, gated: LinkedIn, gate: Watched, server: Loopback, claire: Credentials
) -> None:
    server.answer(204)
    linkedin.delete(POST, credentials=claire)
    assert gate.seen == []
