"""The checks that come before a resource answers, in the order of contract 13.3 (steps 1 to 7)."""

import re
from collections.abc import Sequence

from sandbox import quotas, refusals
from sandbox.api.calls import Call, Method, Route, full_name, keys_of, route_for
from sandbox.entities import Token
from sandbox.wire import Request
from sandbox.world import World

_VERSION = re.compile(r"(20[0-9]{2}(?:0[1-9]|1[0-2]))(?:\.[0-9]{2})?")


def checked(world: World, routes: Sequence[Route], request: Request, *, faults: tuple[str, ...] = ()) -> Call:
    """Raises the first refusal that applies."""
    bearer = _bearer(request)
    version = _version(world, request)
    now_ms = world.now_ms()
    token = live_token(world, bearer, now_ms=now_ms)
    quotas.count(world, token, now_ms=now_ms)
    route = route_for(routes, request)
    keys = keys_of(route, request)
    if version and route.since > version:
        raise refusals.no_resource()
    app, member = world.apps[token.client_id], world.members[token.member_id]
    call = Call(world, request, route, keys, token, app, member, version, now_ms, faults)
    _refuse_without_scope(call)
    return call


def live_token(world: World, bearer: str, *, now_ms: int) -> Token:
    token = world.tokens.get(bearer)
    if token is None:
        raise refusals.invalid_token()
    if token.is_revoked:
        raise refusals.revoked_token()
    if token.expires_ms <= now_ms:
        raise refusals.expired_token(number=int(world.readings.expired_number))
    return token


def _bearer(request: Request) -> str:
    scheme, _, bearer = request.header("Authorization").partition(" ")
    if scheme and scheme.lower() != "bearer":
        raise refusals.unknown_scheme()
    if not bearer.strip():
        raise refusals.empty_token()
    return bearer.strip()


def _version(world: World, request: Request) -> int:
    given = request.header("LinkedIn-Version")
    if request.path.startswith("/v2/"):
        if given:  # The contract wants it absent; what LinkedIn answers is not known.
            raise refusals.standard(400, "INVALID_VERSION", "This resource is not versioned")
        return 0
    if not given:
        raise refusals.missing_version(coded=world.readings.version_missing == "code")
    found = _VERSION.fullmatch(given)
    if not found and world.readings.version_malformed == "426":
        raise refusals.dead_version(given)
    if not found:
        raise refusals.standard(400, "INVALID_VERSION", f"Version {given[:20]} is not of the form YYYYMM")
    if not world.oldest_version <= int(found[1]) <= world.newest_version:
        raise refusals.dead_version(found[1])
    if request.header("X-Restli-Protocol-Version") != "2.0.0":
        words = "Header X-Restli-Protocol-Version: 2.0.0 is required"
        raise refusals.standard(400, "ILLEGAL_ARGUMENT", words)
    return int(found[1])


def _refuse_without_scope(call: Call) -> None:
    name = full_name(call.route.name, version=call.version)
    if call.route.scopes and not call.has_scope(*call.route.scopes):
        raise refusals.missing_permission(name)
    if call.route.method is Method.BATCH_GET and not call.app.allows_batch:
        raise refusals.missing_permission(name)
