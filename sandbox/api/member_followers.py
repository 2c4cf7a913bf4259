"""/rest/memberFollowersCount: how many follow a member, and the change of each day (contract 7.2)."""

import random
from datetime import date, timedelta
from typing import Protocol

from sandbox import refusals
from sandbox.api import replies
from sandbox.api.calls import Call, Method, Route
from sandbox.clock import days_between, utc_day
from sandbox.wire import Json, Response


def level(call: Call) -> Response:
    call.query()
    return replies.all_of(
        [{"memberFollowersCount": followers(call.member, seed=_seed(call), at=_today(call))}]
    )


def changes(call: Call) -> Response:
    days = call.query().days("dateRange")
    if days is None:
        raise refusals.missing_parameter("dateRange")
    first, end = days[0], min(days[1], _today(call) + timedelta(days=1))
    return replies.all_of([_change(call, day) for day in days_between(first, end)])


class Followed(Protocol):
    """A member or a page."""

    @property
    def id(self) -> str: ...
    @property
    def followers(self) -> int: ...
    @property
    def registered_ms(self) -> int: ...


def followers(member: Followed, *, seed: int, at: date) -> int:
    """The number given at registration, and every day's change since; before it, they are taken back."""
    start = utc_day(member.registered_ms)
    if at >= start:
        return member.followers + sum(gained(member, seed=seed, day=day) for day in days_between(start, at))
    return max(
        0, member.followers - sum(gained(member, seed=seed, day=day) for day in days_between(at, start))
    )


def gained(member: Followed, *, seed: int, day: date) -> int:
    """Net, so that a bad day exists."""
    rng = random.Random(f"{seed}/followers/{member.id}/{day.isoformat()}")  # noqa: S311  # a model, not a secret
    return max(-3, round(rng.gauss(member.followers / 900 + 1, 1.6)))


def _change(call: Call, day: date) -> Json:
    end = day + timedelta(days=1)
    bounds = {
        name: {"year": at.year, "month": at.month, "day": at.day}
        for name, at in (("start", day), ("end", end))
    }
    return {"memberFollowersCount": gained(call.member, seed=_seed(call), day=day), "dateRange": bounds}


def _seed(call: Call) -> int:
    return call.world.seed or 0


def _today(call: Call) -> date:
    return utc_day(call.now_ms)


_PATH = "/rest/memberFollowersCount"
_SCOPES = ("r_member_profileAnalytics",)
ROUTES = (
    Route(Method.FINDER, _PATH, "memberFollowersCount.FINDER-me", level, _SCOPES, finder="me", since=202504),
    Route(
        Method.FINDER,
        _PATH,
        "memberFollowersCount.FINDER-dateRange",
        changes,
        _SCOPES,
        finder="dateRange",
        params=("dateRange",),
        since=202505,
    ),
)
