"""The process in which templates run: `python -m influence.drafting.child`, jobs as JSON on standard input, one line of JSON for each answer.

A runaway expression (9**9**8) ends the process (core.confinement), and the parent reads which job was the last.
"""

import json
import sys
from collections.abc import Mapping
from typing import Any

from influence.core.confinement import confine, start_clock
from influence.drafting.engine import render_here, unpack
from influence.drafting.problems import DraftingError, as_json

SECONDS = 2
MEMORY = 256 * 1024 * 1024
READY = b"ready\n"


def main() -> None:
    confine(memory=MEMORY)
    _say(READY)
    for job in json.loads(sys.stdin.buffer.read()):
        start_clock(SECONDS)
        _say(json.dumps(_answer(job)).encode() + b"\n")


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
