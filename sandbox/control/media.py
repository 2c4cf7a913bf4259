"""media: what was uploaded, and how long its processing takes."""

from dataclasses import asdict

from sandbox.clock import iso
from sandbox.control import inputs
from sandbox.doors import Door, Visit
from sandbox.entities import Media
from sandbox.uploads import media
from sandbox.wire import Json, Response, as_json
from sandbox.world import World


def show(visit: Visit) -> Response:
    """?owner=urn keeps one owner's."""
    world, owner = visit.world, visit.params().get("owner", "")
    found = [_shown(world, item) for item in world.media.values() if owner in ("", item.owner)]
    return as_json({"media": found, **_seconds(world)})


def set_seconds(visit: Visit) -> Response:
    content, world = visit.json(), visit.world
    inputs.only(content, *_seconds(world))
    for name in content:
        seconds = inputs.number(content, name, 0, least=0, most=86_400)
        world.processing_seconds[name.removesuffix("_seconds")] = seconds
    return as_json(_seconds(world))


def _seconds(world: World) -> Json:
    return {f"{kind}_seconds": seconds for kind, seconds in world.processing_seconds.items()}


def _shown(world: World, item: Media) -> Json:
    kept = {name: value for name, value in asdict(item).items() if name not in ("created_ms", "uploaded_ms")}
    uploaded = iso(item.uploaded_ms) if item.uploaded_ms else None
    return {**kept, "status": media.status(world, item), "uploaded_at": uploaded}


ROUTES = (
    Door("GET", "/_sandbox/media", show),
    Door("POST", "/_sandbox/media", set_seconds),
)
