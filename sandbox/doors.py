"""The routes that are not LinkedIn's REST API: sign-in pages, the feed, the control calls."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote

from sandbox.wire import Json, Request, Response, as_json
from sandbox.world import World


@dataclass(frozen=True, slots=True)
class Visit:
    """World and request; `keys` are the parts of the path that the route names."""

    world: World
    request: Request
    keys: dict[str, str]

    def params(self) -> dict[str, str]:
        return dict(parse_qsl(self.request.query, keep_blank_values=True))

    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.request.body.decode(errors="replace"), keep_blank_values=True))

    def json(self) -> Json:
        """Raises BadCall when the body is not a JSON object."""
        try:
            content = json.loads(self.request.body or b"{}")
        except ValueError as error:
            raise BadCall("the body is not JSON") from error
        if not isinstance(content, dict):
            raise BadCall("the body must be a JSON object")
        return content


@dataclass(frozen=True, slots=True)
class Door:
    method: str
    path: str  # "/feed/update/{urn}"; a trailing slash makes no difference
    answer: Callable[[Visit], Response]
    params: tuple[str, ...] = ()  # of the query
    form: tuple[str, ...] = ()  # fields of the body, where it is a form


class BadCall(ValueError):
    """A control call that cannot be carried out; its words go back to the caller."""


def answer(doors: Sequence[Door], world: World, request: Request) -> Response | None:
    """None when no door has this path."""
    found = [(door, keys) for door in doors if (keys := match(door.path, request.path)) is not None]
    if not found:
        return None
    method = "GET" if request.method == "HEAD" else request.method
    for door, keys in found:
        if door.method == method:
            decoded = {name: unquote(value) for name, value in keys.items()}
            return door.answer(Visit(world, request, decoded))
    allowed = ", ".join(sorted({door.method for door, _ in found}))
    return as_json({"error": f"only {allowed}"}, status=405, headers={"Allow": allowed})


def match(template: str, path: str) -> dict[str, str] | None:
    """The named parts of the path, as received, or None."""
    wanted, given = template.strip("/").split("/"), path.removesuffix("/").removeprefix("/").split("/")
    if len(wanted) != len(given):
        return None
    keys: dict[str, str] = {}
    for want, part in zip(wanted, given, strict=True):
        if want.startswith("{") and part:
            keys[want.strip("{}")] = part
        elif want != part:
            return None
    return keys
