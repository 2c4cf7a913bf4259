"""Posts of a member (linkedin-api.md §3)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from urllib.parse import unquote

from influence.core.text import LIMIT, normalise, plain
from influence.networks.errors import NetworkFailure, Reason, Refused, Unclear
from influence.networks.http import Answer, Call
from influence.networks.linkedin import contents, little, restli
from influence.networks.linkedin.client import Client, understood
from influence.networks.linkedin.failures import request_id
from influence.networks.linkedin.shapes import maybe_record, maybe_text, moment, record
from influence.networks.linkedin.urns import is_post
from influence.networks.ports import Content, Credentials


def create(client: Client, content: Content, *, credentials: Credentials) -> str:
    """The new post's URN. Unclear when it may have been made without our learning its name."""
    _check_length(content.text)
    answer = client.create("/rest/posts", body(content), credentials=credentials)
    urn = _created(answer)
    if urn is None:
        known = request_id(answer, secrets=(credentials.access_token,))
        raise Unclear(Reason.BAD_ANSWER, http_status=answer.status, request_id=known)
    return urn


def _check_length(text: str) -> None:
    lengths = little.lengths(text)
    if max(lengths.read, lengths.sent) > LIMIT:
        raise Refused(Reason.TOO_LONG, detail=f"{lengths.read} ({lengths.sent} as sent) > {LIMIT}")


def body(content: Content) -> dict[str, object]:
    made: dict[str, object] = {
        "author": content.author_urn,
        "commentary": little.commentary(content.text),
        "visibility": content.visibility,
        "distribution": {
            "feedDistribution": "MAIN_FEED",
            "targetEntities": [],
            "thirdPartyDistributionChannels": [],
        },
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": not content.resharable,
    }
    return made | contents.parts(content)


def _created(answer: Answer) -> str | None:
    """The body is empty; the name is in a header, and may arrive percent-encoded."""
    urn = unquote(answer.headers.get("x-restli-id") or answer.headers.get("x-linkedin-id") or "")
    return urn if is_post(urn) else None


def edit(client: Client, urn: str, text: str, *, credentials: Credentials) -> None:
    """Another text for a live post; nothing else of it can be changed. Doing it twice is doing it once."""
    _check_length(text)
    patch = {"patch": {"$set": {"commentary": little.commentary(text)}}}
    headers = {"Content-Type": "application/json", "X-RestLi-Method": "PARTIAL_UPDATE"}
    encoded = json.dumps(patch, ensure_ascii=False).encode()
    client.send(Call("POST", f"/rest/posts/{restli.key(urn)}", headers, encoded), credentials=credentials)


def delete(client: Client, urn: str, *, credentials: Credentials) -> None:
    """Deleting twice is a success too."""
    call = Call("DELETE", f"/rest/posts/{restli.key(urn)}", {"X-RestLi-Method": "DELETE"})
    client.send(call, credentials=credentials)


def exists(client: Client, urn: str, *, credentials: Credentials) -> bool:
    """Is it live? Needs the right to read the member's posts, which LinkedIn gives to few (Refused otherwise)."""
    try:
        client.get(f"/rest/posts/{restli.key(urn)}", credentials=credentials)
    except NetworkFailure as failure:
        if failure.http_status != HTTPStatus.NOT_FOUND:
            raise
        return False
    return True


def find_recent(client: Client, content: Content, *, since: datetime, credentials: Credentials) -> str | None:
    """The URN of a live post of this author with this text, made since then. Same right as `exists`."""
    wanted = plain(normalise(content.text))
    parameters: dict[str, restli.Value] = {"q": "author", "author": content.author_urn, "sortBy": "CREATED"}
    for page in client.pages("/rest/posts", parameters, credentials=credentials, finder=True):
        posts = [understood(record, element) for element in page]
        for post in posts:
            if _made_at(post) >= since and _reads(post) == wanted:
                return maybe_text(post.get("id"))
        if any(_made_at(post) < since for post in posts):
            return None
    return None


def _made_at(post: Mapping[str, object]) -> datetime:
    return understood(moment, post.get("createdAt"))


def _reads(post: Mapping[str, object]) -> str:
    return little.plain(maybe_text(maybe_record(post).get("commentary")) or "")
