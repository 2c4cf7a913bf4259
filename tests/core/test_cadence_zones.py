"""R-6.1: every zone that we know, around every change of its clocks from 2020 to 2037."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import pytz

from influence.core.cadence import Reading, instant, reading, readings, wall
from tests.core.test_cadence import transitions, utc, zone_info

SINCE, UNTIL = utc("2020-01-01"), utc("2038-01-01")
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Change:
    """`low` to `high` is the wall time that is skipped (forward) or comes twice."""

    zone: str
    low: datetime
    high: datetime
    is_forward: bool

    @property
    def probes(self) -> list[datetime]:
        """On both sides of both edges, and in the middle."""
        middle = self.low + (self.high - self.low) / 2
        return [self.low - MINUTE, self.low, middle, self.high - MINUTE, self.high]


def changes(zone: str, standard: ZoneInfo) -> Iterator[Change]:
    for at in transitions(zone, since=SINCE, until=UNTIL):
        before = (at - MINUTE).astimezone(standard).replace(tzinfo=None, fold=0) + MINUTE
        after = at.astimezone(standard).replace(tzinfo=None, fold=0)
        yield Change(zone, low=min(before, after), high=max(before, after), is_forward=after > before)


@pytest.mark.deep
def test_the_rule_is_zoneinfos_first_reading_and_pytz_differs_only_where_a_time_comes_twice() -> None:
    seen = dict.fromkeys(Reading, 0)
    apart = 0
    for zone in pytz.all_timezones:
        standard, theirs = zone_info(zone), pytz.timezone(zone)
        for change in changes(zone, standard):
            for naive in change.probes:
                day, time = naive.date(), naive.time()
                ours, kind = instant(day, time, zone), reading(day, time, zone)
                assert ours == naive.replace(tzinfo=standard).astimezone(UTC), (zone, naive)
                assert kind is expected(change, naive), (zone, naive)
                seen[kind] += 1
                if ours != theirs.localize(naive).astimezone(UTC):
                    assert kind is Reading.TWICE, (zone, naive)
                    apart += 1
    assert len(pytz.all_timezones) > 500
    assert min(seen.values()) > 1000
    assert apart > 1000


def expected(change: Change, naive: datetime) -> Reading:
    if not change.low <= naive < change.high:
        return Reading.NORMAL
    return Reading.GAP if change.is_forward else Reading.TWICE


@pytest.mark.parametrize(
    "zone", ["Europe/Paris", "Africa/Casablanca", "Australia/Lord_Howe", "America/Havana", "Europe/Dublin"]
)
def test_both_readings_are_zoneinfos_folds(zone: str) -> None:
    standard = zone_info(zone)
    odd = 0
    for change in changes(zone, standard):
        for naive in change.probes:
            offered = readings(naive.date(), naive.time(), zone)
            folds = [naive.replace(tzinfo=standard, fold=fold).astimezone(UTC) for fold in (0, 1)]
            assert list(offered) == (folds if len(offered) == 2 else folds[:1])
            odd += len(offered) == 2
    assert odd > 40


def test_the_machines_own_zone_data_does_not_decide() -> None:
    """`wall` reads the same data as `instant`: what is shown is what goes out."""
    for zone in pytz.all_timezones:
        standard = zone_info(zone)
        for at in (utc("2026-01-15 12:00"), utc("2026-07-15 12:00")):
            there = at.astimezone(standard)
            assert wall(at, zone) == (there.date(), there.time())


@pytest.mark.parametrize(
    ("local", "zone", "default"),
    [
        ("2026-10-25 02:30", "Europe/Paris", "2026-10-25 01:30"),
        ("2026-04-05 01:45", "Australia/Lord_Howe", "2026-04-04 15:15"),
        ("2007-11-04 01:30", "America/New_York", "2007-11-04 06:30"),
        ("2026-02-15 02:30", "Africa/Casablanca", "2026-02-15 01:30"),
    ],
)
def test_what_pytz_alone_would_have_said(local: str, zone: str, default: str) -> None:
    """The column of domain.md §6.2 beside ours: why `localize` is not used."""
    assert pytz.timezone(zone).localize(datetime.fromisoformat(local)).astimezone(UTC) == utc(default)
