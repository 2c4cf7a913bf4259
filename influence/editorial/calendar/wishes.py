"""Where a gesture wants a post to go. The wall time stays as it is, unless the gesture is about it."""

from datetime import date, datetime, time, timedelta

from django.http import QueryDict

from influence.core import cadence
from influence.editorial.calendar.periods import monday
from influence.editorial.free import next_free
from influence.editorial.models import Post, Slot

FREE = "free"
# The buttons of the page: days to go.
STEPS = ("-1", "1", "7")


def wished(post: Post, given: QueryDict, *, now: datetime) -> tuple[date, time] | None:
    """On the slot's own clock; None where the form's fields say it. `to` and `week` are days of the calendar, which is in
    the organisation's zone."""
    slot, step = post.slot, given.get("step", "")
    if step == FREE:
        return next_place(post, now=now)
    if slot is None:
        return None
    if step in STEPS:
        return slot.day + timedelta(days=int(step)), slot.time
    shown = cadence.local_date(slot.at, post.organisation.zone)
    for name, origin in (("to", shown), ("week", monday(shown))):
        if target := day_of(given.get(name, "")):
            return slot.day + (target - origin), slot.time
    return None


def next_place(post: Post, *, now: datetime) -> tuple[date, time] | None:
    """The next free place of the usual grid after the one that it has."""
    after = max(post.slot.at, now) if post.slot else now
    found = next_free(post.leader, after=after, apart_from=post)
    return (found.day, found.time) if found else None


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def place_of(slot: Slot) -> dict[str, object]:
    """As a verb takes it."""
    return {"day": slot.day, "time": slot.time, "zone": slot.zone, "fold": slot.fold}
