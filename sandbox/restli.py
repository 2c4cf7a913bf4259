"""Rest.li 2.0 as LinkedIn writes it in addresses (contract 2.3): lists, records, percent-encoded values."""

import re
from urllib.parse import quote, unquote_to_bytes

Value = str | list["Value"] | dict[str, "Value"]

_BROKEN_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_STRUCTURE = "(),:'"
_DEEPEST = 8  # no route nests deeper; an address of 4 KB could hold two thousand parentheses


class Malformed(ValueError):
    """Not Rest.li 2.0."""


def encode(text: str) -> str:
    return quote(text, safe="")


def decode_text(raw: str) -> str:
    if _BROKEN_PERCENT.search(raw):
        raise Malformed(raw)
    try:
        return unquote_to_bytes(raw).decode()
    except UnicodeDecodeError as error:
        raise Malformed(raw) from error


def decode_key(raw: str) -> str:
    """A simple key in a path: the structure characters of a URN must have been encoded."""
    if not raw or any(character in raw for character in _STRUCTURE):
        raise Malformed(raw)
    return decode_text(raw)


def decode(raw: str) -> Value:
    value, rest = _value(raw, 0, top=True)
    if rest != len(raw):
        raise Malformed(raw)
    return value


def decode_record(raw: str) -> dict[str, Value]:
    value = decode(raw)
    if not isinstance(value, dict):
        raise Malformed(raw)
    return value


def _value(raw: str, at: int, *, depth: int = 0, top: bool = False) -> tuple[Value, int]:
    if depth > _DEEPEST:
        raise Malformed(raw)
    if raw.startswith("List(", at):
        return _list(raw, at + 5, depth)
    if raw.startswith("(", at):
        return _record(raw, at + 1, depth)
    return _primitive(raw, at, top=top)


def _list(raw: str, at: int, depth: int) -> tuple[Value, int]:
    items: list[Value] = []
    if raw.startswith(")", at):
        return items, at + 1
    while True:
        item, at = _value(raw, at, depth=depth + 1)
        items.append(item)
        at, is_last = _separator(raw, at)
        if is_last:
            return items, at


def _record(raw: str, at: int, depth: int) -> tuple[Value, int]:
    fields: dict[str, Value] = {}
    if raw.startswith(")", at):
        return fields, at + 1
    while True:
        colon = raw.find(":", at)
        if colon < 0:
            raise Malformed(raw)
        name = decode_key(raw[at:colon])
        fields[name], at = _value(raw, colon + 1, depth=depth + 1)
        at, is_last = _separator(raw, at)
        if is_last:
            return fields, at


def _separator(raw: str, at: int) -> tuple[int, bool]:
    if raw.startswith(")", at):
        return at + 1, True
    if raw.startswith(",", at):
        return at + 1, False
    raise Malformed(raw)


def _primitive(raw: str, at: int, *, top: bool) -> tuple[Value, int]:
    if raw.startswith("''", at):  # how an empty text is written inside a structure
        return "", at + 2
    end = at
    while end < len(raw) and raw[end] not in ("(),'" if top else _STRUCTURE):
        end += 1
    return decode_text(raw[at:end]), end
