"""When a publication's counters are read: often while it is young, then rarely (linkedin-api.md §12.3).

Up to seven and a half days no two readings are more than 46 h apart, so that every employee's act is read while it may
still be told apart from the public's (`actions.READABLE`). About 40 calls in the first day on the narrowest quota."""

from bisect import bisect_right
from datetime import datetime, timedelta

AGES = tuple(timedelta(minutes=minutes) for minutes in (1 / 6, 10, 60, 6 * 60, 24 * 60, 40 * 60)) + tuple(
    timedelta(hours=hours) for hours in (72, 108, 144, 180, 30 * 24)
)

LAST = AGES[-1] + timedelta(days=2)


def is_due(*, published_at: datetime, read_at: datetime | None, now: datetime) -> bool:
    """A moment has passed since the last reading (all instants in UTC)."""
    passed = bisect_right(AGES, now - published_at)
    return passed > 0 and (read_at is None or read_at < published_at + AGES[passed - 1])


def all_of(published_at: datetime) -> list[datetime]:
    return [published_at + age for age in AGES]
