from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import pytz
from hypothesis import given, settings
from hypothesis import strategies as st

from influence.core.cadence import (
    Reading,
    UnknownZone,
    day_bounds,
    instant,
    is_zone,
    local_date,
    month_bounds,
    next_slots,
    reading,
    readings,
    wall,
)

N, G, T = Reading.NORMAL, Reading.GAP, Reading.TWICE

VECTORS = [
    ("Europe/Paris", "2026-03-29 02:30", G, "2026-03-29 01:30"),
    ("Europe/Paris", "2026-10-25 02:30", T, "2026-10-25 00:30"),
    ("America/Miquelon", "2026-03-08 02:30", G, "2026-03-08 05:30"),
    ("Africa/Casablanca", "2026-02-15 02:30", T, "2026-02-15 01:30"),
    ("Africa/Casablanca", "2026-03-22 02:30", G, "2026-03-22 02:30"),
    ("Australia/Lord_Howe", "2026-10-04 02:15", G, "2026-10-03 15:45"),
    ("Australia/Lord_Howe", "2026-04-05 01:45", T, "2026-04-04 14:45"),
    ("America/Havana", "2026-03-08 00:30", G, "2026-03-08 05:30"),
    ("Africa/Cairo", "2026-04-24 00:30", G, "2026-04-23 22:30"),
    ("Asia/Beirut", "2026-03-29 00:15", G, "2026-03-28 22:15"),
    ("Pacific/Apia", "2011-12-30 10:00", G, "2011-12-30 20:00"),
    ("America/New_York", "2007-03-11 02:30", G, "2007-03-11 07:30"),
    ("America/New_York", "2007-11-04 01:30", T, "2007-11-04 05:30"),
    ("Indian/Reunion", "2026-03-29 02:30", N, "2026-03-28 22:30"),
]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(("zone", "local", "kind", "expected"), VECTORS)
def test_the_rule_of_rfc_5545(zone: str, local: str, kind: Reading, expected: str) -> None:
    naive = datetime.fromisoformat(local)
    assert instant(naive.date(), naive.time(), zone) == utc(expected)
    assert reading(naive.date(), naive.time(), zone) is kind


def test_a_person_may_choose_the_second_of_two_readings() -> None:
    twice = (date(2026, 10, 25), time(2, 30), "Europe/Paris")
    assert readings(*twice) == (utc("2026-10-25 00:30"), utc("2026-10-25 01:30"))
    assert instant(*twice, fold=1) == utc("2026-10-25 01:30")


def test_a_time_in_a_gap_offers_the_hour_after_and_the_hour_before() -> None:
    gap = (date(2026, 3, 29), time(2, 30), "Europe/Paris")
    offered = [wall(at, "Europe/Paris")[1] for at in readings(*gap)]
    assert offered == [time(3, 30), time(1, 30)]
    assert instant(*gap, fold=1) == utc("2026-03-29 00:30")


def test_a_choice_means_nothing_for_a_normal_time() -> None:
    assert instant(date(2026, 6, 1), time(9), "Europe/Paris", fold=1) == utc("2026-06-01 07:00")


def transitions(zone: str, *, since: datetime, until: datetime) -> list[datetime]:
    times: list[datetime] = getattr(pytz.timezone(zone), "_utc_transition_times", [])
    return [at.replace(tzinfo=UTC) for at in times if since <= at.replace(tzinfo=UTC) < until]


def test_the_changes_of_a_zone_are_found() -> None:
    assert len(transitions("Europe/Paris", since=utc("2026-01-01"), until=utc("2027-01-01"))) == 2


def zone_info(name: str) -> ZoneInfo:
    """The standard library's reading of pytz's own files: the machine's database is of another year."""
    with pytz.open_resource(name) as rules:
        return ZoneInfo.from_file(rules, key=name)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_it_agrees_with_zoneinfo_around_every_change(data: st.DataObject) -> None:
    zone = data.draw(st.sampled_from(sorted(pytz.common_timezones)))
    changes = transitions(zone, since=utc("2020-01-01"), until=utc("2037-01-01")) or [utc("2026-06-01")]
    standard = zone_info(zone)
    near = data.draw(st.sampled_from(changes)).astimezone(standard).replace(tzinfo=None)
    naive = near + timedelta(minutes=data.draw(st.integers(-26 * 60, 26 * 60)))
    for fold in (0, 1):
        expected = naive.replace(tzinfo=standard, fold=fold).astimezone(UTC)
        assert instant(naive.date(), naive.time(), zone, fold=fold) == expected


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(sorted(pytz.common_timezones)),
    st.datetimes(
        min_value=datetime.fromisoformat("2020-01-01"), max_value=datetime.fromisoformat("2037-01-01")
    ),
)
def test_an_instant_survives_the_way_to_the_wall_and_back(zone: str, naive: datetime) -> None:
    at = naive.replace(tzinfo=UTC)
    assert at in readings(*wall(at, zone), zone)
    assert local_date(at, zone) == wall(at, zone)[0]


def test_october_in_paris_has_745_hours() -> None:
    start, end = month_bounds(2026, 10, "Europe/Paris")
    assert (start, end) == (utc("2026-09-30 22:00"), utc("2026-10-31 23:00"))
    assert end - start == timedelta(hours=745)


def test_december_ends_with_the_year() -> None:
    assert month_bounds(2026, 12, "Europe/Paris") == (utc("2026-11-30 23:00"), utc("2026-12-31 23:00"))


def test_months_leave_no_hole() -> None:
    for month in range(1, 12):
        assert (
            month_bounds(2026, month, "Africa/Cairo")[1] == month_bounds(2026, month + 1, "Africa/Cairo")[0]
        )


def test_a_day_whose_midnight_does_not_exist_begins_with_the_change() -> None:
    start, end = day_bounds(date(2026, 4, 24), "Africa/Cairo")
    assert wall(start, "Africa/Cairo") == (date(2026, 4, 24), time(1))
    assert end - start == timedelta(hours=23)


def test_a_day_that_the_zone_skipped_is_empty() -> None:
    start, end = day_bounds(date(2011, 12, 30), "Pacific/Apia")
    assert start == end


def test_the_last_second_of_a_leap_day_belongs_to_it() -> None:
    at = instant(date(2028, 2, 29), time(23, 59, 59), "Europe/Paris")
    start, end = day_bounds(date(2028, 2, 29), "Europe/Paris")
    assert start < at < end == at + timedelta(seconds=1)


@pytest.mark.parametrize("name", ["Europe/Pari", "", "CET+1", "../etc/passwd"])
def test_an_unknown_zone_is_refused(name: str) -> None:
    assert not is_zone(name)
    with pytest.raises(UnknownZone):
        instant(date(2026, 1, 1), time(9), name)


def test_the_next_slots_are_free_and_later() -> None:
    after = utc("2026-11-24 11:15")  # A Tuesday, 12:15 in Paris.
    taken = {utc("2026-11-25 07:15")}
    slots = next_slots(after, zone="Europe/Paris", taken=taken)
    assert [(slot.day.day, slot.time) for slot in slots] == [
        (24, time(17, 15)),
        (25, time(12, 15)),
        (25, time(17, 15)),
    ]
    assert slots[0].at == utc("2026-11-24 16:15")


def test_a_weekly_slot_at_half_past_two_comes_once_on_both_odd_days() -> None:
    sundays = {"weekdays": {6}, "times": {time(2, 30)}, "zone": "Europe/Paris", "count": 3}
    spring = next_slots(utc("2026-03-22 12:00"), **sundays)  # type: ignore[arg-type]
    autumn = next_slots(utc("2026-10-18 12:00"), **sundays)  # type: ignore[arg-type]
    assert [slot.day for slot in spring] == [date(2026, 3, 29), date(2026, 4, 5), date(2026, 4, 12)]
    assert [slot.day for slot in autumn] == [date(2026, 10, 25), date(2026, 11, 1), date(2026, 11, 8)]


def test_a_grid_without_places_offers_none() -> None:
    assert next_slots(utc("2026-03-22 12:00"), zone="Europe/Paris", weekdays=()) == ()
