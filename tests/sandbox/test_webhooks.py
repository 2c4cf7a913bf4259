"""Contract 8, with a true receiver on this machine."""

import json
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from sandbox.entities import Delivery, Subscription
from sandbox.webhooks import sending, signing
from sandbox.world import World
from tests.sandbox.conftest import CLAIRE, Sandbox, encoded
from tests.serving import a_sandbox, served

PAGE = "urn:li:organization:5501001"
NADIA = "urn:li:person:Zz98Yy76Xx"
KIND = "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS"
SECRET = "secret-cma-std"


@dataclass(slots=True)
class Receiver:
    """`statuses` are what it answers to the next deliveries; 200 when none is left."""

    url: str = ""
    secret: str = SECRET
    statuses: list[int] = field(default_factory=list)
    received: list[tuple[bytes, str]] = field(default_factory=list)
    during: Callable[[], object] = lambda: None

    def ids(self) -> list[int]:
        notices = [n for body, _ in self.received for n in json.loads(body)["notifications"]]
        return [notice["notificationId"] for notice in notices]

    def actions(self) -> list[str]:
        return [n["action"] for body, _ in self.received for n in json.loads(body)["notifications"]]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    known = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known.during()
            code = parse_qs(urlsplit(self.path).query)["challengeCode"][0]
            content = {
                "challengeCode": code,
                "challengeResponse": signing.challenge_response(known.secret, code),
            }
            self._answer(200, json.dumps(content).encode())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            known.received.append((body, self.headers["X-LI-Signature"]))
            self._answer(known.statuses.pop(0) if known.statuses else 200, b"")

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with served(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as server:
        known.url = f"http://127.0.0.1:{server.server_address[1]}/hooks/linkedin"
        yield known


def test_the_two_signatures_are_those_of_the_contract() -> None:
    code = "3b241101-e2bb-4255-8caf-4136c566a962"
    answer = signing.challenge_response("sandbox-secret", code)
    assert answer == "54c6e07452f7ab1b8c2cc2faac80a41ca743b2199c36a941cae4b4d24c7aae7c"
    body = b'{"type":"ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS","notifications":[]}'
    signed = signing.signature("sandbox-secret", body)
    assert signed == "53792f2088311b54e9f291a1e48c2bf065d26358d64e0a5824fb58296430662f"


def test_a_subscription_is_made_read_and_removed(sandbox: Sandbox, receiver: Receiver) -> None:
    assert sandbox.get(_path()).status_code == 403  # of another app
    assert _subscribe(sandbox, receiver).status_code == 204
    content = sandbox.get(_path(), token="tok-pageadmin").json()
    assert (content["webhook"], content["expiresAt"]) == (receiver.url, 1795251600000 + 60 * 86_400_000)
    listed = f"/rest/eventSubscriptions?q=subscriberAndEventType&eventType={KIND}"
    assert sandbox.get(listed, token="tok-pageadmin").json()["elements"] == [content]
    assert sandbox.call("DELETE", _path(), token="tok-pageadmin").status_code == 204
    assert sandbox.get(_path(), token="tok-pageadmin").status_code == 404


def test_a_list_names_its_event(sandbox: Sandbox) -> None:
    answer = sandbox.get("/rest/eventSubscriptions?q=subscriberAndEventType", token="tok-pageadmin")
    assert answer.json()["message"] == "Parameter 'eventType' is required"


def test_the_challenge_is_put_without_holding_up_the_sandbox(sandbox: Sandbox, receiver: Receiver) -> None:
    seen: list[int] = []
    receiver.during = lambda: seen.append(
        requests.get(f"{sandbox.url}/_sandbox/health", timeout=2).status_code
    )
    assert _subscribe(sandbox, receiver).status_code == 204
    assert seen == [200]


def test_a_wrong_answer_to_the_challenge_is_refused(sandbox: Sandbox, receiver: Receiver) -> None:
    receiver.secret = "other"
    assert _subscribe(sandbox, receiver).status_code == 400
    assert sandbox.get(_path(), token="tok-pageadmin").status_code == 404


@pytest.mark.parametrize(
    "url",
    ["http://example.com/a", "http://10.0.0.1/a", "https://127.0.0.1/a", "ftp://127.0.0.1/a", "/a", "", 3],
)
def test_nothing_leaves_this_machine(sandbox: Sandbox, url: object) -> None:
    answer = sandbox.call("PUT", _path(), json={"webhook": url}, token="tok-pageadmin")
    assert answer.status_code == 400
    assert not sending.is_allowed(str(url))


def test_who_may_not_subscribe(sandbox: Sandbox, receiver: Receiver) -> None:
    content = {"webhook": receiver.url}
    for token, path in (
        ("tok-notadmin", _path(user=NADIA)),
        ("tok-pageadmin", _path(user=NADIA)),
        ("tok-pageadmin", _path(number=1)),
        ("tok-cma-dev", _path(number=2)),
        ("tok-selfserve", _path(number=1)),
    ):
        assert sandbox.call("PUT", path, json=content, token=token).status_code == 403


def test_what_happens_is_told_once_and_signed(sandbox: Sandbox, receiver: Receiver) -> None:
    urn = _posted(sandbox, receiver)
    said = _comment(sandbox, urn, "Bravo")
    _wait_for(lambda: receiver.actions() == ["COMMENT"])
    ((body, signed),) = receiver.received
    assert signed == signing.signature(SECRET, body)
    content = json.loads(body)
    (notice,) = content["notifications"]
    assert content["type"] == KIND
    assert (notice["sourcePost"], notice["generatedActivity"]) == (urn, said["commentUrn"])
    assert (notice["organizationalEntity"], notice["subscriber"]) == (PAGE, CLAIRE)
    assert notice["decoratedGeneratedActivity"]["comment"]["text"] == "Bravo"
    path = f"/rest/socialActions/{encoded(urn)}/comments/{said['id']}"
    patch = {"patch": {"message": {"$set": {"text": "Bravo à vous"}}}}
    sandbox.call(
        "POST", path, json=patch, headers={"X-RestLi-Method": "PARTIAL_UPDATE"}, token="tok-notadmin"
    )
    sandbox.call("DELETE", path, token="tok-notadmin")
    _wait_for(lambda: "COMMENT_DELETE" in receiver.actions())
    assert receiver.actions()[0] == "COMMENT"
    assert len(set(receiver.ids())) == len(receiver.ids())


def test_a_curve_is_told_in_tens_as_the_clock_passes(sandbox: Sandbox, receiver: Receiver) -> None:
    sandbox.populate()
    urn = _posted(sandbox, receiver)
    sandbox.control(
        "engagement", post=urn, reactions=20, comments=3, reshares=2, impressions=100, variation=0
    )
    assert receiver.received == []
    sandbox.control("clock", advance_seconds=31 * 86_400)
    _wait_for(lambda: len(receiver.ids()) == 25)
    assert {len(json.loads(body)["notifications"]) for body, _ in receiver.received} == {10, 5}
    assert sorted(set(receiver.actions())) == ["COMMENT", "LIKE", "SHARE"]


def test_what_is_not_taken_comes_again(sandbox: Sandbox, receiver: Receiver) -> None:
    sandbox.control("webhooks", retry_seconds=0.05)
    receiver.statuses = [500, 302, 404]
    _comment(sandbox, _posted(sandbox, receiver), "Bravo")
    _wait_for(lambda: len(receiver.received) == 4)
    _wait_for(lambda: _deliveries(sandbox)[0]["state"] == "taken")
    assert _deliveries(sandbox)[0]["statuses"] == [500, 302, 404, 200]
    assert len({body for body, _ in receiver.received}) == 1


def test_notices_can_come_twice_and_backwards(sandbox: Sandbox, receiver: Receiver) -> None:
    sandbox.populate()
    sandbox.control("webhooks", duplicates=True, out_of_order=True)
    urn = _posted(sandbox, receiver)
    sandbox.control("engagement", post=urn, reactions=5, comments=0, reshares=0, variation=0)
    sandbox.control("clock", advance_seconds=31 * 86_400)
    _wait_for(lambda: len(receiver.ids()) == 10)
    assert len(set(receiver.ids())) == 5
    times = [n["lastModifiedAt"] for n in json.loads(receiver.received[0][0])["notifications"]]
    assert times == sorted(times, reverse=True)


def test_a_subscription_dies_with_the_role(sandbox: Sandbox, receiver: Receiver) -> None:
    _posted(sandbox, receiver)
    sandbox.control("roles", member=CLAIRE, organization="5501001", state="REVOKED")
    assert sandbox.get(_path(), token="tok-pageadmin").status_code == 403
    sandbox.control("roles", member=CLAIRE, organization="5501001")
    assert sandbox.get(_path(), token="tok-pageadmin").status_code == 200
    sandbox.control("tokens/revoke", member=CLAIRE, app="sandbox-cma-std")
    fresh = sandbox.control("tokens", member=CLAIRE)["access_token"]
    assert sandbox.get(_path(), token=fresh).status_code == 200


def test_three_failed_challenges_block_the_address(sandbox: Sandbox, receiver: Receiver) -> None:
    _posted(sandbox, receiver)
    receiver.secret = "changed"
    for failures in (1, 2, 3):
        sandbox.control("clock", advance_seconds=7200)
        _wait_for(lambda wanted=failures: _subscriptions(sandbox)[0]["failures"] == wanted)
    assert _subscriptions(sandbox)[0]["is_blocked"] is True
    assert sandbox.get(_path(), token="tok-pageadmin").status_code == 404


def test_what_was_missed_can_be_asked_for(sandbox: Sandbox, receiver: Receiver) -> None:
    urn = _posted(sandbox, receiver)
    _comment(sandbox, urn, "Bravo")
    sandbox.control("clock", advance_seconds=60)
    react = {"root": urn, "reactionType": "LIKE"}
    sandbox.call("POST", f"/rest/reactions?actor={encoded(NADIA)}", json=react, token="tok-notadmin")
    assert _missed(sandbox) == ["LIKE", "COMMENT"]
    assert _missed(sandbox, "&actions=List(LIKE)") == ["LIKE"]
    assert _missed(sandbox, "&timeRange=(start:0,end:1795251660000)") == ["COMMENT"]
    sandbox.control("clock", advance_seconds=60 * 86_400)
    assert _missed(sandbox) == ["LIKE"]
    path = f"/rest/organizationalEntityNotifications?q=criteria&organizationalEntity={encoded(PAGE)}"
    assert sandbox.get(f"{path}&actions=List(EAT)", token="tok-pageadmin").status_code == 400
    assert sandbox.get(path, token="tok-notadmin").status_code == 403


def _path(*, user: str = CLAIRE, number: int = 3) -> str:
    app = encoded(f"urn:li:developerApplication:{number}")
    key = f"developerApplication:{app},user:{encoded(user)},entity:{encoded(PAGE)},eventType:{KIND}"
    return f"/rest/eventSubscriptions/({key})"


def _subscribe(sandbox: Sandbox, receiver: Receiver) -> requests.Response:
    return sandbox.call("PUT", _path(), json={"webhook": receiver.url}, token="tok-pageadmin")


def _posted(sandbox: Sandbox, receiver: Receiver) -> str:
    """A post of the page, and somebody who is told of what becomes of it."""
    assert _subscribe(sandbox, receiver).status_code == 204
    return sandbox.publish("Bonjour", fields={"author": PAGE}, token="tok-pageadmin")


def _comment(sandbox: Sandbox, urn: str, text: str) -> dict[str, Any]:
    path, content = (
        f"/rest/socialActions/{encoded(urn)}/comments",
        {"actor": NADIA, "message": {"text": text}},
    )
    answer = sandbox.call("POST", path, json=content, token="tok-notadmin")
    assert answer.status_code == 201
    said: dict[str, Any] = answer.json()
    return said


def _missed(sandbox: Sandbox, more: str = "") -> list[str]:
    path = f"/rest/organizationalEntityNotifications?q=criteria&organizationalEntity={encoded(PAGE)}{more}"
    return [notice["action"] for notice in sandbox.get(path, token="tok-pageadmin").json()["elements"]]


def _deliveries(sandbox: Sandbox) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = sandbox.control("webhooks", method="GET")["deliveries"]
    return found


def _subscriptions(sandbox: Sandbox) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = sandbox.control("webhooks", method="GET")["subscriptions"]
    return found


def _wait_for(is_there: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not is_there():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)


def test_a_silent_endpoint_does_not_hold_up_the_end(silent: str) -> None:
    """LinkedIn waits three seconds for an answer; who stops the sandbox does not."""
    world = World(seed=1)
    with a_sandbox(world):
        known = Subscription(
            "key", "sandbox-cma-std", CLAIRE, PAGE, silent, world.now_ms(), world.now_ms() * 2
        )
        with world.lock:
            world.subscriptions["key"] = known
            world.deliveries[1] = Delivery(1, "key", "{}")
        time.sleep(0.4)  # the delivery is under way
        started = time.monotonic()
    assert time.monotonic() - started < 2.5


@pytest.fixture
def silent() -> Iterator[str]:
    """It takes the call and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
