"""Dates and numbers as a reader of the page's language writes them (CLDR by Babel; domain.md §5.4, R-5.11)."""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from babel import dates as cldr
from babel import numbers
from django.utils import translation

from influence.core import cadence


def locale() -> str:
    """British dates in English: its words are British too (« organisation »)."""
    language = translation.get_language() or "fr"
    return "en_GB" if language == "en" else language


def day_long(value: date | datetime, zone: str | None = None) -> str:
    """« mardi 14 avril 2026 »; an instant is first brought to `zone`."""
    return first(cldr.format_date(in_zone(value, zone), format="full", locale=locale()))


def day_short(value: date | datetime, zone: str | None = None) -> str:
    """« mar. 14 avr. »."""
    return first(cldr.format_skeleton("MMMEd", in_zone(value, zone), locale=locale()))


def day_plain(value: date) -> str:
    """« 14 avril 2026 »: where the day of the week says nothing."""
    return first(cldr.format_skeleton("yMMMMd", value, locale=locale()))


def month(value: date) -> str:
    """« avril 2026 »."""
    return cldr.format_skeleton("yMMMM", value, locale=locale())


def hour(value: time | datetime, zone: str | None = None) -> str:
    """« 8:30 », on a 24-hour clock in both languages: slots are agreed on by people of several countries."""
    return cldr.format_time(in_zone(value, zone), format="HH:mm", locale=locale())


def moment(value: datetime, zone: str) -> str:
    """« mardi 14 avril 2026 à 08:30 » in the zone of the slot."""
    words = {"day": day_long(value, zone), "hour": hour(value, zone)}
    return translation.gettext("%(day)s à %(hour)s") % words


def city(zone: str) -> str:
    """« Paris »: what a reader calls Europe/Paris."""
    return cldr.get_timezone_location(zone, locale=locale(), return_city=True)


def stamp(value: datetime, zone: str) -> str:
    """« 14 avr. 08:30 »: for tables."""
    return f"{first(cldr.format_skeleton('MMMd', in_zone(value, zone), locale=locale()))} {hour(value, zone)}"


def exact(value: datetime, zone: str) -> str:
    """« 14 avr. 2026, 08:30:05 »: where two things of one minute must be told apart."""
    day = first(cldr.format_skeleton("yMMMd", in_zone(value, zone), locale=locale()))
    return f"{day}, {cldr.format_time(in_zone(value, zone), format='HH:mm:ss', locale=locale())}"


def first(words: str) -> str:
    """French writes the first of a month « 1er »; CLDR's patterns cannot."""
    return re.sub(r"\b1 (?=\D)", "1er ", words) if locale() == "fr" else words


def in_zone(value: Any, zone: str | None) -> Any:
    """The wall time there. By core.cadence, which derives the slots too: the system's own zone data may be older, and
    a page must never show another hour than the one at which a post goes out."""
    return datetime.combine(*cadence.wall(value, zone)) if zone and isinstance(value, datetime) else value


def number(value: float | None) -> str:
    return "–" if value is None else numbers.format_decimal(value, locale=locale())


def percent(value: float | None, digits: int = 1) -> str:
    """A ratio as a percentage; « n.m. » (non mesurable) where there is none, never 0 % (R-1.3)."""
    if value is None:
        return translation.gettext("n.m.")
    sign = " %" if locale() == "fr" else "%"
    return numbers.format_percent(value, format=f"#,##0.{'#' * digits}{sign}", locale=locale())


FILTERS: dict[str, Callable[..., str]] = {
    "day_long": day_long,
    "day_short": day_short,
    "day_plain": day_plain,
    "month": month,
    "hour": hour,
    "moment": moment,
    "stamp": stamp,
    "exact": exact,
    "number": number,
    "percent": percent,
}
