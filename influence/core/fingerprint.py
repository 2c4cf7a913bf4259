"""The hash that a decision names: a leader approves exactly this text, media, card, first comment, account, audience."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from influence.core.text import normalise

FORMAT = 2
"""Raise it with any change below: hashes of two formats must never be compared as equal."""


@dataclass(frozen=True)
class MediaPart:
    """The bytes and the words that go with them. `title` is what readers see of a document or a video."""

    sha256: str
    alt_text: str = ""
    title: str = ""


def content_hash(
    *,
    text: str,
    account: str,
    audience: str,
    media: Sequence[MediaPart] = (),
    card: Mapping[str, object] | None = None,
    first_comment: str = "",
) -> str:
    """sha256 (hex) over canonical JSON. The order of the media counts: readers see it. `card` is a poll, an article or
    the post that is shared, of plain JSON values; an empty one says the same as none."""
    content = {
        "format": FORMAT,
        "text": normalise(text),
        "media": [[part.sha256, normalise(part.alt_text), normalise(part.title)] for part in media],
        "card": _normalised(card or {}),
        "first_comment": normalise(first_comment),
        "account": account,
        "audience": audience,
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def _normalised(value: object) -> object:
    if isinstance(value, str):
        return normalise(value)
    if isinstance(value, Mapping):
        return {str(name): _normalised(inner) for name, inner in value.items()}
    if isinstance(value, Sequence):
        return [_normalised(inner) for inner in value]
    return value
