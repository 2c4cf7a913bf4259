"""Working hours by the wall clock of a zone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influence.core.cadence import wall
from influence.core.working import LAST, OPENS, is_working, last_working, next_working

PARIS = "Europe/Paris"
# The Monday of Pentecost and the Ascension's Thursday, in 2026.
OFF = frozenset({date(2026, 5, 25), date(2026, 5, 14)})


def off(day: date) -> bool:
    return day in OFF


def paris(day: int, hour: int, minute: int = 0, *, month: int = 6) -> datetime:
    """Summer time: two hours ahead of UTC."""
    return datetime(2026, month, day, hour - 2, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (paris(2, 10), paris(2, 10)), (paris(2, 8), paris(2, 8)), (paris(2, 18, 59), paris(2, 18, 59)),
        (paris(2, 19), paris(2, 18, 45)), (paris(2, 4, 30), paris(1, 18, 45)), (paris(1, 7, 59), paris(29, 18, 45, month=5)),
        (paris(6, 12), paris(5, 18, 45)), (paris(7, 12), paris(5, 18, 45)), (paris(25, 12, month=5), paris(22, 18, 45, month=5)),
        (paris(26, 7, month=5), paris(22, 18, 45, month=5)),
    ],
)  # fmt: skip
def test_what_falls_outside_comes_before(at: datetime, expected: datetime) -> None:
    assert last_working(at, PARIS, is_off=off) == expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (paris(2, 10), paris(2, 10)), (paris(2, 4), paris(2, 8)), (paris(2, 19), paris(3, 8)), (paris(5, 20), paris(8, 8)),
        (paris(23, 12, month=5), paris(26, 8, month=5)),
    ],
)  # fmt: skip
def test_the_next_opening(at: datetime, expected: datetime) -> None:
    assert next_working(at, PARIS, is_off=off) == expected


@given(
    st.integers(0, 730 * 24 * 60).map(
        lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    st.sampled_from([PARIS, "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia"]),
)
def test_both_are_working_moments_around_the_instant(at: datetime, zone: str) -> None:
    before, after = last_working(at, zone, is_off=off), next_working(at, zone, is_off=off)
    assert before <= at <= after
    assert is_working(before, zone, is_off=off)
    assert is_working(after, zone, is_off=off)
    if not is_working(at, zone, is_off=off):
        assert wall(before, zone)[1] == LAST
        assert wall(after, zone)[1] == OPENS
        assert after - before <= timedelta(days=5)


def test_a_calendar_without_any_working_day_ends_all_the_same() -> None:
    at = paris(6, 12)
    assert (
        last_working(at, PARIS, is_off=lambda _day: True)
        < at
        < next_working(at, PARIS, is_off=lambda _day: True)
    )
