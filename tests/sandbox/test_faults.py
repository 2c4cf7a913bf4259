"""Contract 13.5: each fault, what the caller sees of it and what really happened."""

import time

import pytest
import requests

from tests.sandbox.conftest import Sandbox, encoded

REFUSALS = [
    ("500-before", 500, "INTERNAL_SERVER_ERROR"),
    ("429-app-day", 429, "APPLICATION DAY"),
    ("429-member-day", 429, "MEMBER DAY"),
    ("429-comment", 429, "Comment create throttled"),
    ("401-expired", 401, "65602"),
    ("401-revoked", 401, "65601"),
    ("403-scope", 403, "Not enough permissions to access: posts.CREATE.20260901"),
    ("426", 426, "Requested version 20260901 is not active"),
    ("409", 409, "CONFLICT"),
    ("422-duplicate", 422, "DUPLICATE_POST"),
    ("422-duplicate-ghost", 422, "DUPLICATE_POST"),
    ("502-html", 502, "<html>"),
]


@pytest.mark.parametrize(("fault", "status", "words"), REFUSALS)
def test_a_fault_before_the_effect_leaves_nothing(
    sandbox: Sandbox, fault: str, status: int, words: str
) -> None:
    answer = sandbox.create(fault=fault)
    assert answer.status_code == status
    assert words in answer.text
    assert sandbox.state()["counts"]["posts"] == 0
    assert sandbox.state()["create_calls"][0]["fault"] == fault


def test_a_timeout_before_leaves_nothing(sandbox: Sandbox) -> None:
    with pytest.raises(requests.ConnectionError):
        sandbox.create(fault="timeout-before")
    assert sandbox.state()["counts"]["posts"] == 0


def test_a_timeout_after_leaves_the_post_and_says_nothing(sandbox: Sandbox) -> None:
    with pytest.raises(requests.ConnectionError):
        sandbox.create(fault="timeout-after-commit")
    state = sandbox.state()
    assert state["counts"]["posts"] == 1
    assert state["create_calls"][0]["status"] == 201
    assert sandbox.create().json()["message"].endswith(state["posts"][0]["urn"])


def test_a_silent_answer_can_outlast_the_callers_patience(sandbox: Sandbox) -> None:
    headers = {"X-Sandbox-Fault": "timeout-after-commit", "X-Sandbox-Fault-Seconds": "1"}
    with requests.Session() as session, pytest.raises(requests.ReadTimeout):
        session.get(
            f"{sandbox.url}/v2/me", headers={**headers, "Authorization": "Bearer tok-partner"}, timeout=0.2
        )


@pytest.mark.parametrize(("fault", "status"), [("500-after-commit", 500), ("502-html-after-commit", 502)])
def test_an_error_after_the_effect_leaves_the_post(sandbox: Sandbox, fault: str, status: int) -> None:
    answer = sandbox.create(fault=fault)
    assert answer.status_code == status
    assert "x-restli-id" not in answer.headers
    assert sandbox.state()["counts"]["posts"] == 1


def test_bad_json_is_garbage_and_names_nothing(sandbox: Sandbox) -> None:
    answer = sandbox.create(fault="bad-json")
    assert "x-restli-id" not in answer.headers
    with pytest.raises(ValueError, match="Unterminated"):
        answer.json()
    assert sandbox.state()["counts"]["posts"] == 1


def test_slow_is_slow_and_does_not_hold_up_others(sandbox: Sandbox) -> None:
    sandbox.control("faults", fault="slow-30s", seconds=1.5, call="me.GET")
    start = time.monotonic()
    assert sandbox.get("/v2/me").status_code == 200
    assert time.monotonic() - start >= 1.5
    start = time.monotonic()
    assert sandbox.get("/v2/me").status_code == 200
    assert time.monotonic() - start < 1.25


def test_a_fresh_token_is_refused_once(sandbox: Sandbox) -> None:
    headers: dict[str, str | None] = {"X-Sandbox-Fault": "401-once"}
    assert sandbox.get("/v2/me", headers=headers).status_code == 401
    assert sandbox.get("/v2/me", headers=headers).status_code == 200


def test_a_ghost_is_a_post_that_is_not_there(sandbox: Sandbox) -> None:
    message = sandbox.create(fault="422-duplicate-ghost").json()["message"]
    urn = message.rpartition(" ")[2]
    assert urn.startswith("urn:li:share:")
    assert sandbox.get(f"/rest/posts/{encoded(urn)}").status_code == 404


def test_a_false_duplicate_names_the_latest_post(sandbox: Sandbox) -> None:
    urn = sandbox.publish("Un")
    assert sandbox.create("Deux", fault="422-duplicate").json()["message"].endswith(urn)


def test_a_control_call_sets_a_fault_once_for_one_account(sandbox: Sandbox) -> None:
    sandbox.control("faults", fault="401-revoked", member="Ab12Cd34Ef")
    assert sandbox.get("/v2/me", token="tok-notadmin").status_code == 200
    assert sandbox.get("/v2/me").status_code == 401
    assert sandbox.get("/v2/me").status_code == 200


def test_a_fault_can_last_until_it_is_cleared(sandbox: Sandbox) -> None:
    sandbox.control("faults", fault="409", times=None, path="/rest/posts")
    assert [sandbox.create(str(n)).status_code for n in range(3)] == [409] * 3
    assert sandbox.get("/v2/me").status_code == 200
    sandbox.control("faults", method="DELETE")
    assert sandbox.create().status_code == 201


def test_a_fault_can_be_set_for_some_times(sandbox: Sandbox) -> None:
    sandbox.control("faults", fault="500-before", times=2, call="posts.CREATE")
    assert [sandbox.create().status_code for _ in range(3)] == [500, 500, 201]


def test_sign_in_can_fail_too(sandbox: Sandbox) -> None:
    sandbox.control("faults", fault="502-html", path="/oauth/v2/accessToken")
    answer = sandbox.session.post(f"{sandbox.url}/oauth/v2/accessToken", timeout=5)
    assert answer.status_code == 502


def test_analytics_can_drift(sandbox: Sandbox) -> None:
    urn = encoded(sandbox.publish())
    sandbox.control("engagement", post="urn:li:share:7529830966886400000", impressions=1000, variation=0)
    sandbox.control("clock", advance_seconds=40 * 86400)
    path = f"/rest/memberCreatorPostAnalytics?q=entity&entity=(share:{urn})&queryType=IMPRESSION"
    assert sandbox.get(path).json()["elements"][0]["count"] == 1000
    headers: dict[str, str | None] = {"X-Sandbox-Fault": "analytics-drift"}
    assert sandbox.get(path, headers=headers).json()["elements"][0]["count"] == 930


def test_an_unknown_fault_is_refused(sandbox: Sandbox) -> None:
    assert sandbox.create(fault="earthquake").status_code == 400
    answer = sandbox.session.post(f"{sandbox.url}/_sandbox/faults", json={"fault": "earthquake"}, timeout=5)
    assert answer.status_code == 400


def test_two_faults_meet_in_one_call(sandbox: Sandbox) -> None:
    sandbox.control("faults", fault="slow-30s+429-app-day", seconds=0.3)
    start = time.monotonic()
    assert sandbox.create().status_code == 429
    assert time.monotonic() - start >= 0.3
    assert sandbox.state()["create_calls"][0]["fault"] == "slow-30s+429-app-day"


def test_faults_in_a_row_are_met_one_after_the_other(sandbox: Sandbox) -> None:
    row = [{"fault": "timeout-after-commit", "call": "posts.CREATE"}, {"fault": "422-duplicate-ghost"}]
    added = sandbox.control("faults", faults=row)["faults"]
    assert [fault["id"] for fault in added] == [1, 2]
    with pytest.raises(requests.ConnectionError):
        sandbox.create()
    assert sandbox.create().status_code == 422
    assert sandbox.state()["faults"] == []


@pytest.mark.parametrize(
    "content", [{"faults": 3}, {"faults": [1]}, {"faults": [], "times": 2}, {"fault": "409+nothing"}]
)
def test_a_wrong_row_of_faults_is_refused(sandbox: Sandbox, content: dict[str, object]) -> None:
    answer = sandbox.session.post(f"{sandbox.url}/_sandbox/faults", json=content, timeout=5)
    assert answer.status_code == 400
