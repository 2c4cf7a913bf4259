from typing import Any

import pytest

from tests.sandbox.conftest import CLAIRE, Sandbox


def test_health_tells_the_clock(sandbox: Sandbox) -> None:
    content = sandbox.control("health", method="GET")
    assert content["status"] == "ok"
    assert (content["now"], content["clock"]) == ("2026-11-21T09:00:00.000Z", "fixed")


def test_the_clock_is_fixed_shifted_or_real(sandbox: Sandbox) -> None:
    assert sandbox.control("clock", now="2026-10-01T08:00:00+02:00")["now"] == "2026-10-01T06:00:00.000Z"
    assert sandbox.control("clock", advance_seconds=90)["now"] == "2026-10-01T06:01:30.000Z"
    real = sandbox.control("clock", real=True)
    shifted = sandbox.control("clock", offset_seconds=-3600)
    assert (real["clock"], shifted["clock"]) == ("real", "offset")
    assert -3_601_000 < shifted["now_ms"] - real["now_ms"] < -3_590_000
    assert sandbox.control("clock", advance_seconds=3600)["clock"] == "real"


def test_time_goes_on_when_the_clock_is_real(sandbox: Sandbox) -> None:
    first = sandbox.control("clock", real=True)["now_ms"]
    while (later := sandbox.control("clock", method="GET")["now_ms"]) == first:
        pass
    assert later > first


@pytest.mark.parametrize(
    ("call", "content"),
    [
        ("clock", {}),
        ("clock", {"now": "2026-10-01T08:00:00"}),
        ("clock", {"now": "tomorrow"}),
        ("clock", {"now": "2026-10-01T08:00:00Z", "real": True}),
        ("clock", {"offset_seconds": "ten"}),
        ("reset", {"seed": "x"}),
        ("versions", {"oldest": 202612, "newest": 202601}),
        ("members", {"headline": "Sans nom"}),
        ("members", {"name": "A B", "id": "é"}),
        ("members", {"name": "A B", "nonsense": 1}),
        ("members", {"members": [1]}),
        ("members", {"generate": 0}),
        ("organizations", {"id": "abc", "name": "Acme"}),
        ("apps", {"client_id": "a", "product": "none"}),
        ("apps", {"product": "selfserve"}),
        ("tokens", {"member": "nobody"}),
        ("tokens", {"member": CLAIRE, "app": "none"}),
        ("tokens", {"member": CLAIRE, "scopes": ["everything"]}),
        ("engagement", {"reactions": 3}),
        ("engagement", {"post": "urn:li:share:1"}),
        ("faults", {"fault": "409", "times": 0}),
        ("faults", {"fault": "409", "member": "nobody"}),
    ],
)
def test_a_wrong_control_call_is_refused_in_words(
    sandbox: Sandbox, call: str, content: dict[str, Any]
) -> None:
    answer = sandbox.session.post(f"{sandbox.url}/_sandbox/{call}", json=content, timeout=5)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_a_control_call_that_does_not_exist_is_404(sandbox: Sandbox) -> None:
    assert sandbox.session.get(f"{sandbox.url}/_sandbox/nothing", timeout=5).status_code == 404
    answer = sandbox.session.put(f"{sandbox.url}/_sandbox/clock", timeout=5)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, POST")
    assert sandbox.session.post(f"{sandbox.url}/_sandbox/clock", data=b"{", timeout=5).status_code == 400


def test_members_are_registered_one_by_one_or_in_numbers(sandbox: Sandbox) -> None:
    (one,) = sandbox.control("members", name="Anne-Sophie Le Goff", id="lead-1", headline="DG")["members"]
    assert (one["urn"], one["name"], one["group"]) == (
        "urn:li:person:lead-1",
        "Anne-Sophie Le Goff",
        "leaders",
    )
    several = sandbox.control("members", members=[{"name": "A B"}, {"name": "C D", "group": "employees"}])
    assert len({member["id"] for member in several["members"]}) == 2
    many = sandbox.control("members", generate=30, group="public")["members"]
    assert len({member["id"] for member in many}) == 30
    assert len(sandbox.control("members?group=public", method="GET")["members"]) == 30
    assert sandbox.state()["counts"]["members_by_group"]["public"] == 30


def test_a_minted_token_has_the_scopes_and_the_time_asked_for(sandbox: Sandbox) -> None:
    content = sandbox.control(
        "tokens", member=CLAIRE, app="sandbox-selfserve", scopes=["openid", "profile"], expires_in=60
    )
    assert content["scopes"] == ["openid", "profile"]
    assert content["expires_at"] == "2026-11-21T09:01:00.000Z"
    token = content["access_token"]
    assert "email" not in sandbox.get("/v2/userinfo", token=token).json()
    sandbox.control("clock", advance_seconds=60)
    assert sandbox.get("/v2/userinfo", token=token).status_code == 401


def test_a_token_can_be_minted_under_a_name_or_revoked(sandbox: Sandbox) -> None:
    sandbox.control("tokens", member=CLAIRE, token="tok-of-mine", revoked=True)
    assert sandbox.get("/v2/me", token="tok-of-mine").json()["serviceErrorCode"] == 65601


def test_a_reset_forgets_everything_but_the_personas(sandbox: Sandbox) -> None:
    sandbox.populate()
    sandbox.publish()
    sandbox.control("faults", fault="409", times=None)
    sandbox.control("reset")
    state = sandbox.state()
    assert state["counts"]["posts"] == state["counts"]["create_calls"] == 0
    assert state["counts"]["members"] == 2
    assert state["clock"] == "real"
    assert state["faults"] == []
    assert sandbox.get("/v2/me").status_code == 200


def test_the_state_shows_no_token(sandbox: Sandbox) -> None:
    token = sandbox.control("tokens", member=CLAIRE, app="sandbox-partner")["access_token"]
    sandbox.publish(token=token)
    text = sandbox.session.get(f"{sandbox.url}/_sandbox/state", timeout=5).text
    assert token not in text
    assert "tok-" not in text


def test_the_state_can_be_of_one_author(sandbox: Sandbox) -> None:
    sandbox.publish("Un")
    state = sandbox.control("state?author=urn:li:person:Zz98Yy76Xx", method="GET")
    assert state["posts"] == state["create_calls"] == []
    assert sandbox.control(f"state?author={CLAIRE}", method="GET")["counts"]["posts"] == 1


def test_engagements_are_counted_by_group(sandbox: Sandbox) -> None:
    sandbox.populate()
    policy = {"reactions": 20, "comments": 4, "reshares": 2, "insider_share": 0.5, "variation": 0}
    sandbox.control("engagement", default=True, **policy)
    sandbox.publish()
    sandbox.control("clock", advance_seconds=40 * 86400)
    assert sandbox.state()["counts"]["engagements_by_group"] == {"employees": 13, "public": 13}
