"""Working hours: Monday to Friday, 8 to 19 by the wall clock of a zone, but for days off (domain.md §6.5)."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

from influence.core.cadence import instant, wall

OPENS, CLOSES = time(8), time(19)
# What has to be said before the end of a day is said while people are still there to act on it.
LAST = time(18, 45)
SATURDAY = 5
# Nobody is off for longer; a calendar that says so is not believed.
FURTHEST = 31

IsOff = Callable[[date], bool]


def is_working(at: datetime, zone: str, *, is_off: IsOff) -> bool:
    day, hour = wall(at, zone)
    return is_worked(day, is_off=is_off) and OPENS <= hour < CLOSES


def last_working(at: datetime, zone: str, *, is_off: IsOff) -> datetime:
    """The instant itself, or the last good moment before it."""
    if is_working(at, zone, is_off=is_off):
        return at
    day, hour = wall(at, zone)
    same_day = is_worked(day, is_off=is_off) and hour >= CLOSES
    return instant(day if same_day else nearest(day, -1, is_off=is_off), LAST, zone)


def next_working(at: datetime, zone: str, *, is_off: IsOff) -> datetime:
    """The instant itself, or the next opening."""
    if is_working(at, zone, is_off=is_off):
        return at
    day, hour = wall(at, zone)
    same_day = is_worked(day, is_off=is_off) and hour < OPENS
    return instant(day if same_day else nearest(day, 1, is_off=is_off), OPENS, zone)


def is_worked(day: date, *, is_off: IsOff) -> bool:
    return day.weekday() < SATURDAY and not is_off(day)


def nearest(day: date, step: int, *, is_off: IsOff) -> date:
    around = list(_days(day, step))
    return next((one for one in around if is_worked(one, is_off=is_off)), around[0])


def _days(day: date, step: int) -> Iterator[date]:
    for count in range(1, FURTHEST):
        yield day + step * timedelta(days=count)
