"""Reading a control call: a wrong value is answered in words."""

from datetime import datetime
from typing import Any

from sandbox.doors import BadCall
from sandbox.entities import App, Member
from sandbox.wire import Json
from sandbox.world import World


def only(content: Json, *names: str) -> None:
    unknown = sorted(set(content) - set(names))
    if unknown:
        raise BadCall(f"unknown: {', '.join(unknown)}; known: {', '.join(names)}")


def text(content: Json, name: str, default: str = "") -> str:
    value = content.get(name, default)
    if not isinstance(value, str):
        raise BadCall(f"{name} must be text")
    return value


def texts(content: Json, name: str) -> tuple[str, ...]:
    value = content.get(name, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise BadCall(f"{name} must be a list of texts")
    return tuple(value)


def number(content: Json, name: str, default: float, *, least: float = -1e10, most: float = 1e10) -> float:
    value = content.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise BadCall(f"{name} must be a number from {least:g} to {most:g}")
    return value


def flag(content: Json, name: str) -> bool:
    value = content.get(name, False)
    if not isinstance(value, bool):
        raise BadCall(f"{name} must be true or false")
    return value


def instant(value: Any) -> datetime:
    """ISO 8601 with a zone: a time without one would be guessed."""
    try:
        at = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise BadCall(f"{value!r} is not an ISO 8601 time") from error
    if at.tzinfo is None:
        raise BadCall(f"{value} has no zone: add Z or an offset")
    return at


def member(world: World, content: Json, name: str = "member") -> Member:
    """By id or by URN."""
    found = world.member(text(content, name))
    if found is None:
        raise BadCall(f"{name} {content.get(name)!r} is not known")
    return found


def app(world: World, content: Json, name: str = "app", default: str = "sandbox-cma-std") -> App:
    found = world.apps.get(text(content, name, default))
    if found is None:
        raise BadCall(f"{name} {content.get(name)!r} is not known")
    return found
