"""Who hears that a wall time means another instant. Mails say who speaks and when, never what."""

from datetime import datetime
from typing import Any

from influence.core.lifecycle import PostState
from influence.editorial.models import Post, Slot
from influence.editorial.spacing import HOLDING
from influence.outbox.actions import queue
from influence.people.models import Role, User
from influence.people.queries import people_of

# Still to go out, and its leader has seen it.
WITH_THE_LEADER = HOLDING - {PostState.PUBLISHED, PostState.PUBLISHING}
OVER = (
    PostState.PUBLISHED,
    PostState.PUBLISHING,
    PostState.WITHDRAWN,
    PostState.REFUSED,
    PostState.MISSED,
    PostState.FAILED,
)


def shifted(slot: Slot, *, post: Post | None, was: datetime, at: datetime) -> int:
    """How many mails were written: none for an empty place, nor for a post that does not go out any more."""
    return tell(
        "slot_shifted",
        slot,
        post=post,
        key=f"{was.timestamp():.0f}:{slot.at.timestamp():.0f}",
        at=at,
        was=was,
    )


def clash(slot: Slot, *, post: Post | None, wanted: datetime, at: datetime) -> int:
    return tell("slot_clash", slot, post=post, key=f"{wanted.timestamp():.0f}", at=at, wanted=wanted)


def tell(kind: str, slot: Slot, *, post: Post | None, key: str, at: datetime, **facts: Any) -> int:
    if post is None or post.state in OVER:
        return 0
    context = {"post": post, "leader": post.leader, "slot": slot, **facts}
    written = [
        queue(
            kind=kind, dedup_key=f"{kind}:{slot.pk}:{key}:{person.pk}", to=person, language=person.language, context=context,
            at=at, organisation=post.organisation,
        )
        for person in readers(post)
    ]  # fmt: skip
    return sum(message is not None for message in written)


def readers(post: Post) -> list[User]:
    """The comms team, and the leader of a post that was put before them."""
    editors = people_of(post.organisation, Role.EDITOR) or people_of(post.organisation, Role.OPERATOR)
    leader = [post.leader.user] if post.state in WITH_THE_LEADER and post.leader.is_active else []
    return list({person.pk: person for person in [*editors, *leader]}.values())
