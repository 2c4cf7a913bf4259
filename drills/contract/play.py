"""A server that speaks LinkedIn's API, and how a case speaks to it."""

from __future__ import annotations

import itertools
import os
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import requests

from influence.networks.linkedin import LinkedIn
from influence.networks.ports import Credentials

Json = dict[str, Any]
VERSION = "202609"
PAGE = "urn:li:organization:5501001"
ENOUGH = "the server has had enough calls: needs control over its clock"
NINE = "2026-11-21T09:00:00Z"
APPS = {
    "selfserve": "sandbox-selfserve",
    "cma-dev": "sandbox-cma-dev",
    "cma-std": "sandbox-cma-std",
    "partner": "sandbox-partner",
}
BACK = "http://127.0.0.1:9/back"


@dataclass(frozen=True)
class Case:
    """`section` and `row` name a row of docs/linkedin.md; `says` is what is checked of it."""

    section: str
    row: str
    says: str
    check: Callable[[Play], None]

    @property
    def name(self) -> str:
        return f"{self.section} {self.row}: {self.says}"


class Unmet(Exception):
    """The server, or the adapter, is not as the row has it."""


class Skipped(Exception):
    """The case cannot be put to this server."""


class NeedsControl(Skipped):
    def __init__(self) -> None:
        super().__init__("needs control")


@dataclass
class Play:
    api: str
    auth: str
    has_control: bool
    version: str = VERSION
    session: requests.Session = field(default_factory=requests.Session)
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    def begin(self) -> None:
        """As new, at nine o'clock on 21 November 2026: where there is control."""
        if self.has_control:
            self.control("reset", seed=1, now=NINE)

    # Who speaks

    def token(self, who: str) -> str:
        """One of the personas; on a server without control, of the environment: DRILL_TOKEN_SELFSERVE and so on."""
        found = os.environ.get(f"DRILL_TOKEN_{who.upper().replace('-', '_')}")
        if found or self.has_control:
            return found or f"tok-{who}"
        raise Skipped(f"needs a token: DRILL_TOKEN_{who.upper().replace('-', '_')}")

    def me(self, who: str = "partner") -> str:
        if self.has_control:
            return "urn:li:person:Zz98Yy76Xx" if who == "notadmin" else "urn:li:person:Ab12Cd34Ef"
        answer = self.call("GET", "/v2/userinfo", who=who)
        found = answer.json().get("sub") if answer.ok else self.call("GET", "/v2/me", who=who).json()["id"]
        return f"urn:li:person:{found}"

    # Calls

    def call(
        self,
        method: str,
        path: str,
        *,
        who: str = "partner",
        rest: str = "",
        headers: Mapping[str, str | None] | None = None,
        fault: str = "",
        **given: Any,
    ) -> requests.Response:
        """`rest`: the X-RestLi-Method. `headers`: None takes one away. `fault`: what the server shall do wrong."""
        sent: dict[str, str | None] = {"Authorization": f"Bearer {self.token(who)}"}
        if path.startswith("/rest/"):
            sent |= {"LinkedIn-Version": self.version, "X-Restli-Protocol-Version": "2.0.0"}
        if fault:
            self.need_control()
        named = {"X-RestLi-Method": rest or None, "X-Sandbox-Fault": fault or None}
        kept = {name: value for name, value in (sent | named | dict(headers or {})).items() if value}
        answer = self.session.request(
            method, self.api + path, headers=kept, timeout=15, allow_redirects=False, **given
        )
        if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS and not self.has_control:
            raise Skipped(ENOUGH)
        return answer

    def get(self, path: str, **given: Any) -> requests.Response:
        return self.call("GET", path, **given)

    def post(self, path: str, content: object, **given: Any) -> requests.Response:
        return self.call("POST", path, json=content, **given)

    def form(self, path: str, **fields: str) -> requests.Response:
        return self.session.post(self.auth + path, data=fields, timeout=15, allow_redirects=False)

    # Posts and files

    def fresh(self, text: str = "Bonjour") -> str:
        """A text that this run has not posted yet: the same twice is a duplicate."""
        unique = "" if self.has_control else f" {uuid.uuid4()}"
        return f"{text} n°{next(self._numbers)}{unique}"

    def body(self, text: str | None = None, *, who: str = "partner", **fields: object) -> Json:
        """None for a field takes it away."""
        usual: Json = {
            "author": self.me(who),
            "commentary": self.fresh() if text is None else text,
            "visibility": "PUBLIC",
            "distribution": {
                "feedDistribution": "MAIN_FEED",
                "targetEntities": [],
                "thirdPartyDistributionChannels": [],
            },
            "lifecycleState": "PUBLISHED",
        }
        return {name: value for name, value in (usual | fields).items() if value is not None}

    def create(
        self, text: str | None = None, *, who: str = "partner", fault: str = "", **fields: object
    ) -> requests.Response:
        return self.post("/rest/posts", self.body(text, who=who, **fields), who=who, fault=fault)

    def publish(self, text: str | None = None, *, who: str = "partner", **fields: object) -> str:
        answer = self.create(text, who=who, **fields)
        done(answer, 201)
        return answer.headers["x-restli-id"]

    def announce(self, kind: str, *, who: str = "partner", fault: str = "", **request: object) -> Json:
        content = {"initializeUploadRequest": {"owner": self.me(who), **request}}
        answer = self.post(f"/rest/{kind}s?action=initializeUpload", content, who=who, fault=fault)
        return dict(done(answer)["value"])

    def put(self, url: str, content: bytes, *, who: str | None = "partner") -> requests.Response:
        headers = {} if who is None else {"Authorization": f"Bearer {self.token(who)}"}
        return self.session.put(url, data=content, headers=headers, timeout=15)

    def upload(self, kind: str, content: bytes, **given: Any) -> str:
        value = self.announce(kind, **given)
        done(self.put(value["uploadUrl"], content), 201)
        self.later(60)
        return str(value[kind])

    # Control

    def need_control(self) -> None:
        if not self.has_control:
            raise NeedsControl

    def control(self, name: str, /, *, method: str = "POST", **content: object) -> Any:
        self.need_control()
        answer = self.session.request(method, f"{self.api}/_sandbox/{name}", json=content, timeout=15)
        if not answer.ok:
            raise Unmet(f"control {name}: {answer.status_code} {answer.text[:200]}")
        return answer.json() if answer.content else None

    def later(self, seconds: float) -> None:
        self.control("clock", advance_seconds=seconds)

    def reading(self, **chosen: str) -> None:
        self.control("readings", **chosen)

    def shown(self) -> list[Json]:
        """The posts as readers see them."""
        return list(self.control("state", method="GET")["posts"])

    # The adapter

    def adapter(self, app: str = "partner", **given: Any) -> LinkedIn:
        usual = {
            "client_id": APPS[app],
            "client_secret": f"secret-{app}",
            "redirect_uri": BACK,
            "clock": self.now,
            "base_url": self.api,
            "auth_url": self.auth,
            "version": self.version,
            "read_seconds": 2.0,
        }
        return LinkedIn(**(usual | given))

    def credentials(self, who: str = "partner") -> Credentials:
        return Credentials(self.token(who))

    def now(self) -> datetime:
        if not self.has_control:
            return datetime.now(UTC)
        return datetime.fromisoformat(self.control("clock", method="GET")["now"])


def key(urn: str) -> str:
    return quote(urn, safe="")


def same(found: object, wanted: object, what: str = "") -> None:
    if found != wanted:
        raise Unmet(f"{what or 'found'}: {found!r}, not {wanted!r}")


def that(holds: object, what: str) -> None:
    if not holds:
        raise Unmet(what)


def done(answer: requests.Response, status: int = 200) -> Json:
    """The JSON of a success, {} where there is none."""
    if answer.status_code != status:
        raise Unmet(f"{answer.status_code}, not {status}: {answer.text[:300]}")
    content = answer.json() if answer.content else {}
    return content if isinstance(content, dict) else {"": content}


def refused(
    answer: requests.Response,
    status: int,
    code: str = "",
    *,
    says: str = "",
    field: str = "",
    number: int | None = None,
) -> Json:
    """`code`: of the body or of one of its inputErrors; with `field`, of the error at this path."""
    body = done(answer, status)
    inputs = body.get("errorDetails", {}).get("inputErrors", [])
    paths = {one.get("input", {}).get("inputPath", {}).get("fieldPath", ""): one["code"] for one in inputs}
    if code and not field and code not in (body.get("code"), *paths.values()):
        raise Unmet(f"code {body.get('code') or paths}, not {code}")
    if field and paths.get(field) != code:
        raise Unmet(f"{paths}, not {code} at {field}")
    if says not in str(body.get("message", "")):
        raise Unmet(f"{body.get('message')!r} does not say {says!r}")
    if number is not None and body.get("serviceErrorCode") != number:
        raise Unmet(f"serviceErrorCode {body.get('serviceErrorCode')}, not {number}")
    return body
