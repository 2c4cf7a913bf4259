"""Days, months and numbers in the two languages of the posts, as CLDR writes them (a test compares with Babel).

Babel itself costs the child process more time to import than a draft takes to render.
"""

from datetime import date, time

NARROW = "\u202f"

_WEEKDAYS = {
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche".split(),
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
}
_MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
    "en": "January February March April May June July August September October November December".split(),
}


def weekday(day: date, *, language: str) -> str:
    return _WEEKDAYS[language][day.weekday()]


def month(day: date, *, language: str) -> str:
    return f"{_MONTHS[language][day.month - 1]} {day.year}"


def day_month(day: date, *, language: str) -> str:
    """« 1er mai », « 14 avril »: only the first of a month is an ordinal in French."""
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return f"{number} {_MONTHS[language][day.month - 1]}"


def long_date(day: date, *, language: str) -> str:
    return f"{weekday(day, language=language)} {day_month(day, language=language)} {day.year}"


def hour(at: time, *, language: str) -> str:
    """« 9 h », « 18 h 30 »; in English the twenty-four-hour clock: 09:00, 18:30."""
    if language == "en":
        return f"{at.hour:02d}:{at.minute:02d}"
    minutes = f"\u00a0{at.minute:02d}" if at.minute else ""
    return f"{at.hour}\u00a0h{minutes}"


def number(value: float, *, language: str) -> str:
    """3 456 and 12,5 in French; 3,456 and 12.5 in English."""
    english = f"{value:,}"
    if language == "en":
        return english
    return english.replace(",", NARROW).replace(".", ",")


def plain_number(value: float, *, language: str) -> str:
    """Without groups, for a year is a number too: 2026, 12,5."""
    return str(value) if language == "en" else str(value).replace(".", ",")
