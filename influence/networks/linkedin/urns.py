"""LinkedIn's names for things, and the addresses people see (linkedin-api.md §3.7, §12.2)."""

from __future__ import annotations

import re
from datetime import UTC, datetime

POST_URN = re.compile(r"urn:li:(?:share|ugcPost|activity):\d{15,20}")
_DUPLICATE = re.compile(r"duplicate of (urn:li:(?:share|ugcPost|activity):\d+)")


def is_post(urn: str) -> bool:
    return POST_URN.fullmatch(urn) is not None


def permalink(urn: str, *, site: str) -> str:
    return f"{site.rstrip('/')}/feed/update/{urn}/"


def created_at(urn: str) -> datetime:
    """When the post was made: its number is a snowflake, whose upper bits are epoch milliseconds."""
    return datetime.fromtimestamp((int(urn.rsplit(":", 1)[1]) >> 22) / 1000, UTC)


def duplicate_of(message: str) -> str | None:
    """The live post that a refusal for duplicate content names."""
    found = _DUPLICATE.search(message)
    return found[1] if found else None
