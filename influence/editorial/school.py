"""School holidays of France by zone: marks only, nothing moves because of them. What nobody has set yet is unknown, and
said to be: the `holidays` package goes on by a rule of thumb where the ministry's calendars end, so it is not our source."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from influence.editorial.days_off import country_of

DATES = Path(__file__).parent / "data" / "school_holidays.toml"
NATIONAL = ("A", "B", "C")
CORSICA = "corse"
# Of the address: no school holidays at all.
NONE = "-"
NAMES: dict[str, Promise | str] = {
    "autumn": _("vacances de la Toussaint"),
    "christmas": _("vacances de Noël"),
    "winter": _("vacances d'hiver"),
    "spring": _("vacances de printemps"),
    "ascension": _("pont de l'Ascension"),
    "summer": _("vacances d'été"),
}


@dataclass(frozen=True)
class Away:
    """Both days within."""

    first: date
    last: date
    name: str


@cache
def known() -> dict[str, tuple[Away, ...]]:
    """By zone, in order."""
    read = tomllib.loads(DATES.read_text(encoding="utf-8"))
    return {
        zone: tuple(
            sorted(
                (Away(date.fromisoformat(first), date.fromisoformat(last), name) for name, spans in times.items() for first, last in spans),
                key=lambda one: one.first,
            )
        )
        for zone, times in read.items()
    }  # fmt: skip


def zones_of(school: str, *, country_zone: str) -> tuple[str, ...]:
    """`school`: one zone, NONE, or "" for the three together. None for an organisation that is not in France."""
    if school == NONE or country_of(country_zone) != "FR":
        return ()
    return (school,) if school else NATIONAL


def away(start: date, end: date, *, zones: tuple[str, ...]) -> Iterator[tuple[date, str, str]]:
    """Days of [start, end) with the zones that are on holiday (« A·C ») and the holiday's name."""
    for day in (start + timedelta(days=n) for n in range((end - start).days)):
        found = {zone: one for zone in zones if (one := of_day(day, zone))}
        if found:
            named = str(NAMES[next(iter(found.values())).name])
            yield day, "·".join(zone.capitalize() for zone in found), named


def of_day(day: date, zone: str) -> Away | None:
    return next((one for one in known()[zone] if one.first <= day <= one.last), None)


def is_unknown(end: date, *, zones: tuple[str, ...]) -> bool:
    """Whether days before `end` are later than the last dates that are known: no mark is then no answer."""
    return any(end > known()[zone][-1].last + timedelta(days=1) for zone in zones)
