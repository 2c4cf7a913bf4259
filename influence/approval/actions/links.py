from datetime import datetime, timedelta

from django.db import transaction

from influence.approval import queries
from influence.approval.access import SHOWN
from influence.approval.models import Link
from influence.approval.proofs import LINK_LIFE, LINKS_PER_VERSION, RENEWAL_PAUSE, digest, new_locator
from influence.approval.refusals import NotWaiting, SentAlready, TooManyLinks
from influence.core.lifecycle import PostState
from influence.core.text import plain
from influence.editorial.beside import of_version
from influence.editorial.late import awaits
from influence.editorial.models import Post, Slot, Version
from influence.editorial.standing_in import mandate_for
from influence.editorial.told import told
from influence.journal.actions import record
from influence.outbox import actions as outbox
from influence.people.models import User
from influence.safeguards.policies import policy_of


@transaction.atomic
def renew(link: Link, *, at: datetime) -> None:
    """Another link for whatever version waits now, mailed to the leader alone. Raises NotWaiting, SentAlready,
    TooManyLinks: whoever holds an old link cannot flood the leader's mailbox."""
    post = locked(link.version.post_id)
    if not may_decide(post, now=at) or post.version is None:
        raise NotWaiting
    last = queries.last_link(post.version, leader=post.leader)
    if last and at - last.created_at < RENEWAL_PAUSE:
        raise SentAlready
    if last and last.number >= LINKS_PER_VERSION:
        raise TooManyLinks
    send_link(post, number=last.number + 1 if last else 1, at=at)


def send_link(post: Post, *, number: int, at: datetime) -> Link:
    link, locator = new_link(post, number=number, at=at)
    version, slot = put_to(post)
    outbox.queue(
        kind="draft_to_approve", dedup_key=f"draft_to_approve:{link.pk}", to=post.leader.user,
        language=post.leader.user.language, organisation=post.organisation, at=at, is_secret=True,
        context={
            "post": post, "version": version, "slot": slot, "locator": locator, "link": link, "text": plain(version.text),
            "beside": of_version(version, organisation_id=post.organisation_id), "told": told,
        },
    )  # fmt: skip
    note_sent(link, post, at=at)
    return link


def new_link(
    post: Post, *, number: int, at: datetime, to: User | None = None, until: datetime | None = None
) -> tuple[Link, str]:
    """With its locator, which exists in the mail alone: the outbox forgets a secret mail's words once it has gone.
    `to`: whoever decides in the leader's place, `until` their mandate ends."""
    locator = new_locator()
    version, slot = put_to(post)
    end = end_of(post, slot, at=at)
    link = Link.objects.create(
        version=version, user=to or post.leader.user, number=number, locator_hash=digest(locator), created_at=at,
        expires_at=min(end, until) if until else end,
    )  # fmt: skip
    return link, locator


def another_link(post: Post, person: User, *, at: datetime) -> str | None:
    """The locator of one more, for a mail that reminds somebody of a version that they were written to about; None where
    they were not, as the first mail shows the whole text, or too often."""
    last = Link.objects.filter(version=post.version, user=person).order_by("-number").first()
    mandate = None if person.pk == post.leader.user_id else mandate_for(post, by=person, at=at)
    if (
        last is None
        or last.number >= LINKS_PER_VERSION
        or (mandate is None and person.pk != post.leader.user_id)
    ):
        return None
    link, locator = new_link(
        post, number=last.number + 1, at=at, to=person, until=mandate.ends_at if mandate else None
    )
    note_sent(link, post, at=at)
    return locator


def note_sent(link: Link, post: Post, *, at: datetime) -> None:
    version, _slot = put_to(post)
    record(
        "link.sent",
        post,
        organisation_id=post.organisation_id,
        at=at,
        by=None,
        link=link.pk,
        version=version.number,
    )


def locked(post_id: int) -> Post:
    """The post as it is now, kept from others until the transaction ends."""
    Post.objects.select_for_update().get(pk=post_id)
    return Post.objects.select_related(*SHOWN).get(pk=post_id)


def end_of(post: Post, slot: Slot, *, at: datetime) -> datetime:
    """After the slot, as long as a yes may still send it shortly after; one that was asked for later has its whole life."""
    longest = at + LINK_LIFE
    if slot.at <= at:
        return longest
    late = timedelta(minutes=policy_of(post.organisation).late_approval_minutes)
    return min(slot.at + late, longest)


def is_waiting(post: Post, *, now: datetime) -> bool:
    return post.state == PostState.IN_REVIEW and post.slot is not None and post.slot.at > now


def may_decide(post: Post, *, now: datetime) -> bool:
    """In time, or late where there is still something to say (editorial.late)."""
    return is_waiting(post, now=now) or awaits(post, now=now)


def put_to(post: Post) -> tuple[Version, Slot]:
    """What the database promises of a post in review (post_in_review_has_a_slot, post_moves_with_a_version)."""
    if post.version is None or post.slot is None:
        raise NotWaiting
    return post.version, post.slot
