"""Reading JSON that we did not write: what is not of the expected shape is `Malformed`, never an AttributeError."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime


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
    if not isinstance(value, str) or not value:
        raise Malformed("text expected")
    return value


def number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise Malformed("number expected")
    return value


def moment(milliseconds: object) -> datetime:
    try:
        return datetime.fromtimestamp(number(milliseconds) / 1000, UTC)
    except (OverflowError, OSError, ValueError) as error:
        raise Malformed("epoch milliseconds expected") from error


def maybe_record(value: object) -> Mapping[str, object]:
    """An absent or broken object reads as an empty one: for error bodies, which take any shape."""
    return value if isinstance(value, dict) else {}


def maybe_text(value: object) -> str | None:
    return value if isinstance(value, str) else None
