"""How much memory web, one worker, the uploads and beat take together, the embedded servers apart.

Proportional set size (PSS) counts a page shared by n processes as 1/n in each, so that a sum over processes is what the
machine really holds; the plain resident size (RSS), which counts shared pages again in each, is printed beside it.
Source of both: /proc/PID/smaps_rollup (proc(5))."""

import argparse
import json
import re
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from ops import programs
from ops.embedded import Embedded
from ops.ports import LOOPBACK, free_port
from ops.state import State
from ops.supervisor import Supervisor
from ops.up import start_mailsink, start_sandbox

LIMIT_MB = 400
OURS = ("web", "worker", "uploads", "beat")


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="influence bench memory", description=__doc__)
    parser.add_argument(
        "--seconds", type=int, default=30, help="how long they run, with pages asked for meanwhile"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON line")
    args = parser.parse_args(argv)
    state = State.of_project(name="bench-memory").make()
    with Supervisor(state, embedded=Embedded(state), out=sys.stderr) as supervisor:
        found = measure(supervisor, state=state, seconds=args.seconds)
    print(json.dumps(found) if args.json else in_words(found))
    return 0 if found["total_mb"] < LIMIT_MB else 1


def measure(supervisor: Supervisor, *, state: State, seconds: int) -> dict[str, float]:
    ask_for_pages(start(supervisor, state=state), seconds=seconds)
    return figures({child.program.name: child.process.pid for child in supervisor.children})


def start(supervisor: Supervisor, *, state: State) -> str:
    """Everything that `bin/influence up` runs. The address of the pages."""
    port = free_port()
    supervisor.settings["BASE_URL"] = f"http://{LOOPBACK}:{port}"
    start_mailsink(supervisor, smtp_port=free_port(), http_port=free_port())
    start_sandbox(supervisor, port=free_port())
    supervisor.run(programs.manage("migrate", "--noinput", "--verbosity", "0"))
    supervisor.run(programs.manage("collectstatic", "--noinput", "--verbosity", "0"))
    supervisor.start(programs.web(port=port))
    supervisor.start(programs.worker())
    supervisor.start(programs.uploads())
    supervisor.start(programs.beat(state))
    return supervisor.settings["BASE_URL"]


def ask_for_pages(base: str, *, seconds: int) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for path in ("/connexion/", "/accessibilite/", "/sante/prete/"):
            with urllib.request.urlopen(base + path, timeout=20) as answer:
                answer.read()
        time.sleep(0.2)


def figures(pids: dict[str, int]) -> dict[str, float]:
    found: dict[str, float] = {}
    for name in OURS:
        tree = list(family(pids[name]))
        found[f"{name}_mb"] = round(sum(size(pid, "Pss") for pid in tree), 1)
        found[f"{name}_rss_mb"] = round(sum(size(pid, "Rss") for pid in tree), 1)
    found["total_mb"] = round(sum(found[f"{name}_mb"] for name in OURS), 1)
    found["total_rss_mb"] = round(sum(found[f"{name}_rss_mb"] for name in OURS), 1)
    return found | {"limit_mb": LIMIT_MB}


def family(pid: int) -> Iterator[int]:
    yield pid
    # One that ends meanwhile has none.
    for children in Path("/proc").glob(f"{pid}/task/*/children"):
        for child in children.read_text().split():
            yield from family(int(child))


def size(pid: int, kind: str) -> float:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    found = re.search(rf"^{kind}:\s+(\d+) kB", rollup, re.MULTILINE)
    return int(found.group(1)) / 1024 if found else 0.0


def in_words(found: dict[str, float]) -> str:
    rows = [
        f"{name:<7} {found[f'{name}_mb']:>7.1f} MB   (plain RSS {found[f'{name}_rss_mb']:.1f})"
        for name in OURS
    ]
    total = (
        f"{'all':<7} {found['total_mb']:>7.1f} MB   (plain RSS {found['total_rss_mb']:.1f}; limit {LIMIT_MB})"
    )
    return "\n".join([*rows, total])
