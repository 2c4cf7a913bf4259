"""The calendar that a committee opens every day: twelve leaders who say four hundred things in one month, in a house of their
own that keeps the rules a new organisation has: what collides is looked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bench.paging import routes, stage
from influence.accounts.models import Account
from influence.core import cadence
from tests import makers
from tests.test_doors import DOORS, World, signed_in

LEADERS, POSTS = 12, 400
WHO = "editor of twelve"
OPENS, EVERY = time(7), timedelta(minutes=40)


@dataclass(frozen=True)
class Opened:
    """The month's page. `few`: its statements at a tenth of the posts."""

    route: routes.Route
    few: int
    compressed: int


def opened(world: World, *, turns: int, now: datetime) -> Opened:
    home = makers.house("verger", "Clinique du Verger")
    stage.strict(home)
    world.clients[WHO] = signed_in(home.bruno)
    everybody = [home.account, *(stage.voice(home, number, now=now) for number in range(1, LEADERS))]
    places, pillars = list(spread(everybody, now=now)), stage.themes(home)
    door = next(one for one in DOORS if one.name == "calendar")
    stage.write(home, places[: POSTS // 10], pillars=pillars, now=now)
    few = routes.count(world, door, WHO)
    stage.write(home, places[POSTS // 10 :], pillars=pillars, now=now)
    found = routes.measured(world, "calendar", WHO, door, turns=turns)
    return Opened(found, few, compressed=routes.first_view(world, "calendar", WHO)["compressed"])


def spread(everybody: list[Account], *, now: datetime) -> Iterator[stage.Place]:
    """Over the working days of the month that the calendar opens with, one every forty minutes."""
    days = list(working_days(cadence.local_date(now, stage.ZONE)))
    for n in range(POSTS):
        turn, place = divmod(n, len(days))
        at = cadence.instant(days[place], OPENS, stage.ZONE) + turn * EVERY
        yield n, everybody[n % len(everybody)], at


def working_days(today: date) -> Iterator[date]:
    day = today.replace(day=1)
    while day.month == today.month:
        if day.weekday() < 5:
            yield day
        day += timedelta(days=1)
