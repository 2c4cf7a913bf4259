"""What the sandbox serves, as OpenAPI 3.1, made from the very tables by which it finds its routes.

Rest.li puts several calls on one address and verb (a finder and a batch, an update and an action); OpenAPI knows one
operation there, with the parameters of all of them and any of their bodies.
"""

import re
from collections.abc import Iterable
from typing import Any

from sandbox.api.calls import Method, Route
from sandbox.doors import Door

Schema = dict[str, Any]
_KEY = re.compile(r"\{(\(?)(\w+)\)?\}")
_TEXT: Schema = {"type": "string"}
_URN: Schema = {"type": "string", "pattern": r"^urn:li:[A-Za-z]{3,15}:[A-Za-z0-9_-]{1,40}$"}
_LIST: Schema = {"type": "string", "pattern": r"^List\((urn%3Ali%3Ashare%3A[0-9]{19}(,|(?=\)))){0,3}\)$"}
_SPAN: Schema = {"type": "string", "pattern": r"^\(start:[0-9]{13},end:[0-9]{13}\)$"}
_DAY = r"\(year:202[0-9],month:[0-9]{1,2},day:[0-9]{1,2}\)"
_PARAMETERS: dict[str, Schema] = {
    "start": {"type": "integer", "minimum": 0},
    "count": {"type": "integer", "minimum": 1, "maximum": 100},
    "ids": _LIST,
    "shares": _LIST,
    "ugcPosts": _LIST,
    "actions": {"type": "string", "pattern": r"^List\((LIKE|COMMENT|SHARE)\)$"},
    "dateRange": {"type": "string", "pattern": rf"^\(start:{_DAY},end:{_DAY}\)$"},
    "timeRange": _SPAN,
    "timeIntervals": {
        "type": "string",
        "pattern": r"^\(timeRange:\(start:[0-9]{9}00000,end:[0-9]{9}00000\),timeGranularityType:(DAY|WEEK|MONTH)\)$",
    },
    "entity": {"type": "string", "pattern": r"^\((share|ugc):urn%3Ali%3A(share|ugcPost)%3A[0-9]{19}\)$"},
    "sort": {
        "type": "string",
        "pattern": r"^\(value:(CHRONOLOGICAL|REVERSE_CHRONOLOGICAL|RELEVANCE)\)$",
    },
    "sortBy": {"type": "string", "enum": ["LAST_MODIFIED", "CREATED"]},
    "viewContext": {"type": "string", "enum": ["AUTHOR", "READER"]},
    "aggregation": {"type": "string", "enum": ["TOTAL", "DAILY"]},
    "queryType": {"type": "string", "enum": ["IMPRESSION", "MEMBERS_REACHED", "REACTION", "VIDEO_PLAY"]},
    "author": _URN,
    "actor": _URN,
    "organization": _URN,
    "organizationalEntity": _URN,
}
_KEYS: dict[str, Schema] = {
    "urn": _URN,
    "key": {
        "type": "string",
        "pattern": r"^\(([a-z]{4,6}:urn%3Ali%3A[a-z]{5,12}%3A[A-Za-z0-9]{1,19},?){1,2}\)$",
    },
}


def document(routes: Iterable[Route], doors: Iterable[Door], *, server: str) -> Schema:
    paths: dict[str, dict[str, Schema]] = {}
    grouped: dict[tuple[str, str], list[Route]] = {}
    for route in routes:
        grouped.setdefault((_plain(route.path), route.method.verb.lower()), []).append(route)
    for (path, verb), group in grouped.items():
        paths.setdefault(path, {})[verb] = _operation(group)
    for door in doors:
        paths.setdefault(_plain(door.path), {})[door.method.lower()] = _of_door(door)
    return {
        "openapi": "3.1.0",
        "info": {"title": "LinkedIn sandbox", "version": "1"},
        "servers": [{"url": server}],
        "paths": dict(sorted(paths.items())),
        "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
    }


def _plain(path: str) -> str:
    """A compound key's parentheses belong to its value."""
    return _KEY.sub(r"{\2}", path)


def _operation(group: list[Route]) -> Schema:
    first = group[0]
    bodies = [route.body for route in group if route.body is not None]
    made: Schema = {
        "operationId": "+".join(dict.fromkeys(route.name for route in group)) + f" {first.path}",
        "summary": ", ".join(route.method for route in group),
        "description": _scopes(group),
        "security": [{"bearer": []}],
        "parameters": [*_path_keys(first.path), *_headers(group), *_query(group)],
        "responses": _responses(first.method),
    }
    if bodies:
        schema = bodies[0] if len(bodies) == 1 else {"anyOf": bodies}
        made["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return made


def _of_door(door: Door) -> Schema:
    made: Schema = {
        "operationId": f"{door.method} {door.path}",
        "parameters": [*_path_keys(door.path), *(_parameter(name, "query", _TEXT) for name in door.params)],
        "responses": {"default": {"description": "in JSON, a page or a redirect"}},
    }
    if door.form:
        fields = dict.fromkeys(door.form, _TEXT)
        kind, schema = "application/x-www-form-urlencoded", {"type": "object", "properties": fields}
    elif door.method == "POST":
        kind, schema = "application/json", {"type": "object"}
    elif door.method == "PUT":
        kind, schema = "application/octet-stream", {"type": "string", "format": "binary"}
    else:
        return made
    return {**made, "requestBody": {"content": {kind: {"schema": schema}}}}


def _path_keys(path: str) -> list[Schema]:
    return [_parameter(name, "path", _KEYS.get(name, _TEXT)) for _, name in _KEY.findall(path)]


def _headers(group: list[Route]) -> list[Schema]:
    methods = [route.method.value for route in group]
    must_be_named = Method.PARTIAL_UPDATE in methods and len(methods) == 1
    found = [_parameter("X-RestLi-Method", "header", {"enum": methods}, is_required=must_be_named)]
    if group[0].path.startswith("/rest/"):
        version = {"type": "string", "pattern": "^20260[1-9]$"}
        found.append(_parameter("LinkedIn-Version", "header", version, is_required=True))
        protocol = {"const": "2.0.0"}
        found.append(_parameter("X-Restli-Protocol-Version", "header", protocol, is_required=True))
    return found


def _query(group: list[Route]) -> list[Schema]:
    names = list(dict.fromkeys(name for route in group for name in route.params))
    finders = [route.finder for route in group if route.finder]
    actions = [route.action for route in group if route.action]
    chosen = [("q", finders), ("action", actions)]
    return [
        *(
            _parameter(n, "query", {"enum": values}, is_required=len(values) == len(group))
            for n, values in chosen
            if values
        ),
        *(_parameter(name, "query", _PARAMETERS.get(name, _TEXT)) for name in names),
        _parameter("fields", "query", {"type": "string", "pattern": "^[a-zA-Z]{2,9}(,[a-zA-Z]{2,9}){0,2}$"}),
    ]


def _parameter(name: str, place: str, schema: Schema, *, is_required: bool = False) -> Schema:
    return {"name": name, "in": place, "required": is_required or place == "path", "schema": schema}


def _scopes(group: list[Route]) -> str:
    told = [f"{route.method}: any of {', '.join(route.scopes)}" for route in group if route.scopes]
    return "; ".join(told)


def _responses(method: Method) -> Schema:
    return {
        "2XX": {"description": f"{method} was done"},
        "4XX": {"description": "refused, in one of three shapes"},
    }
