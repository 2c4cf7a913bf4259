"""What freezes hold, for the pages and mails that tell of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from influence.core.lifecycle import PublicationState
from influence.publishing.models import Publication
from influence.publishing.moves import at_their_slot
from influence.publishing.problems import Problem
from influence.safeguards.models import Freeze

# What is told of a freeze: the posts that it stops if it lasts so long.
AHEAD = timedelta(days=2)


@dataclass(frozen=True)
class Frost:
    """A freeze in force: how many it has stopped, and which ones it stops next."""

    row: Freeze
    held: int
    coming: list[Publication]


def frost(row: Freeze, *, now: datetime, most: int = 20) -> Frost:
    stopped = in_its_way(row, now=now)
    return Frost(
        row=row,
        held=stopped.filter(state=PublicationState.HELD, problem=Problem.FROZEN).count(),
        coming=list(stopped.exclude(state=PublicationState.HELD)[:most]),
    )


def in_its_way(frozen: Freeze, *, now: datetime, ahead: timedelta = AHEAD) -> "QuerySet[Publication]":
    """What would have left by then, and what is held already."""
    waiting = Publication.objects.filter(
        organisation=frozen.organisation_id, due_at__lte=now + ahead,
        state__in=[PublicationState.DUE, PublicationState.CLAIMED, PublicationState.HELD],
    )  # fmt: skip
    if frozen.leader_id:
        waiting = waiting.filter(post__leader=frozen.leader_id)
    if frozen.pillar_id:
        waiting = waiting.filter(post__pillar=frozen.pillar_id)
    related = waiting.select_related("organisation", "post__leader__user", "post__slot")
    return at_their_slot(related).order_by("due_at", "pk")
