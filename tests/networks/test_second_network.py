"""Another network, made up, as docs/howto/add-a-network.md tells: one folder's worth of adapter keeps the whole contract.

Its statuses have numbers, its favourites no kinds, its limits a header; nothing of it is LinkedIn's."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

import pytest

from influence.networks.errors import (
    Known,
    NetworkFailure,
    RateLimited,
    Reason,
    Refused,
    Temporary,
    Unauthorised,
    Unclear,
)
from influence.networks.gates import OPEN, passing
from influence.networks.http import Answer, Call, Http
from influence.networks.ports import (
    Capability,
    Comment,
    Content,
    Counters,
    Credentials,
    Gate,
    Published,
    Purpose,
    Reaction,
)
from ops.state import PROJECT
from tests.networks.conftest import NOW
from tests.networks.contract import Answered, Contract, Stage
from tests.networks.loopback import Loopback

T = TypeVar("T")
LIMIT = 500
PAGE = PROJECT / "docs" / "howto" / "add-a-network.md"
REASONS = {401: Reason.TOKEN_INVALID, 403: Reason.FORBIDDEN, 404: Reason.NOT_FOUND, 422: Reason.INVALID_FIELD}


class Elephant:
    """The adapter: what would be influence/networks/elephant/."""

    name = "elephant"

    def __init__(self, url: str, *, clock: Callable[[], datetime], read_seconds: float = 30) -> None:
        self.url, self.clock = url, clock
        self.http = Http(url, connect_seconds=1, read_seconds=read_seconds)
        self.gate: Gate = OPEN
        self.purpose = Purpose.PUBLISH

    def capabilities(self, scopes: Collection[str]) -> frozenset[Capability]:
        return frozenset({Capability.PUBLISH, Capability.READ_COUNTS}) if "write" in scopes else frozenset()

    def permalink(self, urn: str) -> str:
        return f"{self.url}/statuses/{urn}"

    def publish(self, content: Content, *, credentials: Credentials) -> Published:
        if len(content.text) > LIMIT:
            raise Refused(Reason.TOO_LONG)
        body = json.dumps({"status": content.text}).encode()
        answer = self._send(Call("POST", "/api/statuses", body=body, creates=True), credentials=credentials)
        made = answer.json()
        if not isinstance(made, dict) or not isinstance(made.get("id"), str):
            raise Unclear(Reason.BAD_ANSWER, http_status=answer.status)
        return Published(made["id"], self.permalink(made["id"]))

    def delete(self, urn: str, *, credentials: Credentials) -> None:
        self._send(Call("DELETE", f"/api/statuses/{urn}"), credentials=credentials)

    def exists(self, urn: str, *, credentials: Credentials, by: str = "") -> bool:
        try:
            found = self._read(f"/api/statuses/{urn}", dict, credentials=credentials)
        except Refused as failure:
            if failure.reason is not Reason.NOT_FOUND:
                raise
            return False
        return by in ("", found["who"])

    def find_recent(
        self, content: Content, *, since: datetime, credentials: Credentials, besides: Collection[str] = ()
    ) -> Published | None:
        for one in self._read(f"/api/people/{content.author_urn}/statuses", list, credentials=credentials):
            is_new = datetime.fromisoformat(one["at"]) >= since and one["id"] not in besides
            if is_new and one["status"] == content.text:
                return Published(one["id"], self.permalink(one["id"]))
        return None

    def counters(
        self, urn: str, *, credentials: Credentials, capabilities: Collection[Capability]
    ) -> Counters:
        found = self._read(f"/api/statuses/{urn}", dict, credentials=credentials)
        kinds = {"LIKE": found["favourites"]} if found.get("favourites") else {}
        return Counters(kinds, comments=found["replies"], top_level_comments=found["first_replies"])

    def reactions(
        self, urn: str, *, credentials: Credentials, since: datetime | None = None
    ) -> Iterator[Reaction]:
        for one in self._read(f"/api/statuses/{urn}/favourites", list, credentials=credentials):
            yield Reaction(one["who"], "LIKE", datetime.fromisoformat(one["at"]))

    def comments(self, urn: str, *, credentials: Credentials) -> Iterator[Comment]:
        for one in self._read(f"/api/statuses/{urn}/replies", list, credentials=credentials):
            yield Comment(one["who"], datetime.fromisoformat(one["at"]), one["id"])

    def _read(self, path: str, kind: type[T], *, credentials: Credentials) -> T:
        found = self._send(Call("GET", path), credentials=credentials).json()
        if not isinstance(found, kind):
            raise Temporary(Reason.BAD_ANSWER)
        return found

    def _send(self, call: Call, *, credentials: Credentials) -> Answer:
        headers = {"Authorization": f"Bearer {credentials.access_token}", "Content-Type": "application/json"}
        with passing(self.gate, self.purpose, versioned=False):
            answer = self.http.send(replace(call, headers=headers))
            if answer.status < 300:
                return answer
            raise self._failure(answer, creates=call.creates, secret=credentials.access_token)

    def _failure(self, answer: Answer, *, creates: bool, secret: str) -> NetworkFailure:
        body = answer.json()
        said = str(body.get("error", "")) if isinstance(body, dict) else ""
        known = Known(http_status=answer.status, detail=said.replace(secret, "[redacted]"))
        if answer.status == 401:
            return Unauthorised(Reason.TOKEN_INVALID, **known)
        if answer.status == 429:
            seconds = int(answer.headers.get("x-ratelimit-reset", "60"))
            return RateLimited(Reason.THROTTLED, until=self.clock() + timedelta(seconds=seconds), **known)
        if answer.status >= 500:
            kind = Unclear if creates else Temporary
            return kind(Reason.SERVER_ERROR, **known)
        if twin := re.search(r"already said as (\d+)", said):
            return Refused(Reason.DUPLICATE, urn=twin[1], **known)
        return Refused(REASONS.get(answer.status, Reason.UNEXPECTED), **known)


class ElephantStage:
    content = Content("urn:li:person:x", "Un atelier à Lyon")
    urn = "114000000000000001"
    now = NOW
    scopes = ("read", "write")

    def __init__(self, server: Loopback) -> None:
        self.network = Elephant(server.url, clock=lambda: NOW, read_seconds=0.3)
        self._server = server

    @property
    def requests(self) -> int:
        return len(self._server.seen)

    def accepts_a_post(self) -> None:
        self._server.answer(200, {"id": self.urn})

    def accepts_a_delete(self) -> None:
        self._server.answer(200, {})

    def accepts_without_a_name(self) -> None:
        self._server.answer(200, {})

    def breaks_off(self) -> None:
        self._server.break_off("reset")

    def stays_silent(self) -> None:
        self._server.break_off("silence")

    def fails_inside(self) -> None:
        self._server.answer(503, b"<html>")

    def answers_rubbish(self) -> None:
        self._server.answer(200, b"\xff\x00<html>")

    def knows_no_such_token(self) -> None:
        self._server.answer(401, {"error": "The access token is invalid"})

    def quotes_the_token(self, token: str) -> None:
        self._server.answer(403, {"error": f"Not with Bearer {token}"})

    def lacks_the_right(self) -> None:
        self._server.answer(403, {"error": "This action is outside the authorized scopes"})

    def dislikes_a_field(self) -> None:
        self._server.answer(422, {"error": "Validation failed"})

    def had_it_already(self, urn: str) -> None:
        self._server.answer(422, {"error": f"already said as {urn}"})

    def has_had_enough_today(self) -> None:
        self._server.answer(429, {"error": "Too many requests"}, x_ratelimit_reset="3600")

    def counts(self, answered: Answered) -> None:
        total = sum(answered.reactions.values())
        told = {"replies": answered.comments, "first_replies": answered.top_level_comments}
        self._server.answer(200, {"favourites": total, **told})

    def lists_reactions(self, *reactions: Reaction) -> None:
        self._server.answer(200, [{"who": one.member_urn, "at": one.at.isoformat()} for one in reactions])

    def lists_comments(self, *comments: Comment, words: str) -> None:
        told = [
            {"id": one.id, "who": one.member_urn, "at": one.at.isoformat(), "content": words}
            for one in comments
        ]
        self._server.answer(200, told)

    def shows(self, content: Content) -> None:
        self._server.answer(200, self._status(self.urn, content, self.now))

    def knows_no_such_post(self) -> None:
        self._server.answer(404, {"error": "Record not found"})

    def lists_posts(self, *posts: tuple[str, Content, datetime]) -> None:
        self._server.answer(200, [self._status(*one) for one in posts])

    def _status(self, urn: str, content: Content, at: datetime) -> dict[str, str]:
        return {"id": urn, "who": content.author_urn, "status": content.text, "at": at.isoformat()}

    def shuts_down(self) -> None:
        self._server.close()


class TestElephant(Contract):
    @pytest.fixture
    def stage(self, server: Loopback) -> Stage:
        return ElephantStage(server)


def places() -> set[str]:
    """Modules that speak a network's own words, outside the networks' room."""
    found = set()
    for path in (
        p for folder in ("influence", "config", "workers") for p in (PROJECT / folder).rglob("*.py")
    ):
        name = path.relative_to(PROJECT).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        modules += [one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names]
        if not name.startswith("influence/networks/") and any(
            re.match(r"influence\.networks\.(linkedin|assisted)\b", module) for module in modules
        ):
            found.add(name)
    return found


@pytest.mark.deep
def test_the_how_to_lists_every_place_that_speaks_linkedins_words() -> None:
    listed = set(
        re.findall(r"^\| `((?:[a-z]+/)+\w+\.py)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert places() == listed


def test_whatever_the_how_to_names_is_there() -> None:
    text = PAGE.read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:[a-z_]+/)+[\w.]+\.py)`", text))
    assert len(named) > 20
    assert [n for n in named if not any((PROJECT / at / n).exists() for at in ("", "influence"))] == []
