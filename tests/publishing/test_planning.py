"""From an approved post to a publication that is due, and to a claim."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from influence.accounts.models import Account, AccountState
from influence.editorial import actions as editorial
from influence.editorial.models import Decision, Post
from influence.journal.models import Entry
from influence.outbox.models import Message
from influence.people.models import Leader
from influence.publishing import actions
from influence.publishing.fitness import is_fit, is_usable, usable_account
from influence.publishing.models import Publication
from influence.publishing.policy import CATCH_UP, CLAIM_LEASE
from tests.editorial import stories
from tests.makers import NOW, House, slot
from tests.publishing.stage import DUE, again, approved, connect, planned, states

SECOND = timedelta(seconds=1)


def test_an_approved_post_is_planned_once(home: House) -> None:
    post = approved(home)
    assert actions.plan(now=NOW) == 1
    assert actions.plan(now=NOW) == 0
    publication = Publication.objects.get()
    assert states(publication) == ("due", "scheduled")
    assert (publication.due_at, publication.version_id) == (DUE, post.version_id)
    assert Entry.objects.filter(verb="publication.planned").count() == 1


def test_what_is_not_approved_is_not_planned(home: House) -> None:
    stories.draft(home, where=slot(home, at=DUE))
    stories.in_review(home, where=slot(home, at=DUE + SECOND))
    assert actions.plan(now=NOW) == 0
    assert Publication.objects.count() == 0


def test_a_state_without_a_decision_is_not_planned(home: House) -> None:
    """Somebody wrote `approved` in the database by hand."""
    post = stories.in_review(home, where=slot(home, at=DUE))
    Post.objects.filter(pk=post.pk).update(state="approved")
    assert actions.plan(now=NOW) == 0


def test_a_yes_of_somebody_who_is_no_longer_the_leader_is_not_enough(home: House) -> None:
    approved(home)
    Leader.objects.update(user=home.odile)
    assert actions.plan(now=NOW) == 0


def test_a_moved_post_is_due_at_its_new_slot(home: House) -> None:
    publication = planned(home)
    editorial.move(
        publication.post,
        day=DUE.date() + timedelta(days=1),
        time=DUE.time(),
        zone="UTC",
        fold=None,
        by=home.bruno,
        at=NOW,
    )
    assert actions.claim(now=DUE) == []
    assert actions.plan(now=NOW) == 1
    assert again(publication).due_at == DUE + timedelta(days=1)
    assert actions.claim(now=DUE) == []
    assert len(actions.claim(now=DUE + timedelta(days=1))) == 1


def test_an_edit_voids_the_approval_and_a_new_one_is_due_again(home: House) -> None:
    publication = planned(home)
    editorial.revise(publication.post, text="Mieux dit.", seen=1, by=home.bruno, at=NOW)
    assert actions.claim(now=DUE) == []
    actions.sweep(now=NOW)
    assert states(publication) == ("cancelled", "draft")
    editorial.submit(publication.post, by=home.bruno, at=NOW)
    assert actions.plan(now=NOW) == 0
    stories.yes(home, stories.fresh(publication.post))
    assert actions.plan(now=NOW) == 1
    found = again(publication)
    assert states(found) == ("due", "scheduled")
    assert found.version_id == found.post.version_id
    assert Publication.objects.count() == 1


def test_a_claim_that_is_out_keeps_the_planner_away(home: House) -> None:
    publication = planned(home)
    actions.claim(now=DUE)
    editorial.move(
        publication.post,
        day=DUE.date() + timedelta(days=1),
        time=DUE.time(),
        zone="UTC",
        fold=None,
        by=home.bruno,
        at=DUE,
    )
    assert actions.plan(now=DUE) == 0
    assert states(publication) == ("claimed", "approved")
    actions.sweep(now=DUE + CLAIM_LEASE)
    assert actions.plan(now=DUE + CLAIM_LEASE) == 1
    assert again(publication).due_at == DUE + timedelta(days=1)


def test_one_post_has_one_publication_an_account(home: House) -> None:
    publication = planned(home)
    publication.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        publication.save()


@pytest.mark.parametrize(
    ("moment", "count"), [(-SECOND, 0), (0 * SECOND, 1), (CATCH_UP, 1), (CATCH_UP + SECOND, 0)]
)
def test_a_post_is_claimed_from_its_slot_to_the_limit(home: House, moment: timedelta, count: int) -> None:
    planned(home)
    assert len(actions.claim(now=DUE + moment)) == count


def test_a_claim_is_not_given_twice_before_it_expires(home: House) -> None:
    publication = planned(home)
    [first] = actions.claim(now=DUE)
    assert actions.claim(now=DUE) == []
    actions.sweep(now=DUE + CLAIM_LEASE - SECOND)
    assert states(publication) == ("claimed", "scheduled")
    actions.sweep(now=DUE + CLAIM_LEASE)
    [second] = actions.claim(now=DUE + CLAIM_LEASE)
    assert first.token != second.token


def test_the_first_post_of_everybody_comes_before_the_second_of_anybody(home: House, abroad: House) -> None:
    connect(abroad)
    late = approved(abroad, at=DUE + timedelta(seconds=50))
    for n in range(3):
        planned(home, at=DUE + timedelta(seconds=n))
    actions.plan(now=NOW)
    taken = actions.claim(now=DUE + timedelta(minutes=1), limit=2)
    leaders = {again(claim.publication_id).post.leader_id for claim in taken}
    assert leaders == {home.leader.pk, late.leader_id}
    assert [again(claim.publication_id).due_at for claim in taken] == [DUE, DUE + timedelta(seconds=50)]


def test_what_cannot_leave_keeps_nobody_behind_it_waiting(home: House) -> None:
    posts = [planned(home, at=DUE + timedelta(seconds=n)) for n in range(6)]
    # Their slots are elsewhere by now.
    Publication.objects.filter(pk__in=[post.pk for post in posts[:5]]).update(
        due_at=DUE - timedelta(seconds=1)
    )
    [claim] = actions.claim(now=DUE + timedelta(minutes=1), limit=1)
    assert claim.publication_id == posts[5].pk


def break_decision(publication: Publication) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE editorial_decision DISABLE TRIGGER USER")
        Decision.objects.update(kind="refuse", reason="non")
        cursor.execute("ALTER TABLE editorial_decision ENABLE TRIGGER USER")


def change(model: type, **columns: object) -> object:
    return lambda publication: model.objects.update(**columns)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "spoil",
    [
        change(Post, state="draft"),
        change(Post, state="withdrawn"),
        change(Account, state=AccountState.RECONNECT),
        change(Account, mode="assisted"),
        change(Account, access_expires_at=DUE),
        change(Leader, is_active=False),
        change(Publication, next_attempt_at=DUE + SECOND),
        change(Publication, due_at=DUE - SECOND),
        break_decision,
    ],
)
def test_whatever_is_missing_keeps_a_post_back(home: House, spoil: object) -> None:
    publication = planned(home)
    assert is_fit(publication, now=DUE)
    spoil(publication)  # type: ignore[operator]
    assert actions.claim(now=DUE) == []


@pytest.mark.deep
@pytest.mark.parametrize("state", [AccountState.CONNECTED, AccountState.RECONNECT, AccountState.DISCONNECTED])
@pytest.mark.parametrize("mode", ["assisted", "publish_only", "full"])
@pytest.mark.parametrize("until", [None, DUE, DUE + SECOND])
def test_the_three_ways_to_ask_whether_an_account_is_usable_agree(
    home: House, state: str, mode: str, until: object
) -> None:
    publication = planned(home)
    Account.objects.update(state=state, mode=mode, access_expires_at=until)
    found = again(publication)
    usable = is_usable(found.account, now=DUE)
    assert is_fit(found, now=DUE) == usable
    assert Publication.objects.filter(usable_account(DUE)).exists() == usable


def test_nobody_is_mailed_when_all_goes_well(home: House) -> None:
    planned(home)
    actions.sweep(now=DUE)
    assert Message.objects.count() == 0
