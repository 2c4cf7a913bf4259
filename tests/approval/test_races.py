"""The same moment, on two real connections."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.urls import reverse

from influence.approval import actions
from influence.approval.models import Code, Device, Link
from influence.approval.refusals import CodeOver, TooManyCodes, WrongCode
from influence.editorial.models import Decision
from influence.journal.queries import breaks
from tests import makers
from tests.approval.stories import browser, invited, last_code, mails, post, proven, read, words
from tests.editorial.stories import fresh, in_review
from tests.editorial.test_races import split, together
from tests.makers import NOW, slot

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
