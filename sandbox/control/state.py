"""GET /_sandbox/state: what the sandbox really holds, to be compared with what the product believes."""

from collections import Counter, defaultdict
from dataclasses import asdict

from sandbox.clock import iso
from sandbox.doors import Door, Visit
from sandbox.engagement.counts import KINDS, counts, visible
from sandbox.entities import CreateCall, Post
from sandbox.wire import Json, Response, as_json
from sandbox.world import World


def state(visit: Visit) -> Response:
    """?author=urn keeps one author's posts and calls. No token is ever shown."""
    world = visit.world
    author, now = visit.params().get("author", ""), world.now_ms()
    posts = [post for post in world.posts.values() if author in ("", post.author)]
    calls = [call for call in world.create_calls if author in ("", call.author)]
    shown = [_post(world, post, now) for post in posts]
    return as_json(
        {
            "now": iso(now),
            "clock": world.clock.mode,
            "seed": world.seed,
            "counts": _counts(world, posts, calls, shown),
            "posts": shown,
            "create_calls": [{**asdict(call), "at": iso(call.at_ms)} for call in calls],
            "duplicates": _duplicates(posts),
            "faults": [asdict(fault) for fault in world.faults],
        }
    )


def _post(world: World, post: Post, now: int) -> Json:
    """The text is what readers see. `by_group` counts reactions, comments and reshares together."""
    engagement = world.engagements.get(post.id)
    seen = counts(engagement, at_ms=now)
    member = world.member(post.author)
    groups = Counter(
        reader.group
        for event in visible(engagement, at_ms=now)
        if event.kind in KINDS and (reader := world.members.get(event.member))
    )
    return {
        "urn": post.urn,
        "activity": post.activity,
        "author": post.author,
        "author_name": member.name if member else "",
        "text": post.text,
        "segments": [dict(zip(("kind", "text", "urn"), part, strict=True)) for part in post.segments],
        "content": post.content,
        "parent": post.parent,
        "visibility": post.visibility,
        "created_at": iso(post.created_ms),
        "modified_at": iso(post.modified_ms),
        "is_truncated": post.is_truncated,
        "is_edited": post.is_edited,
        "is_deleted": post.is_deleted,
        "client_id": post.client_id,
        "counts": {
            "reactions": seen.reactions,
            "reactions_total": seen.all_reactions,
            "comments": seen.comments,
            "reshares": seen.reshares,
            "impressions": seen.impressions,
        },
        "by_group": dict(sorted(groups.items())),
    }


def _counts(world: World, posts: list[Post], calls: list[CreateCall], shown: list[Json]) -> Json:
    live = [content for content in shown if not content["is_deleted"]]
    groups: Counter[str] = Counter()
    for content in live:
        groups.update(content["by_group"])
    sums = {
        name: sum(content["counts"][name] for content in live)
        for name in ("reactions_total", "comments", "reshares", "impressions")
    }
    return {
        "members": len(world.members),
        "members_by_group": dict(Counter(member.group for member in world.members.values())),
        "posts": len(live),
        "deleted": len(posts) - len(live),
        "truncated": sum(content["is_truncated"] for content in live),
        "create_calls": len(calls),
        "created": sum(call.status == 201 for call in calls),
        **sums,
        "engagements_by_group": dict(sorted(groups.items())),
    }


def _duplicates(posts: list[Post]) -> list[Json]:
    """The same author and text more than once, however far apart, deleted or not."""
    same: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for post in posts:
        same[post.author, post.text].append(post.urn)
    return [
        {"author": author, "text": text, "posts": urns}
        for (author, text), urns in same.items()
        if len(urns) > 1
    ]


ROUTES = (Door("GET", "/_sandbox/state", state),)
