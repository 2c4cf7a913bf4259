from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.functional import Promise, SimpleLazyObject

from influence.approval import queries
from influence.approval.actions.delegating import tell_leader
from influence.approval.actions.links import locked
from influence.approval.actions.reading import note_seen
from influence.approval.refusals import SlotMoved, TooLateToUndo
from influence.core.lifecycle import PostState
from influence.core.text import plain
from influence.editorial import actions as editorial
from influence.editorial.actions.decisions import entitled
from influence.editorial.beside import of_version
from influence.editorial.embargoes import as_read_by
from influence.editorial.late import awaits
from influence.editorial.models import Decision, DecisionKind, Post, Slot, Version, Wish
from influence.editorial.refusals import MovedOn, NotYours
from influence.editorial.spacing import in_turn
from influence.editorial.standing_in import decider_within
from influence.editorial.told import told
from influence.outbox import actions as outbox
from influence.people.models import User

# The last moment to take an approval back: the senders may already have the post in hand after it. One that was given so
# shortly before has nearly all the time there is.
CUT_OFF = timedelta(minutes=10)
SHORT_CUT_OFF = timedelta(minutes=1)
MAILS = {
    DecisionKind.APPROVE: "draft_approved",
    DecisionKind.RETURN: "draft_returned",
    DecisionKind.REFUSE: "draft_refused",
}


@transaction.atomic
def decide(
    version: Version,
    *,
    kind: DecisionKind,
    by: User,
    content_hash: str,
    channel: str,
    at: datetime,
    reason: str = "",
    wishes: Sequence[str] = (),
    shown_at: datetime | None = None,
) -> Decision:
    """The leader's word, and the mail that tells whoever submitted the text. `shown_at` is the slot (UTC) that the page
    showed, or the place that it offered where the slot has passed. Raises editorial's refusals and SlotMoved; nothing has
    happened then."""
    if kind == DecisionKind.APPROVE:
        in_turn(version.post.organisation_id)
    post = locked(version.post_id)
    was = post.slot if awaits(post, now=at) else None
    if shown_at and was is None and is_elsewhere(post, version, shown_at=shown_at):
        raise SlotMoved
    decision = said(
        version, kind=kind, reason=reason, by=by, content_hash=content_hash, channel=channel, at=at,
        place=shown_at if was else None, wishes=wishes,
    )  # fmt: skip
    note_seen(decision.version, by=by, at=at)
    tell(locked(version.post_id), kind=MAILS[kind], dedup_key=f"decision:{decision.pk}", to=decision.version.submitted_by,
         at=at, reason=decision.reason, wishes=wanted(decision.wishes), was=was,
         answer_by=decision.slot_at if kind == DecisionKind.RETURN else None,
         who=SimpleLazyObject(lambda: decider_within(decision)))  # fmt: skip
    if decision.mandate_id:
        tell_leader(decision, at=at)
    return decision


def is_elsewhere(post: Post, version: Version, *, shown_at: datetime) -> bool:
    """Only of a version that still waits: for any other, editorial has the better answer."""
    waits = post.state == PostState.IN_REVIEW and post.version_id == version.pk
    return waits and post.slot is not None and post.slot.at != shown_at


def said(
    version: Version,
    *,
    kind: DecisionKind,
    reason: str,
    by: User,
    content_hash: str,
    channel: str,
    at: datetime,
    place: datetime | None,
    wishes: Sequence[str] = (),
) -> Decision:
    if kind == DecisionKind.APPROVE:
        return editorial.approve(
            version, by=by, content_hash=content_hash, channel=channel, at=at, place=place
        )
    given = {"reason": reason, "by": by, "content_hash": content_hash, "channel": channel, "at": at}
    if kind == DecisionKind.REFUSE:
        return editorial.refuse(version, **given)
    return editorial.give_back(version, wishes=wishes, **given)


def wanted(wishes: Sequence[str]) -> list[str | Promise]:
    """In the language of whoever reads them."""
    return [Wish(wish).label for wish in wishes]


def tell(
    post: Post,
    *,
    kind: str,
    dedup_key: str,
    to: User | None,
    at: datetime,
    reason: str = "",
    was: Slot | None = None,
    answer_by: datetime | None = None,
    **more: Any,
) -> None:
    """`was`: the place that had passed; `answer_by`: when it is too late to act; `more`: what only that mail tells."""
    if to is None or not to.is_active or post.version is None:
        return
    version = as_read_by(post.version, to, of=post)
    outbox.queue(
        kind=kind, dedup_key=dedup_key, to=to, language=to.language, organisation=post.organisation, at=at, answer_by=answer_by,
        context={
            "post": post, "slot": post.slot, "was": was, "version": version, "text": plain(version.text), "reason": reason,
            "beside": of_version(version, organisation_id=post.organisation_id), "told": told,
            "is_readable": version.pk is not None, "who": post.leader.name, **more,
        },
    )  # fmt: skip


@transaction.atomic
def take_back(post: Post, *, by: User, at: datetime) -> None:
    """A leader thinks again, or whoever said yes in their place: the approved post waits for a decision once more, and whoever
    submitted it is told, and the leader of what was done for them. Raises NotYours, MovedOn, TooLateToUndo."""
    post = locked(post.pk)
    mandate, decision = (
        entitled(post, by=by, at=at),
        queries.decision_on(post.version) if post.version else None,
    )
    if mandate and (decision is None or decision.decided_by_id != by.pk):
        raise NotYours
    if post.state not in (PostState.APPROVED, PostState.SCHEDULED):
        raise MovedOn(PostState(post.state))
    if not may_undo(post, decision, now=at):
        raise TooLateToUndo
    note_seen(editorial.put_back(post, was=DecisionKind.APPROVE, by=by, at=at), by=by, at=at)
    who = SimpleLazyObject(lambda: decider_within(decision)) if mandate and decision else by.name
    for person in (
        post.version.submitted_by if post.version else None,
        post.leader.user if mandate else None,
    ):
        key = f"taken_back:{post.pk}:{post.version_id}:{at.isoformat()}:{person.pk if person else ''}"
        tell(post, kind="approval_taken_back", dedup_key=key, at=at, to=person, who=who)


def may_undo(post: Post, decision: Decision | None, *, now: datetime) -> bool:
    if post.slot is None:
        return False
    is_short = decision is not None and decision.decided_at >= post.slot.at - 2 * CUT_OFF
    return now < post.slot.at - (SHORT_CUT_OFF if is_short else CUT_OFF)
