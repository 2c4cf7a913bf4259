"""What one post costs in calls over its first thirty days, and ten leaders in a day.

The default plan of readings (`influence.engagement.moments`) is played against a real sandbox as an app of the Development
tier, the sandbox's clock moved from moment to moment; what is counted are the requests that arrived there."""

import argparse
import itertools
import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from influence.demo.outside import Sandbox
from influence.engagement.moments import MOMENTS, asks_at
from influence.engagement.reading import Voice, read
from influence.networks.linkedin import COMMUNITY_SCOPES, LinkedIn
from influence.networks.ports import Content, Credentials
from sandbox import personas
from sandbox.app import Application
from sandbox.server import Server
from sandbox.wire import Request, Response
from sandbox.world import World

LIMIT, APP_DAY, MEMBER_DAY = 60, 500, 100
LEADERS, POSTS_A_WEEK = 10, 3
# Each account's followers, once a day.
FOLLOWERS = 1
# The token is looked at a day and a quarter of an hour before a slot (linkedin-api.md §12.4). Whether LinkedIn counts it
# is not known: here it counts.
CHECKS = 2
# Hours of UTC at which posts go out, Monday to Friday.
HOURS = range(5, 20)
CLAIRE, TOKEN = "urn:li:person:Ab12Cd34Ef", Credentials("tok-cma-dev")
START = datetime(2026, 6, 1, 8, tzinfo=UTC)


@dataclass
class Counting(Application):
    seen: int = 0

    def answer(self, request: Request) -> Response:
        self.seen += request.path.startswith(("/rest/", "/v2/"))
        return super().answer(request)


@dataclass(frozen=True)
class Cost:
    """Calls by age of the post; the one that makes it is at age zero."""

    by_age: dict[timedelta, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.by_age.values())

    def by_day(self, hour: int) -> Counter[int]:
        """By day of UTC after the one on which it went out, at this hour."""
        start = datetime.combine(START, time(hour), UTC)
        days: Counter[int] = Counter()
        for age, calls in self.by_age.items():
            days[((start + age).date() - start.date()).days] += calls
        return days


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="influence bench sweep", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON line")
    args = parser.parse_args(argv)
    found = measure()
    print(
        json.dumps(found) if args.json else "\n".join(f"{name:<36}{value}" for name, value in found.items())
    )
    return 0 if found["is_within"] else 1


def measure() -> dict[str, int | bool]:
    cost = play()
    busiest = max(busiest_day(cost, days=days, hour=hour) for days, hour in patterns())
    return {
        "calls_per_post": cost.total,
        "calls_per_post_limit": LIMIT,
        "app_calls_on_the_busiest_day": LEADERS * busiest,
        "app_calls_a_day_limit": APP_DAY,
        "member_calls_on_the_busiest_day": busiest,
        "member_calls_a_day_limit": MEMBER_DAY,
        "is_within": cost.total <= LIMIT and busiest <= MEMBER_DAY and LEADERS * busiest <= APP_DAY,
    }


def patterns() -> Iterator[tuple[tuple[int, ...], int]]:
    """Which three working days of a week, and which hour: all leaders at once, which is the worst that they can do."""
    return itertools.product(itertools.combinations(range(5), POSTS_A_WEEK), HOURS)


def busiest_day(cost: Cost, *, days: tuple[int, ...], hour: int) -> int:
    """Calls of one leader on the weekday on which there are most, once posts of thirty days are behind them."""
    of_weekday: Counter[int] = Counter(dict.fromkeys(range(7), FOLLOWERS))
    for day in days:
        of_weekday[day] += CHECKS
        for later, calls in cost.by_day(hour).items():
            of_weekday[(day + later) % 7] += calls
    return max(of_weekday.values())


def play() -> Cost:
    """One post in FULL, from its creation to its last reading."""
    with running() as (app, server):
        sandbox = Sandbox(server.url)
        sandbox.control("members", {"generate": 40, "group": "employees"})
        sandbox.control("members", {"generate": 200, "group": "public"})
        sandbox.control("engagement", {"default": True, "variation": 0})
        sandbox.set_clock(START)
        network = LinkedIn(
            client_id="sandbox-cma-dev", client_secret="secret-cma-dev", redirect_uri="https://influence.example/",
            base_url=server.url, auth_url=server.url, clock=lambda: START,
        )  # fmt: skip
        urn = network.publish(Content(CLAIRE, "Trois mois de travail."), credentials=TOKEN).urn
        by_age = {timedelta(0): app.seen}
        voice = Voice(network=network, credentials=TOKEN, can=network.capabilities(COMMUNITY_SCOPES))
        for age, asks in plan():
            sandbox.set_clock(START + age)
            before = app.seen
            read(urn, voice=voice, asks=asks, since=START + age - timedelta(hours=46))
            by_age[age] = app.seen - before
        return Cost(by_age)


def plan() -> Iterator[tuple[timedelta, frozenset[str]]]:
    since = None
    for moment in MOMENTS:
        yield moment.age, asks_at(moment.age, since=since)
        since = moment.age


@contextmanager
def running() -> Iterator[tuple[Counting, Server]]:
    world = World(seed=1)
    personas.settle(world)
    app = Counting(world)
    server = Server(("127.0.0.1", 0), app)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield app, server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
