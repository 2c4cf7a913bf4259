"""A month laid out as the page shows it: whole ISO weeks, Monday first. No database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta

from influence.editorial.queries import Card


@dataclass(frozen=True)
class Day:
    date: date
    cards: tuple[Card, ...]
    is_in_month: bool


@dataclass(frozen=True)
class Week:
    number: int  # ISO 8601
    days: tuple[Day, ...]


def grid(first: date) -> tuple[date, date]:
    """[start, end) of the whole weeks, Monday first, that hold a month."""
    after = next_month(first)
    start = first - timedelta(days=first.weekday())
    return start, after + timedelta(days=-after.weekday() % 7)


def next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def previous_month(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)


def weeks(first: date, *, cards: Iterable[Card]) -> tuple[Week, ...]:
    start, end = grid(first)
    by_day: dict[date, list[Card]] = {}
    for one in cards:
        if one.day:
            by_day.setdefault(one.day, []).append(one)
    days = [
        Day(
            date=day,
            cards=tuple(sorted(by_day.get(day, []), key=order)),
            is_in_month=day.month == first.month,
        )
        for day in (start + timedelta(days=n) for n in range((end - start).days))
    ]
    return tuple(
        Week(number=days[n].date.isocalendar().week, days=tuple(days[n : n + 7]))
        for n in range(0, len(days), 7)
    )


def order(card: Card) -> tuple[time, str]:
    return card.time or time(), card.leader.name
