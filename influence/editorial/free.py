"""Free places of the usual grid (core.cadence), on a leader's own clock."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import datetime

from influence.core import cadence
from influence.core.lifecycle import PostState
from influence.editorial.models import Post, Slot
from influence.editorial.spacing import PLANNED, between, placed
from influence.people.models import Leader
from influence.safeguards.policies import policy_of

# Places of the grid that are looked at: some seven weeks of it.
LOOKED_AT = 63


def apart(leader: Leader, *, after: datetime, apart_from: Post | None = None) -> Iterator[cadence.Slot]:
    """Free places of the grid that are as far from the others as the policy wants. Of a full house the neighbours alone."""
    policy = policy_of(leader.organisation)
    grid = cadence.next_slots(after, zone=leader.zone, taken=taken(leader, after=after), count=LOOKED_AT)
    reach = max(policy.min_gap, policy.spacing)
    beside = placed(leader.organisation_id, since=after - reach, until=grid[-1].at + reach, states=PLANNED)
    beside = beside.exclude(pk=apart_from.pk) if apart_from else beside
    others = list(beside.order_by("slot__at").values_list("slot__at", "leader_id"))
    for slot in grid:
        first, last = bisect_left(others, (slot.at - reach, 0)), bisect_left(others, (slot.at + reach, 0))
        near = ((abs(at - slot.at), who == leader.pk) for at, who in others[first:last])
        if all(distance >= between(policy, is_own=is_own) for distance, is_own in near):
            yield slot


def taken(leader: Leader, *, after: datetime) -> set[datetime]:
    held = Slot.objects.filter(leader=leader, at__gt=after, post__isnull=False)
    return set(held.exclude(post__state=PostState.WITHDRAWN).values_list("at", flat=True))


def next_free(leader: Leader, *, after: datetime, apart_from: Post | None = None) -> cadence.Slot | None:
    """For whoever found a place taken, or wants another one for a post."""
    return next(apart(leader, after=after, apart_from=apart_from), None)
