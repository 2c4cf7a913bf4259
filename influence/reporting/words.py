"""Numbers, months and hours as readers of the edition's language write them (CLDR by Babel, domain.md §5.4)."""

from datetime import date, datetime

from babel import dates, numbers
from django.utils.translation import gettext as _

from influence.core import cadence
from influence.core.measures import Unit
from influence.web.dates import locale

MINUS = "−"


def unmeasurable() -> str:
    """« Non mesurable »: a rate without a denominator is not 0 % (R-1.3)."""
    return _("n.m.")


def figure(value: float | None, unit: Unit) -> str:
    """A measured value in its unit; "n.m." where there is none."""
    if value is None:
        return unmeasurable()
    if unit == Unit.SHARE:
        return share(value)
    return count(value) if unit == Unit.COUNT else decimal(value, digits=2 if unit == Unit.INDEX else 1)


def count(value: float) -> str:
    return numbers.format_decimal(value, locale=locale())


def decimal(value: float, *, digits: int) -> str:
    return numbers.format_decimal(
        round(value, digits), locale=locale(), format="#,##0." + "0" * digits, decimal_quantization=False
    )


def share(value: float, *, digits: int = 1) -> str:
    """Something is never shown as nothing: what would round to 0 % keeps a digit more."""
    while value and not round(value, digits + 2) and digits < 6:
        digits += 1
    return numbers.format_percent(round(value, digits + 2), locale=locale(), decimal_quantization=False)


def signed(text: str, *, value: float) -> str:
    """`text` is the value without its sign."""
    return f"{'+' if value > 0 else MINUS if value < 0 else ''}{text}"


def change(value: float | str | None) -> str:
    """A relative change: « +12 % », « nouveau » from a zero base, nothing where too few posts stand behind it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _("nouveau")
    return signed(share(abs(value), digits=0), value=round(value, 2))


def points(value: float | None) -> str:
    """A difference of shares, in points: « +0,3 pt »."""
    if value is None:
        return ""
    amount = round(value, 1)
    return signed(_("%(points)s pt") % {"points": decimal(abs(amount), digits=1)}, value=amount)


def month(value: date | str) -> str:
    """« avril 2026 »."""
    return dates.format_skeleton("yMMMM", as_date(value), locale=locale())


def day(value: date | str) -> str:
    """« mar. 14 avr. »."""
    return dates.format_skeleton("MMMEd", as_date(value), locale=locale())


def moment(at: str, zone: str) -> str:
    """« mar. 14 avr. 08:30 »: an instant (ISO 8601) as the wall time there."""
    on, time = cadence.wall(datetime.fromisoformat(at), zone)
    return f"{day(on)} {time:%H:%M}"


def week(monday: str) -> str:
    """« S23 »: the ISO week, as calendars in offices name it."""
    return _("S%(week)s") % {"week": as_date(monday).isocalendar().week}


def hours(value: float | None) -> str:
    """« 7 h », « 2 j »: how long people took."""
    if value is None:
        return unmeasurable()
    if value < 48:
        return _("%(hours)s h") % {"hours": count(max(1, round(value)))}
    return _("%(days)s j") % {"days": count(round(value / 24))}


def as_date(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
