"""Public holidays of a zone's country or territory, as marks in the calendar. Only a recurring place moves because of
them, as its own rule says (recurring). Where part of a country has days of its own and no zone (Alsace-Moselle), they are
taken out of a recurrence one by one."""

from datetime import date, timedelta
from functools import lru_cache

import holidays
from babel.core import get_global

_LANGUAGES = {"fr": "fr", "en": "en_US"}
_SATURDAY_AND_SUNDAY = frozenset({5, 6})
_DAY = timedelta(days=1)


@lru_cache(maxsize=64)
def days_off(year: int, zone: str, language: str) -> dict[date, str]:
    """By day, in the reader's language where the source has it; empty for a zone whose country it does not know."""
    country = country_of(zone)
    if country is None:
        return {}
    known = holidays.list_localized_countries().get(country, [])
    wanted = _LANGUAGES.get(language, "en_US")
    return dict(holidays.country_holidays(country, years=year, language=wanted if wanted in known else None))


def country_of(zone: str) -> str | None:
    country = get_global("zone_territories").get(zone)
    return country if country in holidays.list_supported_countries() else None


@lru_cache(maxsize=64)
def weekend(zone: str) -> frozenset[int]:
    country = country_of(zone)
    return frozenset(holidays.country_holidays(country).weekend) if country else _SATURDAY_AND_SUNDAY


def is_off(day: date, zone: str) -> bool:
    return day in days_off(day.year, zone, "fr")


def working_day(day: date, zone: str, *, step: int) -> date:
    """The first working day after `day` (step 1) or before it (step -1)."""
    day += step * _DAY
    while is_off(day, zone) or day.weekday() in weekend(zone):
        day += step * _DAY
    return day
