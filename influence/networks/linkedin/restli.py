"""Rest.li 2.0 encoding (linkedin-api.md §2.3): addresses are built here, never by `params=` of the HTTP library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

Value = str | int | bool | None | Sequence["Value"] | Mapping[str, "Value"]


def encode(value: Value) -> str:
    """A value in a query or a key. Structure stays literal, what is inside is percent-encoded."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return key(value)
        case Mapping():
            return f"({','.join(f'{key(name)}:{encode(item)}' for name, item in value.items())})"
        case _:
            return f"List({','.join(encode(item) for item in value)})"


def key(urn: str) -> str:
    """A URN, or any text, as one path segment."""
    return quote(urn, safe="")


def query(parameters: Mapping[str, Value]) -> str:
    return "&".join(f"{key(name)}={encode(value)}" for name, value in parameters.items())
