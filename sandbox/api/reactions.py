"""/rest/reactions: who reacted to a post, and how (contract 6.3). Reading only."""

from functools import partial

from sandbox import refusals
from sandbox.api import replies
from sandbox.api.calls import Call, Method, Route
from sandbox.engagement.counts import visible
from sandbox.engagement.generator import Event
from sandbox.entities import Post
from sandbox.query import Query
from sandbox.wire import Json, Response

_ORDERS = ("CHRONOLOGICAL", "REVERSE_CHRONOLOGICAL", "RELEVANCE")


def find_by_entity(call: Call) -> Response:
    post = call.own_post(_urn(call, "entity"))
    query = call.query()
    events = _reactions(call, post)
    ordered = events if _order(query) == "CHRONOLOGICAL" else events[::-1]
    return replies.page(call, query, ordered, show=partial(_as_json, post))


def get(call: Call) -> Response:
    post = call.own_post(_urn(call, "entity"))
    actor = _urn(call, "actor")
    query = call.query()
    for event in _reactions(call, post):
        if f"urn:li:person:{event.member}" == actor:
            return replies.entity(_as_json(post, event), query)
    raise refusals.not_found(f"reaction of {actor}")


def _urn(call: Call, part: str) -> str:
    key = call.keys["key"]
    value = key.get(part) if isinstance(key, dict) else None
    if not isinstance(value, str):
        raise refusals.bad_path()
    return value


def _reactions(call: Call, post: Post) -> list[Event]:
    return visible(call.world.engagements.get(post.id), at_ms=call.now_ms, kind="reaction")


def _order(query: Query) -> str:
    """Relevance is LinkedIn's secret: here it is the newest first."""
    value = (query.record("sort") or {}).get("value", "REVERSE_CHRONOLOGICAL")
    if not isinstance(value, str) or value not in _ORDERS:
        raise refusals.bad_parameter("sort")
    return value


def _as_json(post: Post, event: Event) -> Json:
    actor = f"urn:li:person:{event.member}"
    stamp = {"time": event.at_ms, "actor": actor}
    return {
        "id": f"urn:li:reaction:({actor},{post.activity})",
        "reactionType": event.value,
        "root": post.activity,
        "created": stamp,
        "lastModified": stamp,
    }


_SCOPES = ("w_member_social_feed", "r_member_social_feed")
_PATH = "/rest/reactions/{(key)}"
ROUTES = (
    Route(
        Method.FINDER,
        _PATH,
        "partnerApiReactions.FINDER-entity",
        find_by_entity,
        _SCOPES,
        finder="entity",
        params=("sort", "start", "count"),
    ),
    Route(Method.GET, _PATH, "partnerApiReactions.GET", get, _SCOPES),
)
