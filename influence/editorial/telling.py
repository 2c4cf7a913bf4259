"""Who hears of a second approval. The mails name the post and the topics, never the text: the page shows that, to those
who may read it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from influence.editorial.flags import able
from influence.editorial.models import Flag, Post, Version
from influence.outbox.actions import queue
from influence.people.models import Role, User
from influence.people.queries import people_of
from influence.people.quiet import LAST_CALL


def asked(post: Post, *, version: Version, flags: Sequence[Flag], at: datetime) -> None:
    """Each approver once for what was found at one moment, however many topics ask them."""
    for flag in flags:
        flag.version, version.post = version, post
    asks = [(person, flag) for flag in flags for person in able(flag)]
    newest = max(flag.topic_id for flag in flags)
    for person in {person.pk: person for person, _flag in asks}.values():
        mine = [flag for asked_one, flag in asks if asked_one == person]
        write("second_approval", post, to=person, key=f"{version.pk}:{newest}:{len(flags)}", at=at,
              topics=[flag.topic.name for flag in mine])  # fmt: skip


def objected(post: Post, *, flags: Sequence[Flag], by: User, was_approved: bool, at: datetime) -> None:
    """Whoever has to write it anew, and a leader who had already said yes."""
    version = flags[0].version
    editors = people_of(post.organisation, Role.EDITOR) or people_of(post.organisation, Role.OPERATOR)
    people = [*([version.submitted_by] if version.submitted_by else []), *editors]
    if was_approved:
        people.append(post.leader.user)
    for person in {person.pk: person for person in people if person.is_active}.values():
        write("second_approval_refused", post, to=person, key=f"{flags[0].pk}", at=at, by=by, reason=flags[0].reason,
              topics=[flag.topic.name for flag in flags], is_leader=person.pk == post.leader.user_id)  # fmt: skip


def write(kind: str, post: Post, *, to: User, key: str, at: datetime, **context: Any) -> None:
    queue(
        kind=kind, dedup_key=f"{kind}:{post.pk}:{key}:{to.pk}", to=to, language=to.language,
        organisation=post.organisation, at=at, answer_by=post.slot.at - LAST_CALL if post.slot else None, context={"post": post, "leader": post.leader, "slot": post.slot, **context},
    )  # fmt: skip
