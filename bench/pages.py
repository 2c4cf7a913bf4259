"""Every page of a large house: server time, statements, and whether they grow with its rows.

Fifty leaders, 20,000 posts, 200,000 snapshots on embedded servers of their own; each address of the product that shows
something is asked by somebody whom it is shown, in this process, by Django's own client."""

import argparse
import gc
import json
import os
import shutil
import sys
import time
from typing import TYPE_CHECKING, Any

from bench.publish import is_within
from ops import programs
from ops.embedded import Embedded
from ops.state import State
from ops.supervisor import Supervisor

if TYPE_CHECKING:
    from bench.paging.month import Opened
    from bench.paging.routes import Route

MEDIAN_MOST_MS = 150
QUEUE_MOST_BYTES = 100_000
# Of a month of twelve leaders and four hundred posts, with its styles and scripts.
MONTH_MOST_BYTES = 40_000
# Fewer than were there when this was written: the table was not read.
ROUTES_LEAST = 70


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="influence bench pages", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON line")
    parser.add_argument("--leaders", type=int, default=50)
    parser.add_argument("--posts", type=int, default=20_000)
    parser.add_argument("--snapshots", type=int, default=200_000)
    parser.add_argument("--turns", type=int, default=9, help="how often each page is timed")
    parser.add_argument("--only", action="append", help="this route (may be repeated)")
    args = parser.parse_args(argv)
    found = measure(args)
    print(json.dumps(found) if args.json else in_words(found))
    return 0 if found["is_within"] else 1


def measure(args: argparse.Namespace) -> dict[str, Any]:
    # A bench writes twenty thousand posts: never where somebody works.
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    state = State.of_project(name="bench-pages")
    shutil.rmtree(state.folder, ignore_errors=True)
    try:
        with Supervisor(state.make(), embedded=Embedded(state), out=sys.stderr) as supervisor:
            return figures(supervisor, args=args)
    finally:
        shutil.rmtree(state.folder, ignore_errors=True)


def figures(supervisor: Supervisor, *, args: argparse.Namespace) -> dict[str, Any]:
    supervisor.settings["BASE_URL"] = "http://127.0.0.1"
    supervisor.settings["LOG_LEVEL"] = "ERROR"
    supervisor.run(programs.manage("migrate", "--noinput", "--verbosity", "0"))
    supervisor.run(programs.manage("collectstatic", "--noinput", "--verbosity", "0"))
    os.environ.update(supervisor.environment)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.utils import timezone

    from bench.paging import month, routes, stage
    from tests.test_doors import built

    world, now = built(), timezone.now()
    size = stage.Size(args.leaders, args.posts, args.snapshots)
    stage.strict(world.home)
    said("a tenth of the rows")
    stage.grow(world.home, had=stage.Size(0, 0, 0), size=size.tenth(), now=now)
    doors = [one for one in routes.shown(world) if not args.only or one[0] in args.only]
    few = {name: routes.count(world, door, who) for name, who, door in doors}
    said("all of the rows")
    stage.grow(world.home, had=size.tenth(), size=size, now=now)
    said(f"{len(doors)} pages")
    # As the web process does (config.wsgi).
    gc.collect()
    gc.freeze()
    found = [routes.measured(world, name, who, door, turns=args.turns) for name, who, door in doors]
    queue = routes.first_view(world, "queue", "claire")
    return told(found, few=few, queue=queue, opened=month.opened(world, turns=args.turns, now=now))


def said(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr)


def told(
    found: "list[Route]", *, few: dict[str, int], queue: dict[str, int], opened: "Opened"
) -> dict[str, Any]:
    slow = sorted(found, key=lambda one: -one.median_ms)
    growing = [one for one in found if one.queries > few[one.name]]
    figures = {
        "routes": len(found), "routes_least": ROUTES_LEAST,
        "slowest_median_ms": slow[0].median_ms if slow else 0.0, "slowest_median_ms_most": MEDIAN_MOST_MS,
        "routes_that_grow": len(growing), "routes_that_grow_most": 0,
        "queue_bytes": queue["plain"], "queue_bytes_most": QUEUE_MOST_BYTES, "queue_bytes_compressed": queue["compressed"],
        **of_month(opened),
        "columns": "route, who looks, median, 95th percentile, own processor time, queries at a tenth of the rows and at all",
        "growing": [f"{one.name}: {few[one.name]} queries, then {one.queries}" for one in growing],
        "pages": [row(one, few=few[one.name]) for one in slow],
    }  # fmt: skip
    return figures | {"is_within": is_within(figures)}


def of_month(opened: "Opened") -> dict[str, Any]:
    """Twelve leaders, four hundred posts."""
    return {
        "month_median_ms": opened.route.median_ms, "month_median_ms_most": MEDIAN_MOST_MS,
        "month_p95_ms": opened.route.p95_ms, "month_own_ms": opened.route.own_ms,
        "month_queries": opened.route.queries, "month_queries_most": opened.few,
        "month_bytes_compressed": opened.compressed, "month_bytes_compressed_most": MONTH_MOST_BYTES,
    }  # fmt: skip


def row(one: "Route", *, few: int) -> str:
    return (
        f"{one.name:<44} {one.who:<10} {one.median_ms:>8.1f} ms {one.p95_ms:>8.1f} ms {one.own_ms:>8.1f} ms {few:>4} {one.queries:>4} queries"
        f" {one.bytes:>9,} bytes"
    )


def in_words(found: dict[str, Any]) -> str:
    rows = []
    for name, value in found.items():
        rows += (
            [f"{name}:", *(f"    {line}" for line in value)]
            if isinstance(value, list)
            else [f"{name:<36}{value}"]
        )
    return "\n".join(rows)
