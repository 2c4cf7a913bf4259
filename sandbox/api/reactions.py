"""/rest/reactions: who reacted and how; to react, and to take it back (contract 6.3)."""

from functools import partial

from sandbox import refusals
from sandbox.api import replies, schemas, targets
from sandbox.api.calls import Call, Method, Route
from sandbox.api.targets import Target
from sandbox.engagement import acts
from sandbox.engagement.generator import Event
from sandbox.engagement.policy import REACTIONS
from sandbox.query import Query
from sandbox.refusals import InputError
from sandbox.wire import Json, Response, as_json

_ORDERS = ("CHRONOLOGICAL", "REVERSE_CHRONOLOGICAL", "RELEVANCE")


def find_by_entity(call: Call) -> Response:
    found = targets.own_target(call, _urn(call, "entity"))
    query = call.query()
    events = targets.reactions(call, found)
    ordered = events if _order(query) == "CHRONOLOGICAL" else events[::-1]
    return replies.page(call, query, ordered, show=partial(_as_json, found))


def get(call: Call) -> Response:
    """The author of the post reads all of them, everybody their own."""
    actor = _urn(call, "actor")
    is_own = actor == call.member.urn
    found = (targets.target if is_own else targets.own_target)(call, _urn(call, "entity"))
    query = call.query()
    return replies.entity(_as_json(found, _of(call, found, actor)), query)


def create(call: Call) -> Response:
    """A second reaction of the same actor takes the place of the first, or is refused: nobody knows."""
    query = call.query()
    actor = query.required_text("actor")
    if not targets.may_act_as(call, actor):
        raise refusals.unpermitted_key("/actor")
    body = call.body()
    _refuse_malformed(body)
    found = targets.target(call, body["root"])
    event = _reaction(call, found, actor, body["reactionType"])
    _refuse_second(call, found, actor)
    _withdraw(call, found, actor)
    acts.add(call.world, found.post, event)
    content = _as_json(found, event)
    return as_json(content, status=201, headers={"x-restli-id": content["id"]})


def delete(call: Call) -> Response:
    actor = _urn(call, "actor")
    if not targets.may_act_as(call, actor):
        raise refusals.unpermitted_key("/actor")
    call.query()
    found = targets.target(call, _urn(call, "entity"))
    _of(call, found, actor)
    _withdraw(call, found, actor)
    return replies.no_content()


def _urn(call: Call, part: str) -> str:
    key = call.keys["key"]
    value = key.get(part) if isinstance(key, dict) else None
    if not isinstance(value, str):
        raise refusals.bad_path()
    return value


def _of(call: Call, found: Target, actor: str) -> Event:
    for event in targets.reactions(call, found):
        if event.actor == actor:
            return event
    raise refusals.not_found(f"reaction of {actor}")


def _reaction(call: Call, found: Target, actor: str, kind: str) -> Event:
    is_page = actor != call.member.urn
    return Event(
        call.now_ms,
        acts.COMMENT_REACTION if found.comment else "reaction",
        actor if is_page else call.member.id,
        kind,
        parent=found.comment.id if found.comment else 0,
        human=call.member.urn if is_page else "",
        is_said=True,
    )


def _refuse_second(call: Call, found: Target, actor: str) -> None:
    is_second = any(event.actor == actor for event in targets.reactions(call, found))
    if is_second and call.world.readings.reaction_twice == "refused":
        raise refusals.conflict()


def _withdraw(call: Call, found: Target, actor: str) -> None:
    kind, parent = ("reaction", 0) if found.comment is None else (acts.COMMENT_REACTION, found.comment.id)
    acts.remove(
        call.world,
        found.post,
        where=lambda event: (event.kind, event.parent, event.actor) == (kind, parent, actor),
    )


def _refuse_malformed(body: Json) -> None:
    errors = [
        InputError(f"/{name}", "INVALID_VALUE_FOR_FIELD", "unrecognized field found but not allowed")
        for name in sorted(set(body) - {"root", "reactionType"})
    ]
    for name in ("root", "reactionType"):
        if name not in body:
            errors.append(InputError(f"/{name}", "MISSING_FIELD", "Field is required but missing"))
        elif not isinstance(body[name], str):
            errors.append(InputError(f"/{name}", "INVALID_VALUE_FOR_FIELD", f"{name} must be text"))
    if body.get("reactionType", "LIKE") not in REACTIONS:  # MAYBE is of the past
        words = f"one of {', '.join(REACTIONS)}"
        errors.append(InputError("/reactionType", "INVALID_VALUE_FOR_FIELD", words))
    if errors:
        raise refusals.detailed(errors)


def _order(query: Query) -> str:
    """Relevance is LinkedIn's secret: here it is the newest first."""
    value = (query.record("sort") or {}).get("value", "REVERSE_CHRONOLOGICAL")
    if not isinstance(value, str) or value not in _ORDERS:
        raise refusals.bad_parameter("sort")
    return value


def _as_json(found: Target, event: Event) -> Json:
    stamp: Json = {"time": event.at_ms, "actor": event.actor}
    if event.human:
        stamp["impersonator"] = event.human
    return {
        "id": f"urn:li:reaction:({event.actor},{found.urn})",
        "reactionType": event.value,
        "root": found.urn,
        "created": stamp,
        "lastModified": stamp,
    }


_READING = ("w_member_social_feed", "r_member_social_feed", "r_organization_social_feed")
_WRITING = ("w_member_social_feed", "w_organization_social_feed")
_PATH = "/rest/reactions/{(key)}"
_NAME = "partnerApiReactions"
ROUTES = (
    Route(
        Method.FINDER,
        _PATH,
        f"{_NAME}.FINDER-entity",
        find_by_entity,
        _READING,
        finder="entity",
        params=("sort", "start", "count"),
    ),
    Route(Method.GET, _PATH, f"{_NAME}.GET", get, _READING),
    Route(
        Method.CREATE,
        "/rest/reactions",
        f"{_NAME}.CREATE",
        create,
        _WRITING,
        params=("actor",),
        body=schemas.REACTION,
    ),
    Route(Method.DELETE, _PATH, f"{_NAME}.DELETE", delete, _WRITING),
)
