"""Everything that can be told of a page's posts, read from the events up to the clock (contract 8.4)."""

import hashlib
from dataclasses import dataclass

from sandbox.engagement import acts
from sandbox.engagement.counts import visible
from sandbox.engagement.generator import Event
from sandbox.entities import Post
from sandbox.wire import Json
from sandbox.world import World

EVENT_TYPE = "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS"
ACTIONS = ("LIKE", "COMMENT", "SHARE", "SHARE_MENTION", "ADMIN_COMMENT", "COMMENT_EDIT", "COMMENT_DELETE")
_OF_KIND = {
    "reaction": "LIKE",
    "comment": "COMMENT",
    "reshare": "SHARE",
    acts.DELETED_COMMENT: "COMMENT_DELETE",
}


@dataclass(frozen=True, slots=True)
class Notice:
    id: int
    at_ms: int
    action: str
    content: Json


def of_page(world: World, page: str) -> list[Notice]:
    """Oldest first. Of posts that everybody can see only."""
    found = [
        notice
        for post in world.posts.values()
        if post.visibility == "PUBLIC" and not post.is_deleted
        for notice in (_about(world, post) if post.author == page else _mentions(world, post, page))
    ]
    return sorted(found, key=lambda notice: (notice.at_ms, notice.id))


def _about(world: World, post: Post) -> list[Notice]:
    now, notices = world.now_ms(), []
    for event in visible(world.engagements.get(post.id), at_ms=now):
        action = _OF_KIND.get(event.kind)
        if action == "COMMENT" and event.actor == post.author:
            action = "ADMIN_COMMENT"
        if action:
            notices.append(_notice(post, event, action, event.at_ms))
        if event.kind == "comment" and 0 < event.edited_ms <= now:
            notices.append(_notice(post, event, "COMMENT_EDIT", event.edited_ms))
    return notices


def _mentions(world: World, post: Post, page: str) -> list[Notice]:
    if post.created_ms > world.now_ms() or page not in {urn for _, _, urn in post.segments}:
        return []
    content = {"organizationalEntity": page, "generatedActivity": post.urn}
    owner = {"entity": post.urn, "owner": post.author, "text": post.text}
    return [_made("SHARE_MENTION", post.created_ms, post, {**content, "decoratedGeneratedActivity": owner})]


def _notice(post: Post, event: Event, action: str, at_ms: int) -> Notice:
    activity = _activity_of(post, event)
    content: Json = {"organizationalEntity": post.author, "generatedActivity": activity}
    if event.kind == "comment":
        said = {"entity": activity, "owner": event.actor, "text": event.value}
        content["decoratedGeneratedActivity"] = {"comment": said}
    return _made(action, at_ms, post, content)


def _made(action: str, at_ms: int, post: Post, content: Json) -> Notice:
    named = f"{post.id}/{action}/{at_ms}/{content['generatedActivity']}"
    number = int.from_bytes(hashlib.sha256(named.encode()).digest()[:6], "big")
    whole = {
        "notificationId": number,
        "action": action,
        "sourcePost": post.urn,
        "decoratedSourcePost": {"entity": post.urn, "owner": post.author, "text": post.text},
        "lastModifiedAt": at_ms,
        **content,
    }
    return Notice(number, at_ms, action, whole)


def _activity_of(post: Post, event: Event) -> str:
    if event.kind == "reaction":
        return f"urn:li:reaction:({event.actor},{post.activity})"
    if event.kind == "reshare":
        return f"urn:li:share:{event.id or event.at_ms << 22}"
    return f"urn:li:comment:({post.activity},{event.id})"
