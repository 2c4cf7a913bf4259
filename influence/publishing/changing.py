"""Corrections and removals of posts that are live, done by workers. The network takes either of them twice as once: a
lost answer is asked for again, and no person has to look."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import structlog
from django.db import transaction

from influence.accounts.actions import mark_reconnect
from influence.accounts.models import Account
from influence.accounts.networks import NotConnected, credentials, network_for, token_of
from influence.accounts.seal import Unreadable
from influence.core.lifecycle import PublicationMove, PublicationState
from influence.editorial.actions.corrections import adopt_correction, leave_network
from influence.editorial.content import recomputed
from influence.editorial.models import Decision, DecisionKind
from influence.journal.actions import record
from influence.networks.errors import NetworkFailure, RateLimited, Reason, Refused, Temporary, Unauthorised
from influence.networks.linkedin import LinkedIn
from influence.networks.ports import Capability, Credentials
from influence.people.models import User
from influence.publishing import telling
from influence.publishing.fitness import is_usable
from influence.publishing.following import may
from influence.publishing.models import Change, ChangeKind, ChangeState, Publication
from influence.publishing.moves import heard, keep, locked, shift
from influence.publishing.policy import CHANGE_TRIES, SEND_LEASE, next_try
from influence.publishing.problems import Problem
from influence.publishing.refusals import AlreadySettled

log = structlog.get_logger(__name__)

NetworkOf = Callable[[Account], LinkedIn]


@dataclass(frozen=True)
class ChangeClaim:
    change_id: int
    token: UUID


@dataclass(frozen=True)
class Changing:
    network: LinkedIn
    credentials: Credentials
    urn: str
    text: str | None

    def do(self) -> None:
        if self.text is None:
            self.network.delete(self.urn, credentials=self.credentials)
        else:
            self.network.edit(self.urn, self.text, credentials=self.credentials)


@transaction.atomic
def claim_changes(*, now: datetime, limit: int = 50) -> list[ChangeClaim]:
    due = Change.objects.filter(
        state=ChangeState.READY, next_attempt_at__lte=now, publication__state=PublicationState.PUBLISHED
    ).exclude(claimed_until__gt=now)
    ids = list(due.select_for_update(skip_locked=True, of=("self",)).order_by("next_attempt_at", "pk").values_list("pk", flat=True)[:limit])  # fmt: skip
    claims = [ChangeClaim(pk, uuid4()) for pk in ids]
    for claim in claims:
        Change.objects.filter(pk=claim.change_id).update(
            claim_token=claim.token, claimed_until=now + SEND_LEASE, changed_at=now
        )
    return claims


def change_one(change_id: int, *, token: UUID, now: datetime, network: NetworkOf = network_for) -> str | None:
    """The state that it is in then. None: nothing was done, because it was not ours any more."""
    began = time.monotonic()
    changing = begin(change_id, token=token, now=now, network=network)
    if changing is None:
        return None
    failure = None
    try:
        changing.do()
    except NetworkFailure as met:
        failure = met
    except Exception:
        log.exception("change.call_broke", change=change_id)
        failure = Temporary(Reason.UNEXPECTED)
    return finish(
        change_id, token=token, failure=failure, now=now + timedelta(seconds=time.monotonic() - began)
    )


@transaction.atomic
def begin(change_id: int, *, token: UUID, now: datetime, network: NetworkOf) -> Changing | None:
    change = ours(change_id, token=token)
    if change is None or change.claimed_until is None or change.claimed_until <= now:
        return None
    account = change.publication.account
    if change.kind == ChangeKind.CORRECT and not is_decided(change):
        break_off(change, problem=Problem.ALTERED, now=now)
        return None
    if change.kind == ChangeKind.CORRECT and not change.publication.post.leader.is_active:
        break_off(change, problem=Problem.LEADER_LEFT, now=now)
        return None
    if change.tries >= CHANGE_TRIES:
        hand_over(change, problem=Problem.GIVEN_UP, now=now)
        return None
    if not is_usable(account, now=now) or not may(account, CAPABILITY[ChangeKind(change.kind)]):
        hand_over(change, problem=Problem.NO_RIGHT, now=now)
        return None
    try:
        shown = credentials(account)
    except (NotConnected, Unreadable):
        hand_over(change, problem=Problem.UNREADABLE, now=now)
        return None
    start(change, now=now)
    text = change.version.text if change.version else None
    return Changing(network=network(account), credentials=shown, urn=change.publication.urn, text=text)


def start(change: Change, *, now: datetime) -> None:
    """Counted before the call: a worker that dies in it each time comes to an end too."""
    change.tries, change.claimed_until, change.changed_at = change.tries + 1, now + SEND_LEASE, now
    change.save(update_fields=["tries", "claimed_until", "changed_at"])


OPEN = (ChangeState.PROPOSED, ChangeState.READY, ChangeState.BY_HAND)
CAPABILITY = {ChangeKind.CORRECT: Capability.EDIT, ChangeKind.REMOVE: Capability.DELETE}


def ours(change_id: int, *, token: UUID, state: ChangeState = ChangeState.READY) -> Change | None:
    """The publication is locked first, as everywhere. None too where it is no longer online."""
    found = Change.objects.filter(pk=change_id, state=state, claim_token=token)
    publication_id = found.values_list("publication_id", flat=True).first()
    publication = locked(publication_id) if publication_id else None
    change = found.select_related("version").first()
    if publication is None or change is None or publication.state != PublicationState.PUBLISHED:
        return None
    change.publication = publication
    return change


def is_decided(change: Change) -> bool:
    """The leader's own yes to this very text (promise 1), asked again as the text goes out."""
    version, leader = change.version, change.publication.post.leader
    return version is not None and recomputed(version) == version.content_hash and Decision.objects.filter(
        version=version, kind=DecisionKind.APPROVE, content_hash=version.content_hash, decided_by=leader.user_id
    ).exists()  # fmt: skip


@transaction.atomic
def finish(change_id: int, *, token: UUID, failure: NetworkFailure | None, now: datetime) -> str | None:
    change = ours(change_id, token=token)
    if change is None and failure is None:
        # Dropped while the network took it: readers see it, and that is a fact.
        change = ours(change_id, token=token, state=ChangeState.DROPPED)
    if change is None:
        log.warning("change.answer_too_late", change=change_id)
        return None
    if failure is not None:
        heard(change, failure)
    is_gone = failure is not None and failure.reason == Reason.NOT_FOUND
    if failure is None or (is_gone and change.kind == ChangeKind.REMOVE):
        done(change, now=now)
    elif isinstance(failure, Unauthorised):
        mark_reconnect(token_of(change.publication.account), problem=str(failure.reason), at=now)
        hand_over(change, problem=str(failure.reason), now=now)
    elif isinstance(failure, Refused):
        hand_over(change, problem=str(failure.reason), now=now)
    else:
        try_again(change, failure, now=now)
    return change.state


def done(change: Change, *, now: datetime, by: User | None = None) -> None:
    keep(change, now, state=ChangeState.DONE, done_at=now, problem="", next_attempt_at=None)
    publication = change.publication
    if change.kind == ChangeKind.REMOVE:
        take_down(publication, now=now)
        note("publication.removed", change, now=now, by=by)
    elif change.version is not None:
        adopt_correction(change.version)
        Publication.objects.filter(pk=publication.pk).update(
            version=change.version, content_hash=change.version.content_hash, changed_at=now
        )
        note("publication.corrected", change, now=now, by=by, version=change.version.number)


def take_down(publication: Publication, *, now: datetime) -> None:
    """It is no longer on the network: what was still asked for has nothing left to change."""
    shift(publication, PublicationMove.REMOVE, at=now, problem="", next_look_at=None)
    leave_network(publication.post, at=now)
    publication.changes.filter(state__in=OPEN).update(
        state=ChangeState.DROPPED, next_attempt_at=None, changed_at=now
    )


def try_again(change: Change, failure: NetworkFailure, *, now: datetime) -> None:
    if change.tries >= CHANGE_TRIES:
        hand_over(change, problem=Problem.GIVEN_UP, now=now)
        return
    until = failure.until if isinstance(failure, RateLimited) else None
    spread = random.random()  # noqa: S311 (spreads retries, guards nothing)
    at = next_try(now=now, tries=change.tries, spread=spread, not_before=until)
    keep(change, now, problem=str(failure.reason), next_attempt_at=at)


def hand_over(change: Change, *, problem: str, now: datetime) -> None:
    """A person does it on the network, and says so here."""
    keep(change, now, state=ChangeState.BY_HAND, problem=str(problem), next_attempt_at=None)
    telling.change(change, at=now)
    note("publication.change_by_hand", change, now=now, problem=str(problem))


def break_off(change: Change, *, problem: str, now: datetime) -> None:
    """What nobody approved, or nobody stands for any more, goes out by no way: not even by hand, so no text is shown to
    paste (promise 1)."""
    keep(change, now, state=ChangeState.FAILED, problem=str(problem), next_attempt_at=None)
    telling.broken_off(change.publication, problem=problem, nth=change.pk, at=now)
    note("publication.change_broken_off", change, now=now, problem=str(problem))


@transaction.atomic
def change_done(change: Change, *, by: User, at: datetime) -> None:
    """A person did it by hand. Raises AlreadySettled."""
    publication = locked(change.publication_id)
    fresh = Change.objects.select_related("version").get(pk=change.pk)
    if (
        publication is None
        or publication.state != PublicationState.PUBLISHED
        or fresh.state != ChangeState.BY_HAND
    ):
        raise AlreadySettled
    fresh.publication = publication
    done(fresh, now=at, by=by)


def note(verb: str, change: Change, *, now: datetime, by: User | None = None, **details: object) -> None:
    publication = change.publication
    record(verb, publication, organisation_id=publication.organisation_id, at=now, by=by.pk if by else None,
           kind=change.kind, **details)  # fmt: skip
