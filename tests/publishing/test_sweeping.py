"""Crashes, time passing, and what people change: nothing stays stuck, nothing is missed in silence."""

from datetime import timedelta

import pytest

from influence.accounts import actions as accounts
from influence.accounts.models import Account, AccountState
from influence.editorial import actions as editorial
from influence.editorial.models import Post, Slot
from influence.networks.errors import Reason, Refused, Temporary, Unauthorised
from influence.networks.ports import Published
from influence.outbox.models import Message
from influence.people.models import Leader
from influence.publishing import actions, outcomes, sending, telling
from influence.publishing.models import Attempt, Outcome, Publication
from influence.publishing.policy import BY_HAND, CATCH_UP, CLAIM_LEASE, SEND_LEASE
from influence.publishing.problems import Problem
from tests.makers import NOW, House
from tests.networks.loopback import Loopback
from tests.publishing.stage import DUE, URN, again, approved, claimed, connect, network_of, planned, states

SECOND = timedelta(seconds=1)


def kinds() -> list[str]:
    return sorted(Message.objects.values_list("kind", flat=True))


def begun(home: House, linkedin: Loopback) -> actions.Claim:
    claim = claimed(home)
    assert sending.begin(claim.publication_id, token=claim.token, now=DUE, network=network_of(linkedin))
    return claim


def finish(claim: actions.Claim, answer: object, *, now: object) -> Outcome | None:
    return outcomes.finish(claim.publication_id, token=claim.token, answer=answer, now=now)  # type: ignore[arg-type]


def test_a_worker_that_dies_before_it_begins_costs_only_time(home: House) -> None:
    claim = claimed(home)
    actions.sweep(now=DUE + CLAIM_LEASE)
    assert states(claim.publication_id) == ("due", "scheduled")
    assert Attempt.objects.count() == 0
    assert kinds() == []


def test_a_worker_that_dies_after_it_began_leaves_a_question(home: House, linkedin: Loopback) -> None:
    """Dead before, during or after the call: from here nobody can tell, so nobody sends again."""
    claim = begun(home, linkedin)
    assert states(claim.publication_id) == ("sending", "publishing")
    actions.sweep(now=DUE + SEND_LEASE - SECOND)
    assert states(claim.publication_id) == ("sending", "publishing")
    actions.sweep(now=DUE + SEND_LEASE)
    assert states(claim.publication_id) == ("unclear", "publishing")
    attempt = Attempt.objects.get()
    assert (attempt.outcome, attempt.problem) == (Outcome.UNCLEAR, Problem.LOST)
    assert kinds() == ["publication_unclear", "publication_unclear"]
    actions.sweep(now=DUE + SEND_LEASE + SECOND)
    assert len(kinds()) == 2
    assert actions.claim(now=DUE + SEND_LEASE) == []


@pytest.mark.parametrize(
    "answer",
    [Temporary(Reason.NOT_CONNECTED), Refused(Reason.INVALID_FIELD), Unauthorised(Reason.TOKEN_EXPIRED)],
)
def test_a_worker_that_comes_too_late_writes_no_failure(
    home: House, linkedin: Loopback, answer: object
) -> None:
    claim = begun(home, linkedin)
    actions.sweep(now=DUE + SEND_LEASE)
    assert finish(claim, answer, now=DUE + SEND_LEASE + SECOND) is None
    assert states(claim.publication_id) == ("unclear", "publishing")
    assert Account.objects.get(pk=home.account.pk).state == AccountState.CONNECTED


def test_a_success_that_comes_late_is_a_fact_all_the_same(home: House, linkedin: Loopback) -> None:
    claim = begun(home, linkedin)
    actions.sweep(now=DUE + SEND_LEASE)
    assert (
        finish(claim, Published(urn=URN, permalink="https://x.example/"), now=DUE + SEND_LEASE + SECOND)
        == Outcome.PUBLISHED
    )
    assert states(claim.publication_id) == ("published", "published")
    assert again(claim.publication_id).urn == URN


def test_a_success_after_somebody_said_no_stops_the_second_sending(home: House, linkedin: Loopback) -> None:
    claim = begun(home, linkedin)
    actions.sweep(now=DUE + SEND_LEASE)
    actions.settle(again(claim.publication_id), is_live=False, by=home.bruno, at=DUE + SEND_LEASE + SECOND)
    [second] = actions.claim(now=DUE + SEND_LEASE + SECOND)
    finish(claim, Published(urn=URN, permalink="https://x.example/"), now=DUE + SEND_LEASE + 2 * SECOND)
    assert states(claim.publication_id) == ("published", "published")
    later = DUE + SEND_LEASE + 3 * SECOND
    assert (
        actions.publish_one(
            second.publication_id, token=second.token, now=later, network=network_of(linkedin)
        )
        is None
    )
    assert linkedin.seen == []


def test_a_success_while_a_second_call_is_out_makes_people_look(home: House, linkedin: Loopback) -> None:
    claim = begun(home, linkedin)
    actions.sweep(now=DUE + SEND_LEASE)
    now = DUE + SEND_LEASE + SECOND
    actions.settle(again(claim.publication_id), is_live=False, by=home.bruno, at=now)
    [second] = actions.claim(now=now)
    assert sending.begin(second.publication_id, token=second.token, now=now, network=network_of(linkedin))
    before = len(kinds())
    finish(claim, Published(urn=URN, permalink="https://x.example/"), now=now)
    assert states(claim.publication_id) == ("sending", "publishing")
    assert len(kinds()) == before + 2
    assert Attempt.objects.get(claim_token=claim.token).urn == URN


def test_a_missed_slot_is_told_once(home: House) -> None:
    publication = planned(home)
    for seconds in (1, 2, 3):
        actions.sweep(now=DUE + CATCH_UP + timedelta(seconds=seconds))
    assert states(publication) == ("missed", "missed")
    assert kinds() == ["publication_missed", "publication_missed"]
    assert set(Message.objects.values_list("to_email", flat=True)) == {home.bruno.email, home.claire.email}
    assert "créneau" in again(publication).post.reason


def test_an_account_to_reconnect_holds_the_post_and_tells(home: House) -> None:
    publication = planned(home)
    accounts.mark_reconnect(again(publication).account, problem="token_revoked", at=NOW)
    Message.objects.all().delete()
    actions.sweep(now=DUE - SECOND)
    assert states(publication) == ("due", "scheduled")
    actions.sweep(now=DUE)
    actions.sweep(now=DUE + SECOND)
    assert states(publication) == ("held", "scheduled")
    assert kinds() == ["publication_held", "publication_held"]


def test_a_held_post_goes_out_once_its_account_is_back_in_time(home: House) -> None:
    publication = planned(home)
    Account.objects.update(state=AccountState.RECONNECT)
    actions.sweep(now=DUE)
    connect(home)
    actions.sweep(now=DUE + timedelta(minutes=10))
    assert states(publication) == ("due", "scheduled")
    assert len(actions.claim(now=DUE + timedelta(minutes=10))) == 1


def test_a_held_post_whose_account_comes_back_too_late_is_missed(home: House) -> None:
    publication = planned(home)
    Account.objects.update(state=AccountState.RECONNECT)
    actions.sweep(now=DUE)
    connect(home)
    actions.sweep(now=DUE + CATCH_UP + SECOND)
    assert states(publication) == ("missed", "missed")


def test_a_text_that_was_altered_is_not_released_by_a_good_account(home: House) -> None:
    publication = planned(home)
    Publication.objects.update(state="held", problem=Problem.ALTERED)
    actions.sweep(now=DUE + SECOND)
    assert states(publication) == ("held", "scheduled")


def test_a_token_that_ends_by_the_clock_asks_to_reconnect(home: House) -> None:
    publication = planned(home)
    Account.objects.update(access_expires_at=DUE, connected_at=NOW)
    actions.sweep(now=DUE)
    assert states(publication) == ("held", "scheduled")
    assert Account.objects.get(pk=home.account.pk).state == AccountState.RECONNECT
    assert "account_reconnect" in kinds()


def test_a_leader_without_a_connection_is_told_to_publish_by_hand(home: House) -> None:
    approved(home)
    actions.plan(now=NOW)
    publication = Publication.objects.get()
    actions.sweep(now=DUE)
    actions.sweep(now=DUE + SECOND)
    assert states(publication) == ("held", "scheduled")
    assert again(publication).problem == Reason.BY_HAND
    mail = Message.objects.get()
    assert (mail.kind, mail.to_email) == ("publication_by_hand", home.claire.email)
    assert "quelque chose" in mail.text
    actions.sweep(now=DUE + CATCH_UP + SECOND)
    assert states(publication) == ("held", "scheduled")
    actions.sweep(now=DUE + BY_HAND + SECOND)
    assert states(publication) == ("missed", "missed")


def test_a_withdrawn_post_leaves_no_publication_waiting(home: House) -> None:
    publication = planned(home)
    editorial.withdraw(publication.post, by=home.bruno, at=NOW)
    actions.sweep(now=NOW)
    assert states(publication) == ("cancelled", "withdrawn")
    assert kinds() == []


def test_an_approved_post_that_cannot_be_planned_is_never_missed_in_silence(home: House) -> None:
    post = approved(home)
    Leader.objects.update(user=home.odile)
    assert actions.plan(now=NOW) == 0
    actions.sweep(now=DUE + CATCH_UP + SECOND)
    assert Post.objects.get(pk=post.pk).state == "missed"
    assert "publication_missed" in kinds()


def test_a_slot_whose_instant_changes_takes_its_publication_along(home: House) -> None:
    """The rules of the zone changed: the wall time stands."""
    publication = planned(home)
    Slot.objects.update(at=DUE + timedelta(hours=1))
    assert actions.claim(now=DUE) == []
    actions.sweep(now=DUE)
    assert again(publication).due_at == DUE + timedelta(hours=1)
    assert states(publication) == ("due", "scheduled")


def test_one_row_that_cannot_be_mended_does_not_keep_the_others(
    home: House, abroad: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck, other = planned(home), planned(abroad)
    told = telling.missed

    def tell(post: Post, **given: object) -> None:
        if post.pk == stuck.post_id:
            raise ZeroDivisionError
        told(post, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(telling, "missed", tell)
    actions.sweep(now=DUE + CATCH_UP + SECOND)
    assert states(stuck) == ("due", "scheduled")
    assert states(other) == ("missed", "missed")


def test_a_mail_that_cannot_be_written_does_not_undo_the_outcome(
    home: House, linkedin: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(telling, "queue", refuse)
    claim = begun(home, linkedin)
    assert finish(claim, Refused(Reason.TOO_LONG), now=DUE) == Outcome.REFUSED
    assert states(claim.publication_id) == ("failed", "failed")
