"""Posts of a member (linkedin-api.md §3)."""

from __future__ import annotations

import json
from http import HTTPStatus
from urllib.parse import unquote

from influence.core.text import LIMIT
from influence.networks.errors import NetworkFailure, Reason, Refused, Unclear
from influence.networks.http import Answer, Call
from influence.networks.linkedin import contents, little, restli
from influence.networks.linkedin.client import Client
from influence.networks.linkedin.failures import request_id
from influence.networks.linkedin.shapes import maybe_text
from influence.networks.linkedin.urns import is_post
from influence.networks.ports import Content, Credentials

GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
FAILED = "PUBLISH_FAILED"


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


def exists(client: Client, urn: str, *, credentials: Credentials, by: str = "") -> bool:
    """Is it live (and, where `by` says so, of that author)? Needs the right to read the author's posts, which LinkedIn
    gives to few (Refused otherwise). A post whose media could not be processed is kept as failed: nobody sees it."""
    try:
        found = client.get(f"/rest/posts/{restli.key(urn)}", credentials=credentials)
    except NetworkFailure as failure:
        if failure.http_status not in GONE:
            raise
        return False
    author = maybe_text(found.get("author")) or ""
    return found.get("lifecycleState") != FAILED and by in ("", author)
