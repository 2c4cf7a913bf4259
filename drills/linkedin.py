"""Put the contract with LinkedIn's API, row by row, to the sandbox or to another server."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import requests

from drills.contract import cases, real
from drills.contract.play import ENOUGH, Case, Play, Skipped, Unmet
from influence.networks.errors import RateLimited

REAL = ("linkedin.com", "licdn.com")


@dataclass(frozen=True)
class Outcome:
    case: Case
    state: str  # passed, failed, skipped
    why: str = ""


def main(argv: list[str]) -> int:
    args = _arguments(argv)
    if args.real:
        return real.main(args)
    if (urlsplit(args.base_url or "").hostname or "").endswith(REAL):
        print("This is LinkedIn itself: use --real, which does less.", file=sys.stderr)
        return 2
    started = time.monotonic()
    with server(args.base_url, auth_url=args.auth_url) as play:
        outcomes = run_all([case for case in cases.ALL if args.only in case.name], play)
        at = play.api
    told = summary(outcomes, at=at, seconds=time.monotonic() - started)
    print(json.dumps(told, ensure_ascii=False) if args.json else in_words(told))
    return 1 if told["failed"] or not told["passed"] else 0


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="influence drill linkedin", description=__doc__)
    parser.add_argument(
        "--base-url", help="a server that speaks the API; without it, a sandbox is started for this"
    )
    parser.add_argument("--auth-url", help="where its sign-in is (default: as --base-url)")
    parser.add_argument("--only", default="", help="only the cases with this in their name, such as 3.2")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--real", action="store_true", help="the few that are safe on a real account; docs/linkedin.md"
    )
    parser.add_argument(
        "--yes", action="store_true", help="with --real: do post one text, to connections only, and delete it"
    )
    return parser.parse_args(argv)


@contextmanager
def server(base_url: str | None, *, auth_url: str | None = None) -> Iterator[Play]:
    if base_url is not None:
        api = base_url.rstrip("/")
        yield Play(api, (auth_url or api).rstrip("/"), has_control=_answers(api))
        return
    command = [sys.executable, "-m", "sandbox", "--port", "0", "--seed", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            url = (process.stdout.readline() if process.stdout else "").split()[-1]
            yield Play(url, url, has_control=True)
        finally:
            process.terminate()


def _answers(api: str) -> bool:
    """Is this a sandbox that may be told what to do?"""
    try:
        return requests.get(f"{api}/_sandbox/health", timeout=5).status_code == 200
    except requests.RequestException:
        return False


def run_all(chosen: Sequence[Case], play: Play) -> list[Outcome]:
    """One check may speak for several rows; it is put once."""
    known: dict[Callable[[Play], None], Outcome] = {}
    for case in chosen:
        if case.check not in known:
            known[case.check] = run(case, play)
    return [replace(known[case.check], case=case) for case in chosen]


def run(case: Case, play: Play) -> Outcome:
    try:
        play.begin()
        case.check(play)
    except Skipped as reason:
        return Outcome(case, "skipped", str(reason))
    except Unmet as reason:
        return Outcome(case, "failed", str(reason))
    except RateLimited:
        return Outcome(case, "failed" if play.has_control else "skipped", ENOUGH)
    except Exception as error:  # noqa: BLE001  # a case that breaks has failed; the others go on
        return Outcome(case, "failed", f"{type(error).__name__}: {error}"[:300])
    return Outcome(case, "passed")


def summary(outcomes: list[Outcome], *, at: str, seconds: float) -> dict[str, object]:
    states = Counter(one.state for one in outcomes)
    rows = {(one.case.section, one.case.row) for one in outcomes}
    return {
        "server": at,
        "cases": len(outcomes),
        "rows": len(rows),
        "passed": states["passed"],
        "failed": states["failed"],
        "skipped": states["skipped"],
        "reasons": dict(Counter(one.why for one in outcomes if one.state == "skipped")),
        "failures": [{"case": one.case.name, "why": one.why} for one in outcomes if one.state == "failed"],
        "seconds": round(seconds, 1),
    }


def in_words(told: dict[str, object]) -> str:
    lines = [f"{told['server']}: {told['cases']} cases on {told['rows']} rows in {told['seconds']} s"]
    lines += [f"  {name:<8}{told[name]:>5}" for name in ("passed", "failed", "skipped")]
    reasons = told["reasons"]
    lines += [f"    {count} × {why}" for why, count in reasons.items()] if isinstance(reasons, dict) else []
    failures = told["failures"]
    found = failures if isinstance(failures, list) else []
    lines += [f"FAILED {one['case']}\n       {one['why']}" for one in found]
    return "\n".join(lines)
