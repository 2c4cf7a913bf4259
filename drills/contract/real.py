"""The few that are safe on a real account (docs/linkedin.md): reading, and at most one text that connections see for a
moment. The token comes from the environment, never from an argument, and is never printed."""

from __future__ import annotations

import argparse
import json
import os
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

from drills.contract.ch4_little_text import PLAIN
from influence.networks.errors import NetworkFailure, Reason
from influence.networks.http import Call
from influence.networks.linkedin import LinkedIn
from influence.networks.linkedin.adapter import API, SITE, VERSION
from influence.networks.linkedin.analytics import Analytic
from influence.networks.ports import Content, Credentials, Published

TOKEN, CLIENT, SECRET = "LINKEDIN_DRILL_TOKEN", "LINKEDIN_DRILL_CLIENT_ID", "LINKEDIN_DRILL_CLIENT_SECRET"
TEXT = "Essai technique, supprimé aussitôt.\n" + "\n".join(PLAIN[name][0] for name in ("V10", "V14", "V15"))
Told = tuple[str, str]  # passed, failed, skipped or learnt; and what


def main(args: argparse.Namespace) -> int:
    token = os.environ.get(TOKEN, "")
    if not token:
        print(f"Put the account's token into the environment as {TOKEN}.")
        return 2
    base = args.base_url or API
    network = _adapter(base, args.auth_url or args.base_url or SITE)
    who = Credentials(token)
    told = {name: _tried(check, network, who) for name, check in READING.items()}
    told |= (
        _one_post(network, who)
        if args.yes
        else {"one post": ("skipped", "say --yes to let it post one text")}
    )
    _print(told, as_json=args.json, at=base)
    return 1 if any(state == "failed" for state, _ in told.values()) else 0


def _adapter(base: str, auth: str, *, version: str = VERSION) -> LinkedIn:
    return LinkedIn(
        client_id=os.environ.get(CLIENT, ""),
        client_secret=os.environ.get(SECRET, ""),
        redirect_uri="https://127.0.0.1/",
        clock=lambda: datetime.now(UTC),
        base_url=base,
        auth_url=auth,
        version=version,
    )


def _tried(check: Callable[[LinkedIn, Credentials], Told], network: LinkedIn, who: Credentials) -> Told:
    try:
        return check(network, who)
    except NetworkFailure as failure:
        return "failed", str(failure)


def identity(network: LinkedIn, who: Credentials) -> Told:
    found = network.identity(who)
    return ("passed", found.urn) if found.name else ("failed", "no name")


def introspection(network: LinkedIn, who: Credentials) -> Told:
    if not os.environ.get(SECRET):
        return "skipped", f"needs {CLIENT} and {SECRET}"
    found = network.introspect(who)
    return ("passed" if found.active else "failed"), f"{found.status} {' '.join(sorted(found.scopes))}"


def dead_version(network: LinkedIn, who: Credentials) -> Told:
    """On a call that reads: nothing can happen whatever the answer is."""
    old = _adapter(network._client.http.base_url, SITE, version="202001")
    try:
        old.followers(credentials=who)
    except NetworkFailure as failure:
        return ("passed" if failure.reason is Reason.VERSION_RETIRED else "learnt"), str(failure)
    return "learnt", "a version of six years ago is alive"


def no_version(network: LinkedIn, who: Credentials) -> Told:
    headers = {"Authorization": f"Bearer {who.access_token}", "X-Restli-Protocol-Version": "2.0.0"}
    answer = network._client.http.send(Call("GET", "/rest/me", headers))
    said = answer.json()
    return "learnt", f"{answer.status} {said.get('code')} {said.get('message')}" if isinstance(
        said, dict
    ) else "no JSON"


def analytics(network: LinkedIn, who: Credentials) -> Told:
    try:
        return (
            "passed",
            f"impressions of all posts: {network.analytic(None, Analytic.IMPRESSION, credentials=who)}",
        )
    except NetworkFailure as failure:
        return ("skipped" if failure.reason is Reason.SCOPE_MISSING else "failed"), str(failure)


READING: dict[str, Callable[[LinkedIn, Credentials], Told]] = {
    "who it is": identity,
    "introspection": introspection,
    "a version that is over": dead_version,
    "no version": no_version,
    "analytics": analytics,
}


def _one_post(network: LinkedIn, who: Credentials) -> dict[str, Told]:
    """Made once; whatever comes after, it is deleted, twice. An unclear answer is left to a person."""
    try:
        text = f"{TEXT}\n{uuid.uuid4()}"
        made = network.publish(Content(network.identity(who).urn, text, "CONNECTIONS"), credentials=who)
    except NetworkFailure as failure:
        look = " Look at the profile: it may be there." if type(failure).__name__ == "Unclear" else ""
        return {"one post": ("failed", f"{failure}{look}")}
    told: dict[str, Told] = {"one post": ("passed", made.permalink)}
    try:
        told["edit"] = _tried(lambda it, c: _edited(it, c, made), network, who)
    finally:
        told["delete"] = _tried(lambda it, c: _deleted(it, c, made), network, who)
        told["delete again"] = _tried(lambda it, c: _deleted(it, c, made), network, who)
    return told


def _edited(network: LinkedIn, who: Credentials, made: Published) -> Told:
    network.edit(made.urn, f"{TEXT}\n(corrigé)", credentials=who)
    return "passed", "a person should have seen brackets, the link and the corrected text whole"


def _deleted(network: LinkedIn, who: Credentials, made: Published) -> Told:
    network.delete(made.urn, credentials=who)
    return "passed", made.urn


def _print(told: dict[str, Told], *, as_json: bool, at: str) -> None:
    if as_json:
        found = {name: {"state": state, "said": said} for name, (state, said) in told.items()}
        print(json.dumps({"server": at, "cases": found}, ensure_ascii=False))
        return
    print(at)
    print("\n".join(f"  {state:<8}{name}: {said}" for name, (state, said) in told.items()))
