"""Deciding in a leader's place: whom the action lets decide, and what the database lets out."""

from datetime import timedelta

import pytest

from influence.editorial import actions, standing_in
from influence.editorial.flags import able, able_of, named_in
from influence.editorial.models import Channel, Decision, DecisionKind, Flag, Post
from influence.editorial.refusals import NotYours, OwnSubmission
from influence.editorial.refusals_of_mandates import OutsideMandate, OwnWords, SecondWord
from influence.journal.models import Entry
from influence.people.actions import remove, revoke_mandate
from influence.people.models import Mandate, User
from influence.publishing.planning import plan
from tests.editorial.stories import LATER, draft, fresh, in_review
from tests.makers import NOW, House, slot
from tests.people.test_mandates import given


def say(post: Post, by: User, *, kind: DecisionKind = DecisionKind.APPROVE, at=LATER) -> Decision:
    assert post.version
    facts = {"by": by, "content_hash": post.version.content_hash, "channel": Channel.SESSION, "at": at}
    if kind == DecisionKind.APPROVE:
        return actions.approve(post.version, **facts)
    return actions.give_back(post.version, reason="Le ton.", **facts)


def test_a_delegate_decides_in_the_leaders_name_and_it_goes_out(home: House) -> None:
    mandate = given(home)
    post = in_review(home)
    decision = say(post, home.odile)
    assert (decision.decided_by, decision.mandate) == (home.odile, mandate)
    assert standing_in.decider(decision) == "Odile Roche, pour Claire Martin"
    assert Entry.objects.get(verb="post.approved").details["mandate"] == mandate.pk
    assert plan(now=LATER) == 1


def test_without_a_mandate_nobody_does(home: House, abroad: House) -> None:
    given(home, delegate=home.remi)
    given(home, starts_on=NOW.date() + timedelta(days=1))
    given(abroad, delegate=abroad.odile)
    post = in_review(home)
    for person in (home.odile, home.bruno, abroad.odile, abroad.claire):
        with pytest.raises(NotYours):
            say(post, person)


def test_it_holds_for_its_themes_alone(home: House) -> None:
    given(home, pillars=[home.other_pillar.pk])
    post = in_review(home)
    with pytest.raises(NotYours):
        say(post, home.odile)
    Post.objects.filter(pk=post.pk).update(pillar=home.other_pillar)
    assert say(fresh(post), home.odile)


def test_what_was_approved_for_a_theme_keeps_it(home: House) -> None:
    """Else it would wait for ever, and nobody would be told."""
    given(home, pillars=[home.pillar.pk])
    post = in_review(home)
    say(post, home.odile)
    with pytest.raises(OutsideMandate):
        actions.classify(fresh(post), pillar=home.other_pillar, by=home.bruno, at=LATER)
    actions.revise(post, text="Autre chose.", seen=1, by=home.bruno, at=LATER)
    actions.classify(fresh(post), pillar=home.other_pillar, by=home.bruno, at=LATER)
    assert fresh(post).pillar == home.other_pillar


def test_it_ends_when_it_is_revoked_and_what_was_decided_stays(home: House) -> None:
    mandate = given(home)
    first = in_review(home)
    say(first, home.odile)
    revoke_mandate(mandate, by=home.member(home.claire), at=LATER + timedelta(seconds=1))
    assert plan(now=LATER + timedelta(minutes=1)) == 1
    assert fresh(first).state == "scheduled"


def test_nobody_decides_on_their_own_words(home: House) -> None:
    given(home, delegate=home.bruno)
    submitted = in_review(home)
    with pytest.raises(OwnSubmission):
        say(submitted, home.bruno)
    assert standing_in.delegates(submitted, now=LATER) == []
    assert not standing_in.without_own_words(Post.objects.all(), user_id=home.bruno.pk).exists()


def test_own_words_count_since_the_decision_before(home: House) -> None:
    """Bruno wrote the first version; Odile wrote and submitted the second."""
    given(home, delegate=home.bruno)
    post = draft(home)
    actions.revise(post, text="Autre chose.", seen=1, by=home.odile, at=NOW)
    actions.submit(post, by=home.odile, at=NOW)
    with pytest.raises(OwnWords):
        say(fresh(post), home.bruno)
    say(fresh(post), home.claire, kind=DecisionKind.RETURN)
    actions.revise(post, text="Encore autre chose.", seen=2, by=home.odile, at=LATER)
    actions.submit(post, by=home.odile, at=LATER)
    assert standing_in.delegates(fresh(post), now=LATER) == [home.bruno]
    assert standing_in.without_own_words(Post.objects.all(), user_id=home.bruno.pk).exists()
    assert say(fresh(post), home.bruno)
    assert plan(now=LATER) == 1


def test_one_person_gives_not_both_approvals(home: House) -> None:
    actions.keep_topic(
        None, organisation=home.organisation, name="Budget", words=["équipe"], pillars=[],
        approvers=[home.odile.pk, home.remi.pk], by=home.odile, at=NOW,
    )  # fmt: skip
    given(home)
    post = in_review(home)
    say(post, home.odile)
    [flag] = Flag.objects.all()
    assert list(able(flag)) == [home.remi]
    assert not named_in(home.member(home.odile)).exists()


def test_who_can_answer_is_the_same_for_one_and_for_many(home: House) -> None:
    people = [home.claire, home.bruno, home.odile, home.remi]
    actions.keep_topic(
        None, organisation=home.organisation, name="Budget", words=["équipe"], pillars=[],
        approvers=[one.pk for one in people], by=home.odile, at=NOW,
    )  # fmt: skip
    given(home)
    in_review(home)
    say(in_review(home, where=slot(home, at=NOW + timedelta(days=3))), home.odile)
    secret = in_review(home, where=slot(home, at=NOW + timedelta(days=5)))
    actions.place_embargo(
        secret, lifts_at=NOW + timedelta(days=6), address="", readers=[home.odile.pk], by=home.claire, at=NOW
    )
    member = home.member(home.remi)
    found = list(Flag.objects.select_related("version__post__leader").order_by("pk"))
    for left in (False, True):
        if left:
            remove(member, by=home.odile, at=NOW)
        together = able_of(found, organisation_id=home.organisation.pk)
        assert together == {flag.pk: list(able(flag)) for flag in found}
        assert [len(together[flag.pk]) for flag in found] == ([1, 0, 1] if left else [2, 1, 1])


def test_whoever_alone_can_give_the_second_approval_does_not_decide(home: House) -> None:
    actions.keep_topic(
        None, organisation=home.organisation, name="Budget", words=["équipe"], pillars=[], approvers=[home.odile.pk],
        by=home.odile, at=NOW,
    )  # fmt: skip
    given(home)
    with pytest.raises(SecondWord):
        say(in_review(home), home.odile)


def test_an_embargo_keeps_the_post_from_a_delegate_who_is_not_on_its_list(home: House) -> None:
    given(home)
    post = in_review(home)
    actions.place_embargo(
        post, lifts_at=NOW + timedelta(days=1), address="", readers=[], by=home.bruno, at=NOW
    )
    with pytest.raises(NotYours):
        say(fresh(post), home.odile)


# What a mandate, or the post, is made to say after the decision was taken: the statement that lets a post go out reads the
# rows, whoever wrote them.
EDGES = {
    "as it was": ({}, 1),
    "revoked just after": ({"revoked_at": LATER + timedelta(microseconds=1)}, 1),
    "revoked at that moment": ({"revoked_at": LATER}, 0),
    "revoked before": ({"revoked_at": LATER - timedelta(seconds=1)}, 0),
    "begun at that moment": ({"starts_at": LATER}, 1),
    "begun later": ({"starts_at": LATER + timedelta(microseconds=1)}, 0),
    "over at that moment": ({"ends_at": LATER}, 0),
    "over just after": ({"ends_at": LATER + timedelta(microseconds=1)}, 1),
    "given later": ({"given_at": LATER + timedelta(seconds=1)}, 0),
    "to somebody else": ({"delegate": "remi"}, 0),
    "not by the leader": ({"given_by": "bruno"}, 0),
}


@pytest.mark.parametrize("edge", EDGES)
def test_the_database_lets_out_what_the_mandate_covered(home: House, edge: str) -> None:
    changes, planned = EDGES[edge]
    mandate = given(home)
    say(in_review(home), home.odile)
    people = {"remi": home.remi, "bruno": home.bruno}
    facts = {name: people.get(str(value), value) for name, value in changes.items()}
    if "revoked_at" in facts:
        facts["revoked_by"] = home.claire
    Mandate.objects.filter(pk=mandate.pk).update(**facts)
    assert plan(now=LATER) == planned


def test_the_database_asks_for_the_theme_and_for_other_peoples_words(home: House) -> None:
    mandate = given(home)
    post = in_review(home)
    say(post, home.odile)
    mandate.pillars.set([home.other_pillar])
    assert plan(now=LATER) == 0
    mandate.pillars.set([home.pillar])
    post.versions.update(submitted_by=home.odile)
    assert plan(now=LATER) == 0
    post.versions.update(submitted_by=home.bruno)
    assert plan(now=LATER) == 1


def written_by_hand(post: Post, *, by: User, mandate: Mandate | None) -> None:
    """A row that no action would write."""
    assert post.version
    Decision.objects.create(
        version=post.version, content_hash=post.version.content_hash, kind="approve", decided_by=by, decided_at=LATER,
        channel="session", slot_at=NOW, mandate=mandate,
    )  # fmt: skip
    Post.objects.filter(pk=post.pk).update(state="approved")


def test_a_yes_without_a_mandate_is_the_leaders_alone(home: House) -> None:
    given(home)
    written_by_hand(in_review(home), by=home.odile, mandate=None)
    assert plan(now=LATER) == 0


def test_a_mandate_of_another_leader_is_none(home: House, abroad: House) -> None:
    theirs = given(abroad, delegate=abroad.odile)
    Mandate.objects.filter(pk=theirs.pk).update(delegate=home.odile)
    written_by_hand(in_review(home), by=home.odile, mandate=theirs)
    assert plan(now=LATER) == 0
