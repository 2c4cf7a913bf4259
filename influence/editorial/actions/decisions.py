from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from influence.core.lifecycle import PostMove, PostState
from influence.editorial import flags, standing_in
from influence.editorial.actions.flags import raise_flags
from influence.editorial.actions.late import ask_again, reseat
from influence.editorial.actions.posts import current, locked, shift
from influence.editorial.actions.slots import iso
from influence.editorial.content import recomputed
from influence.editorial.late import awaits
from influence.editorial.models import Decision, DecisionKind, Flag, FlagState, Post, Version, Wish
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
from influence.editorial.refusals_of_mandates import OwnWords, SecondWord
from influence.editorial.spacing import in_turn
from influence.journal.actions import record
from influence.people.models import Mandate, User

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


def approve(
    version: Version,
    *,
    by: User,
    content_hash: str,
    channel: str,
    at: datetime,
    place: datetime | None = None,
) -> Decision:
    """The leader's yes to this very content, or that of somebody under their mandate. `content_hash` is the one of the page
    that was read; `place`, when the page said that it would go out, of a post whose slot has passed (editorial.late).

    Raises NotYours, OwnSubmission, OwnWords, SecondWord, AlreadyDecided, Outdated, MovedOn, TooLate, PlaceGone, Altered;
    nothing has happened then."""
    return decide(
        version,
        kind=DecisionKind.APPROVE,
        reason="",
        by=by,
        content_hash=content_hash,
        channel=channel,
        at=at,
        place=place,
    )


def give_back(
    version: Version,
    *,
    reason: str,
    by: User,
    content_hash: str,
    channel: str,
    at: datetime,
    wishes: Sequence[str] = (),
) -> Decision:
    """Ask for a change, with words and what they are about. Raises as `approve` does (never TooLate), and ReasonMissing."""
    return decide(
        version,
        kind=DecisionKind.RETURN,
        reason=reason,
        by=by,
        content_hash=content_hash,
        channel=channel,
        at=at,
        wishes=wishes,
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
    place: datetime | None = None,
    wishes: Sequence[str] = (),
) -> Decision:
    """The lock on the post puts two clicks in a row: the second finds the decision of the first."""
    if place:
        in_turn(version.post.organisation_id)
    post = locked(Post(pk=version.post_id))
    is_late = awaits(post, now=at)
    mandate = entitled(post, by=by, at=at)
    check(post, version, by=by, content_hash=content_hash, is_late=is_late)
    slot, was = post.slot, dict[str, object]()
    if is_late and slot:
        ask_again(post, at=at)
        was = {"was": iso(slot.at)}
    if is_late and kind == DecisionKind.APPROVE:
        slot = reseat(post, place_at=place, at=at)
        was |= {"slot_at": iso(slot.at)}
    if slot is None or (kind == DecisionKind.APPROVE and slot.at <= at):
        raise TooLate
    reason = reason.strip()
    if kind != DecisionKind.APPROVE and not reason:
        raise ReasonMissing
    shift(post, MOVES[kind], at=at, reason=reason)
    decision = Decision.objects.create(
        version=current(post), content_hash=content_hash, kind=kind, reason=reason, decided_by=by, decided_at=at,
        channel=channel, slot_at=slot.at, wishes=[str(wish) for wish in Wish if wish in wishes], mandate=mandate,
    )  # fmt: skip
    if mandate:
        was |= {"mandate": mandate.pk}
    record(VERBS[kind], post, organisation_id=post.organisation_id, at=at, by=by.pk, version=current(post).number,
           content_hash=content_hash, channel=str(channel), **was)  # fmt: skip
    if is_late:
        raise_flags(post, at=at)
    return decision


def entitled(post: Post, *, by: User, at: datetime) -> Mandate | None:
    """The leader (None), or somebody under a mandate that covers this post now."""
    if post.leader.user_id == by.pk and post.leader.is_active:
        return None
    mandate = standing_in.mandate_for(post, by=by, at=at)
    if mandate is None:
        raise NotYours
    return mandate


def check(post: Post, version: Version, *, by: User, content_hash: str, is_late: bool) -> None:
    """Whether there is still something to decide, then whether it is what they read, and not of their own making."""
    if (decision := Decision.objects.filter(version_id=version.pk).first()) and not is_late:
        raise AlreadyDecided(decision)
    if current(post).pk != version.pk:
        raise Outdated(current(post))
    if post.state != PostState.IN_REVIEW and not is_late:
        raise MovedOn(PostState(post.state))
    if current(post).submitted_by_id == by.pk:
        raise OwnSubmission
    if post.leader.user_id != by.pk:
        check_second_person(post, by=by)
    if recomputed(current(post)) != current(post).content_hash:
        raise Altered
    if content_hash != current(post).content_hash:
        raise Outdated(current(post))


def check_second_person(post: Post, *, by: User) -> None:
    """Whoever decides in the leader's place had no hand in the words, and is not the second approver too (R-2.2, R-2.4)."""
    if standing_in.had_a_hand(post, current(post), user_id=by.pk):
        raise OwnWords
    for flag in Flag.objects.filter(version=post.version).select_related("topic", "version__post__leader"):
        waits_for = flags.able(flag) if flag.state == FlagState.WAITING else ()
        if flag.decided_by_id == by.pk or [one.pk for one in waits_for] == [by.pk]:
            raise SecondWord
