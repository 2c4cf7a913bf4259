"""openapi.json: what this sandbox serves."""

from sandbox import openapi
from sandbox.discovery import routes_of
from sandbox.doors import Door, Visit
from sandbox.wire import Response, as_json

_DOORS = ("oauth", "uploads", "control", "pages")


def show(visit: Visit) -> Response:
    doors = [door for room in _DOORS for door in routes_of(f"sandbox.{room}")]
    server = f"http://{visit.request.header('Host')}"
    return as_json(openapi.document(routes_of("sandbox.api"), doors, server=server))


ROUTES = (Door("GET", "/_sandbox/openapi.json", show),)
