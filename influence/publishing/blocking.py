"""What is due and cannot leave: held for its account here, for a safeguard in `guarding`; and the last look before the
network is called."""

import time
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from influence.accounts.actions import mark_reconnect
from influence.accounts.models import Account, AccountKind, AccountState
from influence.accounts.networks import token_of
from influence.calls.queries import tripped
from influence.core.lifecycle import PostMove, PublicationMove, PublicationState
from influence.editorial.content import recomputed
from influence.editorial.models import Post
from influence.journal.actions import record
from influence.journal.statements import run
from influence.networks.errors import Reason
from influence.publishing.fitness import is_usable, usable_account
from influence.publishing.guarding import guard
from influence.publishing.holding import hold
from influence.publishing.lateness import limit
from influence.publishing.models import Attempt, Outcome, Publication
from influence.publishing.moves import FREE, at_their_slot, each, locked, pks, shift, shift_post
from influence.publishing.policy import FIRST_WAIT
from influence.publishing.problems import OF_THE_ACCOUNT, Problem
from influence.safeguards import brake
from influence.safeguards.brake import Scope
from influence.safeguards.sql import FROZEN

# Held for one of these, it goes out by itself.
RELEASED = OF_THE_ACCOUNT | {str(Reason.VERSION_RETIRED)}
UNHURRIED = (Reason.VERSION_RETIRED, Problem.UNREADABLE)


def hold_back(*, now: datetime) -> int:
    """Due, but the account cannot publish: held, and its people hear of it at once rather than at the end. What
    safeguards say comes first: nobody is asked to paste by hand what is frozen."""

    @transaction.atomic
    def act(pk: int) -> bool:
        publication = locked(pk)
        if publication is None or not blocked(now).filter(pk=pk).exists():
            return False
        hold_for_account(publication, now=now)
        return True

    return guard(now=now) + each(pks(blocked(now)), act)


def blocked(now: datetime) -> "QuerySet[Publication]":
    """By the account, by its leader's leaving, or by the breaker that stops every call."""
    found = in_time(PublicationState.DUE, now=now)
    return found if tripped() else found.exclude(usable_account(now), post__leader__is_active=True)


def hold_for_account(publication: Publication, *, now: datetime) -> None:
    if not publication.post.leader.is_active:
        hold(publication, problem=str(Problem.LEADER_LEFT), now=now, tell_leader=False)
        return
    if is_usable(publication.account, now=now):
        hold(publication, problem=str(Reason.VERSION_RETIRED), now=now)
        return
    holder = token_of(publication.account)
    problem = why_unusable(publication.account, now=now)
    if problem == Reason.TOKEN_EXPIRED and not holder.sealed_refresh:
        mark_reconnect(holder, problem=str(problem), at=now)
    if problem == Reason.BY_HAND and recomputed(publication.version) != publication.content_hash:
        # Nor is a leader asked to copy what they did not approve (promise 1).
        problem = Problem.ALTERED
    hold(publication, problem=str(problem), now=now)


def why_unusable(account: Account, *, now: datetime) -> Problem | Reason:
    """A leader publishes by hand on a page only while they speak for it."""
    holder = token_of(account)
    if account.kind == AccountKind.PAGE and account.state != AccountState.CONNECTED:
        return Problem.PAGE_LOST
    if holder.state == AccountState.RECONNECT:
        return Problem.RECONNECT
    lapsed = holder.access_expires_at is not None and holder.access_expires_at <= now
    if holder.state == AccountState.CONNECTED and lapsed:
        return Reason.TOKEN_EXPIRED
    return Reason.BY_HAND


def release(*, now: datetime) -> int:
    """The account can publish again, or calls may leave again, and the slot is not over."""
    if tripped():
        return 0

    @transaction.atomic
    def act(pk: int) -> bool:
        publication = locked(pk)
        if (
            publication is None
            or publication.problem not in RELEASED
            or not is_usable(publication.account, now=now)
        ):
            return False
        # The first call after the breaker decides for all; a token that does not open may need somebody's hand.
        pause = now + FIRST_WAIT if publication.problem in UNHURRIED else None
        if not shift(publication, PublicationMove.RELEASE, at=now, problem="", next_attempt_at=pause, **FREE):
            return False
        record(
            "publication.released", publication, organisation_id=publication.organisation_id, at=now, by=None
        )
        return True

    held = in_time(PublicationState.HELD, now=now).filter(problem__in=RELEASED)
    return each(pks(held.filter(usable_account(now), post__leader__is_active=True)), act)


def in_time(state: PublicationState, *, now: datetime) -> "QuerySet[Publication]":
    """Of those whose slot has come, or that are held before it."""
    found = Publication.objects.filter(state=state).alias(
        last_moment=limit("due_at", is_undated="post__is_undated")
    )
    found = at_their_slot(found.filter(last_moment__gte=now))
    return found.filter(due_at__lte=now) if state == PublicationState.DUE else found


# So long after `sending.START`, which asks the same of the rows, they need not be asked again. The brake always is.
STILL_TRUE = 0.2


def stopped(
    publication_id: int, *, token: UUID, scope: Scope, now: datetime, asked: float | None = None
) -> bool:
    """The last look before the call, once the attempt is written: frozen meanwhile? Then it is held, as nothing was
    called (R-2.11). The brake is asked first; the rows decide where it says nothing. `asked`: when they were asked last,
    by `time.monotonic`."""
    if not is_stopped(publication_id, scope=scope, now=now, asked=asked):
        return False
    halt(publication_id, token=token, now=now)
    return True


def is_stopped(publication_id: int, *, scope: Scope, now: datetime, asked: float | None = None) -> bool:
    if brake.is_pressed(scope):
        return True
    is_known = asked is not None and time.monotonic() - asked < STILL_TRUE
    return not is_known and is_frozen(publication_id, now=now)


def scope_of(post: Post) -> Scope:
    return Scope(post.organisation_id, leader_id=post.leader_id, pillar_id=post.pillar_id)


IS_FROZEN = f"""
SELECT 1 FROM publishing_publication publication JOIN editorial_post post ON post.id = publication.post_id
 WHERE publication.id = %(id)s AND {FROZEN}
"""  # noqa: S608 (no value of anybody is in it)


def is_frozen(publication_id: int, *, now: datetime) -> bool:
    return bool(run(IS_FROZEN, {"id": publication_id, "now": now}))


@transaction.atomic
def halt(publication_id: int, *, token: UUID, now: datetime) -> None:
    publication = locked(publication_id)
    if (
        publication is None
        or publication.claim_token != token
        or publication.state != PublicationState.SENDING
    ):
        return
    Attempt.objects.filter(claim_token=token, outcome=Outcome.STARTED).update(
        outcome=Outcome.STOPPED, problem=Problem.FROZEN, finished_at=now
    )
    shift_post(publication.post, PostMove.RETRY, at=now)
    hold(publication, problem=Problem.FROZEN, now=now)
