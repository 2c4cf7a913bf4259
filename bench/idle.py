"""How much processor the house takes while nobody asks for anything and nothing is due: web, worker, uploads, beat,
PostgreSQL. Beat, both workers and PostgreSQL together stay within the limit.

User and system time of each process and of its children. Source: /proc/PID/stat (proc(5))."""

import argparse
import json
import os
import sys
import time
from pathlib import Path

import psycopg

from bench.memory import OURS, family, start
from ops.embedded import Embedded
from ops.state import State
from ops.supervisor import Supervisor

# Once PostgreSQL has tidied up after the schema was made.
SETTLED = 75.0
# Percent of one processor.
LIMIT = 2.0
COUNTED = ("worker", "uploads", "beat", "postgresql")
TICK = os.sysconf("SC_CLK_TCK")


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="influence bench idle", description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="how long they are watched")
    parser.add_argument("--json", action="store_true", help="print one JSON line")
    args = parser.parse_args(argv)
    state = State.of_project(name="bench-memory").make()
    with Supervisor(state, embedded=Embedded(state), out=sys.stderr) as supervisor:
        start(supervisor, state=state)
        pids = {child.program.name: child.process.pid for child in supervisor.children}
        server = postmaster(supervisor.environment["DATABASE_URL"])
        found = watched({name: pids[name] for name in OURS} | {"postgresql": server}, seconds=args.seconds)
    print(json.dumps(found) if args.json else in_words(found, seconds=args.seconds))
    return 0 if found["counted"] <= LIMIT else 1


def postmaster(url: str) -> int:
    """The server's first process, on this machine: the parent of the one that answers us."""
    with psycopg.connect(url) as connection:
        [(backend,)] = connection.execute("SELECT pg_backend_pid()").fetchall()
        return int(stat(backend)[1])


def watched(pids: dict[str, int], *, seconds: float) -> dict[str, float]:
    """Percent of one processor, by name."""
    time.sleep(SETTLED)
    before = {name: used(pid) for name, pid in pids.items()}
    began = time.monotonic()
    time.sleep(seconds)
    lasted = time.monotonic() - began
    found = {name: round(100 * (used(pid) - before[name]) / lasted, 2) for name, pid in pids.items()}
    counted = sum(found[name] for name in COUNTED)
    return found | {"counted": round(counted, 2), "limit": LIMIT}


def used(pid: int) -> float:
    """Seconds of a process and its children. A session that is waited for counts in the one that waits."""
    return sum(sum(times(one)) for one in family(pid))


def times(pid: int) -> list[float]:
    if not Path(f"/proc/{pid}").exists():
        return []
    return [int(field) / TICK for field in stat(pid)[11:15]]


def stat(pid: int) -> list[str]:
    """The fields after the command, which may hold spaces and brackets."""
    said = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    return said.rpartition(")")[2].split()


def in_words(found: dict[str, float], *, seconds: int) -> str:
    rows = [f"{name:<12} {share:>6.2f} %" for name, share in found.items()]
    return "\n".join([*rows, f"of one processor, over {seconds} s with nothing to do"])
