"""/rest/socialMetadata: all counters of a post in one call; to close its comments (contract 6.4)."""

from dataclasses import replace

from sandbox import refusals
from sandbox.api import replies, schemas, targets
from sandbox.api.calls import Call, Method, Route
from sandbox.engagement import acts
from sandbox.engagement.counts import counts
from sandbox.wire import Json, Response


def get(call: Call) -> Response:
    content = _metadata(call, call.key("urn"))
    return replies.entity(content, call.query())


def batch_get(call: Call) -> Response:
    return replies.batch(call.query(), get=lambda urn: _metadata(call, urn))


def partial_update(call: Call) -> Response:
    """To close the comments deletes those that are there."""
    post = call.own_post(call.key("urn"))
    actor = call.query().text("actor", call.member.urn)
    if not targets.may_act_as(call, actor) or actor != post.author:
        raise refusals.unpermitted_key("/actor")
    state = _state(call.body())
    call.world.keep_post(replace(post, comments_state=state))
    if state == "CLOSED":
        kinds = ("comment", acts.COMMENT_REACTION)
        acts.remove(call.world, post, where=lambda event: event.kind in kinds)
    return Response(202)


def _metadata(call: Call, urn: str) -> Json:
    """A type of reaction that nobody chose is absent, not zero."""
    post = call.own_post(urn)
    seen = counts(call.world.engagements.get(post.id), at_ms=call.now_ms)
    first = sum(not event.parent for event in targets.events(call, post, "comment"))
    return {
        "entity": post.activity,
        "commentsState": post.comments_state,
        "commentSummary": {"count": seen.comments, "topLevelCount": first},
        "reactionSummaries": {
            kind: {"reactionType": kind, "count": count} for kind, count in seen.reactions.items()
        },
    }


def _state(body: Json) -> str:
    patch = body.get("patch")
    changes = patch.get("$set") if isinstance(patch, dict) else None
    state = changes.get("commentsState") if isinstance(changes, dict) and len(changes) == 1 else None
    if not isinstance(state, str) or state not in ("OPEN", "CLOSED"):
        raise refusals.standard(400, "INVALID_VALUE_FOR_FIELD", f"commentsState can't be set to {state}")
    return state


_READING = ("w_member_social_feed", "r_member_social_feed", "r_organization_social_feed")
_WRITING = ("w_member_social_feed", "w_organization_social_feed")
_PATH = "/rest/socialMetadata"
_ONE = f"{_PATH}/{{urn}}"
ROUTES = (
    Route(Method.GET, _ONE, "socialMetadata.GET", get, _READING),
    Route(Method.BATCH_GET, _PATH, "socialMetadata.BATCH_GET", batch_get, _READING, params=("ids",)),
    Route(
        Method.PARTIAL_UPDATE,
        _ONE,
        "socialMetadata.PARTIAL_UPDATE",
        partial_update,
        _WRITING,
        params=("actor",),
        body=schemas.METADATA_PATCH,
    ),
)
