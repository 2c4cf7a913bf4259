"""Wall time and instants. The only module that knows pytz; everybody else passes zone *names* (IANA).

RFC 5545 §3.3.5 decides the two odd cases: a wall time that occurs twice means the first occurrence;
one that does not exist is read with the offset in force before the gap (02:30 becomes 03:30).
pytz alone would pick the other hour, so its `localize` is not used.

Pages and mails show times through `wall` too: the standard library reads the machine's own database of zones,
which may be of another year than pytz's and then shows another hour than the one we publish at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

import pytz

_DAY = timedelta(days=1)


class Reading(StrEnum):
    NORMAL = "normal"
    GAP = "gap"
    TWICE = "twice"


class UnknownZone(ValueError):
    """The name is not an IANA zone that this machine knows."""


@dataclass(frozen=True)
class Slot:
    """A place in a calendar: what a person meant (day, time, zone) and the instant (UTC) that follows from it."""

    day: date
    time: time
    zone: str
    at: datetime


# Tuesday to Thursday (0 = Monday), the hours on which the published studies contradict each other least.
GRID_WEEKDAYS = frozenset({1, 2, 3})
GRID_TIMES = (time(8, 15), time(12, 15), time(17, 15))


def is_zone(name: str) -> bool:
    return name in pytz.all_timezones_set


def instant(day: date, time: time, zone: str, *, fold: int | None = None) -> datetime:
    """The instant (UTC) of a wall time. `fold` is the index of the choice a person made among `readings`."""
    choices = readings(day, time, zone)
    return choices[min(fold or 0, len(choices) - 1)]


def reading(day: date, time: time, zone: str) -> Reading:
    naive = datetime.combine(day, time)
    existing = [at for at in _candidates(naive, zone) if _naive(at, zone) == naive]
    if not existing:
        return Reading.GAP
    return Reading.TWICE if len(existing) > 1 else Reading.NORMAL


def readings(day: date, time: time, zone: str) -> tuple[datetime, ...]:
    """Every instant that the wall time may mean; the first is the one that we take when nobody chooses.

    One for a normal time. Two for a double one, in order. Two for one in a gap: with the offset before the
    gap (after the clocks moved), then with the offset after it (before they moved), as PEP 495 orders them.
    """
    naive = datetime.combine(day, time)
    candidates = _candidates(naive, zone)
    existing = tuple(at for at in candidates if _naive(at, zone) == naive)
    if existing:
        return tuple(sorted(existing))
    return candidates


def wall(at: datetime, zone: str) -> tuple[date, time]:
    local = _naive(at, zone)
    return local.date(), local.time()


def local_date(at: datetime, zone: str) -> date:
    return _naive(at, zone).date()


def day_bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """[start, end) of a local day in UTC. Empty for a day that the zone skipped (Apia, 2011-12-30)."""
    return instant(day, time(), zone), instant(day + _DAY, time(), zone)


def month_bounds(year: int, month: int, zone: str) -> tuple[datetime, datetime]:
    """[start, end) of a local calendar month in UTC."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return instant(date(year, month, 1), time(), zone), instant(following, time(), zone)


def next_slots(
    after: datetime,
    *,
    zone: str,
    weekdays: Collection[int] = GRID_WEEKDAYS,
    times: Collection[time] = GRID_TIMES,
    taken: Collection[datetime] = (),
    count: int = 3,
) -> tuple[Slot, ...]:
    """The next free places of a weekly grid, strictly after an instant. Empty if the grid is."""
    found: list[Slot] = []
    if weekdays and times:
        busy = set(taken)
        for slot in _grid(local_date(after, zone), zone=zone, weekdays=weekdays, times=times):
            if len(found) == count:
                break
            if slot.at > after and slot.at not in busy:
                found.append(slot)
    return tuple(found)


def _grid(first: date, *, zone: str, weekdays: Collection[int], times: Collection[time]) -> Iterator[Slot]:
    day = first
    while day < date.max:
        if day.weekday() in weekdays:
            for at in sorted(times):
                yield Slot(day=day, time=at, zone=zone, at=instant(day, at, zone))
        day += _DAY


def _zone(name: str) -> pytz.BaseTzInfo:
    if not is_zone(name):
        raise UnknownZone(name)
    return pytz.timezone(name)


def _naive(at: datetime, zone: str) -> datetime:
    return at.astimezone(_zone(zone)).replace(tzinfo=None)


def _candidates(naive: datetime, zone: str) -> tuple[datetime, ...]:
    """The wall time read with the offsets of the day before and of the day after (one if they agree).

    No offset exceeds 14 hours, so a day on each side is on each side of any change near that wall time.
    """
    found: dict[datetime, None] = {}
    for probe in (naive - _DAY, naive + _DAY):
        offset = probe.replace(tzinfo=UTC).astimezone(_zone(zone)).utcoffset() or timedelta()
        found[(naive - offset).replace(tzinfo=UTC)] = None
    return tuple(found)
