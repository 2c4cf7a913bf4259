from datetime import timedelta
from itertools import pairwise

import pytest

from influence.engagement import moments
from influence.engagement.actions import READABLE
from influence.engagement.moments import ALL, MOMENTS, Ask, asks_at, early_reading, next_after, purpose_at
from influence.networks.ports import Purpose
from tests.makers import NOW

HOUR = timedelta(hours=1)


def test_readings_of_who_reacted_leave_no_act_out() -> None:
    """Every act of the first seven days but its last hour is read while it may be, with ten hours to spare."""
    who = [timedelta(0), *(m.age for m in MOMENTS if Ask.ACTS in m.asks)]
    gaps = [later - earlier for earlier, later in pairwise(who)]
    assert max(gaps) <= READABLE - 10 * HOUR
    assert moments.COUNTED - HOUR <= who[-1] <= moments.COUNTED


def test_from_six_hours_on_a_reading_gives_all_figures_or_none() -> None:
    late = [m.asks for m in MOMENTS if m.age >= 6 * HOUR]
    assert all((Ask.COUNTS in asks) == (Ask.AUDIENCE in asks) for asks in late)


@pytest.mark.parametrize(
    ("age", "since", "asks"),
    [
        (timedelta(seconds=30), None, {Ask.COUNTS}),
        (timedelta(minutes=11), timedelta(seconds=11), {Ask.COUNTS, Ask.ACTS}),
        (60 * HOUR, 24 * HOUR, {Ask.ACTS}),
        # What was missed is made up for.
        (60 * HOUR, 6 * HOUR, ALL),
        (20 * 24 * HOUR, None, ALL),
        (30 * 24 * HOUR, 167 * HOUR, {Ask.COUNTS, Ask.AUDIENCE}),
        # A notice brought it forward.
        (30 * HOUR, 25 * HOUR, ALL),
        (9 * 24 * HOUR, 8 * 24 * HOUR, {Ask.COUNTS, Ask.AUDIENCE}),
    ],
)
def test_what_a_reading_asks(age: timedelta, since: timedelta | None, asks: set[Ask]) -> None:
    assert asks_at(age, since=since) == asks


def test_moments_come_one_after_the_other_and_end() -> None:
    assert next_after(timedelta(0)) == timedelta(seconds=10)
    assert next_after(timedelta(minutes=10)) == HOUR
    assert next_after(timedelta(days=30)) is None


def test_the_first_two_days_go_before_what_is_older() -> None:
    assert purpose_at(47 * HOUR) is Purpose.YOUNG
    assert purpose_at(48 * HOUR) is Purpose.OLD


@pytest.mark.parametrize(
    ("age", "ago", "wait"),
    [
        (timedelta(minutes=20), timedelta(minutes=1), timedelta(minutes=4)),
        (timedelta(minutes=20), timedelta(minutes=6), timedelta(0)),
        (24 * HOUR, timedelta(minutes=30), 90 * timedelta(minutes=1)),
    ],
)
def test_early_readings_keep_their_distance(age: timedelta, ago: timedelta, wait: timedelta) -> None:
    found = early_reading(published_at=NOW - age, read_at=NOW - ago, now=NOW)
    assert found == NOW + wait
