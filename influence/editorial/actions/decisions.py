from datetime import datetime

from django.db import transaction

from influence.core.lifecycle import PostMove, PostState
from influence.editorial.actions.posts import current, locked, shift
from influence.editorial.content import recomputed
from influence.editorial.models import Decision, DecisionKind, Post, Version
from influence.editorial.refusals import (
    AlreadyDecided,
    Altered,
    MovedOn,
    NotYours,
    Outdated,
    OwnSubmission,
    ReasonMissing,
    TooLate,
)
from influence.journal.actions import record
from influence.people.models import User

MOVES = {
    DecisionKind.APPROVE: PostMove.APPROVE,
    DecisionKind.RETURN: PostMove.RETURN,
    DecisionKind.REFUSE: PostMove.REFUSE,
}
VERBS = {
    DecisionKind.APPROVE: "post.approved",
    DecisionKind.RETURN: "post.returned",
    DecisionKind.REFUSE: "post.refused",
}


def approve(version: Version, *, by: User, content_hash: str, channel: str, at: datetime) -> Decision:
    """The leader's yes to this very content. `content_hash` is the one of the page that the leader read.

    Raises NotYours, OwnSubmission, AlreadyDecided, Outdated, MovedOn, TooLate, Altered; nothing has happened then."""
    return decide(
        version,
        kind=DecisionKind.APPROVE,
        reason="",
        by=by,
        content_hash=content_hash,
        channel=channel,
        at=at,
    )


def give_back(
    version: Version, *, reason: str, by: User, content_hash: str, channel: str, at: datetime
) -> Decision:
    """Ask for a change, with words. Raises as `approve` does (never TooLate), and ReasonMissing."""
    return decide(
        version,
        kind=DecisionKind.RETURN,
        reason=reason,
        by=by,
        content_hash=content_hash,
        channel=channel,
        at=at,
    )


def refuse(
    version: Version, *, reason: str, by: User, content_hash: str, channel: str, at: datetime
) -> Decision:
    """Say no, with words. Raises as `approve` does (never TooLate), and ReasonMissing."""
    return decide(
        version,
        kind=DecisionKind.REFUSE,
        reason=reason,
        by=by,
        content_hash=content_hash,
        channel=channel,
        at=at,
    )


@transaction.atomic
def decide(
    version: Version,
    *,
    kind: DecisionKind,
    reason: str,
    by: User,
    content_hash: str,
    channel: str,
    at: datetime,
) -> Decision:
    """The lock on the post puts two clicks in a row: the second finds the decision of the first."""
    post = locked(Post(pk=version.post_id))
    check(post, version, by=by, content_hash=content_hash)
    slot = post.slot
    if slot is None or (kind == DecisionKind.APPROVE and slot.at <= at):
        raise TooLate
    reason = reason.strip()
    if kind != DecisionKind.APPROVE and not reason:
        raise ReasonMissing
    shift(post, MOVES[kind], at=at, reason=reason)
    decision = Decision.objects.create(
        version=current(post), content_hash=content_hash, kind=kind, reason=reason, decided_by=by, decided_at=at,
        channel=channel, slot_at=slot.at,
    )  # fmt: skip
    record(VERBS[kind], post, organisation_id=post.organisation_id, at=at, by=by.pk, version=current(post).number,
           content_hash=content_hash, channel=str(channel))  # fmt: skip
    return decision


def check(post: Post, version: Version, *, by: User, content_hash: str) -> None:
    """Who may decide, then whether there is still something to decide, then whether it is what they read."""
    if post.leader.user_id != by.pk or not post.leader.is_active:
        raise NotYours
    if decision := Decision.objects.filter(version_id=version.pk).first():
        raise AlreadyDecided(decision)
    if current(post).pk != version.pk:
        raise Outdated(current(post))
    if post.state != PostState.IN_REVIEW:
        raise MovedOn(PostState(post.state))
    if current(post).submitted_by_id == by.pk:
        raise OwnSubmission
    if recomputed(current(post)) != current(post).content_hash:
        raise Altered
    if content_hash != current(post).content_hash:
        raise Outdated(current(post))
