"""Comments that the account's owner asked for: the first one under an own post (linkedin-api.md §6.1).

A comment is plain text: it is never escaped as a post's is. Its mentions are ranges beside the text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote

from influence.core.text import Mention, normalise, read, segments, utf16_length
from influence.networks.errors import Reason, Refused, Unclear
from influence.networks.http import Answer, Call
from influence.networks.linkedin import restli
from influence.networks.linkedin.client import Client
from influence.networks.linkedin.shapes import maybe_record, maybe_text
from influence.networks.ports import Commented, Credentials

LIMIT = 1250
"""UTF-16 units. The product's limit; the documentation of the interface is silent."""

_COMMENT = re.compile(r"urn:li:comment:\((urn:li:(?:activity|share|ugcPost):\d+),(\d+)\)")


class Route(StrEnum):
    """`OLD` is undocumented now; it alone takes comments from a self-serve access, as long as it lasts."""

    CURRENT = "/rest"
    OLD = "/v2"


@dataclass(frozen=True)
class Said:
    text: str
    attributes: Sequence[Mapping[str, object]]

    @property
    def message(self) -> dict[str, object]:
        said: dict[str, object] = {"text": self.text}
        return said | ({"attributes": list(self.attributes)} if self.attributes else {})


def create(
    client: Client,
    urn: str,
    text: str,
    *,
    actor_urn: str,
    credentials: Credentials,
    route: Route = Route.CURRENT,
) -> Commented:
    """`urn`: of a post, or of the comment that this one answers. Unclear when it may have been made all the same."""
    body: dict[str, object] = {"actor": actor_urn, "object": urn, "message": said(text).message}
    if answered := _COMMENT.fullmatch(urn):
        body |= {"object": answered[1], "parentComment": urn}
    path = f"{route.value}/socialActions/{restli.key(urn)}/comments"
    return _made(client.create(path, body, credentials=credentials), on=urn)


def edit(client: Client, urn: str, text: str, *, actor_urn: str, credentials: Credentials) -> None:
    """Mentions are given again: LinkedIn forgets those that are not."""
    patch = {"patch": {"message": {"$set": said(text).message}}}
    headers = {"Content-Type": "application/json", "X-RestLi-Method": "PARTIAL_UPDATE"}
    call = Call("POST", _path(urn, actor_urn=actor_urn), headers, json.dumps(patch).encode())
    client.send(call, credentials=credentials)


def delete(client: Client, urn: str, *, actor_urn: str, credentials: Credentials) -> None:
    headers = {"X-RestLi-Method": "DELETE"}
    client.send(Call("DELETE", _path(urn, actor_urn=actor_urn), headers), credentials=credentials)


def said(raw: str) -> Said:
    """The text as it is read, and where its mentions lie in it, in UTF-16 units."""
    text, attributes = "", []
    for part in segments(normalise(raw).strip()):
        shown = read(part)
        if isinstance(part, Mention) and shown:
            start, length = utf16_length(text), utf16_length(shown)
            attributes.append({"start": start, "length": length, "value": _mentioned(part.urn)})
        text += shown
    if not text:
        raise Refused(Reason.INVALID_FIELD, detail="a comment needs a text")
    if utf16_length(text) > LIMIT:
        raise Refused(Reason.TOO_LONG, detail=f"{utf16_length(text)} > {LIMIT}")
    return Said(text, attributes)


def _mentioned(urn: str) -> dict[str, object]:
    kind = "organization" if urn.startswith("urn:li:organization:") else "person"
    return {kind: {kind: urn}}


def _path(urn: str, *, actor_urn: str) -> str:
    found = _COMMENT.fullmatch(urn)
    if found is None:
        raise Refused(Reason.INVALID_FIELD, detail="no comment's URN")
    return f"/rest/socialActions/{restli.key(found[1])}/comments/{found[2]}?actor={restli.key(actor_urn)}"


def _made(answer: Answer, *, on: str) -> Commented:
    """The number is in a header and in the body, the URN in the body; it speaks of the activity, not of the share."""
    body = maybe_record(answer.json())
    number = maybe_text(body.get("id")) or unquote(answer.headers.get("x-restli-id") or "")
    told = (body.get("commentUrn"), body.get("$URN"), answer.headers.get("x-resourceidentity-urn"))
    urn = next(
        (unquote(one) for one in map(maybe_text, told) if one and _COMMENT.fullmatch(unquote(one))), None
    )
    if urn is None and number.isdigit() and len(number) <= 20:
        answered = _COMMENT.fullmatch(on)
        urn = f"urn:li:comment:({answered[1] if answered else on},{number})"
    if urn is None or not _COMMENT.fullmatch(urn):
        raise Unclear(Reason.BAD_ANSWER, http_status=answer.status, detail="a comment without a name")
    return Commented(urn)
