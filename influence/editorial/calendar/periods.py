"""A month or an ISO week, Monday first, and the way from one to the next. No database."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

WEEK = timedelta(days=7)
FIRST_YEAR, LAST_YEAR = 2000, 2100


class Span(StrEnum):
    """The parameter of the address that names the period."""

    MONTH = "mois"
    WEEK = "semaine"


@dataclass(frozen=True)
class Period:
    """[first, end) of the days that it is about."""

    span: Span
    first: date

    @property
    def end(self) -> date:
        return self.first + WEEK if self.span == Span.WEEK else next_month(self.first)

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.end - self.first).days)]

    @property
    def grid(self) -> tuple[date, date]:
        """[start, end) of the whole weeks that hold it."""
        return monday(self.first), self.end + timedelta(days=-self.end.weekday() % 7)

    @property
    def before(self) -> "Period":
        return Period(self.span, self.first - WEEK if self.span == Span.WEEK else previous_month(self.first))

    @property
    def after(self) -> "Period":
        return Period(self.span, self.end)

    @property
    def word(self) -> str:
        """As the address has it: « 2026-11 », « 2026-W48 »."""
        if self.span == Span.MONTH:
            return f"{self.first:%Y-%m}"
        year, week, _day = self.first.isocalendar()
        return f"{year}-W{week:02d}"

    @property
    def number(self) -> int:
        """Of a week, by ISO 8601."""
        return self.first.isocalendar().week

    def holds(self, day: date) -> bool:
        return self.first <= day < self.end

    def as_month(self) -> "Period":
        """The month that has most of a week's days."""
        return self if self.span == Span.MONTH else month_of(self.first + timedelta(days=3))

    def as_week(self, *, today: date) -> "Period":
        """The week of today where it is within the month, else the month's first."""
        if self.span == Span.WEEK:
            return self
        return week_of(today if self.holds(today) else self.first)


def month_of(day: date) -> Period:
    return Period(Span.MONTH, day.replace(day=1))


def week_of(day: date) -> Period:
    return Period(Span.WEEK, monday(day))


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def previous_month(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)


def asked_for(*, month: str = "", week: str = "", today: date) -> Period:
    """What an address asks for; anything odd is the present month."""
    try:
        found = named(month=month, week=week)
    except ValueError:
        return month_of(today)
    return found if FIRST_YEAR <= found.first.year <= LAST_YEAR else month_of(today)


def named(*, month: str, week: str) -> Period:
    """Raises ValueError. A month has no zone, nor has a week."""
    if week:
        year, number = week.split("-W")
        return week_of(date.fromisocalendar(int(year), int(number), 1))
    return month_of(datetime.strptime(month, "%Y-%m").date())  # noqa: DTZ007
