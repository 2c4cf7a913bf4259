"""Writing to leaders about what waits for them: one mail a draft, or one for several (approval.holding)."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

import structlog
from django.db import transaction

from influence.approval import queries
from influence.approval.actions.links import is_waiting, locked, new_link, note_sent, put_to, send_link
from influence.approval.holding import goes_now
from influence.core.text import plain
from influence.editorial.models import Post, Version
from influence.outbox import actions as outbox

log = structlog.get_logger(__name__)


def invite(*, now: datetime) -> int:
    """Write to each leader about each version that waits for them and that they were not told of. Returns how many mails.

    One mail that cannot be written (a name with a line break) is logged and does not hold up the others."""
    found = sorted(queries.unannounced(now=now), key=lambda one: (one.post.leader_id, slot_at(one), one.pk))
    sent = 0
    for _leader, theirs in groupby(found, key=lambda one: one.post.leader_id):
        versions = list(theirs)
        try:
            sent += announce(versions, now=now)
        except ValueError as problem:
            named = [one.pk for one in versions]
            log.error("invitation_unwritable", versions=named, problem=type(problem).__name__)  # noqa: TRY400
    return sent


def slot_at(version: Version) -> datetime:
    return put_to(version.post)[1].at


@transaction.atomic
def announce(versions: Sequence[Version], *, now: datetime) -> bool:
    """One leader's. False when it can wait, somebody else did it, or nothing waits any more."""
    if not goes_now(versions, person=versions[0].post.leader.user, now=now):
        return False
    posts = [post for version in versions if (post := still_waiting(version, now=now))]
    if len(posts) == 1:
        send_link(posts[0], number=1, at=now)
    elif posts:
        send_links(posts, at=now)
    return bool(posts)


def still_waiting(version: Version, *, now: datetime) -> Post | None:
    post = locked(version.post_id)
    is_it = post.version_id == version.pk and is_waiting(post, now=now)
    return post if is_it and not queries.links_sent(version, to=post.leader.user) else None


def send_links(posts: Sequence[Post], *, at: datetime) -> None:
    """One mail that leads to each, the next to go out first."""
    made = [(post, *new_link(post, number=1, at=at)) for post in posts]
    items = [
        {"post": post, "version": post.version, "slot": post.slot, "link": link, "locator": locator, "text": said(post)}
        for post, link, locator in made
    ]  # fmt: skip
    leader, first = posts[0].leader, made[0][1]
    outbox.queue(
        kind="drafts_to_approve", dedup_key=f"drafts_to_approve:{first.pk}", to=leader.user, language=leader.user.language,
        organisation=posts[0].organisation, at=at, is_secret=True, context={"leader": leader, "items": items},
    )  # fmt: skip
    for post, link, _locator in made:
        note_sent(link, post, at=at)


def said(post: Post) -> str:
    """In one line: the page shows the whole."""
    return " ".join(plain(put_to(post)[0].text).split())
