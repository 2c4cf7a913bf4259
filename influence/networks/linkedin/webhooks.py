"""LinkedIn calling us about a page's posts (linkedin-api.md §8): proving ourselves to it, and it to us. Nothing is sent.

Both proofs are HMAC-SHA256 with the app's client secret, in lower-case hexadecimal.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from influence.networks.linkedin.shapes import Malformed, items, maybe_text, moment, number, record, text

KIND = "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS"
BODY_BYTES = 1024 * 1024
"""Up to ten notices come at once; what is longer than this is not from LinkedIn."""

_PREFIX = b"hmacsha256="
_CHALLENGE = re.compile(r"[0-9A-Fa-f-]{1,100}")


@dataclass(frozen=True)
class Notice:
    """Something was done to a page's post. It may come twice, late and out of order: `id` tells which it is.

    What was said is left out: a comment's words are not ours to keep.
    """

    id: int
    organisation_urn: str
    action: str
    post_urn: str
    activity_urn: str | None
    at: datetime


def challenge_response(code: str, *, secret: str) -> Mapping[str, str]:
    """The JSON that answers a `challengeCode`, within three seconds. ValueError for what is no such code.

    Without that check we would sign anything that anybody asks for, a forged notice among others.
    """
    if not _CHALLENGE.fullmatch(code):
        raise ValueError("no challenge of LinkedIn's")
    return {"challengeCode": code, "challengeResponse": _mac(code.encode(), secret=secret)}


def is_signed(raw: bytes, *, signature: str, secret: str) -> bool:
    """`raw`: the body as it came, before anybody parsed it. `signature`: of the header X-LI-Signature."""
    expected = _mac(_PREFIX + raw, secret=secret)
    # Compared as bytes: a header may hold what compare_digest refuses in a str.
    return hmac.compare_digest(expected.encode(), signature.strip().lower().encode("utf-8", "replace"))


def notices(raw: bytes) -> tuple[Notice, ...]:
    """Of a body whose signature was verified; ValueError where it is not what LinkedIn sends. Unknown keys are left."""
    if len(raw) > BODY_BYTES:
        raise Malformed("too long")
    try:
        body = record(json.loads(raw))
    except RecursionError as error:
        raise Malformed("too deep") from error
    if body.get("type") != KIND:
        return ()
    return tuple(_notice(element) for element in items(body.get("notifications")))


def _notice(value: object) -> Notice:
    body = record(value)
    return Notice(
        id=number(body.get("notificationId")),
        organisation_urn=text(body.get("organizationalEntity")),
        action=text(body.get("action")),
        post_urn=text(body.get("sourcePost")),
        activity_urn=maybe_text(body.get("generatedActivity")),
        at=moment(body.get("lastModifiedAt")),
    )


def _mac(message: bytes, *, secret: str) -> str:
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
