"""School holidays of France by zone: marks only, nothing moves because of them.

Zones A, B and C come from the `holidays` package, which has the arrêtés of the ministry since 2017-2018 and stops where
they stop. The academy of Corsica sets its own dates within the national ones and the package has none of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays

from influence.editorial.days_off import country_of

NATIONAL = ("A", "B", "C")
CORSICA = "corse"
# Of the address: no school holidays at all.
NONE = "-"


@dataclass(frozen=True)
class Away:
    """Both days within: from the day after the last lessons to the day before the next ones."""

    first: date
    last: date
    name: str


# Source: Académie de Corse, « Calendrier scolaire 2025-2026 », as service-public.fr gives it. Read on 2026-11-22; that of
# 2026-2027 was not yet found, so there is no mark from September 2026 on.
CORSICAN = (
    Away(date(2025, 10, 18), date(2025, 11, 2), "Vacances de la Toussaint"),
    Away(date(2025, 12, 20), date(2026, 1, 4), "Vacances de Noël"),
    Away(date(2026, 2, 14), date(2026, 3, 1), "Vacances d'hiver"),
    Away(date(2026, 4, 11), date(2026, 4, 26), "Vacances de printemps"),
    Away(date(2026, 7, 4), date(2026, 8, 31), "Vacances d'été"),
)


def away(
    start: date, end: date, *, country_zone: str, school: str, language: str
) -> Iterator[tuple[date, str, str]]:
    """Days of [start, end) with the zones that are on holiday (« A·C ») and the holiday's name. `school`: one zone, NONE,
    or "" for the three together."""
    if school == NONE or country_of(country_zone) != "FR":
        return
    zones = (school,) if school else NATIONAL
    day = start
    while day < end:
        names = {zone: name for zone in zones if (name := name_of(day, zone, language))}
        if names:
            yield day, "·".join(zone.capitalize() for zone in names), next(iter(names.values()))
        day += timedelta(days=1)


def name_of(day: date, zone: str, language: str) -> str:
    if zone == CORSICA:
        return next((one.name for one in CORSICAN if one.first <= day <= one.last), "")
    return of_zone(zone, day.year, language).get(day, "")


@lru_cache(maxsize=64)
def of_zone(zone: str, year: int, language: str) -> dict[date, str]:
    wanted = "fr" if language == "fr" else "en_US"
    found = holidays.country_holidays(
        "FR", subdiv=f"Zone {zone}", categories=("school",), years=year, language=wanted
    )
    return dict(found)
