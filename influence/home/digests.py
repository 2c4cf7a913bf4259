"""Mails that can wait, together: each morning of a working day, or each Monday, at eight by the organisation's clock, and
never in somebody's quiet hours. They are written as all mails are; `hold` keeps back those whose readers want them
together, before a worker claims them, and `write_digests` tells them in one mail, once. Whoever changes their rhythm gets
what was held in the new one. Some mails wait for the end of quiet hours and no longer: those leave by themselves."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from influence.editorial.days_off import is_off
from influence.home.kinds import AFTER_REST, CAN_WAIT
from influence.home.stopping import stop_address, wants_none
from influence.outbox.actions import queue
from influence.outbox.compose import absolute
from influence.outbox.models import Message, MessageState
from influence.people.models import Membership, Rhythm
from influence.people.quiet import may_leave, next_digest

# What has to be answered within so long does not wait: the next digest, or the night's end, may come too late.
REACH = {
    Rhythm.EACH: timedelta(days=1), Rhythm.DAILY: timedelta(days=5), Rhythm.WEEKLY: timedelta(days=8),
}  # fmt: skip
# A digest of hundreds of lines is read by nobody, and may be clipped: the rest is counted.
MOST_ROWS = 60
# Members by the end of their quiet hours.
Ends = dict[datetime, list[int]]


@dataclass(frozen=True)
class Row:
    """One mail, as the digest tells it."""

    words: str
    link: str
    at: datetime


def held(*, now: datetime) -> Q:
    """Mails that nobody sends now."""
    ends = resting(now=now)
    readers = Membership.objects.filter(
        organisation=OuterRef("organisation_id"), user__email=OuterRef("to_email")
    )
    return Q(attempts=0) & (together(readers, ends=ends, now=now) | at_rest(readers, ends=ends))


def together(readers: QuerySet[Membership], *, ends: Ends, now: datetime) -> Q:
    found = Q(pk=None)
    for rhythm, reach in REACH.items():
        theirs = readers.filter(rhythm=rhythm)
        if rhythm == Rhythm.EACH:
            theirs = theirs.filter(pk__in=[pk for members in ends.values() for pk in members])
        found |= Q(Exists(theirs)) & unless_late(now + reach)
    return Q(kind__in=CAN_WAIT) & found


def at_rest(readers: QuerySet[Membership], *, ends: Ends) -> Q:
    found = Q(pk=None)
    for end, members in ends.items():
        found |= Q(Exists(readers.filter(pk__in=members))) & unless_late(end)
    return Q(kind__in=AFTER_REST) & found


def unless_late(then: datetime) -> Q:
    return Q(answer_by=None) | Q(answer_by__gt=then)


def resting(*, now: datetime) -> Ends:
    """Members who are in their quiet hours, by the end of these."""
    quiet = Membership.objects.filter(user__quiet_from__isnull=False).select_related("user", "organisation")
    found: Ends = {}
    for one in quiet:
        end = may_leave(one.user, zone=one.organisation.zone, at=now)
        if end > now:
            found.setdefault(end, []).append(one.pk)
    return found


def hold(*, now: datetime) -> int:
    """Before mails are claimed."""
    return Message.objects.filter(held(now=now), state=MessageState.QUEUED).update(state=MessageState.WAITING)


def write_digests(*, now: datetime) -> int:
    """How many mails were written. What can leave by itself now is let go."""
    waiting = Message.objects.filter(state=MessageState.WAITING).order_by()
    readers = waiting.values_list("organisation_id", "to_email").distinct()
    return sum(tell(organisation, email, now=now) for organisation, email in readers)


@transaction.atomic
def tell(organisation_id: int, email: str, *, now: datetime) -> bool:
    mails = list(
        Message.objects.select_for_update(skip_locked=True)
        .filter(state=MessageState.WAITING, organisation_id=organisation_id, to_email=email)
        .defer("html")
        .order_by("created_at", "pk")
    )
    member = reader(organisation_id, email)
    mails = [one for one in mails if not alone(one, member, now=now)]
    if not mails or (member and leaves(member, since=mails[0].created_at, now=now) > now):
        return False
    if member is None or member.rhythm == Rhythm.EACH:
        move(mails, to=MessageState.QUEUED)
        return False
    move(mails, to=MessageState.FOLDED)
    return not wants_none(member) and written(member, mails, now=now)


def alone(mail: Message, member: Membership | None, *, now: datetime) -> bool:
    """Of a kind that waits for the end of quiet hours only: no digest tells it, and once these are over it leaves."""
    if mail.kind not in AFTER_REST:
        return False
    if member is None or may_leave(member.user, zone=member.organisation.zone, at=now) <= now:
        move([mail], to=MessageState.QUEUED)
    return True


def reader(organisation_id: int, email: str) -> Membership | None:
    """None for whoever is no member any more: their mails leave as they would have."""
    found = Membership.objects.filter(organisation=organisation_id, user__email=email, user__is_active=True)
    return found.select_related("user", "organisation").first()


def leaves(member: Membership, *, since: datetime, now: datetime) -> datetime:
    """When what waits since then is told."""
    zone = member.organisation.zone

    def off(day: date) -> bool:
        return is_off(day, zone)

    told = next_digest(member.rhythm, zone=zone, at=since, is_off=off)
    return may_leave(member.user, zone=zone, at=max(told, now))


def move(mails: Sequence[Message], *, to: MessageState) -> None:
    Message.objects.filter(pk__in=[one.pk for one in mails]).update(state=to)


def written(member: Membership, mails: Sequence[Message], *, now: datetime) -> bool:
    message = queue(
        kind="digest", dedup_key=f"digest:{member.pk}:{mails[0].pk}", to=member.user, language=member.user.language,
        organisation=member.organisation, at=now, unsubscribe=stop_address(member),
        context={
            "rows": [row(one) for one in mails[:MOST_ROWS]], "count": len(mails), "more": max(0, len(mails) - MOST_ROWS),
            "zone": member.organisation.zone, "stop": stop_address(member), "is_weekly": member.rhythm == Rhythm.WEEKLY,
        },
    )  # fmt: skip
    return message is not None


def row(mail: Message) -> Row:
    """Its subject, and the first of our addresses in it: the page that it is about."""
    own = re.compile(re.escape(settings.BASE_URL) + r"/[^\s<>]+")
    found = own.search(mail.text)
    return Row(words=mail.subject, link=found[0] if found else absolute("home"), at=mail.created_at)
