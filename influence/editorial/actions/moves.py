from dataclasses import replace
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import F

from influence.core.lifecycle import POST_MOVES, PostMove, PostState
from influence.editorial.actions.flags import raise_flags
from influence.editorial.actions.posts import copy, current, keep, locked, shift
from influence.editorial.actions.slots import iso, place, settled
from influence.editorial.actions.waivers import leave_place, let_stand
from influence.editorial.collisions import Said, clashes, unexplained, waived
from influence.editorial.models import Collision, Decision, Flag, FlagState, Post, Slot, Version, Waiver
from influence.editorial.readiness import unready
from influence.editorial.refusals import MovedOn, NotReady, OwnSubmission, TooClose
from influence.editorial.spacing import HOLDING, Clash, in_turn
from influence.editorial.words import Missed
from influence.journal.actions import record
from influence.people.models import User

WHY_MISSED = {
    PostState.DRAFT: Missed.UNSUBMITTED,
    PostState.IN_REVIEW: Missed.UNDECIDED,
    PostState.RETURNED: Missed.RETURNED,
}


@transaction.atomic
def submit(post: Post, *, by: User, at: datetime, closeness_reason: str = "") -> Version:
    """Put the current version before its leader; a post that missed its slot, or failed, is asked about again.
    `closeness_reason` says why it may stand although it collides with others (editorial.collisions). Raises NotReady with
    every problem, OwnSubmission if the decider submits, MovedOn."""
    in_turn(post.organisation_id)
    post = locked(post)
    if post.leader.user_id == by.pk:
        raise OwnSubmission
    beside = explained(post, closeness_reason, by=by, at=at)
    if problems := list(unready(post, at=at, reader=by)):
        raise NotReady(problems)
    shift(post, PostMove.SUBMIT, PostMove.REOPEN, at=at)
    version = undecided(post, by=by, at=at)
    Version.objects.filter(pk=version.pk).update(submitted_by=by, submitted_at=at)
    version.submitted_by, version.submitted_at = by, at
    record("post.submitted", post, organisation_id=post.organisation_id, at=at, by=by.pk, version=version.number,
           content_hash=version.content_hash, **beside)  # fmt: skip
    raise_flags(post, at=at)
    return version


def explained(post: Post, reason: str, *, by: User, at: datetime) -> dict[str, list[int]]:
    """Keep the reason where there is something to explain; the posts beside it, for the journal."""
    if not reason.strip() or post.slot is None:
        return {}
    return let_stand(post, unexplained(post, now=at, reader=by), reason=reason, by=by, at=at)


def undecided(post: Post, *, by: User, at: datetime) -> Version:
    """A version has one decision for ever, and one answer of its second approvers: a text that already got one is asked
    about as a new version."""
    version = current(post)
    objected = Flag.objects.filter(version=version, state=FlagState.OBJECTED)
    if not objected.exists() and not Decision.objects.filter(version=version).exists():
        return version
    fresh = copy(version, by=version.written_by, at=at)
    keep(fresh, on=post)
    return fresh


@transaction.atomic
def withdraw(post: Post, *, by: User, at: datetime) -> None:
    """Take the post out of the calendar before it goes out; `restore` is the way back. Raises MovedOn."""
    post = locked(post)
    was = post.state
    shift(post, PostMove.WITHDRAW, at=at)
    record("post.withdrawn", post, organisation_id=post.organisation_id, at=at, by=by.pk, was=was)


@transaction.atomic
def restore(post: Post, *, by: User, at: datetime) -> None:
    """A withdrawn post is a draft again, in its slot unless somebody took the place. Raises MovedOn."""
    post = locked(post)
    shift(post, PostMove.RESTORE, at=at)
    record("post.restored", post, organisation_id=post.organisation_id, at=at, by=by.pk)


@transaction.atomic
def move(
    post: Post,
    *,
    day: date,
    time: time,
    zone: str,
    fold: int | None,
    by: User,
    at: datetime,
    closeness_reason: str = "",
) -> Slot:
    """To another place in the calendar. A decision stands: it names the text, not the hour. The planner brings the
    publication along. A reason to stand close to another post was given for the old place. Raises what plan_slot raises,
    TooClose for a post that was put before its leader, and MovedOn once the post is on its way out."""
    in_turn(post.organisation_id)
    post = locked(post)
    if post.state not in POST_MOVES[PostMove.EDIT].sources:
        raise MovedOn(PostState(post.state))
    old, wanted = post.slot, settled(day, time, zone, fold=fold, at=at)
    if old and wanted.at == old.at:
        return old
    slot = place(wanted, leader=post.leader, pillar=post.pillar, fold=fold, at=at)
    is_asked = post.state in HOLDING and not closeness_reason.strip()
    if is_asked and (others := there(post, place_at=slot.at, reader=by, now=at)):
        raise TooClose(others)
    seat(post, slot=slot, at=at)
    beside = explained(post, closeness_reason, by=by, at=at)
    record("post.moved", post, organisation_id=post.organisation_id, at=at, by=by.pk, was=iso(old.at) if old else None,
           slot_at=iso(slot.at), **beside)  # fmt: skip
    return slot


def there(post: Post, *, place_at: datetime, reader: User, now: datetime) -> list[Clash]:
    """What it would collide with in another place. Of what was let stand, only the words come along."""
    found = clashes(replace(Said.of(post), at=place_at), now=now, reader=reader)
    allowed = waived(post, waivers=Waiver.objects.filter(post=post, kind=Collision.ALIKE)) if found else set()
    return [one for one in found if (one.kind, one.other_id) not in allowed]


def seat(post: Post, *, slot: Slot, at: datetime) -> None:
    """The place that was left disappears: it was this post's own; one that comes back every week is free again."""
    old = post.slot
    if post.state in POST_MOVES[PostMove.RESCHEDULE].sources:
        shift(post, PostMove.RESCHEDULE, at=at, slot=slot, closeness_reason="")
    else:
        Post.objects.filter(pk=post.pk).update(slot=slot, changed_at=at, closeness_reason="")
    post.slot, post.closeness_reason = slot, ""
    leave_place(post)
    if old and (old.recurrence is None or old.recurrence.ended_at or old.at <= at):
        Slot.objects.filter(pk=old.pk).delete()


def miss_undecided(*, now: datetime) -> int:
    """Silence is never consent: posts that nobody decided on before their slot are missed, and say so. A post touched
    after its slot has passed stays as it is: somebody is at work on it."""
    late = Post.objects.filter(state__in=WHY_MISSED, slot__at__lte=now, changed_at__lt=F("slot__at"))
    return sum(miss(post, now=now) for post in late.order_by("pk"))


@transaction.atomic
def miss(post: Post, *, now: datetime) -> bool:
    why = WHY_MISSED[PostState(post.state)]
    still = Post.objects.filter(
        pk=post.pk, state=post.state, slot_id=post.slot_id, changed_at=post.changed_at
    )
    if not still.update(state=POST_MOVES[PostMove.MISS].target, reason=why, changed_at=now):
        return False
    record("post.missed", post, organisation_id=post.organisation_id, at=now, by=None, why=why)
    return True
