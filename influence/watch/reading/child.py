"""The process in which feeds are read: `python -m influence.watch.reading.child`. On standard input a line of JSON (where the
feed was found, and as what) and its bytes; on standard output one line of JSON.

A feed is a stranger's: what makes a parser run on, or swell, ends this process and nothing else (core.confinement)."""

import json
import sys
from typing import Any

from influence.core.confinement import confine, start_clock
from influence.watch.reading.feeds import NotAFeed, read

READY = b"ready\n"
SECONDS = 10
MEMORY = 512 * 1024 * 1024


def main() -> None:
    job = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    confine(memory=MEMORY)
    start_clock(SECONDS)
    sys.stdout.buffer.write(READY)
    sys.stdout.buffer.flush()
    sys.stdout.buffer.write(json.dumps(answer(content, place=job["place"], kind=job["kind"])).encode())


def answer(content: bytes, *, place: str, kind: str = "") -> dict[str, Any]:
    try:
        return read(content, place=place, kind=kind)
    except NotAFeed as error:
        return {"fault": "not_a_feed", "others": error.others}
    except MemoryError:
        return {"fault": "too_heavy"}
    except Exception:  # noqa: BLE001  a damaged feed breaks a parser in any way
        return {"fault": "broken"}


if __name__ == "__main__":
    main()
