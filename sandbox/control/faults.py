"""POST /_sandbox/faults: what goes wrong next, for whom, how often."""

from dataclasses import asdict, replace

from sandbox.control import inputs
from sandbox.doors import BadCall, Door, Visit
from sandbox.entities import Fault
from sandbox.faults import NAMES, is_known
from sandbox.wire import Json, Response, as_json
from sandbox.world import World


def add(visit: Visit) -> Response:
    """One fault; or "faults", a list of them that are met one after the other."""
    content = visit.json()
    given = content.get("faults")
    if given is None:
        return as_json(asdict(_queued(visit.world, _read(visit.world, content))), status=201)
    if len(content) != 1 or not isinstance(given, list) or not all(isinstance(item, dict) for item in given):
        raise BadCall("faults is a list of objects, and stands alone")
    fresh = [_read(visit.world, item) for item in given]
    return as_json({"faults": [asdict(_queued(visit.world, fault)) for fault in fresh]}, status=201)


def _queued(world: World, fault: Fault) -> Fault:
    numbered = replace(fault, id=max((fault.id for fault in world.faults), default=0) + 1)
    world.faults.append(numbered)
    return numbered


def _read(world: World, content: Json) -> Fault:
    inputs.only(content, "fault", "times", "member", "call", "path", "seconds")
    name = inputs.text(content, "fault")
    if not is_known(name):
        raise BadCall(f"fault {name!r} is not one of {', '.join(sorted(NAMES))}")
    return Fault(
        id=0,
        name=name,
        times=_times(content),
        member=inputs.member(world, content).id if "member" in content else "",
        call=inputs.text(content, "call"),
        path=inputs.text(content, "path"),
        seconds=inputs.number(content, "seconds", 0, least=0, most=600) if "seconds" in content else None,
    )


def show(visit: Visit) -> Response:
    return as_json({"faults": [asdict(fault) for fault in visit.world.faults], "known": sorted(NAMES)})


def clear(visit: Visit) -> Response:
    visit.world.faults.clear()
    visit.world.seen_once.clear()
    return Response(204)


def _times(content: Json) -> int | None:
    """null: until it is cleared."""
    if content.get("times", 1) is None:
        return None
    return int(inputs.number(content, "times", 1, least=1))


ROUTES = (
    Door("POST", "/_sandbox/faults", add),
    Door("GET", "/_sandbox/faults", show),
    Door("DELETE", "/_sandbox/faults", clear),
)
