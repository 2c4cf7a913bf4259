"""/rest/organizationalEntityShareStatistics: what the posts of a page reached (contract 7.4)."""

import random
from collections.abc import Sequence

from sandbox import refusals
from sandbox.api import pages, replies
from sandbox.api.calls import Call, Method, Route
from sandbox.api.pages import Bucket
from sandbox.engagement.counts import measure
from sandbox.entities import DAY_MS, Organization, Post
from sandbox.query import Query
from sandbox.wire import Json, Response

_LISTS = {"shares": "share", "ugcPosts": "ugcPost"}
_YEAR_MS = 365 * DAY_MS
_METRICS = {
    "impressionCount": "IMPRESSION",
    "uniqueImpressionsCount": "MEMBERS_REACHED",
    "clickCount": "LINK_CLICKS",
    "likeCount": "REACTION",
    "commentCount": "COMMENT",
    "shareCount": "RESHARE",
}


def find(call: Call) -> Response:
    query = call.query()
    page = pages.administered(
        call, query.required_text("organizationalEntity"), field="/organizationalEntity"
    )
    buckets = pages.buckets(query, "DAY", "MONTH")
    named = [name for name in _LISTS if name in query.values]
    if named and buckets is not None:
        raise refusals.bad_parameter("timeIntervals")
    if named:
        return replies.all_of(_of_posts(call, page, query, named))
    if buckets is not None:
        return replies.all_of([_of_bucket(call, page, bucket) for bucket in buckets])
    recent = [post for post in call.world.posts_by(page.urn) if call.now_ms - post.created_ms <= _YEAR_MS]
    return replies.all_of([_element(page, _sum(call, recent, (0, call.now_ms + 1)))])


def _of_posts(call: Call, page: Organization, query: Query, named: list[str]) -> list[Json]:
    """A post that nobody has seen is absent, not zero."""
    found = []
    for name in named:
        for urn in query.texts(name):
            post = call.world.post(urn) if urn.startswith(f"urn:li:{_LISTS[name]}:") else None
            if post is None or post.author != page.urn:
                continue
            counts = _sum(call, [post], (0, call.now_ms + 1))
            if any(counts.values()):
                found.append({**_element(page, counts), _LISTS[name]: urn})
    return found


def _of_bucket(call: Call, page: Organization, bucket: Bucket) -> Json:
    """On a quiet day somebody now and then takes a reaction back."""
    counts = _sum(call, call.world.posts_by(page.urn), bucket)
    rng = random.Random(f"{call.world.seed or 0}/unlike/{page.id}/{bucket[0]}")  # noqa: S311  # a model
    was_liked = _until(call, call.world.posts_by(page.urn), "REACTION", bucket[0]) > 0
    if was_liked and bucket[0] <= call.now_ms and not counts["likeCount"] and rng.random() < 0.15:
        counts["likeCount"] = -1
    return {**_element(page, counts), "timeRange": pages.time_range(bucket)}


def _element(page: Organization, counts: dict[str, int]) -> Json:
    engaged = sum(counts[name] for name in ("clickCount", "likeCount", "commentCount", "shareCount"))
    rate = engaged / counts["impressionCount"] if counts["impressionCount"] else 0.0
    return {"organizationalEntity": page.urn, "totalShareStatistics": {**counts, "engagement": rate}}


def _sum(call: Call, posts: Sequence[Post], bucket: Bucket) -> dict[str, int]:
    return {
        name: _until(call, posts, metric, bucket[1]) - _until(call, posts, metric, bucket[0])
        for name, metric in _METRICS.items()
    }


def _until(call: Call, posts: Sequence[Post], metric: str, at_ms: int) -> int:
    """Before this time; nothing of the future is told."""
    moment = min(at_ms - 1, call.now_ms)
    return sum(measure(call.world.engagements.get(post.id), metric, at_ms=moment) for post in posts)


ROUTES = (
    Route(
        Method.FINDER,
        "/rest/organizationalEntityShareStatistics",
        "organizationalEntityShareStatistics.FINDER-organizationalEntity",
        find,
        ("rw_organization_admin",),
        finder="organizationalEntity",
        params=("organizationalEntity", "timeIntervals", *_LISTS),
    ),
)
