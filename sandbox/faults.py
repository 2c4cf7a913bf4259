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
INSIDE = {  # the resource itself looks at it: the word in the name of the calls that do
    "analytics-drift": "memberCreatorPostAnalytics",
    "media-failed": "initializeUpload",
    "media-stuck": "initializeUpload",
    "media-lost": "initializeUpload",
    "upload-url-expired": "initializeUpload",
}
NAMES = BEFORE | AFTER | set(INSIDE)


def take(world: World, request: Request, *, call: str) -> tuple[Fault, ...]:
    """The faults of this request, counted down when they are the world's. The header comes first."""
    named = request.header("X-Sandbox-Fault").strip()
    if named:
        return _named(world, request, named)
    member = member_of(world, request)
    for fault in world.faults:
        if _concerns(fault, request, member=member, call=call):
            _count_down(world, fault)
            return parts(fault)
    return ()


def parts(fault: Fault) -> tuple[Fault, ...]:
    """ "slow-30s+500-before" is two faults at once."""
    return tuple(replace(fault, name=name) for name in fault.name.split("+"))


def is_known(name: str) -> bool:
    return all(part in NAMES for part in name.split("+"))


def before(world: World, faults: tuple[Fault, ...], request: Request, *, call: str) -> Response | None:
    """The answer of the first fault that keeps anything from happening."""
    fault = next((fault for fault in faults if fault.name in BEFORE), None)
    return _answer_before(world, fault, request, call) if fault else None


def after(faults: tuple[Fault, ...], response: Response) -> Response:
    """What becomes of the true answer."""
    for fault in faults:
        response = _spoilt(fault, response)
    return response


def _named(world: World, request: Request, named: str) -> tuple[Fault, ...]:
    if not is_known(named):
        raise refusals.standard(400, "ILLEGAL_ARGUMENT", f"X-Sandbox-Fault: {named} is not known")
    found = parts(Fault(0, named, seconds=_seconds(request)))
    return tuple(fault for fault in found if not _is_spent(world, fault, request))


def _answer_before(world: World, fault: Fault, request: Request, call: str) -> Response:
    if fault.name == "timeout-before":
        return _silence(fault)
    if fault.name == "502-html":
        return Response(502, _GATEWAY_PAGE, _HTML)
    return _refusal(world, fault, request, call).as_response()


def _spoilt(fault: Fault, response: Response) -> Response:
    if fault.name == "timeout-after-commit":
        return _silence(fault)
    if fault.name == "500-after-commit":
        return replace(refusals.server_error().as_response(), delay=response.delay)
    if fault.name == "502-html-after-commit":
        return Response(502, _GATEWAY_PAGE, _HTML, response.delay)
    if fault.name == "bad-json":  # Garbage does not name what was created, either.
        cut = b'{"id": "urn:li:sh'
        return Response(response.status, cut, {"Content-Type": "application/json"}, response.delay)
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
    if not all(INSIDE.get(name, "") in call for name in fault.name.split("+")):
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
