"""What people do by the API, added to the drawn curve, so that every count and list tells of it."""

from collections.abc import Callable
from dataclasses import replace

from sandbox.engagement.generator import Engagement, Event
from sandbox.entities import Post
from sandbox.world import World

COMMENT_REACTION = "comment-reaction"  # `parent` is the comment
DELETED_COMMENT = "deleted-comment"


def add(world: World, post: Post, event: Event) -> None:
    found = world.engagements.get(post.id) or Engagement(post.created_ms, 1.0, 1.0, 0, ())
    _keep(world, post, found, [*found.events, event])


def remove(world: World, post: Post, *, where: Callable[[Event], bool]) -> None:
    found = world.engagements.get(post.id)
    if found:
        _keep(world, post, found, [event for event in found.events if not where(event)])


def change(world: World, post: Post, event: Event, changed: Event) -> None:
    remove(world, post, where=lambda other: other == event)
    add(world, post, changed)


def _keep(world: World, post: Post, found: Engagement, events: list[Event]) -> None:
    ordered = sorted(events, key=lambda event: (event.at_ms, event.kind, event.member))
    world.engagements[post.id] = replace(found, events=tuple(ordered))
