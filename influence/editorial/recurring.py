"""What a recurrence means, day by day: a small grammar of our own (weekdays, a wall time, a zone, from and to, days left
out, what becomes of public holidays; domain.md §6.1). Writes nothing; actions.recurrences makes the places."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from influence.core import cadence
from influence.core.cadence import Reading
from influence.editorial.days_off import is_off, working_day
from influence.editorial.models import OnHoliday, Recurrence

# How far ahead places are made.
AHEAD = timedelta(weeks=8)
# A holiday moves a place over a long weekend at most: instances this close to the edge may move across it.
_REACH = timedelta(days=14)
_DAY = timedelta(days=1)


class Fate(StrEnum):
    PLANNED = "planned"
    MOVED = "moved"
    LEFT_OUT = "left_out"
    HOLIDAY = "holiday"
    # The working day that the rule gives is already one of this recurrence's own.
    COLLIDES = "collides"


@dataclass(frozen=True)
class Instance:
    """`nominal_day` is what the weekday says; `slot` is where the place is, None where there is none."""

    nominal_day: date
    fate: Fate
    slot: cadence.Slot | None = None
    is_holiday: bool = False


def instances(recurrence: Recurrence, *, since: date, until: date) -> list[Instance]:
    """One for each nominal day of [since, until]. Instances that stay on their day come before those that a holiday moved
    there, and of two that were moved the earlier comes first."""
    found = [judged(recurrence, day) for day in days(recurrence, since=since - _REACH, until=until + _REACH)]
    taken = {one.slot.at for one in found if one.slot and one.fate is Fate.PLANNED}
    settled = []
    for one in found:
        if one.fate is Fate.MOVED and one.slot:
            if one.slot.at in taken:
                one = replace(one, fate=Fate.COLLIDES, slot=None)
            else:
                taken.add(one.slot.at)
        settled.append(one)
    return [one for one in settled if since <= one.nominal_day <= until]


def days(recurrence: Recurrence, *, since: date, until: date) -> Iterator[date]:
    day, last = max(since, recurrence.starts_on), min(until, recurrence.ends_on or until)
    while day <= last:
        if day.weekday() in recurrence.weekdays:
            yield day
        day += _DAY


def judged(recurrence: Recurrence, day: date) -> Instance:
    off = is_off(day, recurrence.zone)
    if day in recurrence.except_days:
        return Instance(day, Fate.LEFT_OUT, is_holiday=off)
    match OnHoliday(recurrence.on_holiday) if off else OnHoliday.KEEP:
        case OnHoliday.KEEP:
            return Instance(day, Fate.PLANNED, place(recurrence, day), is_holiday=off)
        case OnHoliday.SKIP:
            return Instance(day, Fate.HOLIDAY, is_holiday=True)
        case rule:
            step = -1 if rule is OnHoliday.BEFORE else 1
            moved = working_day(day, recurrence.zone, step=step)
            return Instance(day, Fate.MOVED, place(recurrence, moved), is_holiday=True)


def place(recurrence: Recurrence, day: date) -> cadence.Slot:
    """Nobody is there to be asked on the two odd days: RFC 5545 decides (R-6.2). An hour that is skipped is kept as the
    wall time that it really is, as `settled` keeps one that a person chose."""
    at = cadence.instant(day, recurrence.time, recurrence.zone)
    hour = recurrence.time
    if cadence.reading(day, hour, recurrence.zone) is Reading.GAP:
        day, hour = cadence.wall(at, recurrence.zone)
    return cadence.Slot(day=day, time=hour, zone=recurrence.zone, at=at)


def ahead(recurrence: Recurrence, *, now: datetime) -> list[Instance]:
    """The instances of the coming weeks. What a holiday moved from a day gone by to one that is to come is among them."""
    today = cadence.local_date(now, recurrence.zone)
    found = instances(recurrence, since=today - _REACH, until=today + AHEAD)
    return [one for one in found if (one.slot.at > now if one.slot else one.nominal_day >= today)]
