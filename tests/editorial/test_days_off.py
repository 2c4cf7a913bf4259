"""R-6.4: public holidays of the thirteen zones of France, 2020 to 2030, against the statutes and not against the package
that we use. The State's own file is not here to compare with (docs/reference/domain.md says so)."""

from collections.abc import Callable
from datetime import date, timedelta

import holidays
import pytest

from influence.editorial.days_off import days_off, is_off, weekend, working_day

YEARS = range(2020, 2031)
DAY = timedelta(days=1)
Days = Callable[[int], set[date]]


def easter(year: int) -> date:
    """The Gregorian computus of Meeus, Jones and Butcher."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)


def everywhere(year: int) -> set[date]:
    """The eleven days of article L3133-1 of the code du travail."""
    fixed = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)]
    moving = [easter(year) + n * DAY for n in (1, 39, 50)]
    return {date(year, *one) for one in fixed} | set(moving)


def fixed(*days: tuple[int, int]) -> Days:
    return lambda year: {date(year, *one) for one in days}


def good_friday(year: int) -> set[date]:
    return {easter(year) - 2 * DAY}


def of_polynesia(year: int) -> set[date]:
    """Matāri'i (20 November) took the place of the autonomy's day (29 June) in 2025."""
    return {date(year, 3, 5), date(year, 11, 20) if year >= 2025 else date(year, 6, 29)} | good_friday(year)


def none(year: int) -> set[date]:
    return set()


# The days of a territory that national law or its decree names (decree 83-1003 for the abolition of slavery).
OWN: dict[str, Days] = {
    "Europe/Paris": none,
    "America/Miquelon": none,
    "Indian/Reunion": fixed((12, 20)),
    "Indian/Mayotte": fixed((4, 27)),
    "America/Cayenne": fixed((6, 10)),
    "America/Martinique": fixed((5, 22)),
    "America/Guadeloupe": fixed((5, 27)),
    "America/Marigot": fixed((5, 28)),
    "America/St_Barthelemy": fixed((10, 9)),
    "Pacific/Noumea": fixed((9, 24)),
    "Pacific/Tahiti": of_polynesia,
    "Pacific/Wallis": fixed((4, 28), (6, 29), (7, 29)),
}


def mid_lent(year: int) -> set[date]:
    return {easter(year) - 24 * DAY}


# Days by custom or local decision that the package adds to those above.
CUSTOM: dict[str, tuple[Days, ...]] = {
    "America/Guadeloupe": (mid_lent, good_friday, fixed((7, 21))),
    "America/Martinique": (fixed((7, 21)),),
    "America/Marigot": (fixed((7, 21)),),
}


@pytest.mark.parametrize("zone", OWN)
def test_a_zones_days_are_those_of_the_law_and_of_its_custom(zone: str) -> None:
    for year in YEARS:
        wanted = everywhere(year) | OWN[zone](year)
        for custom in CUSTOM.get(zone, ()):
            wanted |= custom(year)
        assert set(days_off(year, zone, "fr")) == wanted, year


def test_alsace_and_moselle_have_two_more_which_no_zone_says() -> None:
    """The package knows them by department; a leader's zone does not, so they are left out by hand there."""
    for year in YEARS:
        there = set(holidays.country_holidays("FR", subdiv="57", years=year))
        assert there == everywhere(year) | good_friday(year) | {date(year, 12, 26)}
        assert set(days_off(year, "Europe/Paris", "fr")) == there - good_friday(year) - {date(year, 12, 26)}


def test_easter_is_when_it_was() -> None:
    assert [easter(year) for year in (2000, 2008, 2011, 2024, 2026, 2038)] == [
        date(2000, 4, 23), date(2008, 3, 23), date(2011, 4, 24), date(2024, 3, 31), date(2026, 4, 5), date(2038, 4, 25),
    ]  # fmt: skip


def test_whit_monday_is_a_holiday() -> None:
    assert days_off(2026, "Europe/Paris", "fr")[date(2026, 5, 25)] == "Lundi de Pentecôte"
    assert is_off(date(2026, 5, 25), "Europe/Paris")


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [
        (date(2026, 5, 25), date(2026, 5, 22), date(2026, 5, 26)),
        (date(2026, 5, 14), date(2026, 5, 13), date(2026, 5, 15)),
        # 1 May 2026 is a Friday, 8 May too.
        (date(2026, 5, 8), date(2026, 5, 7), date(2026, 5, 11)),
        (date(2027, 1, 1), date(2026, 12, 31), date(2027, 1, 4)),
        # Easter Monday, with Good Friday at work in Paris.
        (date(2026, 4, 6), date(2026, 4, 3), date(2026, 4, 7)),
    ],
)
def test_the_working_days_beside_a_holiday(day: date, before: date, after: date) -> None:
    assert working_day(day, "Europe/Paris", step=-1) == before
    assert working_day(day, "Europe/Paris", step=1) == after


def test_a_zone_without_a_country_has_weekends_and_no_holidays() -> None:
    assert weekend("Etc/UTC") == {5, 6}
    assert working_day(date(2026, 7, 14), "Etc/UTC", step=1) == date(2026, 7, 15)
