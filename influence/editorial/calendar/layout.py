"""Cards laid out as pages show them: whole ISO weeks, lanes of leaders, columns of states. No database."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from influence.core.lifecycle import PostState
from influence.editorial.calendar.cards import Card
from influence.editorial.calendar.periods import WEEK, Period, Span
from influence.people.models import Leader

# Each with what a person reads as one thing: on its way out, and what went wrong.
COLUMNS: tuple[tuple[PostState, ...], ...] = (
    (PostState.DRAFT,),
    (PostState.IN_REVIEW,),
    (PostState.RETURNED,),
    (PostState.APPROVED,),
    (PostState.SCHEDULED, PostState.PUBLISHING),
    (PostState.PUBLISHED,),
    (PostState.MISSED, PostState.FAILED),
    (PostState.REFUSED,),
    (PostState.WITHDRAWN,),
)
# Shown only where there is something in them.
RARE = frozenset({PostState.MISSED, PostState.REFUSED, PostState.WITHDRAWN})


@dataclass(frozen=True)
class Day:
    date: date
    cards: tuple[Card, ...]
    is_within: bool


@dataclass(frozen=True)
class Week:
    number: int  # ISO 8601
    days: tuple[Day, ...]


@dataclass(frozen=True)
class Stretch:
    """A column of the lanes: a day of a week, or a week of a month; `last` is within."""

    first: date
    last: date

    @property
    def number(self) -> int:
        return self.first.isocalendar().week


@dataclass(frozen=True)
class Lane:
    """One leader; as many cells as there are columns. A silent one is as wide as the others."""

    leader: Leader
    cells: tuple[tuple[Card, ...], ...]

    @property
    def count(self) -> int:
        return sum(card.pk is not None for cell in self.cells for card in cell)


@dataclass(frozen=True)
class Column:
    state: PostState
    cards: tuple[Card, ...]


def days_between(start: date, end: date) -> list[date]:
    return [start + timedelta(days=n) for n in range((end - start).days)]


def weeks(period: Period, *, cards: Iterable[Card]) -> tuple[Week, ...]:
    by_day: dict[date | None, list[Card]] = defaultdict(list)
    for one in cards:
        by_day[one.day].append(one)
    days = [
        Day(date=day, cards=tuple(sorted(by_day.get(day, []), key=order)), is_within=period.holds(day))
        for day in days_between(*period.grid)
    ]
    return tuple(
        Week(number=days[n].date.isocalendar().week, days=tuple(days[n : n + 7]))
        for n in range(0, len(days), 7)
    )


def order(card: Card) -> tuple[time, str]:
    return card.time or time(), card.leader.name


def stretches(period: Period) -> tuple[Stretch, ...]:
    if period.span == Span.WEEK:
        return tuple(Stretch(day, day) for day in days_between(*period.grid))
    start, end = period.grid
    return tuple(
        Stretch(start + n * WEEK, start + (n + 1) * WEEK - timedelta(days=1))
        for n in range((end - start) // WEEK)
    )


def lanes(period: Period, *, leaders: Iterable[Leader], cards: Iterable[Card]) -> tuple[Lane, ...]:
    """Of everybody who speaks, and of whoever spoke before they left."""
    columns = stretches(period)
    theirs: dict[int, list[Card]] = defaultdict(list)
    for one in cards:
        theirs[one.leader.pk].append(one)
    return tuple(
        Lane(one, tuple(within(theirs[one.pk], column) for column in columns))
        for one in leaders
        if one.is_active or theirs[one.pk]
    )


def within(cards: Sequence[Card], column: Stretch) -> tuple[Card, ...]:
    found = [one for one in cards if one.day and column.first <= one.day <= column.last]
    return tuple(sorted(found, key=lambda one: (one.day, *order(one))))


def board(cards: Iterable[Card]) -> tuple[Column, ...]:
    by_state: dict[PostState | None, list[Card]] = defaultdict(list)
    for one in cards:
        by_state[one.state].append(one)
    columns = [
        Column(states[0], tuple(card for state in states for card in by_state[state])) for states in COLUMNS
    ]
    return tuple(one for one in columns if one.cards or one.state not in RARE)
