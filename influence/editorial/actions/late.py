"""What a decision does to a post whose slot has passed (editorial.late). Inside the transaction of the decision."""

from datetime import datetime, timedelta

from influence.core import cadence
from influence.core.lifecycle import PostMove, PostState
from influence.editorial.actions.moves import seat, undecided
from influence.editorial.actions.posts import current, shift
from influence.editorial.actions.slots import place
from influence.editorial.late import KEPT_OFFERS, Chances, chances, cooling_off, on_the_clock, slot_of
from influence.editorial.models import Flag, FlagState, Post, Slot, Version
from influence.editorial.refusals import PlaceGone, TooLate
from influence.safeguards.policies import policy_of


def ask_again(post: Post, *, at: datetime) -> None:
    """In review once more. A text that was approved and could not leave is asked about as a new version, put there by whom
    the first one was; what a second approver said of this very content stands."""
    if post.state == PostState.MISSED:
        shift(post, PostMove.REOPEN, at=at)
    old = current(post)
    fresh = undecided(post, by=old.written_by, at=at)
    if fresh.pk != old.pk:
        Version.objects.filter(pk=fresh.pk).update(submitted_by=old.submitted_by, submitted_at=at)
        fresh.submitted_by, fresh.submitted_at = old.submitted_by, at
        carry_over(old, fresh)


def carry_over(old: Version, fresh: Version) -> None:
    cleared = Flag.objects.filter(version=old, state=FlagState.CLEARED, content_hash=fresh.content_hash)
    for flag in cleared:
        flag.pk, flag.version = None, fresh
        flag.save(force_insert=True)


def reseat(post: Post, *, place_at: datetime | None, at: datetime) -> Slot:
    """To the place that the leader read on the page. Raises TooLate where none was named, PlaceGone where that one cannot
    be had any more."""
    if place_at is None:
        raise TooLate
    wanted, why = chosen(post, place_at, at=at), post.closeness_reason
    twice = cadence.readings(wanted.day, wanted.time, wanted.zone)
    fold = twice.index(wanted.at) if wanted.at in twice and len(twice) > 1 else None
    slot = place(wanted, leader=post.leader, pillar=post.pillar, fold=fold, at=at)
    seat(post, slot=slot, at=at)
    if why:
        Post.objects.filter(pk=post.pk).update(closeness_reason=why)
    return slot


def chosen(post: Post, place_at: datetime, *, at: datetime) -> cadence.Slot:
    offered = chances(post, now=at, count=KEPT_OFFERS)
    if is_still_soon(post, place_at, offered=offered, at=at):
        return on_the_clock(place_at, slot_of(post).zone)
    found = next((one for one in offered.places if one.at == place_at), None)
    if found is None:
        raise PlaceGone
    return found


def is_still_soon(post: Post, place_at: datetime, *, offered: Chances, at: datetime) -> bool:
    """The hour that the page said stands while half of the time to think is left: reading takes a while."""
    if offered.soon is None or place_at.second or place_at.microsecond:
        return False
    pause: timedelta = cooling_off(policy_of(post.organisation))
    return at + pause / 2 <= place_at <= offered.soon.at
