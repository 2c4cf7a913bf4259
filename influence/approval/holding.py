"""When a leader, or whoever decides in their place, is written to about what waits for them: at once, unless it can wait and
they would rather not be disturbed now, or have just been written to. Nothing is held past the last reminder before its
slot."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F

from influence.approval.models import Link
from influence.approval.reminding import STEPS, is_off, planned
from influence.core.lifecycle import PostState
from influence.editorial.models import Version
from influence.people.models import Membership, Rhythm, User
from influence.people.quiet import may_leave, next_digest

# Drafts that come within so long of each other go together: one mail now, one for the rest.
GATHERED = timedelta(minutes=30)


def goes_now(versions: Iterable[Version], *, person: User, now: datetime) -> bool:
    """Of one leader's versions: one that is ripe takes all others along."""
    theirs = list(versions)
    post = theirs[0].post
    rhythm, last = rhythm_of(person, post.organisation_id), last_mail(person, now=now)
    return any(until(one, person=person, rhythm=rhythm, last=last, now=now) <= now for one in theirs)


def can_wait(version: Version, *, person: User, now: datetime) -> bool:
    """For whoever decides in a leader's place: each version goes by itself, in their own rhythm."""
    rhythm = rhythm_of(person, version.post.organisation_id)
    return until(version, person=person, rhythm=rhythm, last=None, now=now) > now


def until(version: Version, *, person: User, rhythm: str, last: datetime | None, now: datetime) -> datetime:
    slot, zone = version.post.slot, version.post.leader.zone
    asked = version.submitted_at or now
    digest = next_digest(rhythm, zone=zone, at=asked, is_off=lambda day: is_off(day, zone))
    gathered = last + GATHERED if last else now
    held = may_leave(person, zone=zone, at=max(now, digest, gathered))
    return held if slot and held < planned(slot.at - STEPS[-1], zone) else now


def rhythm_of(person: User, organisation_id: int) -> str:
    found = Membership.objects.filter(user=person, organisation=organisation_id).values_list(
        "rhythm", flat=True
    )
    return found.first() or Rhythm.EACH


def last_mail(person: User, *, now: datetime) -> datetime | None:
    """The last one about a post that still waits: whoever has answered it is at it, and hears of the next at once."""
    waiting = Link.objects.filter(
        user=person, created_at__gt=now - GATHERED, version__decisions__isnull=True,
        version__post__version=F("version"), version__post__state=PostState.IN_REVIEW,
    )  # fmt: skip
    return waiting.order_by("-created_at").values_list("created_at", flat=True).first()
