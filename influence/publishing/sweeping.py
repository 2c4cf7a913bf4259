"""What no worker will finish any more, and what time or people have changed. Every state that is not an end has a way
out here, and a bound (docs/publishing.md). Each row in a transaction of its own: one that cannot be mended never keeps
the others waiting."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from influence.core.lifecycle import PUBLICATION_MOVES, PostState, PublicationMove, PublicationState
from influence.journal.actions import record
from influence.networks.ports import Published
from influence.publishing.blocking import hold_back, release
from influence.publishing.commented import tidy_comments
from influence.publishing.missing import miss_slots, miss_unplanned
from influence.publishing.models import Attempt, Outcome, Publication
from influence.publishing.moves import FREE, each, locked, pks, shift
from influence.publishing.outcomes import finish, lose
from influence.publishing.policy import LEFT, SEND_LEASE
from influence.publishing.problems import Problem
from influence.publishing.profiles import site
from influence.publishing.sending import never_called
from influence.publishing.telling_holds import tell_of_freezes
from influence.safeguards.freezing import settle


def sweep(*, now: datetime) -> int:
    """Everything; the number of rows that were moved. Workers call the two halves at their own pace."""
    return recover(now=now) + tidy(now=now)


def recover(*, now: datetime) -> int:
    """What a publication that is due must not wait for: every second."""
    return sum(
        (
            unclaim(now=now),
            take_up(now=now),
            lose_sends(now=now),
            miss_slots(now=now),
            hold_back(now=now),
            release(now=now),
        )
    )


def tidy(*, now: datetime) -> int:
    """What people changed beside us: a few times a minute."""
    return sum(
        (
            settle(),
            tell_of_freezes(now=now),
            cancel_stale(now=now),
            follow_slots(now=now),
            miss_unplanned(now=now),
            tidy_comments(now=now),
        )
    )


def unclaim(*, now: datetime) -> int:
    """The worker never began: the message was lost, or it died. Nothing was sent, nothing needs to be told."""
    allowed = PUBLICATION_MOVES[PublicationMove.UNCLAIM]
    expired = Publication.objects.filter(state=PublicationState.CLAIMED, claimed_until__lte=now)
    return expired.update(state=allowed.target, changed_at=now, **FREE)


def take_up(*, now: datetime) -> int:
    """What a worker began and left, as it died or waits for another call: what it never called is due again, and what the
    network has named meanwhile is written down."""

    @transaction.atomic
    def restart(pk: int) -> bool:
        publication = locked(pk)
        is_left = publication is not None and left(now).filter(pk=pk).exists()
        return publication is not None and is_left and never_called(publication, now=now)

    def write_down(pk: int) -> bool:
        attempt = Attempt.objects.get(
            outcome=Outcome.PUBLISHED, claim_token=F("publication__claim_token"), publication=pk
        )
        answer = Published(urn=attempt.urn, permalink=site().permalink(attempt.urn))
        return bool(finish(pk, token=attempt.claim_token, answer=answer, now=attempt.finished_at or now))

    return each(pks(left(now).exclude(called)), restart) + each(pks(left(now).filter(answered)), write_down)


def left(now: datetime) -> "QuerySet[Publication]":
    """Whoever is at it needs less. A worker that wakes up later finds that they are not its own any more."""
    return Publication.objects.filter(
        state=PublicationState.SENDING, claimed_until__lte=now + SEND_LEASE - LEFT
    )


called = Exists(Attempt.objects.filter(claim_token=OuterRef("claim_token")))
answered = Exists(Attempt.objects.filter(claim_token=OuterRef("claim_token"), outcome=Outcome.PUBLISHED))


def lose_sends(*, now: datetime) -> int:
    """The worker called and never came back: the post may be live."""

    @transaction.atomic
    def act(pk: int) -> bool:
        publication = locked(pk)
        if publication is None or not lost_sends(now).filter(pk=pk).exists():
            return False
        in_doubt = Attempt.objects.filter(claim_token=publication.claim_token, outcome=Outcome.STARTED)
        if not in_doubt.update(outcome=Outcome.UNCLEAR, problem=Problem.LOST, finished_at=now):
            return False
        lose(publication, problem=Problem.LOST, now=now)
        return True

    return each(pks(lost_sends(now)), act)


def lost_sends(now: datetime) -> "QuerySet[Publication]":
    return Publication.objects.filter(state=PublicationState.SENDING, claimed_until__lte=now)


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
