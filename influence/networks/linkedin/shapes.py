"""Reading JSON that we did not write: what is not of the expected shape is `Malformed`, never an AttributeError."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

_UNKEEPABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""JSON may hold them; no database column of text does, and no log should."""


class Malformed(ValueError):
    """The answer is not what the contract says."""


def record(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise Malformed("object expected")
    return value


def items(value: object) -> list[object]:
    if not isinstance(value, list):
        raise Malformed("list expected")
    return value


def text(value: object) -> str:
    if not isinstance(value, str) or not value or _UNKEEPABLE.search(value):
        raise Malformed("text expected")
    return value


def number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise Malformed("number expected")
    return value


def lifetime(seconds: object) -> timedelta:
    """Ten years at most: what is longer would leave the calendar."""
    return timedelta(seconds=min(max(0, number(seconds)), 10 * 365 * 86400))


def day(value: object) -> date:
    body = record(value)
    try:
        return date(number(body.get("year")), number(body.get("month")), number(body.get("day")))
    except (ValueError, OverflowError) as error:
        raise Malformed("date expected") from error


def moment(milliseconds: object) -> datetime:
    try:
        return datetime.fromtimestamp(number(milliseconds) / 1000, UTC)
    except (OverflowError, OSError, ValueError) as error:
        raise Malformed("epoch milliseconds expected") from error


def milliseconds(at: date) -> int:
    """Midnight of UTC at the start of a day."""
    return int(datetime(at.year, at.month, at.day, tzinfo=UTC).timestamp()) * 1000


def kept(said: str, most: int) -> str:
    """Somebody else's words, fit to be stored."""
    return _UNKEEPABLE.sub("�", said)[:most]


def maybe_record(value: object) -> Mapping[str, object]:
    """An absent or broken object reads as an empty one: for error bodies, which take any shape."""
    return value if isinstance(value, dict) else {}


def maybe_text(value: object) -> str | None:
    return _UNKEEPABLE.sub("�", value) if isinstance(value, str) else None
