"""Starts the child process that reads a file, and listens to it."""

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any, cast

import structlog

from influence.analytics.reading.child import READY
from influence.analytics.reading.faults import Fault
from influence.analytics.reading.limits import SECONDS
from influence.core.confinement import ran_out

_ROOT = Path(__file__).resolve().parents[2]
# -E and -s: no variable of the environment and no package of the user's own reaches the child.
_COMMAND = (sys.executable, "-E", "-s", "-m", "influence.analytics.reading.child")
# A slow machine may take its time to start the child, which counts its own seconds.
_START_SECONDS = 30

Line = dict[str, Any]
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Job:
    name: str
    today: date
    order: str
    # (sheet, header, meaning), names by key.
    meanings: Sequence[tuple[str, str, str]]


def lines(content: bytes, *, job: Job) -> Iterator[Line]:
    """What the child says, line by line. The last is `found` or `fault`, whatever happens to the child."""
    with tempfile.TemporaryFile() as complaints:
        child = subprocess.Popen(
            _COMMAND, cwd=_ROOT, env={}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints
        )  # fmt: skip
        clock = threading.Timer(_START_SECONDS + SECONDS, child.kill)
        clock.start()
        try:
            yield from heard(child, content, job=job)
        finally:
            clock.cancel()
            ended(child)


def heard(child: subprocess.Popen[bytes], content: bytes, *, job: Job) -> Iterator[Line]:
    told, spoken = cast("IO[bytes]", child.stdin), cast("IO[bytes]", child.stdout)
    # A child that died at once hears nothing; what it said, or did not, tells.
    with suppress(BrokenPipeError):
        told.write(packed(job) + b"\n" + content)
        told.close()
    last = False
    for line in spoken:
        if line != READY:
            said = json.loads(line)
            last = "found" in said or "fault" in said
            yield said
    if not last:
        code = child.wait()
        log.warning("analytics.child_died", code=code)
        yield {"fault": Fault.TOO_SLOW if ran_out(code) else Fault.CRASHED, "facts": {}}


def ended(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    for pipe in (child.stdin, child.stdout):
        with suppress(BrokenPipeError):
            if pipe:
                pipe.close()
    child.wait()


def packed(job: Job) -> bytes:
    job_ = {
        "name": job.name,
        "today": job.today.isoformat(),
        "order": job.order,
        "meanings": list(job.meanings),
    }
    return json.dumps(job_).encode()
