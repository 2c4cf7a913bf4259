"""The two outside parts that the demo can look into: the LinkedIn sandbox, by its control calls, and the mail page.

Consents are given on the sandbox's own page, by the form that a person would send."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from django.utils import timezone

from influence.networks.http import Call, Http
from influence.networks.linkedin import LinkedIn
from influence.networks.ports import Content, Credentials

JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Unexpected(RuntimeError):
    """The sandbox or the mail page answered something else than its README says."""


class Sandbox:
    def __init__(self, address: str) -> None:
        self._http = Http(address)

    def control(self, name: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        method = "GET" if body is None else "POST"
        payload = None if body is None else json.dumps(body).encode()
        answer = self._http.send(Call(method, f"/_sandbox/{name}", JSON, payload))
        found = answer.json()
        if answer.status >= 300 or not isinstance(found, dict):
            raise Unexpected(f"{name}: {answer.status} {answer.body[:200]!r}")
        return found

    def set_clock(self, now: datetime | None) -> None:
        """Stand still at `now`; None: run with the machine's clock."""
        self.control("clock", {"real": True} if now is None else {"now": now.astimezone(UTC).isoformat()})

    def register(self, members: Iterable[dict[str, Any]]) -> None:
        self.control("members", {"members": list(members)})

    def write(self, member: str, text: str) -> str:
        """The member writes a post on the network's own site: its address."""
        token = self.control("tokens", {"member": member, "app": "sandbox-partner"})["access_token"]
        own = LinkedIn(
            client_id="", client_secret="", redirect_uri="", clock=timezone.now,
            base_url=self._http.base_url, auth_url=self._http.base_url,
        )  # fmt: skip
        content = Content(author_urn=f"urn:li:person:{member}", text=text)
        return own.publish(content, credentials=Credentials(access_token=str(token))).permalink

    def state(self) -> dict[str, Any]:
        return self.control("state")

    def consent(self, authorize_url: str, *, member: str) -> str:
        """Say yes on the consent page as `member`, and return the code that the redirect carries."""
        asked = dict(parse_qsl(urlsplit(authorize_url).query))
        form = urlencode(asked | {"member": member, "decision": "approve"}).encode()
        answer = self._http.send(Call("POST", "/oauth/v2/authorization", FORM, form))
        code = parse_qs(urlsplit(answer.headers.get("Location", "")).query).get("code")
        if not code:
            raise Unexpected(f"consent of {member}: {answer.status}")
        return code[0]


class MailPage:
    def __init__(self, address: str) -> None:
        self._http = Http(address)

    def messages(self) -> list[dict[str, Any]]:
        found = self._http.send(Call("GET", "/messages.json")).json()
        if isinstance(found, dict):
            found = found.get("messages")
        if not isinstance(found, list):
            raise Unexpected("the mail page lists no messages")
        return found
