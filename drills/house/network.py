"""Who the leaders are at the network: members of the sandbox, or whoever the tokens of another server belong to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import requests

WAIT = 10
APPS = {True: "sandbox-partner", False: "sandbox-selfserve"}


class Unreachable(Exception):
    """Nobody answers at the address that was given."""


@dataclass(frozen=True)
class Voice:
    """As whom a leader speaks."""

    urn: str
    token: str


@dataclass
class Sandbox:
    """Our own sandbox, by its control calls."""

    url: str

    def control(self, call: str, /, *, method: str = "POST", **content: object) -> Any:
        answer = requests.request(method, f"{self.url}/_sandbox/{call}", json=content, timeout=60)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def voice(self, member: str, *, full: bool = False) -> Voice:
        """A new member with a token of the app that may do everything, or of the one that may only publish."""
        self.control("members", id=member, name=f"Leader {member}")
        return Voice(f"urn:li:person:{member}", self.token(member, full=full))

    def token(self, member: str, *, full: bool = False) -> str:
        return str(self.control("tokens", member=member, app=APPS[full])["access_token"])

    def state(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.control("state", method="GET")
        return found

    def created(self) -> Counter[tuple[str, str]]:
        """How often each author really made a post with each text, whether or not the caller heard of it."""
        calls = self.state()["create_calls"]
        return Counter((call["author"], call["text_sha256"]) for call in calls if call["status"] == 201)


def is_sandbox(url: str) -> bool:
    """One of ours, which may be told who is there. Unreachable where nobody answers at all."""
    try:
        answer = requests.get(f"{url}/_sandbox/health", timeout=WAIT, allow_redirects=False)
    except requests.RequestException as error:
        raise Unreachable(f"Nobody answers at {url} ({type(error).__name__}).") from None
    try:
        return answer.status_code == 200 and "seed" in answer.json()
    except ValueError:
        return False


def voices(url: str, *, count: int, tokens: Sequence[str]) -> list[Voice]:
    """One for each leader. A server that names the owner of a token is believed, once a name; others get made-up ones."""
    if not tokens and is_sandbox(url):
        return [Sandbox(url).voice(f"drillLeader{number:04d}") for number in range(1, count + 1)]
    given = [tokens[n] if n < len(tokens) else f"drill-token-{n + 1}" for n in range(count)]
    found: list[Voice] = []
    for number, token in enumerate(given, start=1):
        urn = owner(url, token)
        is_new = urn and urn not in {one.urn for one in found}
        found.append(Voice(urn if is_new else f"urn:li:person:drillLeader{number:04d}", token))
    return found


def owner(url: str, token: str) -> str:
    """The member that the server takes the token for; empty where it does not say."""
    try:
        answer = requests.get(
            f"{url}/v2/userinfo",
            headers={"Authorization": f"Bearer {token}"},
            timeout=WAIT,
            allow_redirects=False,
        )
        found = answer.json() if answer.ok else {}
    except (requests.RequestException, ValueError):
        return ""
    name = found.get("sub") if isinstance(found, dict) else None
    return f"urn:li:person:{name}" if isinstance(name, str) and name.isascii() and 0 < len(name) < 80 else ""
