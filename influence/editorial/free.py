"""Free places of the usual grid (core.cadence), on a leader's own clock."""

from datetime import datetime

from influence.core import cadence
from influence.core.lifecycle import PostState
from influence.editorial.models import Post, Slot
from influence.editorial.spacing import PLANNED, Place, placed, places, too_close
from influence.people.models import Leader
from influence.safeguards.policies import policy_of

# Places of the grid that are looked at: some seven weeks of it.
LOOKED_AT = 63


def apart(leader: Leader, *, after: datetime, apart_from: Post | None = None) -> list[cadence.Slot]:
    """Free places of the grid that are as far from the others as the policy wants."""
    policy = policy_of(leader.organisation)
    grid = cadence.next_slots(after, zone=leader.zone, taken=taken(leader, after=after), count=LOOKED_AT)
    reach = max(policy.min_gap, policy.spacing)
    beside = placed(leader.organisation_id, since=after - reach, until=grid[-1].at + reach, states=PLANNED)
    others = places(beside.exclude(pk=apart_from.pk) if apart_from else beside)
    return [slot for slot in grid if not too_close(Place(leader, slot.at), others, policy=policy)]


def taken(leader: Leader, *, after: datetime) -> set[datetime]:
    held = Slot.objects.filter(leader=leader, at__gt=after, post__isnull=False)
    return set(held.exclude(post__state=PostState.WITHDRAWN).values_list("at", flat=True))


def next_free(leader: Leader, *, after: datetime) -> cadence.Slot | None:
    """For whoever found a place taken."""
    return next(iter(apart(leader, after=after)), None)
