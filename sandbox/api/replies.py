"""The forms that several resources answer in: one entity, a page of them, a batch; and their headers."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sandbox import refusals
from sandbox.api.calls import Call
from sandbox.query import Query
from sandbox.refusals import Refusal
from sandbox.wire import Json, Response, as_json


def entity(content: Json, query: Query) -> Response:
    return as_json(_projected(content, query))


def created(identity: str) -> Response:
    return Response(201, headers={"x-restli-id": identity, "x-linkedin-id": identity})


def no_content() -> Response:
    return Response(204)


def page(call: Call, query: Query, items: Sequence[Any], *, show: Callable[[Any], Json]) -> Response:
    """Only what is on the page is turned into JSON."""
    start, count = query.page()
    elements = [_projected(show(item), query) for item in items[start : start + count]]
    links = [
        _link(call, rel, at, count)
        for rel, at, exists in (
            ("prev", max(start - count, 0), start > 0),
            ("next", start + count, start + count < len(items)),
        )
        if exists
    ]
    paging = {"start": start, "count": count, "total": len(items), "links": links}
    return as_json({"elements": elements, "paging": paging})


def all_of(elements: list[Json]) -> Response:
    return as_json({"elements": elements, "paging": {"start": 0, "count": 10, "links": []}})


def batch(query: Query, *, get: Callable[[str], Json]) -> Response:
    results: Json = {}
    errors: Json = {}
    for urn in query.texts("ids"):
        try:
            results[urn] = _projected(get(urn), query)
        except Refusal as refusal:
            errors[urn] = refusal.body
    return as_json({"results": results, "statuses": dict.fromkeys(results, 200), "errors": errors})


def with_trace(response: Response) -> Response:
    """The headers that support asks for. A 429 carries no Retry-After: LinkedIn documents none."""
    trace = {"x-li-uuid": secrets.token_urlsafe(16), "x-li-fabric": "sandbox"}
    return replace(response, headers={**response.headers, **trace})


def with_protocol(response: Response) -> Response:
    return replace(response, headers={**response.headers, "x-restli-protocol-version": "2.0.0"})


def _link(call: Call, rel: str, start: int, count: int) -> Json:
    kept = [
        pair for pair in call.request.query.split("&") if pair.partition("=")[0] not in ("", "start", "count")
    ]
    address = f"{call.request.path}?{'&'.join([*kept, f'start={start}', f'count={count}'])}"
    return {"rel": rel, "href": address, "type": "application/json"}


def _projected(content: Json, query: Query) -> Json:
    if "fields" not in query.values:
        return content
    wanted = query.values["fields"]
    if not isinstance(wanted, str):
        raise refusals.bad_query()
    return {name: content[name] for name in wanted.split(",") if name in content}
