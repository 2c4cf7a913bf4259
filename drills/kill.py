"""Kill workers, beat, pages, broker and database at every step of the engine, under load, and count what went out."""

from __future__ import annotations

import argparse
import json
import sys

from drills.house.parts import APP, parts, sandbox, set_up
from ops.state import CannotStart


def main(argv: list[str]) -> int:
    args = arguments(argv)
    from drills.house.gate import gate

    try:
        with sandbox() as behind, gate(behind) as relay:
            settings = {"LINKEDIN_API_URL": relay.url, "LINKEDIN_AUTH_URL": behind, **APP}
            with parts(settings) as found:
                set_up()
                from drills.acts.kill import play

                told = play(
                    found,
                    relay,
                    behind=behind,
                    rounds=args.rounds,
                    minutes=args.minutes,
                    seed=args.seed,
                    hurry=args.hurry,
                    loud=not args.json,
                )
    except CannotStart as refusal:
        print(refusal, file=sys.stderr)
        return 2
    print(json.dumps(told, ensure_ascii=False) if args.json else in_words(told))
    return 0 if told["passed"] else 1


def arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="influence drill kill", description=__doc__)
    parser.add_argument(
        "--rounds", type=whole, default=60, help="how often something is pulled out (default 60)"
    )
    parser.add_argument("--minutes", type=whole, default=24 * 60, help="pull nothing more out after so long")
    parser.add_argument("--seed", type=int, default=1, help="another order of the same")
    parser.add_argument(
        "--hurry",
        action="store_true",
        help="end the leases of killed workers at once instead of waiting for them",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args(argv)


def whole(text: str) -> int:
    number = int(text)
    if not 0 < number <= 100_000:
        raise ValueError
    return number


def in_words(told: dict[str, object]) -> str:
    return "\n".join(f"{name:<14} {value}" for name, value in told.items())
