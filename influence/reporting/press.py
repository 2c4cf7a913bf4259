"""The press: draws charts and prints PDFs in a process that ends with its work, so that neither engine stays in the
memory of a web process or a worker. `python -m influence.reporting.press`: one job as JSON in, its product out."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# A report of a large committee takes some seconds; whatever takes this long will not end.
PATIENCE = 300
HERE = Path(__file__).resolve().parents[2]


class PressFailed(Exception):
    """Nothing was printed; the message is what the press said last."""


@dataclass(frozen=True)
class Picture:
    svg: str
    png: bytes


@dataclass(frozen=True)
class Printed:
    pictures: Mapping[str, Picture]
    pdf: bytes


def run(documents: Sequence[Mapping[str, Any]], *, template: str) -> list[Printed]:
    """Each document with its charts (`charts`: name → drawing), in the same order."""
    job = json.dumps({"documents": list(documents), "template": template})
    try:
        done = subprocess.run(
            [sys.executable, "-m", "influence.reporting.press"], input=job, capture_output=True, text=True, cwd=HERE,
            timeout=PATIENCE, check=False, env=surroundings(),
        )  # fmt: skip
    except subprocess.TimeoutExpired as late:
        raise PressFailed(f"no answer after {PATIENCE} s") from late
    if done.returncode:
        raise PressFailed(done.stderr.strip()[-2000:] or f"ended with {done.returncode}")
    return [unpacked(one) for one in json.loads(done.stdout)]


def surroundings() -> dict[str, str]:
    """The press needs no secret of ours, so it is given none."""
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}


def unpacked(one: Mapping[str, Any]) -> Printed:
    pictures = {
        name: Picture(svg=picture["svg"], png=base64.b64decode(picture["png"]))
        for name, picture in one["pictures"].items()
    }
    return Printed(pictures=pictures, pdf=base64.b64decode(one["pdf"]))


def main() -> None:
    from influence.reporting.drawing import Drawn, draw
    from influence.reporting.printing import typeset

    job = json.load(sys.stdin)
    drawn: dict[str, Drawn] = {}
    made = []
    for document in job["documents"]:
        keys = {name: json.dumps(drawing, sort_keys=True) for name, drawing in document["charts"].items()}
        for name, key in keys.items():
            # Two editions of one language show the same charts.
            drawn[key] = drawn.get(key) or draw(document["charts"][name])
        pictures = {name: drawn[key] for name, key in keys.items()}
        pdf = typeset(
            document, template=job["template"], charts={name: one.paper for name, one in pictures.items()}
        )
        made.append({"pictures": {name: packed(one) for name, one in pictures.items()}, "pdf": text_of(pdf)})
    json.dump(made, sys.stdout)


def packed(one: Any) -> dict[str, str]:
    return {"svg": one.svg, "png": text_of(one.png)}


def text_of(content: bytes) -> str:
    return base64.b64encode(content).decode()


if __name__ == "__main__":
    main()
