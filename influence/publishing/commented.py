"""What becomes of a first comment: the network's answer, time, and what people say."""

import random
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet

from influence.accounts.actions import mark_reconnect
from influence.accounts.networks import token_of
from influence.core.lifecycle import PublicationState
from influence.journal.actions import record
from influence.networks.errors import NetworkFailure, RateLimited, Refused, Temporary, Unauthorised
from influence.networks.ports import Capability, Commented
from influence.people.models import User
from influence.publishing import telling
from influence.publishing.fitness import usable_account
from influence.publishing.following import may
from influence.publishing.models import TO_SETTLE, CommentState, FirstComment
from influence.publishing.moves import each, heard, keep
from influence.publishing.policy import COMMENT_LOOK, FOLLOW_UP, LOOKED_FOR, next_try
from influence.publishing.problems import Problem
from influence.publishing.refusals import NotWaiting

log = structlog.get_logger(__name__)

BATCH = 200


@transaction.atomic
def finish_comment(
    comment_id: int, *, token: UUID, answer: Commented | NetworkFailure, now: datetime
) -> str | None:
    """A worker that came too late writes no failure; a success is a fact and is kept."""
    comment = locked_comment(comment_id)
    if comment is None:
        return None
    if isinstance(answer, Commented):
        return made(comment, urn=answer.urn, now=now)
    if comment.state != CommentState.SENDING or comment.claim_token != token:
        log.warning("comment.outcome_too_late", comment=comment_id, reason=str(answer.reason))
        return None
    heard(comment, answer)
    kind = next((kind for kind in AFTER if isinstance(answer, kind)), NetworkFailure)
    AFTER[kind](comment, answer, now)
    return comment.state


def locked_comment(comment_id: int) -> FirstComment | None:
    return (
        FirstComment.objects.select_for_update(of=("self",))
        .select_related(
            "publication__version", "publication__account__through", "publication__organisation",
            "publication__post__leader__user", "publication__post__slot", "publication__post__version",
        )
        .filter(pk=comment_id)
        .first()
    )  # fmt: skip


def made(comment: FirstComment, *, urn: str, now: datetime, by: User | None = None) -> str:
    keep(comment, now, state=CommentState.MADE, urn=urn[:200], made_at=now, problem="", next_attempt_at=None)
    note("publication.commented", comment, now=now, by=by)
    return comment.state


def try_again(comment: FirstComment, failure: NetworkFailure, now: datetime) -> None:
    until = failure.until if isinstance(failure, RateLimited) else None
    spread = random.random()  # noqa: S311 (spreads retries, guards nothing)
    at = next_try(now=now, tries=comment.tries, spread=spread, not_before=until)
    keep(comment, now, state=CommentState.WAITING, problem=str(failure.reason), next_attempt_at=at)


def reconnect(comment: FirstComment, failure: NetworkFailure, now: datetime) -> None:
    mark_reconnect(token_of(comment.publication.account), problem=str(failure.reason), at=now)
    hand_over(comment, problem=str(failure.reason), now=now)


def refused(comment: FirstComment, failure: NetworkFailure, now: datetime) -> None:
    keep(comment, now, state=CommentState.FAILED, problem=str(failure.reason), next_attempt_at=None)
    telling.comment(comment, at=now)
    note("publication.comment_failed", comment, now=now, problem=comment.problem)


def unsure(comment: FirstComment, failure: NetworkFailure, now: datetime) -> None:
    lose(comment, problem=str(failure.reason), now=now)


AFTER: dict[type[NetworkFailure], Callable[[FirstComment, NetworkFailure, datetime], None]] = {
    Temporary: try_again,
    RateLimited: try_again,
    Unauthorised: reconnect,
    Refused: refused,
    NetworkFailure: unsure,
}


def lose(comment: FirstComment, *, problem: str, now: datetime) -> None:
    """Perhaps it is there. Where the account may read comments, a look comes before the question; the token stays, as
    a late success is recognised by it."""
    can_look = may(comment.publication.account, Capability.READ_REACTORS)
    comment.state, comment.problem, comment.changed_at = CommentState.UNCLEAR, problem, now
    comment.next_attempt_at = now + COMMENT_LOOK if can_look else None
    comment.save(update_fields=["state", "problem", "changed_at", "next_attempt_at"])
    note("publication.comment_unclear", comment, now=now, problem=problem)
    if not can_look:
        telling.comment(comment, at=now)


@transaction.atomic
def open_question(comment_id: int, *, found: str | None, now: datetime) -> str | None:
    """After a look: it is there, or a person is asked."""
    comment = locked_comment(comment_id)
    if comment is None:
        return None
    # Found while a person said that it was not there: what has not left yet is stopped.
    if found and comment.state in (CommentState.WAITING, *TO_SETTLE):
        return made(comment, urn=found, now=now)
    if comment.state != CommentState.UNCLEAR:
        return None
    comment.next_attempt_at, comment.changed_at = None, now
    comment.save(update_fields=["next_attempt_at", "changed_at"])
    telling.comment(comment, at=now)
    return comment.state


def hand_over(comment: FirstComment, *, problem: str, now: datetime) -> None:
    """To the leader, with the words to paste."""
    keep(comment, now, state=CommentState.BY_HAND, problem=problem, next_attempt_at=None)
    telling.comment(comment, at=now)
    note("publication.comment_by_hand", comment, now=now, problem=problem)


def break_off(comment: FirstComment, *, problem: str, now: datetime) -> None:
    """Not the words that the leader approved, or no leader any more: nobody is asked to paste them (promise 1)."""
    keep(comment, now, state=CommentState.FAILED, problem=problem, next_attempt_at=None)
    telling.broken_off(comment.publication, problem=problem, nth="comment", at=now)
    note("publication.comment_failed", comment, now=now, problem=problem)


def stop(comment: FirstComment, *, now: datetime) -> None:
    """A freeze: nobody is asked to paste it, and when it is over a person says whether it still goes."""
    keep(comment, now, state=CommentState.FAILED, problem=Problem.FROZEN, next_attempt_at=None)
    telling.comment(comment, at=now)
    note("publication.comment_failed", comment, now=now, problem=Problem.FROZEN)


def drop(comment: FirstComment, *, now: datetime) -> None:
    keep(comment, now, state=CommentState.DROPPED, next_attempt_at=None)
    note("publication.comment_dropped", comment, now=now)


def tidy_comments(*, now: datetime) -> int:
    """What no worker will do: the answer never came, the account cannot, or a day has gone by."""

    @transaction.atomic
    def act(pk: int) -> bool:
        comment = locked_comment(pk)
        if comment is None or not undone(now).filter(pk=pk).exists():
            return False
        if comment.state == CommentState.SENDING:
            lose(comment, problem=Problem.LOST, now=now)
        elif comment.publication.state == PublicationState.REMOVED:
            drop(comment, now=now)
        elif comment.state == CommentState.UNCLEAR:
            open_question(pk, found=None, now=now)
        elif not comment.publication.post.leader.is_active:
            break_off(comment, problem=Problem.LEADER_LEFT, now=now)
        else:
            late = comment.publication.published_at
            over = late is not None and late <= now - FOLLOW_UP
            hand_over(comment, problem=Problem.GIVEN_UP if over else Problem.NO_RIGHT, now=now)
        return True

    return each(undone(now).order_by("pk").values_list("pk", flat=True)[:BATCH], act)


def undone(now: datetime) -> QuerySet[FirstComment]:
    lost = Q(state=CommentState.SENDING, claimed_until__lte=now)
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=now)
    old = Q(publication__published_at__lte=now - FOLLOW_UP)
    waiting = Q(state=CommentState.WAITING, publication__state="published") & free
    # Looked for since long, and no look came to an end.
    unseen = Q(state=CommentState.UNCLEAR, next_attempt_at__isnull=False, attempted_at__lte=now - LOOKED_FOR)
    pointless = Q(state__in=[CommentState.WAITING, *TO_SETTLE], publication__state=PublicationState.REMOVED)
    return FirstComment.objects.filter(
        lost | unseen | pointless | waiting & (old | ~usable_account(now, prefix="publication__account"))
    )


@transaction.atomic
def comment_made(comment: FirstComment, *, by: User, at: datetime) -> None:
    """A person says that it stands there. Raises NotWaiting."""
    fresh = to_settle(comment)
    made(fresh, urn="", now=at, by=by)


@transaction.atomic
def comment_again(comment: FirstComment, *, by: User, at: datetime) -> None:
    """A person looked: it is not there, and shall be sent. Raises NotWaiting."""
    fresh = to_settle(comment)
    keep(fresh, at, state=CommentState.WAITING, problem="", next_attempt_at=at)
    note("publication.comment_asked_again", fresh, now=at, by=by)


def to_settle(comment: FirstComment) -> FirstComment:
    fresh = locked_comment(comment.pk)
    if fresh is None or fresh.state not in TO_SETTLE:
        raise NotWaiting
    return fresh


def note(verb: str, comment: FirstComment, *, now: datetime, by: User | None = None, **details: Any) -> None:
    publication = comment.publication
    record(verb, publication, organisation_id=publication.organisation_id, at=now, by=by.pk if by else None,
           **details)  # fmt: skip
