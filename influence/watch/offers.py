"""Where a draft may stand: the leader's planned places that wait for one, then free places of the usual grid."""

from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice

from django.db.models import Q

from influence.core.lifecycle import PostState
from influence.editorial.free import apart
from influence.editorial.models import LinePillar, Pillar, Slot
from influence.people.models import Leader

MOST = 6


@dataclass(frozen=True)
class Offer:
    day: date
    time: time
    zone: str
    at: datetime
    fold: int | None = None
    is_planned: bool = False

    @property
    def key(self) -> str:
        return self.at.strftime("%Y%m%dT%H%MZ")


def offers(leader: Leader, *, now: datetime) -> list[Offer]:
    planned = [
        Offer(slot.day, slot.time, slot.zone, slot.at, slot.fold, is_planned=True)
        for slot in waiting(leader, now=now)[:MOST]
    ]
    taken = {one.at for one in planned}
    grid = (place for place in apart(leader, after=now) if place.at not in taken)
    others = [Offer(one.day, one.time, one.zone, one.at) for one in islice(grid, max(0, MOST - len(planned)))]
    return planned + others


def waiting(leader: Leader, *, now: datetime) -> list[Slot]:
    empty = Q(post=None) | Q(post__state=PostState.WITHDRAWN, recurrence__isnull=False)
    return list(Slot.objects.filter(empty, leader=leader, at__gt=now).order_by("at")[:MOST])


@dataclass(frozen=True)
class Theme:
    """`weight` in percent, of the leader's own line, or of their committee's; None where neither speaks of it."""

    pillar: Pillar
    weight: int | None
    is_own: bool = False


def themes(leader: Leader) -> list[Theme]:
    """The heaviest first, so that a leader speaks of what they agreed to speak of."""
    rows = LinePillar.objects.filter(
        Q(line__leader=leader) | Q(line__codir=leader.codir_id, line__leader=None)
    )
    own: dict[int, int] = {}
    shared: dict[int, int] = {}
    for pillar, weight, whose in rows.values_list("pillar_id", "weight", "line__leader_id"):
        (own if whose else shared)[pillar] = weight
    weights = own or shared
    pillars = Pillar.objects.filter(organisation_id=leader.organisation_id)
    found = [Theme(one, weights.get(one.pk), is_own=one.pk in own) for one in pillars]
    return sorted(found, key=lambda one: (-(one.weight or 0), one.pillar.letter))
