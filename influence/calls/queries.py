"""What has been spent, in numbers; who a member is, only `accounts` knows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from influence.calls.breaking import NETWORK
from influence.calls.limits import limits_of, room
from influence.calls.models import Breaker, BreakerState, CallCount
from influence.networks.linkedin.failures import after_midnight
from influence.networks.ports import Purpose

STOPS = (BreakerState.OPEN, BreakerState.TRYING)


def tripped() -> Breaker | None:
    """The breaker, where it stops calls of the version that the settings name. None also while a trial waits for a
    call: then whoever has one to make should make it."""
    return current().filter(state__in=STOPS).first()


def breaker() -> Breaker | None:
    """The breaker of the version in use, unless it is closed."""
    return current().exclude(state=BreakerState.CLOSED).first()


def current() -> QuerySet[Breaker]:
    return Breaker.objects.filter(network=NETWORK, version=settings.LINKEDIN["version"])


@dataclass(frozen=True)
class Spent:
    """What one day cost, of an app or of one member. `limit` 0: not known."""

    day: date
    limit: int
    by_purpose: Mapping[Purpose, int]
    exhausted_until: datetime | None = None

    @property
    def calls(self) -> int:
        return sum(self.by_purpose.values())

    def waits(self, purpose: Purpose, *, now: datetime) -> datetime | None:
        """Until when a call for this purpose would be refused: the network said so, or our own count does."""
        if purpose is Purpose.PUBLISH:
            return None
        if self.exhausted_until and self.exhausted_until > now:
            return self.exhausted_until
        most = room(self.limit, purpose)
        return after_midnight(now) if most is not None and self.calls >= most else None

    @property
    def part(self) -> float | None:
        """Of the limit; None where that is not known."""
        return self.calls / self.limit if self.limit else None


def of_app(app: str, *, day: date) -> Spent:
    row = CallCount.objects.filter(app=app, member=None, day=day).first()
    return spent(row, day=day, limit=limits_of(app).app)


def of_members(app: str, members: Collection[int], *, day: date) -> dict[int, Spent]:
    """One for each member, also for those who have spent nothing."""
    rows = {row.member: row for row in CallCount.objects.filter(app=app, member__in=members, day=day)}
    limit = limits_of(app).member
    return {member: spent(rows.get(member), day=day, limit=limit) for member in members}


def days_of_app(app: str, *, until: date, days: int = 14) -> list[Spent]:
    """Latest first, without gaps."""
    first = until - timedelta(days=days - 1)
    rows = {row.day: row for row in CallCount.objects.filter(app=app, member=None, day__range=(first, until))}
    wanted = (until - timedelta(days=back) for back in range(days))
    return [spent(rows.get(day), day=day, limit=limits_of(app).app) for day in wanted]


def spent(row: CallCount | None, *, day: date, limit: int) -> Spent:
    by_purpose = {purpose: getattr(row, purpose.value) if row else 0 for purpose in Purpose}
    return Spent(day, limit, by_purpose, row.exhausted_until if row else None)


@dataclass(frozen=True)
class Share:
    """What one purpose has cost today, how many calls in all it may see made before it waits, and until when it
    waits by now."""

    purpose: Purpose
    calls: int
    most: int | None
    waits_until: datetime | None


def shares(today: Spent, *, now: datetime) -> list[Share]:
    """In the order of their right of way."""
    return [
        Share(one, today.by_purpose[one], room(today.limit, one), today.waits(one, now=now))
        for one in Purpose
    ]
