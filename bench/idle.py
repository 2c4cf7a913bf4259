"""How much processor web, one worker, the uploads and beat take while nobody asks for anything, the servers apart.

User and system time of each process and of its children. Source: /proc/PID/stat (proc(5))."""

import argparse
import json
import os
import sys
import time
from pathlib import Path

from bench.memory import OURS, family, start
from ops.embedded import Embedded
from ops.state import State
from ops.supervisor import Supervisor

SETTLED = 20.0
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
        found = watched({name: pids[name] for name in OURS}, seconds=args.seconds)
    print(json.dumps(found) if args.json else in_words(found, seconds=args.seconds))
    return 0


def watched(pids: dict[str, int], *, seconds: float) -> dict[str, float]:
    """Percent of one processor, by name."""
    time.sleep(SETTLED)
    before = {name: used(pid) for name, pid in pids.items()}
    began = time.monotonic()
    time.sleep(seconds)
    lasted = time.monotonic() - began
    found = {name: round(100 * (used(pid) - before[name]) / lasted, 2) for name, pid in pids.items()}
    return found | {"all": round(sum(found.values()), 2)}


def used(pid: int) -> float:
    """Seconds of a process and its children. A session that is waited for counts in the one that waits."""
    return sum(sum(times(one)) for one in family(pid))


def times(pid: int) -> list[float]:
    if not Path(f"/proc/{pid}").exists():
        return []
    # The command may hold spaces and brackets: the fields begin after its last one.
    fields = (
        Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    )
    return [int(field) / TICK for field in fields[11:15]]


def in_words(found: dict[str, float], *, seconds: int) -> str:
    rows = [f"{name:<12} {share:>6.2f} %" for name, share in found.items()]
    return "\n".join([*rows, f"of one processor, over {seconds} s with nothing to do"])
