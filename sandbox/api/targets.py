"""What a social action is about: a post, or a comment on it, by any of their URNs."""

import re
from dataclasses import dataclass

from sandbox import refusals
from sandbox.api.calls import POSTERS, Call
from sandbox.engagement.acts import COMMENT_REACTION
from sandbox.engagement.counts import visible
from sandbox.engagement.generator import Event
from sandbox.entities import Post

_COMMENT = re.compile(r"urn:li:comment:\((urn:li:[A-Za-z]+:[0-9]+),([0-9]{1,20})\)")


@dataclass(frozen=True, slots=True)
class Target:
    post: Post
    comment: Event | None = None

    @property
    def urn(self) -> str:
        """Replies always speak of the activity."""
        return comment_urn(self.post, self.comment) if self.comment else self.post.activity


def comment_urn(post: Post, comment: Event) -> str:
    return f"urn:li:comment:({post.activity},{comment.id})"


def target(call: Call, urn: str) -> Target:
    """What this member may react to and comment on: what they can see."""
    found = _found(call, urn)
    post = found.post
    if post.visibility == "CONNECTIONS" and not _is_own(call, post.author):
        raise refusals.forbidden_post()
    return found


def own_target(call: Call, urn: str) -> Target:
    """Whose figures and people this member may read: their own posts', and their pages'."""
    found = _found(call, urn)
    call.own_post(found.post.urn)
    return found


def events(call: Call, post: Post, kind: str = "") -> list[Event]:
    return visible(call.world.engagements.get(post.id), at_ms=call.now_ms, kind=kind)


def comments(call: Call, found: Target) -> list[Event]:
    """Those on the post itself, or the replies to a comment."""
    parent = found.comment.id if found.comment else 0
    return [event for event in events(call, found.post, "comment") if event.parent == parent]


def comment(call: Call, post: Post, number: str) -> Event:
    for event in events(call, post, "comment"):
        if str(event.id) == number:
            return event
    raise refusals.not_found(f"comment {number}")


def reactions(call: Call, found: Target) -> list[Event]:
    if found.comment is None:
        return events(call, found.post, "reaction")
    number = found.comment.id
    return [event for event in events(call, found.post, COMMENT_REACTION) if event.parent == number]


def refuse_actor(call: Call, actor: object, field: str) -> None:
    """One acts as oneself, or as a page with a role there and its scope."""
    if isinstance(actor, str) and not may_act_as(call, actor):
        raise refusals.unpermitted_body(field)


def may_act_as(call: Call, actor: str) -> bool:
    if actor == call.member.urn:
        return call.has_scope(*call.route.scopes)
    has_role = call.world.has_role(call.member.urn, actor, *POSTERS)
    return has_role and call.has_scope("w_organization_social_feed")


def _found(call: Call, urn: str) -> Target:
    matched = _COMMENT.fullmatch(urn)
    post = call.world.post(matched[1] if matched else urn)
    if post is None:
        raise refusals.not_found(urn)
    return Target(post, comment(call, post, matched[2]) if matched else None)


def _is_own(call: Call, author: str) -> bool:
    return author == call.member.urn or call.administers(author)
