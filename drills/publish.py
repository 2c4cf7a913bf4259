"""Publish given posts by real workers to any server that speaks LinkedIn's API, and tell what became of each."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from drills.house.network import Unreachable, is_sandbox
from drills.house.parts import parts, set_up
from ops.state import CannotStart

REAL = ("linkedin.com", "licdn.com")
DAY = 86_400
MOST = 5_000
PATIENCE = 240


class BadInput(Exception):
    """One sentence for whoever typed the command."""


@dataclass(frozen=True)
class Asked:
    """`due_in`: seconds from the moment when all is ready."""

    text: str
    due_in: float
    leader: int


def main(argv: list[str]) -> int:
    args = arguments(argv)
    try:
        asked = posts_in(Path(args.posts))
        url = address(args.linkedin_url)
        is_ours = is_sandbox(url)
    except (BadInput, Unreachable) as refusal:
        print(refusal, file=sys.stderr)
        return 2
    seconds = args.seconds or max((one.due_in for one in asked), default=0) + PATIENCE
    try:
        with parts({"LINKEDIN_API_URL": url, "LINKEDIN_AUTH_URL": url}) as found:
            set_up()
            from drills.acts.publish import play

            told = play(found, url=url, is_ours=is_ours, asked=asked, tokens=args.token, seconds=seconds)
    except CannotStart as refusal:
        print(refusal, file=sys.stderr)
        return 2
    print(json.dumps(told, ensure_ascii=False) if args.json else in_words(told))
    return 0 if told["passed"] else 1


def arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="influence drill publish", description=__doc__)
    parser.add_argument(
        "--linkedin-url",
        required=True,
        metavar="URL",
        help="the server; docs/drills.md says what it must answer",
    )
    parser.add_argument(
        "--posts",
        required=True,
        metavar="FILE",
        help='JSON: [{"text": "…", "due_in": seconds, "leader": n}, …]',
    )
    parser.add_argument(
        "--token", action="append", default=[], help="the access token of leader 1, 2, …; may be repeated"
    )
    parser.add_argument(
        "--seconds", type=positive, help=f"give up after so long (default: the last due_in and {PATIENCE})"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args(argv)


def positive(text: str) -> float:
    number = float(text)
    if not 0 < number <= DAY:
        raise ValueError
    return number


def address(url: str) -> str:
    try:
        split = urlsplit(url)
        is_address = split.scheme in ("http", "https") and bool(split.hostname) and split.port != 0
    except ValueError:
        is_address = False
    if not is_address:
        raise BadInput(f"'{url}' is not an address such as http://127.0.0.1:8100.")
    if (split.hostname or "").endswith(REAL):
        raise BadInput("This is LinkedIn itself: a drill publishes only where nobody reads.")
    return url.rstrip("/")


def posts_in(path: Path) -> list[Asked]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"{path} cannot be read ({error.strerror}).") from None
    except (ValueError, RecursionError):
        raise BadInput(f"{path} is not JSON.") from None
    if not isinstance(content, list) or not content:
        raise BadInput(f"{path} must hold a list of posts, at least one.")
    if len(content) > MOST:
        raise BadInput(f"{path} holds {len(content)} posts; {MOST} is the most.")
    return [one_post(item, number) for number, item in enumerate(content, start=1)]


def one_post(item: object, number: int) -> Asked:
    if not isinstance(item, dict):
        raise BadInput(f"Post {number} is not an object with a text and due_in.")
    if unknown := sorted(set(item) - {"text", "due_in", "leader"}):
        raise BadInput(f"Post {number} has {unknown[0]!r}; only text, due_in and leader are known.")
    text, due_in, leader = item.get("text"), item.get("due_in", 0), item.get("leader", 1)
    if not isinstance(text, str) or not text.strip() or "\0" in text:
        raise BadInput(f"Post {number} has no text.")
    if isinstance(due_in, bool) or not isinstance(due_in, int | float) or not -DAY <= due_in <= DAY:
        raise BadInput(f"due_in of post {number} must be a number of seconds, at most a day.")
    if isinstance(leader, bool) or not isinstance(leader, int) or not 0 <= leader < MOST:
        raise BadInput(f"leader of post {number} must be a whole number from 0 to {MOST - 1}.")
    return Asked(text, due_in, leader)


def in_words(told: dict[str, object]) -> str:
    posts = told["posts"] if isinstance(told["posts"], list) else []
    lines = [
        f"{one['state']:<10} {'' if one['seconds'] is None else format(one['seconds'], '.1f') + ' s':>8}  "
        f"{one['attempts']} attempts  {one['urn'] or one['problem']}  {', '.join(one['told'])}"
        for one in posts
    ]
    totals = {name: value for name, value in told.items() if name not in ("posts", "server")}
    return "\n".join(
        [str(told["server"]), *lines, *(f"  {name:<12} {value}" for name, value in totals.items())]
    )
