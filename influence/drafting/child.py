"""The process in which templates run: `python -m influence.drafting.child`, jobs as JSON on standard input, one line of JSON for each answer.

A runaway expression may sit in one C instruction for hours (9**9**8), where no Python signal handler is ever called.
So the clock's signal keeps its default action here: the kernel ends the process, and the parent reads which job was the last.
"""

import json
import resource
import signal
import sys
from collections.abc import Mapping
from typing import Any

from influence.drafting.engine import render_here, unpack
from influence.drafting.problems import DraftingError, as_json

SECONDS = 2
MEMORY = 256 * 1024 * 1024
READY = b"ready\n"


def main() -> None:
    _confine()
    _say(READY)
    for job in json.loads(sys.stdin.buffer.read()):
        _start_clock()
        _say(json.dumps(_answer(job)).encode() + b"\n")


def _confine() -> None:
    """No file may grow, no core is dumped, memory is bounded; and the clock's signals kill."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)


def _start_clock() -> None:
    """Two seconds of wall time for this job, and no more than two of the processor's beyond what is already spent."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + SECONDS + 1, resource.RLIM_INFINITY))
    signal.setitimer(signal.ITIMER_REAL, SECONDS)


def _answer(job: Mapping[str, Any]) -> dict[str, object]:
    try:
        return {"text": render_here(job["source"], language=job["language"], values=_values(job["values"]))}
    except DraftingError as error:
        return {"problems": as_json(error.problems)}


def _values(packed: Mapping[str, Any]) -> dict[str, Any]:
    return {name: unpack(value) for name, value in packed["plain"].items()} | {
        owner: {name: unpack(value) for name, value in facts.items()}
        for owner, facts in packed["owners"].items()
    }


def _say(line: bytes) -> None:
    sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
