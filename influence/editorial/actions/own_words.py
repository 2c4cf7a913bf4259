"""What a leader may do to a post that waits for them, besides deciding on it as it stands."""

from datetime import datetime

from django.db import transaction

from influence.core.lifecycle import PostMove, PostState
from influence.core.text import normalise
from influence.editorial.actions.decisions import approve, check, entitled
from influence.editorial.actions.flags import raise_flags
from influence.editorial.actions.late import carry_over
from influence.editorial.actions.posts import copy, current, keep, locked, shift
from influence.editorial.models import Decision, DecisionKind, Post, Version
from influence.editorial.readiness import unfit_post
from influence.editorial.refusals import MovedOn, NotReady, NotYours, TooLate
from influence.editorial.spacing import in_turn
from influence.journal.actions import record
from influence.people.models import User


@transaction.atomic
def approve_with_edit(
    version: Version, *, text: str, by: User, content_hash: str, channel: str, at: datetime
) -> Decision:
    """The leader's own words as version n+1, and their yes to it, in one transaction; nothing changed is a plain yes.

    R-2.2 holds: the new version stays submitted by whoever put the old one before the leader, and nobody's words enter but
    the leader's own. What the rules say of the new text counts: second approvals are asked for anew. Raises as `approve`
    does, and NotReady."""
    in_turn(version.post.organisation_id)
    post = locked(Post(pk=version.post_id))
    if post.leader.user_id != by.pk or not post.leader.is_active:
        raise NotYours
    check(post, version, by=by, content_hash=content_hash, is_late=False)
    if post.slot is None or post.slot.at <= at:
        raise TooLate
    if normalise(text) == current(post).text:
        return approve(version, by=by, content_hash=content_hash, channel=channel, at=at)
    own = reworded(post, text=text, by=by, at=at)
    return approve(own, by=by, content_hash=own.content_hash, channel=channel, at=at)


def reworded(post: Post, *, text: str, by: User, at: datetime) -> Version:
    old = current(post)
    own = copy(old, by=by, at=at, text=text, submitted_by_id=old.submitted_by_id, submitted_at=at)
    keep(own, on=post)
    if problems := list(unfit_post(post, at=at)):
        raise NotReady(problems)
    record("post.reworded", post, organisation_id=post.organisation_id, at=at, by=by.pk, version=own.number,
           content_hash=own.content_hash, instead_of=old.number)  # fmt: skip
    raise_flags(post, at=at)
    return own


@transaction.atomic
def ask_again(decision: Decision, *, by: User, at: datetime) -> Version:
    """A leader thinks again after asking for a change, or refusing: the same words are before them once more. Only while nobody
    has touched the post since, and, for whoever answered in a leader's place, while a mandate lets them. Raises NotYours,
    MovedOn, TooLate."""
    post = locked(Post(pk=decision.version.post_id))
    if decision.decided_by_id != by.pk:
        raise NotYours
    entitled(post, by=by, at=at)
    if not is_untouched(post, decision):
        raise MovedOn(PostState(post.state))
    if post.slot is None or post.slot.at <= at:
        raise TooLate
    return put_back(post, was=decision.kind, by=by, at=at)


def put_back(post: Post, *, was: str, by: User, at: datetime) -> Version:
    """Inside the caller's transaction, of a post that is locked: in review once more, as a new version of the same words, since
    a version has one decision for ever. `was`: the one that counts no more."""
    old = current(post)
    fresh = copy(old, by=old.written_by, at=at, submitted_by_id=old.submitted_by_id, submitted_at=at)
    keep(fresh, on=post)
    carry_over(old, fresh)
    shift(post, PostMove.RETHINK, at=at)
    record("post.asked_again", post, organisation_id=post.organisation_id, at=at, by=by.pk, version=fresh.number,
           content_hash=fresh.content_hash, was=str(was))  # fmt: skip
    raise_flags(post, at=at)
    return fresh


ANSWERED = {DecisionKind.RETURN: PostState.RETURNED, DecisionKind.REFUSE: PostState.REFUSED}


def is_untouched(post: Post, decision: Decision) -> bool:
    """As the decision left it: same version, same state, and nothing done to it since."""
    left = ANSWERED.get(DecisionKind(decision.kind))
    return (
        post.state == left
        and post.version_id == decision.version_id
        and post.changed_at == decision.decided_at
    )
