"""Public holidays, as marks in the calendar: nothing moves by itself because of them."""

from datetime import date
from functools import lru_cache

import holidays
from babel.core import get_global

_LANGUAGES = {"fr": "fr", "en": "en_US"}


@lru_cache(maxsize=64)
def days_off(year: int, zone: str, language: str) -> dict[date, str]:
    """By day, in the reader's language where the source has it; empty for a zone whose country it does not know."""
    country = get_global("zone_territories").get(zone)
    if not country or country not in holidays.list_supported_countries():
        return {}
    known = holidays.list_localized_countries().get(country, [])
    wanted = _LANGUAGES.get(language, "en_US")
    return dict(holidays.country_holidays(country, years=year, language=wanted if wanted in known else None))
