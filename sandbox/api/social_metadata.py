"""/rest/socialMetadata: all counters of a post in one call (contract 6.4). Reading only."""

from sandbox.api import replies
from sandbox.api.calls import Call, Method, Route
from sandbox.engagement.counts import counts
from sandbox.wire import Json, Response


def get(call: Call) -> Response:
    content = _metadata(call, call.key("urn"))
    return replies.entity(content, call.query())


def batch_get(call: Call) -> Response:
    return replies.batch(call.query(), get=lambda urn: _metadata(call, urn))


def _metadata(call: Call, urn: str) -> Json:
    """A type of reaction that nobody chose is absent, not zero."""
    post = call.own_post(urn)
    seen = counts(call.world.engagements.get(post.id), at_ms=call.now_ms)
    return {
        "entity": post.activity,
        "commentsState": post.comments_state,
        "commentSummary": {"count": seen.comments, "topLevelCount": seen.comments},
        "reactionSummaries": {
            kind: {"reactionType": kind, "count": count} for kind, count in seen.reactions.items()
        },
    }


_SCOPES = ("w_member_social_feed", "r_member_social_feed")
_PATH = "/rest/socialMetadata"
ROUTES = (
    Route(Method.GET, f"{_PATH}/{{urn}}", "socialMetadata.GET", get, _SCOPES),
    Route(Method.BATCH_GET, _PATH, "socialMetadata.BATCH_GET", batch_get, _SCOPES, params=("ids",)),
)
