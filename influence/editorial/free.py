"""Free places of the usual grid (core.cadence), on a leader's own clock."""

from datetime import datetime

from influence.core import cadence
from influence.core.lifecycle import PostState
from influence.editorial.models import Post, Slot
from influence.editorial.spacing import PLANNED, Place, placed, places, too_close
from influence.people.models import Leader
from influence.safeguards.policies import policy_of

# Places of the grid that are looked at: some seven weeks of it; whoever wants one looks at a week first.
LOOKED_AT, A_WEEK = 63, 9


def apart(
    leader: Leader, *, after: datetime, apart_from: Post | None = None, count: int = LOOKED_AT
) -> list[cadence.Slot]:
    """Free places of the grid that are as far from the others as the policy wants."""
    policy = policy_of(leader.organisation)
    grid = cadence.next_slots(after, zone=leader.zone, taken=taken(leader, after=after), count=count)
    reach = max(policy.min_gap, policy.spacing)
    beside = placed(leader.organisation_id, since=after - reach, until=grid[-1].at + reach, states=PLANNED)
    others = places(beside.exclude(pk=apart_from.pk) if apart_from else beside)
    return [slot for slot in grid if not too_close(Place(leader, slot.at), others, policy=policy)]


def taken(leader: Leader, *, after: datetime) -> set[datetime]:
    held = Slot.objects.filter(leader=leader, at__gt=after, post__isnull=False)
    return set(held.exclude(post__state=PostState.WITHDRAWN).values_list("at", flat=True))


def next_free(leader: Leader, *, after: datetime, apart_from: Post | None = None) -> cadence.Slot | None:
    """For whoever found a place taken, or wants another one for a post."""
    for count in (A_WEEK, LOOKED_AT):
        if found := apart(leader, after=after, apart_from=apart_from, count=count):
            return found[0]
    return None
