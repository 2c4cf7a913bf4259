"""Posts a second against a bare Celery task, lateness of single posts and of a rush, and the claim in a table of a million.

Embedded servers of its own, a sandbox in a process of its own, the product's real workers, as many processes as cores."""

import argparse
import json
import os
import shutil
import sys
from collections import Counter
from typing import Any

from bench.idle import used
from ops import programs
from ops.embedded import Embedded
from ops.ports import free_port
from ops.state import State
from ops.supervisor import Program, Supervisor
from ops.up import start_mailsink, start_sandbox

PROCESSES = os.cpu_count() or 1
PARTS = ("rate", "lateness", "rush", "claim")


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="influence bench publish", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON line")
    parser.add_argument("--posts", type=int, default=2000, help="posts of the rate")
    parser.add_argument("--alone", type=int, default=80, help="posts that are alone, a second apart")
    parser.add_argument("--rows", type=int, default=1_000_000, help="publications in the large table")
    parser.add_argument("--only", choices=PARTS, action="append", help="this part (may be repeated)")
    args = parser.parse_args(argv)
    found = measure(args, parts=args.only or list(PARTS))
    print(json.dumps(found) if args.json else in_words(found))
    return 0 if found["is_within"] else 1


def measure(args: argparse.Namespace, *, parts: list[str]) -> dict[str, Any]:
    # A bench writes a million rows: never where somebody works.
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    state = State.of_project(name="bench-publish")
    shutil.rmtree(state.folder, ignore_errors=True)
    try:
        with Supervisor(state.make(), embedded=Embedded(state), out=sys.stderr) as supervisor:
            return figures(supervisor, state=state, args=args, parts=parts)
    finally:
        shutil.rmtree(state.folder, ignore_errors=True)


def figures(
    supervisor: Supervisor, *, state: State, args: argparse.Namespace, parts: list[str]
) -> dict[str, Any]:
    address = start_sandbox(supervisor, port=free_port())
    start_mailsink(supervisor, smtp_port=free_port(), http_port=free_port())
    supervisor.settings["BASE_URL"] = "http://127.0.0.1:9"
    supervisor.settings["LOG_LEVEL"] = "WARNING"
    supervisor.run(programs.manage("migrate", "--noinput", "--verbosity", "0"))
    os.environ.update(supervisor.environment)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from bench.publishing import flat, lateness, rate, stage

    found: dict[str, Any] = {}
    house = stage.furnish(address)
    if set(parts) - {"claim"}:
        supervisor.start(programs.worker(concurrency=PROCESSES))
    if "rate" in parts:
        supervisor.start(bare_worker())
        found |= rate.measure(
            house, posts=args.posts, processes=PROCESSES, address=address, broker=supervisor.environment["REDIS_URL"],
            cpu=lambda: cpu(supervisor),
        )  # fmt: skip
    if {"lateness", "rush"} & set(parts):
        supervisor.start(programs.beat(state))
    if "lateness" in parts:
        found |= lateness.alone(house, posts=args.alone)
    if "rush" in parts:
        found |= lateness.rush(house, posts=500)
    supervisor.stop()
    if "claim" in parts:
        found |= flat.measure(rows=args.rows)
    return found | {"is_within": is_within(found)}


def cpu(supervisor: Supervisor) -> Counter[str]:
    """Seconds of processor that each part has used until now, this process apart."""
    parts = {child.program.name: child.process.pid for child in supervisor.children}
    servers = supervisor.embedded.servers if supervisor.embedded else []
    return Counter(
        {name: used(pid) for name, pid in {**parts, **{one.name: one.process.pid for one in servers}}.items()}
    )


def bare_worker() -> Program:
    return Program(
        name="bare",
        command=[
            sys.executable, "-m", "celery", "-A", "bench.publishing.bare", "--quiet", "worker", "--queues", "bare",
            "--pool", "prefork", "--concurrency", str(PROCESSES), "--hostname", "bare@%h",
            "--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING",
        ],
        grace=10.0,
    )  # fmt: skip


def is_within(found: dict[str, Any]) -> bool:
    """Each figure X with its bound X_least or X_most."""
    least = [
        found[name.removesuffix("_least")] >= bound
        for name, bound in found.items()
        if name.endswith("_least")
    ]
    most = [
        found[name.removesuffix("_most")] <= bound for name, bound in found.items() if name.endswith("_most")
    ]
    return all([*least, *most])


def in_words(found: dict[str, Any]) -> str:
    rows = []
    for name, value in found.items():
        if isinstance(value, list):
            rows += [f"{name}:", *(f"    {line}" for line in value)]
        else:
            rows.append(f"{name:<36}{value}")
    return "\n".join(rows)
