"""What the sandbox publishes of itself is all that it serves; and whatever fits that description, it never breaks.

FUZZ_EXAMPLES=500 in the environment digs deeper than bin/test has time for."""

import json
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig

from sandbox import openapi, personas
from sandbox.app import Application
from sandbox.discovery import routes_of
from sandbox.wire import Request
from sandbox.world import World
from tests.fuzzing import examples
from tests.sandbox.conftest import CLAIRE, Sandbox, body

HEAD = {
    "authorization": "Bearer tok-partner",
    "linkedin-version": "202609",
    "x-restli-protocol-version": "2.0.0",
    "host": "127.0.0.1",
}
ROOMS = ("oauth", "uploads", "control", "pages")
DOORS = [door for room in ROOMS for door in routes_of(f"sandbox.{room}")]
PUBLISHED = openapi.document(routes_of("sandbox.api"), DOORS, server="http://127.0.0.1")
# Asked to fail, it fails.
ASKED = {("POST", "/_sandbox/faults")}


def operations() -> list[Any]:
    schema = schemathesis.openapi.from_dict(PUBLISHED, config=SchemathesisConfig())
    return [found.ok() for found in schema.get_all_operations()]


OPERATIONS = [one for one in operations() if (one.method.upper(), one.path) not in ASKED]


def test_all_that_is_served_is_published(sandbox: Sandbox) -> None:
    published = sandbox.control("openapi.json", method="GET")
    paths = published["paths"]
    for route in api_routes():
        operation = paths[route.path.replace("{(key)}", "{key}")][route.method.verb.lower()]
        told = {one["name"]: one["schema"] for one in operation["parameters"]}
        assert set(route.params) <= set(told)
        assert route.method in told["X-RestLi-Method"]["enum"]
        assert not route.finder or route.finder in told["q"]["enum"]
        assert not route.action or route.action in told["action"]["enum"]
        assert ("requestBody" in operation) >= (route.body is not None)
    for door in DOORS:
        assert door.method.lower() in paths[door.path]


def api_routes() -> list[Any]:
    return routes_of("sandbox.api")


def test_every_call_that_takes_a_body_says_which() -> None:
    writing = ("CREATE", "PARTIAL_UPDATE", "ACTION", "UPDATE")
    assert [route.name for route in api_routes() if route.method in writing and route.body is None] == []


@pytest.mark.deep
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: f"{one.method} {one.path}")
def test_whatever_fits_the_description_does_not_break_it(operation: Any) -> None:
    app, known = inhabited()

    @settings(max_examples=examples(8), deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(), data=st.data())
    def fuzz(case: Any, data: st.DataObject) -> None:
        if "urn" in (case.path_parameters or {}) and data.draw(st.booleans()):
            case.path_parameters["urn"] = data.draw(st.sampled_from(known))
        answer = app.answer(as_received(case))
        assert answer.status < 500, answer.body

    fuzz()


def inhabited() -> tuple[Application, list[str]]:
    """With a post, a comment and files, so that not everything ends with "not found"."""
    world = World(seed=1)
    personas.settle(world)
    world.clock.fixed_ms = 1795251600000
    app = Application(world)
    post = created(app, "/rest/posts", body("Bonjour"))
    comment = {"actor": CLAIRE, "message": {"text": "Bravo"}}
    number = created(app, f"/rest/socialActions/{post.replace(':', '%3A')}/comments", comment)
    activity = f"urn:li:activity:{int(post.rsplit(':', 1)[1]) + 1}"
    files = [announced(app, kind) for kind in ("image", "document")]
    page = "urn:li:organization:5501001"
    return app, [post, activity, f"urn:li:comment:({activity},{number})", *files, page, CLAIRE]


def created(app: Application, path: str, content: dict[str, Any]) -> str:
    return app.answer(Request("POST", path, "", HEAD, json.dumps(content).encode())).headers["x-restli-id"]


def announced(app: Application, kind: str) -> str:
    content = json.dumps({"initializeUploadRequest": {"owner": CLAIRE}}).encode()
    answer = app.answer(Request("POST", f"/rest/{kind}s", "action=initializeUpload", HEAD, content))
    return str(json.loads(answer.body)["value"][kind])


def as_received(case: Any) -> Request:
    sent = case.as_transport_kwargs(base_url="http://127.0.0.1")
    kept = {
        name: sent.get(name) for name in ("method", "url", "headers", "params", "data", "json", "cookies")
    }
    prepared = requests.Request(**kept).prepare()
    path, _, query = prepared.path_url.partition("?")
    raw = prepared.body or b""
    headers = {name.lower(): str(value) for name, value in prepared.headers.items()}
    content = raw.encode() if isinstance(raw, str) else raw
    # Behind the tokens that Schemathesis draws there is only a refusal.
    kept_head = {**HEAD, **headers, "authorization": HEAD["authorization"]}
    return Request(str(prepared.method), path, query, kept_head, content)
