"""Slots that are over: what could not leave in time is missed, and its people are told (domain.md §6.5)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from influence.core.lifecycle import PostMove, PostState, PublicationState
from influence.editorial.models import Post
from influence.journal.actions import record
from influence.networks.errors import Reason
from influence.publishing import telling
from influence.publishing.fitness import is_crowded, media_ready
from influence.publishing.holding import miss
from influence.publishing.lateness import limit
from influence.publishing.models import Publication
from influence.publishing.moves import BATCH, at_their_slot, each, locked, pks, shift_post
from influence.publishing.policy import BY_HAND
from influence.publishing.problems import Problem

IN_HAND = (PublicationState.CLAIMED, PublicationState.SENDING, PublicationState.UNCLEAR)


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
    if publication.state != PublicationState.DUE:
        return Problem.LATE
    if not media_ready(publication, now=now):
        return Problem.MEDIA_NOT_READY
    return Problem.CROWDED if is_crowded(publication, now=now) else Problem.LATE


def overdue(now: datetime) -> "QuerySet[Publication]":
    """By the policy of each organisation; what a leader publishes by hand has its day."""
    too_late = Q(last_moment__lt=now)
    by_hand = Q(state=PublicationState.HELD, problem=Reason.BY_HAND)
    waiting = Publication.objects.filter(
        state__in=[PublicationState.DUE, PublicationState.HELD], due_at__lt=now
    ).alias(last_moment=limit("due_at", is_undated="post__is_undated"))
    return at_their_slot(waiting.filter(too_late & ~by_hand | by_hand & Q(due_at__lt=now - BY_HAND)))


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
    late = Post.objects.filter(state=PostState.APPROVED).alias(
        last_moment=limit("slot__at", is_undated="is_undated")
    )
    return (
        late.filter(last_moment__lt=now)
        .exclude(publications__state__in=IN_HAND)
        .select_related("organisation", "leader__user", "slot", "version")
    )
