"""LinkedIn's calls about a page's posts: from a signed body to an early reading, whatever comes twice, late or backwards,
and however slow the database is."""

import hashlib
import hmac
import json
import time
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, Settings
from pytest_django.live_server_helper import LiveServer

from influence.accounts.models import Account
from influence.engagement import actions, notices, subscribing
from influence.engagement.models import Notice
from influence.networks.linkedin.webhooks import BODY_BYTES
from tests import makers
from tests.engagement.conftest import PAGE, SECRET, Outside
from tests.makers import NOW, House

# Nobody is signed in here: the signature is all there is, and nothing is asked of the database before it.
pytestmark = pytest.mark.usefixtures("webhooks")

ADDRESS = "/linkedin/notifications/"
KIND = "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS"
POST = "urn:li:share:7529830966886400000"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def webhooks(settings: Settings) -> None:
    settings.LINKEDIN_APPS = {"community": {"client_id": "x", "client_secret": SECRET, "scopes": []}}


@pytest.fixture
def page(home: House) -> Account:
    return page_of(home)


def page_of(home: House) -> Account:
    holder = makers.connected(home)
    return Account.objects.create(
        organisation=home.organisation, leader=home.leader, kind="page", through=holder, author_urn=PAGE,
        author_name="Clinique du Parc", state="connected", app="community", mode="full",
    )  # fmt: skip


def told(number: int = 1, *, at: datetime, page: str = PAGE, post: str = POST, **more: Any) -> dict[str, Any]:
    return {
        "notificationId": number, "organizationalEntity": page, "action": "COMMENT", "sourcePost": post,
        "decoratedSourcePost": {"entity": post, "owner": page, "text": "Notre service"},
        "generatedActivity": "urn:li:comment:(urn:li:activity:1,2)",
        "decoratedGeneratedActivity": {"comment": {"owner": "urn:li:person:Zz98", "text": "Bravo Karim"}},
        "lastModifiedAt": int(at.timestamp() * 1000), "subscriber": "urn:li:person:Ab12Cd34Ef",
    } | more  # fmt: skip


def body(*notifications: dict[str, Any]) -> bytes:
    return json.dumps({"type": KIND, "notifications": notifications}).encode()


def signed(raw: bytes, *, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), b"hmacsha256=" + raw, hashlib.sha256).hexdigest()


def deliver(raw: bytes, *, signature: str | None = None) -> int:
    headers = {"X-LI-Signature": signed(raw) if signature is None else signature}
    return Client().post(ADDRESS, raw, content_type="application/json", headers=headers).status_code


@pytest.fixture
def at_now(time_machine: Any) -> None:
    time_machine.move_to(NOW)


def test_the_challenge_is_answered_without_the_database(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        answer = Client().get(ADDRESS, {"challengeCode": "3b241101-e2bb-4255-8caf-4136c566a962"})
    digest = hmac.new(SECRET.encode(), b"3b241101-e2bb-4255-8caf-4136c566a962", hashlib.sha256)
    assert answer.json()["challengeResponse"] == digest.hexdigest()
    assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("code", ["", 'x{"type":', "a" * 200])
def test_nothing_else_is_signed_for_anybody(code: str) -> None:
    assert Client().get(ADDRESS, {"challengeCode": code}).status_code == 400


@pytest.mark.parametrize("signature", ["", "0" * 64, "é" * 64, signed(b"{}", secret="other")])
def test_a_wrong_signature_is_refused_before_anything_is_read(
    db: None, django_assert_num_queries: DjangoAssertNumQueries, signature: str
) -> None:
    with django_assert_num_queries(0):
        assert deliver(b"not even JSON", signature=signature) == 403


def test_one_byte_more_is_another_body(db: None) -> None:
    raw = body()
    assert deliver(raw) == 200
    assert deliver(raw + b" ", signature=signed(raw)) == 403


def test_a_body_beyond_the_limit_is_refused(db: None) -> None:
    assert deliver(b"x" * (BODY_BYTES + 1)) == 413


@pytest.mark.parametrize("size", ["much", "-1", "²", "9" * 5000])
def test_a_size_that_is_none_is_refused(db: None, size: str) -> None:
    assert (
        Client().post(ADDRESS, body(), content_type="application/json", CONTENT_LENGTH=size).status_code
        == 413
    )


@pytest.mark.parametrize("raw", [b"", b"[]", b"\xff", b'{"type":"%s"}' % KIND.encode(), b"[" * 90_000])
def test_a_signed_body_that_cannot_be_read_is_said_so(db: None, raw: bytes) -> None:
    assert deliver(raw) == 400


def test_other_kinds_of_notices_are_taken_and_forgotten(db: None) -> None:
    assert deliver(b'{"type":"SOMETHING_ELSE"}') == 200


def test_without_an_app_that_has_webhooks_there_is_no_such_address(db: None, settings: Settings) -> None:
    settings.LINKEDIN_APPS = {"self_serve": settings.LINKEDIN_APPS["community"]}
    assert Client().get(ADDRESS, {"challengeCode": "3b24"}).status_code == 404
    assert deliver(body()) == 404


@pytest.fixture
def taking(at_now: None, page: Account) -> None:
    """The house has a page, and it is NOW."""


def test_what_is_kept_says_neither_who_nor_what(taking: None) -> None:
    assert deliver(body(told(at=NOW - MINUTE))) == 200
    notice = Notice.objects.get()
    assert (notice.kind, notice.post_urn, notice.happened_at) == ("COMMENT", POST, NOW - MINUTE)
    kept = " ".join(str(value) for value in Notice.objects.values_list().get())
    assert not [word for word in ("Bravo", "Zz98", "Ab12Cd34Ef", "comment:", "service") if word in kept]


def test_one_notice_is_one_statement(taking: None, django_assert_max_num_queries: Any) -> None:
    # Savepoint of the test, two time limits, the insert.
    with django_assert_max_num_queries(4):
        deliver(body(*(told(n, at=NOW) for n in range(10))))
    assert Notice.objects.count() == 10


def test_the_same_notice_again_is_no_second_one(taking: None) -> None:
    for _ in range(3):
        assert deliver(body(told(1, at=NOW), told(1, at=NOW), told(2, at=NOW))) == 200
    assert Notice.objects.count() == 2


@pytest.mark.parametrize("late", [24 * HOUR, 40 * HOUR, 400 * DAY, -HOUR])
def test_a_recording_that_is_played_again_later_is_taken_and_forgotten(taking: None, late: timedelta) -> None:
    assert deliver(body(told(at=NOW - late))) == 200
    assert Notice.objects.count() == 0


def test_a_replay_finds_no_gap_between_forgetting_and_refusing() -> None:
    """While a notice may come in, its first copy is there."""
    assert notices.WINDOW + notices.AHEAD < actions.NOTICES_KEPT


def test_the_page_of_somebody_else_is_ignored(taking: None) -> None:
    assert deliver(body(told(at=NOW, page="urn:li:organization:1"))) == 200
    assert Notice.objects.count() == 0


def test_a_page_that_was_given_up_is_ignored(taking: None, page: Account) -> None:
    Account.objects.filter(pk=page.pk).update(state="disconnected")
    assert deliver(body(told(at=NOW))) == 200
    assert Notice.objects.count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"sourcePost": "urn:li:share:1\u0661"},
        {"sourcePost": "urn:li:share:" + "1" * 300},
        {"action": "x" * 50},
        {"notificationId": 2**63},
        {"notificationId": -1},
    ],
)
def test_what_has_no_form_that_we_know_breaks_nothing(taking: None, wrong: dict[str, Any]) -> None:
    assert deliver(body(told(1, at=NOW) | wrong, told(2, at=NOW))) == 200
    assert Notice.objects.get().notification_id == 2


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)
DAMAGED = st.fixed_dictionaries(
    {},
    optional={
        "notificationId": ANYTHING,
        "organizationalEntity": ANYTHING | st.just(PAGE),
        "action": ANYTHING,
        "sourcePost": ANYTHING,
        "lastModifiedAt": ANYTHING | st.integers(0, 2**62),
        "generatedActivity": ANYTHING,
    },
)


@pytest.mark.deep
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(damaged=DAMAGED, whole=ANYTHING)
def test_whatever_is_signed_breaks_nothing(taking: None, damaged: dict[str, Any], whole: Any) -> None:
    """Whoever has the secret may be mistaken: an answer of ours in the five hundreds is a fault of ours."""
    assert deliver(body(told(1, at=NOW) | damaged)) in (200, 400)
    assert deliver(json.dumps(whole).encode()) in (200, 400)
    assert deliver(body(told(2, at=NOW))) == 200


def test_notices_are_forgotten_after_two_days(taking: None) -> None:
    deliver(body(told(at=NOW)))
    actions.purge(now=NOW + 48 * HOUR)
    assert Notice.objects.count() == 1
    actions.purge(now=NOW + 48 * HOUR + MINUTE)
    assert Notice.objects.count() == 0


def wait_for(is_there: Any) -> None:
    deadline = time.monotonic() + 10
    while not is_there():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_the_sandboxs_courier_proves_itself_to_us_and_we_to_it(
    outside: Outside, live_server: LiveServer, settings: Settings
) -> None:
    """The challenge, then notices twice and backwards: each is kept once."""
    home = makers.house()
    publication = outside.post(home, outside.page(home))
    settings.BASE_URL = live_server.url
    settings.LINKEDIN_APPS["community"]["app_id"] = "3"
    assert subscribing.keep_subscriptions(now=NOW) == 1
    outside.sandbox.control("webhooks", {"duplicates": True, "out_of_order": True})
    outside.sandbox.control(
        "engagement",
        {
            "post": publication.urn,
            "reactions": 12,
            "comments": 3,
            "reshares": 0,
            "variation": 0,
            "horizon_hours": 5,
        },
    )
    outside.at(NOW + 6 * HOUR)
    wait_for(lambda: len(sent(outside)) > 2 and are_taken(outside))
    ids = [
        notice["notificationId"]
        for one in sent(outside)
        for notice in json.loads(one["body"])["notifications"]
    ]
    assert len(ids) > len(set(ids)) >= 10
    assert set(Notice.objects.values_list("notification_id", flat=True)) == set(ids)
    assert set(Notice.objects.values_list("post_urn", flat=True)) == {publication.urn}


def sent(outside: Outside) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = outside.sandbox.control("webhooks")["deliveries"]
    return found


def are_taken(outside: Outside) -> bool:
    return all(delivery["state"] == "taken" for delivery in sent(outside))
