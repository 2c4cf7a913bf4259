"""A person has another id under each developer app (contract 1.7): what one app learnt means nothing to another.

Inside the sandbox everybody has one id. It is translated at the door of the API, on the way in and on the way out, for
the apps that have ids of their own; control calls and pages speak of the inner ids.
"""

import hashlib
import re
from dataclasses import replace
from functools import lru_cache

from sandbox.entities import App
from sandbox.wire import Request, Response
from sandbox.world import World

_WRITTEN = re.compile(r"(urn(?::|%3A)li(?::|%3A)person(?::|%3A))([A-Za-z0-9_-]{1,60})", re.IGNORECASE)
_FOREIGN = "ofanotherapp-"


def id_for(app: App, member_id: str) -> str:
    return _own(app.client_id, member_id) if app.own_ids else member_id


def inward(world: World, app: App, request: Request) -> Request:
    """The ids of this app into ours. One that this app was never given names nobody."""
    if not app.own_ids:
        return request
    known = {id_for(app, member_id): member_id for member_id in world.members}

    def ours(found: re.Match[str]) -> str:
        return found[1] + known.get(found[2], (_FOREIGN + found[2])[:60])

    text = request.body.decode("utf-8", "surrogateescape")
    return replace(
        request,
        path=_WRITTEN.sub(ours, request.path),
        query=_WRITTEN.sub(ours, request.query),
        body=_WRITTEN.sub(ours, text).encode("utf-8", "surrogateescape"),
    )


def outward(world: World, app: App, response: Response) -> Response:
    if not app.own_ids:
        return response
    body = told(world, app, response.body.decode("utf-8", "surrogateescape"))
    headers = {name: told(world, app, value) for name, value in response.headers.items()}
    return replace(response, body=body.encode("utf-8", "surrogateescape"), headers=headers)


def told(world: World, app: App, text: str) -> str:
    """Our ids, wherever they stand in this text, into those that the app knows."""

    def theirs(found: re.Match[str]) -> str:
        if found[2].startswith(_FOREIGN):
            return found[1] + found[2].removeprefix(_FOREIGN)
        return found[1] + (id_for(app, found[2]) if found[2] in world.members else found[2])

    return _WRITTEN.sub(theirs, text) if app.own_ids else text


@lru_cache(maxsize=100_000)
def _own(client_id: str, member_id: str) -> str:
    """Ten letters and digits, the same in every run."""
    return hashlib.sha256(f"{client_id}/{member_id}".encode()).hexdigest()[:10]
