"""The calls of a handful of publications, counted in one statement before the first of them leaves. The gate takes them from
here; what was not needed in the end is given back."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime

import structlog
from django.conf import settings
from django.db import DatabaseError, connection

from influence.calls import counting
from influence.calls.breaking import NETWORK
from influence.calls.counting import Spender, day_of
from influence.networks.ports import Purpose

log = structlog.get_logger(__name__)


@dataclass
class Ahead:
    day: date
    left: Counter[Spender]


_AHEAD: ContextVar[Ahead | None] = ContextVar("calls_ahead", default=None)


@contextmanager
def counted_ahead(spenders: Iterable[Spender], *, now: datetime) -> Iterator[None]:
    """Of what is published inside. Where the breaker is not closed nothing is counted here: each call asks it, and counts."""
    wanted = Counter(spenders)
    is_counted = len(wanted) > 0 and counting.taken(
        wanted, network=NETWORK, version=settings.LINKEDIN["version"], now=now
    )
    outer = _AHEAD.set(Ahead(day_of(now), wanted) if is_counted else None)
    try:
        yield
    finally:
        give_back()
        _AHEAD.reset(outer)


def take(spender: Spender) -> date | None:
    """The day that a publication of theirs was counted for; None where it was not."""
    ahead = _AHEAD.get()
    if ahead is None or not ahead.left[spender]:
        return None
    ahead.left[spender] -= 1
    return ahead.day


def give_back() -> None:
    """All that is left: from here on each call is counted as it leaves, and the breaker asked."""
    ahead = _AHEAD.get()
    if ahead is None:
        return
    left, ahead.left = +ahead.left, Counter()
    try:
        for spender, calls in left.items():
            counting.give_back(spender, purpose=Purpose.PUBLISH, day=ahead.day, calls=calls)
    except DatabaseError:
        log.exception("calls.not_given_back")
        connection.close_if_unusable_or_obsolete()
