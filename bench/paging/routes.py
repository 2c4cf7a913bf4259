"""Every address that shows something to somebody, from the table of tests/test_doors.py: complete by construction, as that
test fails for an address that is not in it. Asked in this process by Django's own client: middleware, queries, template and
all, without the wire."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from gzip import compress
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.test_doors import DOORS, OPEN, Door, World, label

# Who looks, the first whom the table lets in: the comms team sees most.
LOOKERS = ("bruno", "odile", "claire", "remi", "anonymous")
ASSET = re.compile(r'(?:href|src)="/static/([^"]+\.(?:css|js))"')


@dataclass(frozen=True)
class Route:
    """Milliseconds, of the clock and of this process's own processor time (which a busy machine does not lengthen, and which
    has no part of PostgreSQL's), and how many statements it sent."""

    name: str
    who: str
    median_ms: float
    p95_ms: float
    own_ms: float
    queries: int
    bytes: int


def shown(world: World) -> Iterator[tuple[str, str, Door]]:
    """Routes that answer 200, with who looks at them: a redirect or a refusal shows nothing."""
    for door in DOORS:
        who = next((one for one in LOOKERS if door.get.get(one) == OPEN), "")
        if who and answers(world, door, who):
            yield label(door), who, door


def answers(world: World, door: Door, who: str) -> bool:
    response = ask(world, door, who)
    return bool(response.status_code == 200)


def ask(world: World, door: Door, who: str) -> Any:
    response = world.clients[who].get(world.address(door), headers={"host": "127.0.0.1"})
    if response.streaming:
        response.streamed = b"".join(response)
    return response


def count(world: World, door: Door, who: str) -> int:
    """Of a page that was looked at just before: what is kept for the next one is kept."""
    ask(world, door, who)
    with CaptureQueriesContext(connection) as found:
        ask(world, door, who)
    return len(found)


def measured(world: World, name: str, who: str, door: Door, *, turns: int) -> Route:
    queries, taken, own, size = count(world, door, who), [], [], 0
    for _ in range(turns):
        began, used = time.perf_counter(), time.process_time()
        response = ask(world, door, who)
        taken.append(1000 * (time.perf_counter() - began))
        own.append(1000 * (time.process_time() - used))
        size = len(response.streamed if response.streaming else response.content)
    return Route(
        name, who, round(median(taken), 1), round(p95(taken), 1), round(median(own), 1), queries, size
    )


def p95(taken: list[float]) -> float:
    return quantiles(taken, n=20, method="inclusive")[-1] if len(taken) > 1 else taken[0]


def first_view(world: World, name: str, who: str) -> dict[str, int]:
    """A page with the styles and scripts that it asks for, as they are and compressed."""
    door = next(one for one in DOORS if one.name == name)
    page = ask(world, door, who).content
    parts = [page, *(asset(path) for path in sorted(set(ASSET.findall(page.decode()))))]
    return {"plain": sum(map(len, parts)), "compressed": sum(len(compress(part, 6)) for part in parts)}


def asset(path: str) -> bytes:
    """By its own name or by the one that carries its hash."""
    plain = re.sub(r"\.[0-9a-f]{12}(?=\.\w+$)", "", path)
    found = finders.find(plain)
    if found is None:
        raise SystemExit(f"bench: {path} is served by nobody")
    return Path(found).read_bytes()
