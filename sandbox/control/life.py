"""health, reset, clock, versions: the sandbox as a whole."""

from dataclasses import fields

from sandbox import personas
from sandbox.clock import iso
from sandbox.control import inputs
from sandbox.doors import BadCall, Door, Visit
from sandbox.wire import Json, Response, as_json
from sandbox.world import World


def health(visit: Visit) -> Response:
    world = visit.world
    held = {"members": len(world.members), "posts": len(world.posts)}
    return as_json({"status": "ok", "seed": world.seed, **held, **_clock(world)})


def reset(visit: Visit) -> Response:
    """Back to the start, with the same seed or another one, and at a time of one's own."""
    content = visit.json()
    inputs.only(content, "seed", "now")
    now = inputs.instant(content["now"]) if "now" in content else None
    seed = content.get("seed", visit.world.seed)
    if seed is not None and (isinstance(seed, bool) or not isinstance(seed, int)):
        raise BadCall("seed must be a whole number")
    changes = visit.world.changes
    fresh = World(seed=seed, own_ids=visit.world.own_ids)
    for field in fields(World):
        if field.name != "lock":
            setattr(visit.world, field.name, getattr(fresh, field.name))
    visit.world.changes = changes
    if now is not None:
        visit.world.clock.fix(now)
    personas.settle(visit.world)
    return health(visit)


def show_clock(visit: Visit) -> Response:
    return as_json(_clock(visit.world))


def set_clock(visit: Visit) -> Response:
    content = visit.json()
    inputs.only(content, "now", "offset_seconds", "advance_seconds", "real")
    if len(content) != 1:
        raise BadCall("exactly one of now, offset_seconds, advance_seconds, real")
    clock = visit.world.clock
    if "now" in content:
        clock.fix(inputs.instant(content["now"]))
    elif "offset_seconds" in content:
        clock.shift(inputs.number(content, "offset_seconds", 0))
    elif "advance_seconds" in content:
        _advance(visit.world, inputs.number(content, "advance_seconds", 0))
    elif inputs.flag(content, "real"):
        clock.use_real()
    return as_json(_clock(visit.world))


def set_versions(visit: Visit) -> Response:
    """Which API versions are alive: not tied to the clock, or a pinned version would die in a test."""
    content, world = visit.json(), visit.world
    inputs.only(content, "oldest", "newest")
    oldest = int(inputs.number(content, "oldest", world.oldest_version, least=200001, most=209912))
    newest = int(inputs.number(content, "newest", world.newest_version, least=200001, most=209912))
    if oldest > newest:
        raise BadCall("oldest is above newest")
    world.oldest_version, world.newest_version = oldest, newest
    return as_json({"oldest": oldest, "newest": newest})


def _advance(world: World, seconds: float) -> None:
    if world.clock.fixed_ms is not None:
        world.clock.fixed_ms += round(seconds * 1000)
    else:
        world.clock.shift(world.clock.offset_ms / 1000 + seconds)


def _clock(world: World) -> Json:
    now = world.now_ms()
    return {"now": iso(now), "now_ms": now, "clock": world.clock.mode}


ROUTES = (
    Door("GET", "/_sandbox/health", health),
    Door("POST", "/_sandbox/reset", reset),
    Door("GET", "/_sandbox/clock", show_clock),
    Door("POST", "/_sandbox/clock", set_clock),
    Door("POST", "/_sandbox/versions", set_versions),
)
