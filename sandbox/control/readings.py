"""readings: which of two readings of the contract is played, where nobody knows (contract 14)."""

from sandbox import readings
from sandbox.control import inputs
from sandbox.doors import BadCall, Door, Visit
from sandbox.wire import Response, as_json


def choose(visit: Visit) -> Response:
    content = visit.json()
    inputs.only(content, *readings.CHOICES)
    try:
        given = {name: inputs.text(content, name) for name in content}
        visit.world.readings = readings.chosen(visit.world.readings, given)
    except ValueError as error:
        raise BadCall(str(error)) from error
    return show(visit)


def show(visit: Visit) -> Response:
    return as_json({**readings.as_json(visit.world.readings), "choices": readings.CHOICES})


ROUTES = (
    Door("POST", "/_sandbox/readings", choose),
    Door("GET", "/_sandbox/readings", show),
)
