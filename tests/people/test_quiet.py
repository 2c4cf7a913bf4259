from datetime import date, datetime, time

import pytest

from influence.core.cadence import instant, wall
from influence.people.models import Rhythm, User
from influence.people.quiet import may_leave, next_digest

PARIS = "Europe/Paris"
MONDAY, FRIDAY, SATURDAY = date(2026, 6, 1), date(2026, 6, 5), date(2026, 6, 6)


def person(begins: time | None, ends: time | None) -> User:
    return User(name="Claire Martin", quiet_from=begins, quiet_until=ends)


def leaves(begins: time | None, ends: time | None, at: datetime) -> tuple[date, time]:
    return wall(may_leave(person(begins, ends), zone=PARIS, at=at), PARIS)


@pytest.mark.parametrize(
    ("begins", "ends", "hour", "day", "then"),
    [
        (None, None, time(23), MONDAY, time(23)),
        (time(20), time(7), time(19, 59), MONDAY, time(19, 59)),
        (time(20), time(7), time(20), date(2026, 6, 2), time(7)),
        (time(20), time(7), time(0), MONDAY, time(7)),
        (time(20), time(7), time(7), MONDAY, time(7)),
        (time(12), time(14), time(13, 30), MONDAY, time(14)),
        (time(12), time(14), time(14), MONDAY, time(14)),
        (time(9), time(9), time(9), MONDAY, time(9)),
    ],
)
def test_a_mail_waits_for_the_end_of_quiet_hours(
    begins: time | None, ends: time | None, hour: time, day: date, then: time
) -> None:
    assert leaves(begins, ends, instant(MONDAY, hour, PARIS)) == (day, then)


def test_the_night_the_clock_changes_ends_by_the_clock_on_the_wall() -> None:
    night = instant(date(2026, 3, 28), time(22), PARIS)
    assert leaves(time(20), time(7), night) == (date(2026, 3, 29), time(7))


@pytest.mark.parametrize(
    ("rhythm", "day", "hour", "then"),
    [
        (Rhythm.EACH, FRIDAY, time(15), FRIDAY),
        (Rhythm.DAILY, MONDAY, time(7, 59), MONDAY),
        (Rhythm.DAILY, MONDAY, time(8), MONDAY),
        (Rhythm.DAILY, FRIDAY, time(15), date(2026, 6, 9)),
        (Rhythm.WEEKLY, MONDAY, time(8, 1), date(2026, 6, 8)),
        (Rhythm.WEEKLY, SATURDAY, time(10), date(2026, 6, 8)),
    ],
)
def test_a_digest_comes_on_its_morning(rhythm: Rhythm, day: date, hour: time, then: date) -> None:
    """The Monday after that Friday is a day off, for who works: the weekly one keeps its day."""
    at = instant(day, hour, PARIS)
    found = next_digest(rhythm, zone=PARIS, at=at, is_off=lambda one: one == date(2026, 6, 8))
    assert wall(found, PARIS) == (then, time(15) if rhythm == Rhythm.EACH else time(8))
