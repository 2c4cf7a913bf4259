"""/rest/socialActions: the summary of a post or of a comment, and who liked it (contract 6.2)."""

from functools import partial

from sandbox.api import replies, targets
from sandbox.api.calls import Call, Method, Route
from sandbox.api.targets import Target
from sandbox.engagement.generator import Event
from sandbox.wire import Json, Response


def summary(call: Call) -> Response:
    urn = call.key("urn")
    found = targets.own_target(call, urn)
    query = call.query()
    likes = targets.reactions(call, found)
    first = targets.comments(call, found)
    every = first if found.comment else targets.events(call, found.post, "comment")
    return replies.entity(
        {
            "target": urn,
            "likesSummary": {
                "totalLikes": len(likes),
                "aggregatedTotalLikes": len(likes),
                "likedByCurrentUser": any(event.actor == call.member.urn for event in likes),
                "selectedLikes": [],
            },
            "commentsSummary": {
                "totalFirstLevelComments": len(first),
                "aggregatedTotalComments": len(every),
                "commentsState": found.post.comments_state,
            },
        },
        query,
    )


def likes(call: Call) -> Response:
    found = targets.own_target(call, call.key("urn"))
    query = call.query()
    return replies.page(call, query, targets.reactions(call, found)[::-1], show=partial(_like, found))


def _like(found: Target, event: Event) -> Json:
    stamp = {"actor": event.actor, "time": event.at_ms}
    return {
        "$URN": f"urn:li:like:({event.actor},{found.urn})",
        "actor": event.actor,
        "object": found.urn,
        "created": stamp,
        "lastModified": stamp,
    }


_SCOPES = ("w_member_social_feed", "r_member_social_feed", "r_organization_social_feed")
_BASE = "/rest/socialActions/{urn}"
_NAME = "partnerApiSocialActions"
ROUTES = (
    Route(Method.GET, _BASE, f"{_NAME}.GET", summary, _SCOPES),
    Route(Method.GET_ALL, f"{_BASE}/likes", f"{_NAME}.GET_ALL", likes, _SCOPES, params=("start", "count")),
)
