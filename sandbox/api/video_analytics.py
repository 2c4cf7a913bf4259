"""/rest/memberCreatorVideoAnalytics: how a member's video was watched (contract 7.3)."""

from sandbox import refusals
from sandbox.api import post_analytics, post_content
from sandbox.api.calls import Call, Method, Route
from sandbox.wire import Response

METRICS = ("VIDEO_PLAY", "VIDEO_WATCH_TIME", "VIDEO_VIEWER")


def of_post(call: Call) -> Response:
    """Only a post with a video has them; viewers, like all who are counted once, have no days."""
    query = call.query()
    union = post_analytics.union(query)
    post = call.own_post(next(iter(union.values())))
    if post_content.media_kind(post.content) != "video":
        raise refusals.bad_parameter("entity")
    metric = query.required_text("queryType")
    if metric not in METRICS:
        raise refusals.bad_parameter("queryType")
    return post_analytics.answer(
        call, query, [post], metric=metric, target=union, never_daily=("VIDEO_VIEWER",)
    )


ROUTES = (
    Route(
        Method.FINDER,
        "/rest/memberCreatorVideoAnalytics",
        "memberCreatorVideoAnalytics.FINDER-entity",
        of_post,
        ("r_member_postAnalytics",),
        finder="entity",
        params=("entity", "queryType", "aggregation", "dateRange"),
        since=202506,
    ),
)
