"""Deciding for a leader, by the queue, the mail and the device; and what the leader sees of it."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from influence.approval import actions
from influence.approval.models import Link, Snooze
from influence.editorial import actions as editorial
from influence.editorial.models import Channel, Decision, DecisionKind, Post, Slot
from influence.editorial.refusals import NotYours
from influence.outbox.models import Message
from influence.people.actions import revoke_mandate
from influence.people.quiet import LAST_CALL
from tests.approval.stories import browser, last_code, link, mails, post, read, words
from tests.editorial.stories import draft, fresh, in_review
from tests.makers import NOW, House, slot
from tests.people.test_mandates import given


def asked(home: House) -> str:
    """The locator of the mail to Rémi, who holds Claire's mandate."""
    assert actions.invite_delegates(now=NOW) == 1
    [mail] = mails("draft_to_decide_for")
    assert mail.to_email == home.remi.email
    found = re.search(r"/a/([\w-]+)/", mail.text)
    assert found
    return found[1]


def test_the_queue_of_a_delegate_says_for_whom_they_decide(home: House) -> None:
    given(home, delegate=home.remi)
    waiting = in_review(home)
    client = browser(home.remi.email)
    assert "Pour Claire Martin" in words(client.get(reverse("queue")))
    answer = post(client, reverse("decide", args=[waiting.pk]), read(waiting))
    assert answer.status_code == 302
    assert Decision.objects.get().decided_by == home.remi
    [told] = mails("draft_approved")
    assert told.subject == "Rémi Faure (pour Claire Martin) a approuvé une publication"
    [to_leader] = mails("decided_for_you")
    assert to_leader.to_email == home.claire.email
    assert "Rémi Faure" in to_leader.text
    assert waiting.slot
    assert to_leader.answer_by == waiting.slot.at - LAST_CALL


def test_without_a_mandate_there_is_no_queue_and_with_an_old_one_nothing_in_it(home: House) -> None:
    waiting = in_review(home)
    client = browser(home.remi.email)
    assert client.get(reverse("queue")).status_code == 403
    mandate = given(home, delegate=home.remi)
    revoke_mandate(mandate, by=home.member(home.claire), at=NOW)
    assert "Rien n'attend votre décision." in words(client.get(reverse("queue")))
    assert post(client, reverse("decide", args=[waiting.pk]), read(waiting)).status_code == 404


def test_what_is_out_of_scope_or_of_ones_own_making_is_not_shown(home: House) -> None:
    given(home, delegate=home.bruno)
    own = in_review(home)
    given(home, delegate=home.remi, pillars=[home.other_pillar.pk])
    for person in (home.bruno, home.remi):
        client = browser(person.email)
        assert "Rien n'attend votre décision." in words(client.get(reverse("queue")))
        assert client.get(reverse("decide", args=[own.pk])).status_code == 404
    assert actions.invite_delegates(now=NOW) == 0


def test_a_delegate_decides_from_the_mail_by_a_code(home: House) -> None:
    given(home, delegate=home.remi)
    in_review(home)
    where, client = asked(home), browser()
    assert "Pour Claire Martin" in words(client.get(link(where)))
    post(client, reverse("approval_code", args=[where]))
    assert mails("approval_code")[-1].to_email == home.remi.email
    post(client, reverse("approval_prove", args=[where]), {"code": last_code()})
    waiting = fresh(in_review_of(home))
    post(client, reverse("decide", args=[waiting.pk]), read(waiting))
    decision = Decision.objects.get()
    assert (decision.decided_by, decision.channel) == (home.remi, "code")
    assert actions.invite_delegates(now=NOW) == 0


def in_review_of(home: House):
    return home.organisation.posts.get()


def test_a_revoked_mandate_closes_its_links(home: House) -> None:
    mandate = given(home, delegate=home.remi)
    in_review(home)
    where = asked(home)
    revoke_mandate(mandate, by=home.member(home.odile), at=NOW)
    assert browser().get(link(where)).status_code == 404


def test_a_delegates_link_shows_nothing_that_they_may_not_decide_on_any_more(home: House) -> None:
    given(home, delegate=home.remi, pillars=[home.pillar.pk])
    waiting = in_review(home)
    where, client = asked(home), browser()
    assert client.get(link(where)).status_code == 200
    Post.objects.filter(pk=waiting.pk).update(pillar=home.other_pillar)
    assert client.get(link(where)).status_code == 404
    Post.objects.filter(pk=waiting.pk).update(pillar=home.pillar)
    editorial.place_embargo(
        waiting, lifts_at=NOW + timedelta(days=1), address="", readers=[], by=home.bruno, at=NOW
    )
    assert client.get(link(where)).status_code == 404


def test_a_link_lasts_no_longer_than_the_mandate(home: House) -> None:
    mandate = given(home, delegate=home.remi, ends_on=NOW.date())
    in_review(home, where=slot(home, at=NOW + timedelta(days=3)))
    asked(home)

    assert Link.objects.get(user=home.remi).expires_at == mandate.ends_at


def test_the_leader_sees_what_was_decided_for_them_and_takes_it_back(home: House) -> None:
    given(home, delegate=home.remi)
    waiting = in_review(home)
    post(browser(home.remi.email), reverse("decide", args=[waiting.pk]), read(waiting))
    claire = browser(home.claire.email)
    page = words(claire.get(reverse("decided_for")))
    assert "Rémi Faure, pour Claire Martin" in page
    assert "Reprendre cet accord" in page
    assert "Reprendre cet accord" in words(claire.get(reverse("decide", args=[waiting.pk])))
    post(claire, reverse("take_back", args=[waiting.pk]))
    assert fresh(waiting).state == "in_review"
    assert mails("approval_taken_back")[-1].subject == "Claire Martin reprend son accord"


def test_a_delegate_takes_back_their_own_yes_and_nobody_elses(home: House) -> None:
    given(home, delegate=home.remi)
    first, second = in_review(home), in_review(home, where=slot(home, at=NOW + timedelta(days=3)))
    post(browser(home.claire.email), reverse("decide", args=[first.pk]), read(first))
    remi = browser(home.remi.email)
    post(remi, reverse("decide", args=[second.pk]), read(second))
    for one in (first, second):
        post(remi, reverse("take_back", args=[one.pk]))
    assert (fresh(first).state, fresh(second).state) == ("approved", "in_review")
    told = mails("approval_taken_back")
    assert {mail.to_email for mail in told} == {home.bruno.email, home.claire.email}
    assert {mail.subject for mail in told} == {"Rémi Faure (pour Claire Martin) reprend son accord"}
    for mail in told:
        assert "attend de nouveau une décision" in mail.text
        assert ("donné mandat" in mail.text) is (mail.to_email == home.claire.email)


def test_a_delegate_is_reminded_too(home: House) -> None:
    given(home, delegate=home.remi)
    in_review(home)
    actions.remind(now=NOW + timedelta(hours=25))
    told = set(Message.objects.filter(kind="approval_reminder").values_list("to_email", flat=True))
    assert told == {home.claire.email, home.remi.email}
    for_remi = Message.objects.get(kind="approval_reminder", to_email=home.remi.email)
    assert "Pour Claire Martin" in for_remi.text


def test_a_draft_is_nobody_elses_to_read_yet(home: House) -> None:
    given(home, delegate=home.remi)
    assert browser(home.remi.email).get(reverse("decide", args=[draft(home).pk])).status_code == 404


def test_a_delegates_new_link_goes_to_them_alone(home: House) -> None:
    given(home, delegate=home.remi)
    in_review(home)
    where = asked(home)
    with time_machine.travel(NOW + timedelta(minutes=20), tick=False):
        post(browser(), reverse("approval_renew", args=[where]))
    assert [mail.to_email for mail in mails("draft_to_decide_for")] == [home.remi.email] * 2
    assert mails("draft_to_approve") == []


def turned_down(home: House, post: Post) -> Decision:
    """By Rémi, in Claire's place."""
    assert post.version
    return actions.decide(
        post.version, kind=DecisionKind.REFUSE, reason="Trop tôt.", by=home.remi, at=NOW,
        content_hash=post.version.content_hash, channel=Channel.SESSION,
    )  # fmt: skip


def test_who_answered_in_a_leaders_place_thinks_again_and_is_not_written_to(home: House) -> None:
    given(home, delegate=home.remi)
    waiting = in_review(home)
    asked(home)
    again = actions.think_again(turned_down(home, waiting), by=home.remi, at=NOW)
    assert fresh(waiting).state == "in_review"
    assert mails("answer_taken_back")[0].subject == "Rémi Faure (pour Claire Martin) annule sa réponse"
    assert actions.invite_delegates(now=NOW) == 0
    assert actions.invite(now=NOW) == 1, "the leader has not read what is asked again"
    assert Link.objects.filter(version=again).get().user == home.claire


@pytest.mark.parametrize("ends", ["revoked", "over", "another theme"])
def test_nothing_is_undone_under_a_mandate_that_has_ended(home: House, ends: str) -> None:
    mandate, later = given(home, delegate=home.remi), NOW + timedelta(minutes=1)
    first, second = in_review(home), in_review(home, where=slot(home, at=NOW + timedelta(days=9)))
    no = turned_down(home, first)
    post(browser(home.remi.email), reverse("decide", args=[second.pk]), read(second))
    if ends == "revoked":
        revoke_mandate(mandate, by=home.member(home.claire), at=NOW)
    if ends == "over":
        later = mandate.ends_at
        Slot.objects.filter(pk=first.slot_id).update(at=later + timedelta(days=1))
    if ends == "another theme":
        mandate.pillars.set([home.other_pillar])
    with pytest.raises(NotYours):
        actions.think_again(no, by=home.remi, at=later)
    with pytest.raises(NotYours):
        actions.take_back(second, by=home.remi, at=later)
    assert (fresh(first).state, fresh(second).state) == ("refused", "approved")


def test_nothing_is_put_off_under_a_mandate_that_has_ended(home: House) -> None:
    mandate = given(home, delegate=home.remi)
    waiting = in_review(home, where=slot(home, at=NOW + timedelta(days=3)))
    actions.snooze(waiting, later="tomorrow", by=home.remi, at=NOW)
    revoke_mandate(mandate, by=home.member(home.claire), at=NOW)
    with pytest.raises(NotYours):
        actions.snooze(waiting, later="evening", by=home.remi, at=NOW)
    assert Snooze.objects.get().user == home.remi


def test_only_a_yes_is_taken_back_from_the_list_of_what_was_decided(home: House) -> None:
    given(home, delegate=home.remi)
    turned_down(home, in_review(home))
    page = words(browser(home.claire.email).get(reverse("decided_for")))
    assert "Rémi Faure, pour Claire Martin" in page
    assert "Reprendre cet accord" not in page
