"""School holidays: the dates that the ministry has set, and none that it has not."""

from datetime import date, timedelta
from itertools import pairwise

import holidays
import pytest

from influence.editorial.school import NATIONAL, away, is_unknown, known, zones_of

PARIS = "Europe/Paris"


def on(day: date, school: str = "") -> str:
    found = away(day, day + timedelta(days=1), zones=zones_of(school, country_zone=PARIS))
    return next((zones for _day, zones, _name in found), "")


def test_they_are_told_by_zone() -> None:
    assert [on(day) for day in (date(2027, 2, 8), date(2027, 2, 16), date(2026, 12, 25), date(2026, 11, 25))] == [
        "C", "A·C", "A·B·C", ""
    ]  # fmt: skip
    assert (on(date(2027, 2, 16), "B"), on(date(2027, 2, 16), "-")) == ("", "")
    assert (on(date(2026, 2, 14), "corse"), on(date(2026, 2, 13), "corse")) == ("Corse", "")


def test_elsewhere_there_are_none() -> None:
    assert zones_of("", country_zone="Etc/UTC") == zones_of("A", country_zone="America/Montreal") == ()


@pytest.mark.parametrize("zone", NATIONAL)
def test_the_file_agrees_with_the_package(zone: str) -> None:
    """Two readings of the same arrêtés; from September 2027 on the package has a rule of its own."""
    theirs = holidays.country_holidays(
        "FR", subdiv=f"Zone {zone}", categories=("school",), years=(2025, 2026, 2027), language="fr"
    )
    first, last = date(2025, 9, 1), date(2027, 8, 31)
    ours = {day for day, _zones, _name in away(first, last, zones=(zone,))}
    assert ours == {day for day in theirs if first <= day < last}


@pytest.mark.parametrize("zone", [*NATIONAL, "corse"])
def test_each_holiday_ends_before_the_next_one_begins(zone: str) -> None:
    spans = known()[zone]
    assert all(one.first <= one.last for one in spans)
    assert all(one.last < following.first for one, following in pairwise(spans))


def test_what_nobody_has_set_is_said_to_be_unknown() -> None:
    assert not is_unknown(date(2027, 9, 1), zones=NATIONAL)
    assert is_unknown(date(2027, 10, 1), zones=NATIONAL)
    assert is_unknown(date(2026, 12, 1), zones=("corse",))
    assert not is_unknown(date(2040, 1, 1), zones=())
