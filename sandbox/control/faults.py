"""POST /_sandbox/faults: what goes wrong next, for whom, how often."""

from dataclasses import asdict

from sandbox.control import inputs
from sandbox.doors import BadCall, Door, Visit
from sandbox.entities import Fault
from sandbox.faults import NAMES
from sandbox.wire import Json, Response, as_json


def add(visit: Visit) -> Response:
    content, world = visit.json(), visit.world
    inputs.only(content, "fault", "times", "member", "call", "path", "seconds")
    name = inputs.text(content, "fault")
    if name not in NAMES:
        raise BadCall(f"fault {name!r} is not one of {', '.join(sorted(NAMES))}")
    fault = Fault(
        id=max((fault.id for fault in world.faults), default=0) + 1,
        name=name,
        times=_times(content),
        member=inputs.member(world, content).id if "member" in content else "",
        call=inputs.text(content, "call"),
        path=inputs.text(content, "path"),
        seconds=inputs.number(content, "seconds", 0, least=0, most=600) if "seconds" in content else None,
    )
    world.faults.append(fault)
    return as_json(asdict(fault), status=201)


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
