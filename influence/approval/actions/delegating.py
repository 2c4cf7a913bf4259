"""Mails about mandates: to whoever may decide in a leader's place, and to the leader about what they decided."""

from collections.abc import Iterator
from datetime import datetime

import structlog
from django.db import transaction

from influence.approval.access import SHOWN
from influence.approval.actions.links import end_of, is_waiting, locked, may_decide, put_to
from influence.approval.holding import can_wait
from influence.approval.models import Link, Seen
from influence.approval.proofs import LINKS_PER_VERSION, RENEWAL_PAUSE, digest, new_locator
from influence.approval.refusals import NotWaiting, SentAlready, TooManyLinks
from influence.core.lifecycle import PostState
from influence.core.text import plain
from influence.editorial import standing_in
from influence.editorial.beside import of_version
from influence.editorial.models import Decision, DecisionKind, Post
from influence.editorial.told import told
from influence.journal.actions import record
from influence.outbox import actions as outbox
from influence.people.mandates import holding
from influence.people.models import User
from influence.people.quiet import LAST_CALL

log = structlog.get_logger(__name__)


def invite_delegates(*, now: datetime) -> int:
    """Write to each delegate about each version that they may decide on and were not told of. How many mails."""
    sent = 0
    for post, person in unasked(now=now):
        try:
            sent += ask(post, person, now=now)
        except ValueError as problem:
            log.error("invitation_unwritable", versions=[post.version_id], problem=type(problem).__name__)  # noqa: TRY400
    return sent


def unasked(*, now: datetime) -> Iterator[tuple[Post, User]]:
    posts = Post.objects.filter(
        state=PostState.IN_REVIEW, slot__at__gt=now, leader__is_active=True,
        leader__in=holding(now=now).values("leader"),
    )  # fmt: skip
    for post in posts.select_related(*SHOWN).order_by("slot__at", "pk"):
        told = knowing(post)
        yield from (
            (post, person)
            for person in standing_in.delegates(post, now=now)
            if person.pk not in told and not can_wait(put_to(post)[0], person=person, now=now)
        )


def knowing(post: Post) -> set[int]:
    """Who was written to about this version, or put it back there themselves (actions.think_again)."""
    version = post.version
    written = Link.objects.filter(version=version).values_list("user_id", flat=True)
    back = Seen.objects.filter(version=version, at=version.submitted_at) if version else Seen.objects.none()
    return {*written, *back.values_list("user_id", flat=True)}


@transaction.atomic
def ask(post: Post, person: User, *, now: datetime, number: int = 1) -> bool:
    """False when somebody else did it, or this version does not wait for them any more."""
    fresh = locked(post.pk)
    is_it = fresh.version_id == post.version_id and is_waiting(fresh, now=now)
    mandate = standing_in.mandate_for(fresh, by=person, at=now)
    if (
        not is_it
        or mandate is None
        or Link.objects.filter(version=fresh.version, user=person, number=number).exists()
    ):
        return False
    version, slot = put_to(fresh)
    locator = new_locator()
    link = Link.objects.create(
        version=version, user=person, number=number, locator_hash=digest(locator), created_at=now,
        expires_at=min(end_of(fresh, slot, at=now), mandate.ends_at),
    )  # fmt: skip
    outbox.queue(
        kind="draft_to_decide_for", dedup_key=f"draft_to_decide_for:{link.pk}", to=person, language=person.language,
        organisation=fresh.organisation, at=now, is_secret=True, context={
            "post": fresh, "leader": fresh.leader, "version": version, "slot": slot, "locator": locator, "link": link,
            "mandate": mandate, "text": plain(version.text), "told": told,
            "beside": of_version(version, organisation_id=fresh.organisation_id),
        },
    )  # fmt: skip
    record("link.sent", fresh, organisation_id=fresh.organisation_id, at=now, by=None, link=link.pk, version=version.number,
           mandate=mandate.pk)  # fmt: skip
    return True


@transaction.atomic
def renew_for(link: Link, *, at: datetime) -> None:
    """As `links.renew`, for a delegate: to them alone, and while their mandate holds."""
    post = locked(link.version.post_id)
    if not may_decide(post, now=at):
        raise NotWaiting
    last = Link.objects.filter(version=post.version, user=link.user).order_by("-number").first()
    if last and at - last.created_at < RENEWAL_PAUSE:
        raise SentAlready
    if last and last.number >= LINKS_PER_VERSION:
        raise TooManyLinks
    if not ask(post, link.user, now=at, number=last.number + 1 if last else 1):
        raise NotWaiting


def tell_leader(decision: Decision, *, at: datetime) -> None:
    """Of each decision that somebody took in their name; inside its transaction. A yes is told while it can be taken back."""
    post = decision.version.post
    leader, slot = post.leader, post.slot
    is_yes = decision.kind == DecisionKind.APPROVE
    outbox.queue(
        kind="decided_for_you", dedup_key=f"decided_for_you:{decision.pk}", to=leader.user, language=leader.user.language,
        organisation=post.organisation, at=at, answer_by=slot.at - LAST_CALL if slot and is_yes else None, context={
            "post": post, "decision": decision, "slot": slot, "version": decision.version,
            "text": plain(decision.version.text), "told": told,
            "beside": of_version(decision.version, organisation_id=post.organisation_id),
        },
    )  # fmt: skip
