"""The same moment, on two real connections."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.urls import reverse

from influence.approval import actions
from influence.approval.models import Code, Device, Link
from influence.approval.refusals import CodeOver, TooManyCodes, WrongCode
from influence.editorial.models import Channel, Decision, DecisionKind
from influence.editorial.refusals import NotYours
from influence.journal.queries import breaks
from influence.people.actions import revoke_mandate
from tests import makers
from tests.approval.stories import browser, invited, last_code, mails, post, proven, read, words
from tests.editorial.stories import fresh, in_review
from tests.editorial.test_races import split, together
from tests.makers import NOW, slot
from tests.people.test_mandates import given

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    start = Barrier(len(acts))

    def run(act):
        start.wait(timeout=10)
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_two_devices_at_once_make_one_decision_and_the_other_sees_it() -> None:
    home = makers.house()
    waiting, where = invited(home)
    desk, phone = browser(home.claire.email), proven(home, where)
    answers = at_once(
        lambda: post(desk, reverse("decide", args=[waiting.pk]), read(waiting), follow=True),
        lambda: post(
            phone,
            reverse("decide", args=[waiting.pk]),
            read(waiting, kind="refuse", reason="Non."),
            follow=True,
        ),
    )
    assert Decision.objects.count() == 1
    assert fresh(waiting).state == {"approve": "approved", "refuse": "refused"}[Decision.objects.get().kind]
    assert sum("avait déjà reçu votre décision" in words(answer) for answer in answers) == 1
    assert len(mails("draft_approved")) + len(mails("draft_refused")) == 1
    assert list(breaks(home.organisation.pk)) == []


def test_a_double_click_on_two_connections_approves_once() -> None:
    home = makers.house()
    waiting, where = invited(home)
    one, two = proven(home, where), browser(home.claire.email)
    answers = at_once(
        *(lambda c=c: post(c, reverse("decide", args=[waiting.pk]), read(waiting)) for c in (one, two))
    )
    assert [answer.status_code for answer in answers] == [302, 302]
    assert (Decision.objects.count(), len(mails("draft_approved"))) == (1, 1)


def test_two_sweeps_at_once_write_one_mail() -> None:
    home = makers.house()
    in_review(home)
    assert sum(at_once(lambda: actions.invite(now=NOW), lambda: actions.invite(now=NOW))) == 1
    assert (Link.objects.count(), len(mails("draft_to_approve"))) == (1, 1)


def test_requests_at_once_do_not_exceed_the_limit_of_codes() -> None:
    """Through links of different posts: the limit is the person's, so it is the person's row that is locked."""
    home = makers.house()
    for day in range(2, 8):
        invited(home, where=slot(home, at=NOW + timedelta(days=day)))
    links = list(Link.objects.select_related("version__post__organisation", "user"))
    done, refused = split(together(*(lambda one=one: actions.send_code(one, at=NOW) for one in links)))
    assert (len(done), {type(refusal) for refusal in refused}) == (3, {TooManyCodes})
    assert Code.objects.count() == 3


def test_ten_guesses_at_once_are_five_tries() -> None:
    home = makers.house()
    _waiting, where = invited(home)
    client = browser()
    post(client, reverse("approval_code", args=[where]))
    found = Link.objects.select_related("version__post__organisation").get()
    guess = f"{(int(last_code()) + 1) % 1_000_000:06d}"
    _done, refused = split(
        together(*(lambda: actions.prove(found, code=guess, label="", at=NOW) for _ in range(10)))
    )
    assert sorted(type(refusal).__name__ for refusal in refused) == ["CodeOver"] * 5 + ["WrongCode"] * 5
    assert {WrongCode, CodeOver} == {type(refusal) for refusal in refused}
    assert Code.objects.get().tries_left == 0


def test_one_code_entered_twice_at_once_makes_one_device_known() -> None:
    home = makers.house()
    _waiting, where = invited(home)
    client = browser()
    post(client, reverse("approval_code", args=[where]))
    found, code = Link.objects.select_related("version__post__organisation").get(), last_code()
    done, refused = split(
        together(*(lambda: actions.prove(found, code=code, label="", at=NOW) for _ in range(2)))
    )
    assert (len(done), [type(refusal) for refusal in refused]) == (1, [CodeOver])
    assert Device.objects.count() == 1


def wait_for(count: int) -> None:
    """Until so many other connections stand still for this one, or for each other behind it."""
    blocked = """SELECT count(*) FROM pg_stat_activity
                  WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0"""
    until = time.monotonic() + 10
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(blocked)
            if cursor.fetchone()[0] >= count:
                return
            time.sleep(0.01)
    raise AssertionError("nobody waits")


def test_whoever_decides_or_undoes_while_a_mandate_is_revoked_has_none() -> None:
    home = makers.house()
    mandate = given(home, delegate=home.remi)
    first, second = in_review(home), in_review(home, where=slot(home, at=NOW + timedelta(days=3)))

    def refused(one):
        return actions.decide(
            one.version, kind=DecisionKind.REFUSE, reason="Non.", by=home.remi, at=NOW, channel=Channel.SESSION,
            content_hash=one.version.content_hash,
        )  # fmt: skip

    no = refused(first)
    acts = (lambda: actions.think_again(no, by=home.remi, at=NOW), lambda: refused(second))
    with ThreadPoolExecutor(len(acts)) as pool:
        with transaction.atomic():
            revoke_mandate(mandate, by=home.member(home.claire), at=NOW)
            trying = [pool.submit(alone, act) for act in acts]
            wait_for(len(acts))
        assert [type(one.result(timeout=10)) for one in trying] == [NotYours, NotYours]
    assert (fresh(first).state, fresh(second).state) == ("refused", "in_review")


def alone(act):
    """On a connection of its own; a refusal is an answer like another."""
    try:
        return act()
    except NotYours as refusal:
        return refusal
    finally:
        connection.close()
