"""Meet every fault of the network, alone and in pairs, with texts and with images, and count what went out."""

from __future__ import annotations

import argparse
import json
import sys

from drills.house.parts import APP, parts, sandbox, set_up
from ops.state import CannotStart


def main(argv: list[str]) -> int:
    args = arguments(argv)
    try:
        with sandbox() as url, parts({"LINKEDIN_API_URL": url, "LINKEDIN_AUTH_URL": url, **APP}, quick=True):
            set_up()
            from drills.acts.faults import play, scenes

            told = play(
                url,
                chosen=list(scenes(pairs=not args.alone)),
                say=print if not args.json else lambda _words: None,
            )
    except CannotStart as refusal:
        print(refusal, file=sys.stderr)
        return 2
    print(json.dumps(told, ensure_ascii=False) if args.json else in_words(told))
    return 0 if told["passed"] else 1


def arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="influence drill faults", description=__doc__)
    parser.add_argument("--alone", action="store_true", help="each fault alone, no pairs")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args(argv)


def in_words(told: dict[str, object]) -> str:
    return "\n".join(f"{name:<14} {value}" for name, value in told.items())
