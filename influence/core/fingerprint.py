"""The hash that a decision names: a leader approves exactly this text, media, account and audience."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from influence.core.text import normalise

FORMAT = 1
"""Raise it with any change below: hashes of two formats must never be compared as equal."""


@dataclass(frozen=True)
class MediaPart:
    sha256: str
    alt_text: str = ""


def content_hash(*, text: str, account: str, audience: str, media: Sequence[MediaPart] = ()) -> str:
    """sha256 (hex) over canonical JSON. The order of the media counts: readers see it."""
    content = {
        "format": FORMAT,
        "text": normalise(text),
        "media": [[part.sha256, normalise(part.alt_text)] for part in media],
        "account": account,
        "audience": audience,
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()
