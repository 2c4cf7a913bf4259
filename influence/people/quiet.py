"""When a mail that can wait may leave: after somebody's quiet hours, and in the rhythm that they chose. What asks for an
answer today never comes here."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from influence.core.cadence import instant, wall
from influence.people.models import Rhythm, User

MORNING = time(8)
MONDAY = 0
# So long before a slot nobody's rest is spared any more: who reads it later may be too late to act.
LAST_CALL = timedelta(hours=4)
# Nobody is off for longer.
FURTHEST = 31


def may_leave(person: User, *, zone: str, at: datetime) -> datetime:
    """`at` itself, or the end of the quiet hours in which it falls, by the wall clock of `zone`."""
    begins, ends = person.quiet_from, person.quiet_until
    if begins is None or ends is None or begins == ends:
        return at
    day, hour = wall(at, zone)
    if begins < ends:
        return instant(day, ends, zone) if begins <= hour < ends else at
    if hour >= begins:
        return instant(day + timedelta(days=1), ends, zone)
    return instant(day, ends, zone) if hour < ends else at


def next_digest(
    rhythm: str, *, zone: str, at: datetime, is_off: Callable[[date], bool] = lambda day: False
) -> datetime:
    """`at` itself for whoever hears of each thing; else the next morning of a working day, or of a Monday, at eight."""
    if rhythm == Rhythm.EACH:
        return at
    day, hour = wall(at, zone)
    first = day if hour < MORNING or instant(day, MORNING, zone) == at else day + timedelta(days=1)
    days = [first + timedelta(days=count) for count in range(FURTHEST)]
    return instant(next((one for one in days if is_digest_day(one, rhythm, is_off)), days[0]), MORNING, zone)


def is_digest_day(day: date, rhythm: str, is_off: Callable[[date], bool]) -> bool:
    """The weekly one comes on its Monday, day off or not: it would else be skipped for a week."""
    if rhythm == Rhythm.WEEKLY:
        return day.weekday() == MONDAY
    return day.weekday() < 5 and not is_off(day)
