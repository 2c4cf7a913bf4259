from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from influence.editorial import actions
from influence.editorial.models import Channel, Decision, DecisionKind, Post, Version
from influence.editorial.refusals import (
    AlreadyDecided,
    Altered,
    MovedOn,
    NotYours,
    Outdated,
    OwnSubmission,
    ReasonMissing,
    TooLate,
)
from influence.journal.models import Entry
from tests.editorial.stories import LATER, approved, draft, fresh, in_review, yes
from tests.makers import NOW, House


def verbs() -> list[str]:
    return list(Entry.objects.order_by("sequence").values_list("verb", flat=True))


def test_an_approval_names_the_version_its_hash_and_the_slot_that_was_shown(home: House) -> None:
    post = in_review(home)
    decision = yes(home, post)
    assert (decision.version, decision.content_hash, decision.kind) == (
        post.version,
        post.version.content_hash,
        "approve",
    )
    assert (decision.decided_by, decision.decided_at, decision.slot_at) == (home.claire, LATER, post.slot.at)
    assert fresh(post).state == "approved"
    assert verbs() == ["post.written", "post.submitted", "post.approved"]


def test_a_second_approval_is_refused_and_tells_what_was_decided(home: House) -> None:
    post = approved(home)
    with pytest.raises(AlreadyDecided) as refusal:
        yes(home, post)
    assert refusal.value.decision.kind == DecisionKind.APPROVE
    assert Decision.objects.count() == 1
    assert "approuvée" in str(refusal.value)


def test_only_the_leader_decides(home: House, abroad: House) -> None:
    post = in_review(home)
    for somebody in (home.bruno, home.odile, home.remi, abroad.claire):
        with pytest.raises(NotYours):
            actions.approve(
                post.version,
                by=somebody,
                content_hash=post.version.content_hash,
                channel=Channel.SESSION,
                at=LATER,
            )
    assert fresh(post).state == "in_review"


def test_a_leader_who_left_decides_nothing(home: House) -> None:
    post = in_review(home)
    type(home.leader).objects.filter(pk=home.leader.pk).update(is_active=False)
    with pytest.raises(NotYours):
        yes(home, post)


def test_who_submitted_can_never_decide(home: House) -> None:
    post = in_review(home)
    Version.objects.filter(pk=post.version_id).update(submitted_by=home.claire)
    with pytest.raises(OwnSubmission):
        yes(home, post)


def test_the_leader_cannot_submit_what_they_would_decide(home: House) -> None:
    with pytest.raises(OwnSubmission):
        actions.submit(draft(home), by=home.claire, at=NOW)


def test_an_edit_voids_the_approval_and_the_old_version_cannot_be_approved_again(home: House) -> None:
    post = approved(home)
    version = actions.revise(post, text="Autre chose.", seen=1, by=home.bruno, at=LATER)
    assert (fresh(post).state, version.number) == ("draft", 2)
    actions.submit(post, by=home.bruno, at=LATER)
    with pytest.raises(AlreadyDecided):
        yes(home, post)
    assert fresh(post).state == "in_review"


def test_deciding_on_a_replaced_version_shows_the_new_one(home: House) -> None:
    post = in_review(home)
    version = actions.revise(post, text="Autre chose.", seen=1, by=home.bruno, at=LATER)
    with pytest.raises(Outdated) as refusal:
        yes(home, post)
    assert refusal.value.version == version
    assert not Decision.objects.exists()


def test_a_hash_that_is_not_the_one_of_the_page_decides_nothing(home: House) -> None:
    post = in_review(home)
    with pytest.raises(Outdated):
        actions.approve(
            post.version, by=home.claire, content_hash="0" * 64, channel=Channel.SESSION, at=LATER
        )


def test_a_text_changed_behind_our_back_cannot_be_approved(home: House) -> None:
    post = in_review(home)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL influence.erasing = 'on'")
        cursor.execute("UPDATE editorial_version SET text = 'Achetez !' WHERE id = %s", [post.version_id])
        cursor.execute("SET LOCAL influence.erasing = 'off'")
    with pytest.raises(Altered):
        yes(home, post)
    assert not Decision.objects.exists()


def test_the_database_refuses_a_new_text_under_an_old_version(home: House) -> None:
    post = draft(home)
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.filter(pk=post.version_id).update(text="Achetez !")


def test_an_approval_after_the_slot_is_too_late_and_changes_nothing(home: House) -> None:
    post = in_review(home)
    for at in (post.slot.at, post.slot.at + timedelta(seconds=1)):
        with pytest.raises(TooLate):
            yes(home, post, at=at)
    assert fresh(post).state == "in_review"
    assert yes(home, post, at=post.slot.at - timedelta(seconds=1)).kind == "approve"


@pytest.mark.parametrize(("verb", "state"), [(actions.give_back, "returned"), (actions.refuse, "refused")])
def test_a_no_needs_words_and_keeps_them(home: House, verb: Callable[..., Decision], state: str) -> None:
    post = in_review(home)
    given = {
        "by": home.claire,
        "content_hash": post.version.content_hash,
        "channel": Channel.CODE,
        "at": LATER,
    }
    with pytest.raises(ReasonMissing):
        verb(post.version, reason=" \n", **given)
    decision = verb(post.version, reason=" Le chiffre est faux. ", **given)
    post = fresh(post)
    assert (post.state, post.reason, decision.reason) == (
        state,
        "Le chiffre est faux.",
        "Le chiffre est faux.",
    )


def test_a_returned_text_submitted_again_unchanged_is_asked_about_as_a_new_version(home: House) -> None:
    post = in_review(home)
    actions.give_back(
        post.version,
        reason="Vraiment ?",
        by=home.claire,
        content_hash=post.version.content_hash,
        channel=Channel.SESSION,
        at=LATER,
    )
    version = actions.submit(post, by=home.bruno, at=LATER)
    assert (version.number, version.content_hash) == (2, post.version.content_hash)
    yes(home, fresh(post))
    assert list(Decision.objects.order_by("pk").values_list("kind", flat=True)) == ["return", "approve"]


@pytest.mark.parametrize("state", ["draft", "withdrawn", "missed"])
def test_what_is_not_in_review_cannot_be_decided(home: House, state: str) -> None:
    post = draft(home)
    Post.objects.filter(pk=post.pk).update(state=state)
    with pytest.raises(MovedOn):
        yes(home, post)


def test_a_decision_is_never_changed_nor_removed(home: House) -> None:
    post = approved(home)
    for change in (
        lambda: post.version.decisions.update(kind="refuse"),
        lambda: post.version.decisions.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
