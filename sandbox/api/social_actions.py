"""/rest/socialActions: the summary of a post, who liked it, its comments (contract 6.1, 6.2)."""

from functools import partial

from sandbox import refusals
from sandbox.api import replies
from sandbox.api.calls import Call, Method, Route
from sandbox.engagement.counts import counts, visible
from sandbox.engagement.generator import Event
from sandbox.entities import Post
from sandbox.wire import Json, Response

_NO_LIKES = {"totalLikes": 0, "aggregatedTotalLikes": 0, "likedByCurrentUser": False, "selectedLikes": []}
_NO_REPLIES = {"totalFirstLevelComments": 0, "aggregatedTotalComments": 0, "selectedComments": []}


def summary(call: Call) -> Response:
    urn = call.key("urn")
    post = call.own_post(urn)
    query = call.query()
    seen = counts(call.world.engagements.get(post.id), at_ms=call.now_ms)
    return replies.entity(
        {
            "target": urn,
            "likesSummary": {
                "totalLikes": seen.all_reactions,
                "aggregatedTotalLikes": seen.all_reactions,
                "likedByCurrentUser": False,
                "selectedLikes": [],
            },
            "commentsSummary": {
                "totalFirstLevelComments": seen.comments,
                "aggregatedTotalComments": seen.comments,
                "commentsState": post.comments_state,
            },
        },
        query,
    )


def likes(call: Call) -> Response:
    post = call.own_post(call.key("urn"))
    query = call.query()
    return replies.page(call, query, _events(call, post, "reaction")[::-1], show=partial(_like, post))


def comments(call: Call) -> Response:
    post = call.own_post(call.key("urn"))
    query = call.query()
    return replies.page(call, query, _events(call, post, "comment"), show=partial(_comment, post))


def comment(call: Call) -> Response:
    post = call.own_post(call.key("urn"))
    query = call.query()
    for event in _events(call, post, "comment"):
        if str(event.id) == call.key("comment"):
            return replies.entity(_comment(post, event), query)
    raise refusals.not_found(f"comment {call.key('comment')}")


def _events(call: Call, post: Post, kind: str) -> list[Event]:
    return visible(call.world.engagements.get(post.id), at_ms=call.now_ms, kind=kind)


def _like(post: Post, event: Event) -> Json:
    actor = f"urn:li:person:{event.member}"
    stamp = {"actor": actor, "time": event.at_ms}
    return {
        "$URN": f"urn:li:like:({actor},{post.activity})",
        "actor": actor,
        "object": post.activity,
        "created": stamp,
        "lastModified": stamp,
    }


def _comment(post: Post, event: Event) -> Json:
    """Comments always speak of the activity, whatever URN was asked for."""
    actor = f"urn:li:person:{event.member}"
    urn = f"urn:li:comment:({post.activity},{event.id})"
    stamp = {"actor": actor, "time": event.at_ms}
    return {
        "id": str(event.id),
        "actor": actor,
        "object": post.activity,
        "commentUrn": urn,
        "$URN": urn,
        "message": {"text": event.value, "attributes": []},
        "created": stamp,
        "lastModified": stamp,
        "likesSummary": _NO_LIKES,
        "commentsSummary": _NO_REPLIES,
    }


_SCOPES = ("w_member_social_feed", "r_member_social_feed")
_PAGE = ("start", "count")
_BASE = "/rest/socialActions/{urn}"
_NAME = "partnerApiSocialActions"
ROUTES = (
    Route(Method.GET, _BASE, f"{_NAME}.GET", summary, _SCOPES),
    Route(Method.GET_ALL, f"{_BASE}/likes", f"{_NAME}.GET_ALL", likes, _SCOPES, params=_PAGE),
    Route(Method.GET_ALL, f"{_BASE}/comments", f"{_NAME}.GET_ALL", comments, _SCOPES, params=_PAGE),
    Route(Method.GET, f"{_BASE}/comments/{{comment}}", f"{_NAME}.GET", comment, _SCOPES),
)
