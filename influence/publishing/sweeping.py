"""What no worker will finish any more, and what time or people have changed. Every state that is not an end has a way
out here, and a bound (docs/publishing.md). Each row in a transaction of its own: one that cannot be mended never keeps
the others waiting."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from influence.accounts.actions import mark_reconnect
from influence.accounts.models import Account, AccountKind, AccountState
from influence.accounts.networks import token_of
from influence.calls.queries import tripped
from influence.core.lifecycle import PUBLICATION_MOVES, PostMove, PostState, PublicationMove, PublicationState
from influence.editorial.content import recomputed
from influence.editorial.models import Post
from influence.journal.actions import record
from influence.networks.errors import Reason
from influence.publishing import telling
from influence.publishing.commented import tidy_comments
from influence.publishing.fitness import is_usable, media_ready, usable_account
from influence.publishing.holding import hold, miss
from influence.publishing.models import Attempt, Outcome, Publication
from influence.publishing.moves import FREE, each, locked, shift, shift_post
from influence.publishing.outcomes import lose
from influence.publishing.policy import BY_HAND, CATCH_UP, FIRST_WAIT
from influence.publishing.problems import OF_THE_ACCOUNT, Problem

BATCH = 200
# Held for one of these, it goes out by itself.
RELEASED = OF_THE_ACCOUNT | {str(Reason.VERSION_RETIRED)}
UNHURRIED = (Reason.VERSION_RETIRED, Problem.UNREADABLE)
IN_HAND = (PublicationState.CLAIMED, PublicationState.SENDING, PublicationState.UNCLEAR)


def sweep(*, now: datetime) -> int:
    """Everything; the number of rows that were moved. Workers call the two halves at their own pace."""
    return recover(now=now) + tidy(now=now)


def recover(*, now: datetime) -> int:
    """What a publication that is due must not wait for: every second."""
    return sum(
        (unclaim(now=now), lose_sends(now=now), miss_slots(now=now), hold_back(now=now), release(now=now))
    )


def tidy(*, now: datetime) -> int:
    """What people changed beside us: a few times a minute."""
    return sum(
        (cancel_stale(now=now), follow_slots(now=now), miss_unplanned(now=now), tidy_comments(now=now))
    )


def pks(rows: "QuerySet[Publication]") -> list[int]:
    return list(rows.order_by("due_at", "pk").values_list("pk", flat=True)[:BATCH])


def unclaim(*, now: datetime) -> int:
    """The worker never began: the message was lost, or it died. Nothing was sent, nothing needs to be told."""
    allowed = PUBLICATION_MOVES[PublicationMove.UNCLAIM]
    expired = Publication.objects.filter(state=PublicationState.CLAIMED, claimed_until__lte=now)
    return expired.update(state=allowed.target, changed_at=now, **FREE)


def lose_sends(*, now: datetime) -> int:
    """The worker began and never came back: the post may be live."""

    @transaction.atomic
    def act(pk: int) -> bool:
        publication = locked(pk)
        if publication is None or not lost_sends(now).filter(pk=pk).exists():
            return False
        Attempt.objects.filter(claim_token=publication.claim_token, outcome=Outcome.STARTED).update(
            outcome=Outcome.UNCLEAR, problem=Problem.LOST, finished_at=now
        )
        lose(publication, problem=Problem.LOST, now=now)
        return True

    return each(pks(lost_sends(now)), act)


def lost_sends(now: datetime) -> "QuerySet[Publication]":
    return Publication.objects.filter(state=PublicationState.SENDING, claimed_until__lte=now)


def miss_slots(*, now: datetime) -> int:
    @transaction.atomic
    def act(pk: int) -> bool:
        publication = locked(pk)
        if publication is None or not overdue(now).filter(pk=pk).exists():
            return False
        miss(publication, now=now, problem=why_missed(publication, now=now))
        return True

    return each(pks(overdue(now)), act)


def why_missed(publication: Publication, *, now: datetime) -> str:
    """What kept it from going out until now, where that is known."""
    if publication.problem not in ("", Reason.BY_HAND):
        return publication.problem
    waits = publication.state == PublicationState.DUE and not media_ready(publication, now=now)
    return Problem.MEDIA_NOT_READY if waits else Problem.LATE


def overdue(now: datetime) -> "QuerySet[Publication]":
    too_late = Q(due_at__lt=now - CATCH_UP)
    by_hand = Q(state=PublicationState.HELD, problem=Reason.BY_HAND)
    waiting = Publication.objects.filter(state__in=[PublicationState.DUE, PublicationState.HELD])
    return at_their_slot(waiting.filter(too_late & ~by_hand | by_hand & Q(due_at__lt=now - BY_HAND)))


def at_their_slot(rows: "QuerySet[Publication]") -> "QuerySet[Publication]":
    """Not those whose post was moved, edited or withdrawn: the planner and `cancel_stale` see to them."""
    return rows.filter(
        post__state=PostState.SCHEDULED, post__version=F("version"), post__slot__at=F("due_at")
    )


def hold_back(*, now: datetime) -> int:
    """Due, but the account cannot publish: held, and its people hear of it at once rather than at the end."""

    @transaction.atomic
    def act(pk: int) -> bool:
        publication = locked(pk)
        if publication is None or not blocked(now).filter(pk=pk).exists():
            return False
        hold_for_account(publication, now=now)
        return True

    return each(pks(blocked(now)), act)


def blocked(now: datetime) -> "QuerySet[Publication]":
    """By the account, by its leader's leaving, or by the breaker that stops every call."""
    due = Publication.objects.filter(state=PublicationState.DUE, due_at__lte=now, due_at__gte=now - CATCH_UP)
    found = at_their_slot(due)
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

    held = Publication.objects.filter(
        state=PublicationState.HELD, problem__in=RELEASED, due_at__gte=now - CATCH_UP
    )
    return each(pks(at_their_slot(held).filter(usable_account(now), post__leader__is_active=True)), act)


def cancel_stale(*, now: datetime) -> int:
    """A person withdrew or edited the post: its publication has nothing to send any more."""

    @transaction.atomic
    def act(pk: int) -> bool:
        publication = locked(pk)
        if publication is None or not stale().filter(pk=pk).exists():
            return False
        shift(publication, PublicationMove.CANCEL, at=now, next_attempt_at=None, **FREE)
        record(
            "publication.cancelled", publication, organisation_id=publication.organisation_id, at=now, by=None
        )
        return True

    return each(pks(stale()), act)


def stale() -> "QuerySet[Publication]":
    """A post that is approved again waits for the planner, which takes the same row."""
    waiting = Publication.objects.filter(state__in=[PublicationState.DUE, PublicationState.HELD])
    current = Q(post__state=PostState.SCHEDULED, post__version=F("version"))
    return waiting.exclude(current).exclude(post__state=PostState.APPROVED)


def follow_slots(*, now: datetime) -> int:
    """The slot's instant changed under a scheduled post (the zone's rules did): the wall time stands, so follow it."""
    with connection.cursor() as cursor:
        cursor.execute(FOLLOW, {"now": now})
        return cursor.rowcount


FOLLOW = """
UPDATE publishing_publication publication SET due_at = slot.at, next_attempt_at = NULL, changed_at = %(now)s
  FROM editorial_post post JOIN editorial_slot slot ON slot.id = post.slot_id
 WHERE post.id = publication.post_id AND post.state = 'scheduled' AND post.version_id = publication.version_id
   AND publication.state IN ('due', 'held') AND slot.at <> publication.due_at
"""


def miss_unplanned(*, now: datetime) -> int:
    """Approved, and the planner could not take it (the decider is no longer its leader, say): never a silent miss."""

    @transaction.atomic
    def act(pk: int) -> bool:
        post = unplanned(now).select_for_update(of=("self",)).filter(pk=pk).first()
        if post is None or post.slot is None:
            return False
        shift_post(
            post, PostMove.MISS, at=now, reason=telling.sentence(Problem.LATE, organisation=post.organisation)
        )
        telling.missed(post, problem=Problem.LATE, due_at=post.slot.at, at=now)
        record(
            "post.missed", post, organisation_id=post.organisation_id, at=now, by=None, why=str(Problem.LATE)
        )
        return True

    return each(list(unplanned(now).values_list("pk", flat=True)[:BATCH]), act)


def unplanned(now: datetime) -> "QuerySet[Post]":
    late = Post.objects.filter(state=PostState.APPROVED, slot__at__lt=now - CATCH_UP)
    return late.exclude(publications__state__in=IN_HAND).select_related(
        "organisation", "leader__user", "slot", "version"
    )
