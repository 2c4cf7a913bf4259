"""LinkedIn's adapter keeps the contract of every adapter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from influence.networks.linkedin import LinkedIn, little
from influence.networks.linkedin.capabilities import SELF_SERVE_SCOPES
from influence.networks.ports import Comment, Content, Reaction
from tests.networks.conftest import NOW
from tests.networks.contract import Answered, Contract, Stage
from tests.networks.loopback import Loopback


def milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)


class LinkedInStage:
    content = Content("urn:li:person:Ab12Cd34Ef", "Un atelier à Lyon (voir le lien) #industrie")
    urn = "urn:li:share:7529830966886400000"
    now = NOW
    scopes = SELF_SERVE_SCOPES

    def __init__(self, network: LinkedIn, server: Loopback) -> None:
        self.network = network
        self._server = server

    @property
    def requests(self) -> int:
        return len(self._server.seen)

    def accepts_a_post(self) -> None:
        self._server.answer(201, x_restli_id=self.urn)

    def accepts_a_delete(self) -> None:
        self._server.answer(204)

    def accepts_without_a_name(self) -> None:
        self._server.answer(201)

    def breaks_off(self) -> None:
        self._server.break_off("reset")

    def stays_silent(self) -> None:
        self._server.break_off("silence")

    def fails_inside(self) -> None:
        self._server.answer(503, b"<html>")

    def answers_rubbish(self) -> None:
        self._server.answer(200, b"\xff\x00<html>")

    def knows_no_such_token(self) -> None:
        self._server.answer(401, {"code": "INVALID_ACCESS_TOKEN", "serviceErrorCode": 65600})

    def quotes_the_token(self, token: str) -> None:
        self._server.answer(403, {"message": f"Not enough permissions for Bearer {token}"})

    def lacks_the_right(self) -> None:
        self._server.answer(403, {"message": "Not enough permissions to access: posts.CREATE.20260901"})

    def dislikes_a_field(self) -> None:
        self._server.answer(400, {"errorDetails": {"inputErrors": [{"code": "INVALID_VALUE_FOR_FIELD"}]}})

    def had_it_already(self, urn: str) -> None:
        inputs = [{"description": "Duplicate post is detected", "input": {}, "code": "DUPLICATE_POST"}]
        message = f"Content is a duplicate of {urn}"
        self._server.answer(422, {"message": message, "errorDetails": {"inputErrors": inputs}})

    def has_had_enough_today(self) -> None:
        message = "Resource level throttle APPLICATION DAY limit for calls to this resource is reached."
        self._server.answer(429, {"message": message, "status": 429})

    def counts(self, answered: Answered) -> None:
        kinds = {kind: {"reactionType": kind, "count": n} for kind, n in answered.reactions.items()}
        comments = {"count": answered.comments, "topLevelCount": answered.top_level_comments}
        self._server.answer(200, {"reactionSummaries": kinds, "commentSummary": comments})

    def lists_reactions(self, *reactions: Reaction) -> None:
        self._list(
            {"reactionType": one.kind, "created": {"actor": one.member_urn, "time": milliseconds(one.at)}}
            for one in reactions
        )

    def lists_comments(self, *comments: Comment, words: str) -> None:
        self._list(
            {
                "id": one.id,
                "actor": one.member_urn,
                "message": {"text": words},
                "created": {"time": milliseconds(one.at)},
            }
            for one in comments
        )

    def shows(self, content: Content) -> None:
        self._server.answer(200, self._post(self.urn, content, self.now))

    def knows_no_such_post(self) -> None:
        self._server.answer(404, {"status": 404, "code": "NOT_FOUND"})

    def lists_posts(self, *posts: tuple[str, Content, datetime]) -> None:
        self._list(self._post(*one) for one in posts)

    def _post(self, urn: str, content: Content, at: datetime) -> dict[str, object]:
        return {
            "id": urn,
            "author": content.author_urn,
            "commentary": little.commentary(content.text),
            "lifecycleState": "PUBLISHED",
            "createdAt": milliseconds(at),
        }

    def _list(self, elements: Iterator[dict[str, object]]) -> None:
        self._server.answer(200, {"elements": list(elements), "paging": {"links": []}})

    def shuts_down(self) -> None:
        self._server.close()


class TestLinkedIn(Contract):
    @pytest.fixture
    def stage(self, linkedin: LinkedIn, server: Loopback) -> Stage:
        return LinkedInStage(linkedin, server)
