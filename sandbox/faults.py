"""Faults on demand (contract 13.5): by the header X-Sandbox-Fault, or by a control call, once or for long."""

from collections.abc import Callable
from dataclasses import replace

from sandbox import refusals
from sandbox.entities import Fault
from sandbox.refusals import Refusal
from sandbox.wire import Request, Response
from sandbox.world import World

_SLOW_SECONDS = 30.0
_GATEWAY_PAGE = (
    b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
)
_HTML = {"Content-Type": "text/html"}

BEFORE = {  # nothing happens in the sandbox
    "timeout-before",
    "500-before",
    "502-html",
    "429-app-day",
    "429-member-day",
    "429-comment",
    "401-expired",
    "401-revoked",
    "401-once",
    "403-scope",
    "426",
    "409",
    "422-duplicate",
    "422-duplicate-ghost",
}
AFTER = {  # the effect is there, the answer is not what it should be
    "timeout-after-commit",
    "500-after-commit",
    "502-html-after-commit",
    "slow-30s",
    "bad-json",
}
INSIDE = {"analytics-drift"}  # the resource itself looks at it
NAMES = BEFORE | AFTER | INSIDE


def take(world: World, request: Request, *, call: str) -> Fault | None:
    """The fault of this request, counted down when it is one of the world's. The header comes first."""
    named = request.header("X-Sandbox-Fault").strip()
    if named:
        if named not in NAMES:
            raise refusals.standard(400, "ILLEGAL_ARGUMENT", f"X-Sandbox-Fault: {named} is not known")
        fault = Fault(0, named, seconds=_seconds(request))
        return None if _is_spent(world, fault, request) else fault
    member = member_of(world, request)
    for fault in world.faults:
        if _concerns(fault, request, member=member, call=call):
            _count_down(world, fault)
            return fault
    return None


def before(world: World, fault: Fault, request: Request, *, call: str) -> Response | None:
    """The answer of a fault that keeps anything from happening."""
    if fault.name not in BEFORE:
        return None
    if fault.name == "timeout-before":
        return _silence(fault)
    if fault.name == "502-html":
        return Response(502, _GATEWAY_PAGE, _HTML)
    return _refusal(world, fault, request, call).as_response()


def after(fault: Fault, response: Response) -> Response:
    """What becomes of the true answer."""
    if fault.name == "timeout-after-commit":
        return _silence(fault)
    if fault.name == "500-after-commit":
        return refusals.server_error().as_response()
    if fault.name == "502-html-after-commit":
        return Response(502, _GATEWAY_PAGE, _HTML)
    if fault.name == "bad-json":  # Garbage does not name what was created, either.
        return Response(response.status, b'{"id": "urn:li:sh', {"Content-Type": "application/json"})
    if fault.name == "slow-30s":
        return replace(response, delay=_SLOW_SECONDS if fault.seconds is None else fault.seconds)
    return response


def member_of(world: World, request: Request) -> str:
    token = world.tokens.get(request.header("Authorization").partition(" ")[2].strip())
    return token.member_id if token else ""


def _refusal(world: World, fault: Fault, request: Request, call: str) -> Refusal:
    version = request.header("LinkedIn-Version")
    name = f"{call or 'unknown'}.{version[:6] + '01' if version else 'NO_VERSION'}"
    made: dict[str, Callable[[], Refusal]] = {
        "500-before": refusals.server_error,
        "429-app-day": lambda: refusals.throttled("APPLICATION DAY"),
        "429-member-day": lambda: refusals.throttled("MEMBER DAY"),
        "429-comment": refusals.comment_throttled,
        "401-expired": refusals.expired_token,
        "401-revoked": refusals.revoked_token,
        "401-once": refusals.revoked_token,
        "403-scope": lambda: refusals.missing_permission(name),
        "426": lambda: refusals.dead_version(version or "202001"),
        "409": refusals.conflict,
        "422-duplicate": lambda: refusals.duplicate_of(_latest(world, request)),
        "422-duplicate-ghost": lambda: refusals.duplicate_of(_ghost(world)),
    }
    return made[fault.name]()


def _silence(fault: Fault) -> Response:
    """Silent for so many seconds, then the connection is closed."""
    return Response(0, delay=fault.seconds or 0.0, is_dropped=True)


def _latest(world: World, request: Request) -> str:
    posts = world.posts_by(f"urn:li:person:{member_of(world, request)}")
    return posts[-1].urn if posts else _ghost(world)


def _ghost(world: World) -> str:
    """A post that is not there: to ask for it gives 404."""
    return f"urn:li:share:{world.new_id(world.now_ms() - 3_600_000)}"


def _is_spent(world: World, fault: Fault, request: Request) -> bool:
    """401-once in a header hits each token a single time, as a fresh token's lag does."""
    if fault.name != "401-once":
        return False
    token = request.header("Authorization")
    if token in world.seen_once:
        return True
    world.seen_once.add(token)
    return False


def _concerns(fault: Fault, request: Request, *, member: str, call: str) -> bool:
    if fault.member and fault.member != member:
        return False
    if fault.call and fault.call != call:
        return False
    return request.path.startswith(fault.path)


def _count_down(world: World, fault: Fault) -> None:
    if fault.times is None:
        return
    left = [replace(fault, times=fault.times - 1)] if fault.times > 1 else []
    at = world.faults.index(fault)
    world.faults[at : at + 1] = left


def _seconds(request: Request) -> float | None:
    try:
        return min(max(float(request.header("X-Sandbox-Fault-Seconds")), 0.0), 600.0)
    except ValueError:
        return None
