"""A call to the API: which route it takes, by whom, with which key and query."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sandbox import query, refusals, restli
from sandbox.doors import match
from sandbox.entities import App, Member, Post, Token
from sandbox.query import Query
from sandbox.restli import Malformed, Value
from sandbox.wire import Json, Request, Response
from sandbox.world import World

ADMINISTRATORS = ("ADMINISTRATOR",)
POSTERS = ("ADMINISTRATOR", "CONTENT_ADMINISTRATOR", "DIRECT_SPONSORED_CONTENT_POSTER")


class Method(StrEnum):
    """Rest.li's methods and the HTTP verb of each (contract 2.4)."""

    CREATE = "CREATE"
    GET = "GET"
    GET_ALL = "GET_ALL"
    BATCH_GET = "BATCH_GET"
    FINDER = "FINDER"
    PARTIAL_UPDATE = "PARTIAL_UPDATE"
    DELETE = "DELETE"
    ACTION = "ACTION"
    UPDATE = "UPDATE"

    @property
    def verb(self) -> str:
        if self in (Method.CREATE, Method.PARTIAL_UPDATE, Method.ACTION):
            return "POST"
        if self is Method.UPDATE:
            return "PUT"
        return "DELETE" if self is Method.DELETE else "GET"


@dataclass(frozen=True, slots=True)
class Route:
    """`name` is what LinkedIn calls it when it refuses: posts.CREATE. Any one of `scopes` opens it.

    `finder` and `action` are the values of `q` and `action` that lead here. A key `{(key)}` in the path is compound, any other is simple. `params` are the query's allowed names.
    """

    method: Method
    path: str
    name: str
    answer: "Callable[[Call], Response]"
    scopes: tuple[str, ...] = ()
    finder: str = ""
    params: tuple[str, ...] = ()
    since: int = 0
    action: str = ""
    body: Json | None = None  # as JSON Schema: what the published OpenAPI says of it


@dataclass(frozen=True, slots=True)
class Call:
    world: World
    request: Request
    route: Route
    keys: dict[str, Value]
    token: Token
    app: App
    member: Member
    version: int  # YYYYMM; 0 on /v2
    now_ms: int
    faults: tuple[str, ...] = ()

    def has_scope(self, *scopes: str) -> bool:
        return any(scope in self.token.scopes for scope in scopes)

    def key(self, name: str) -> str:
        value = self.keys[name]
        if not isinstance(value, str):
            raise refusals.bad_path()
        return value

    def query(self) -> Query:
        """Step 9: refuses every name that the route does not know."""
        parsed = query.parse(self.request.query)
        for name in parsed.values:
            if name not in (*self.route.params, "q", "fields", *(["action"] if self.route.action else [])):
                raise refusals.parameter_not_allowed(name)
        return parsed

    def body(self) -> Json:
        try:
            content = json.loads(self.request.body)
        except ValueError:
            content = None
        if not isinstance(content, dict):
            raise refusals.standard(400, "ILLEGAL_ARGUMENT", "The request body is not valid JSON")
        return content

    def own_post(self, urn: str) -> Post:
        """Figures and people of a post are for its author only."""
        post = self.world.post(urn)
        if post is None:
            raise refusals.not_found(urn)
        if post.author != self.member.urn and not self.administers(post.author):
            raise refusals.forbidden_post()
        return post

    def administers(self, page: str) -> bool:
        return self.world.has_role(self.member.urn, page, *ADMINISTRATORS)

    def may_post_as(self, author: str) -> bool:
        """As oneself; or as a page, with the scope and a role that posts."""
        if author == self.member.urn:
            return self.has_scope("w_member_social")
        allowed = self.world.has_role(self.member.urn, author, *POSTERS)
        return allowed and self.has_scope("w_organization_social")


def full_name(name: str, *, version: int) -> str:
    return f"{name}.{f'{version:06d}01' if version else 'NO_VERSION'}"


def route_for(routes: Sequence[Route], request: Request) -> Route:
    """Raises 404 for an unknown path, 405 for a method it lacks, 400 for one that contradicts the verb."""
    on_path = [route for route in routes if match(route.path, request.path) is not None]
    if not on_path:
        raise refusals.no_resource()
    params = dict(pair.partition("=")[::2] for pair in request.query.split("&"))
    method = _named_method(request) or _implied_method(request, params)
    wanted = {method, Method.GET_ALL} if method is Method.GET else {method}
    found = [route for route in on_path if route.method in wanted]
    if not found:
        raise refusals.wrong_method()
    named = [route for route in found if route.finder in ("", params.get("q", ""))]
    if not named:
        raise refusals.bad_parameter("q")
    acting = [route for route in named if route.action == params.get("action", "")]
    if method is Method.ACTION and not acting:
        raise refusals.bad_parameter("action")
    return (acting or named)[0]


def keys_of(route: Route, request: Request) -> dict[str, Value]:
    raw = match(route.path, request.path) or {}
    try:
        return {
            name.strip("()"): restli.decode_record(part) if name.startswith("(") else restli.decode_key(part)
            for name, part in raw.items()
        }
    except Malformed as error:
        raise refusals.bad_path() from error


def _named_method(request: Request) -> Method | None:
    name = request.header("X-RestLi-Method").upper()
    if not name:
        return None
    if name not in Method.__members__ or Method(name).verb != request.method:
        raise refusals.standard(400, "ILLEGAL_ARGUMENT", f"Unexpected X-RestLi-Method {name}")
    return Method(name)


def _implied_method(request: Request, params: dict[str, str]) -> Method:
    """PARTIAL_UPDATE is never implied: on LinkedIn it must be named."""
    if request.method == "POST":
        return Method.ACTION if "action" in params else Method.CREATE
    if request.method == "DELETE":
        return Method.DELETE
    if request.method == "PUT":
        return Method.UPDATE
    if request.method != "GET":
        raise refusals.wrong_method()
    if "q" in params:
        return Method.FINDER
    return Method.BATCH_GET if "ids" in params else Method.GET
