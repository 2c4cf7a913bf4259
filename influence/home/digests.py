"""Mails that can wait, together: each morning of a working day, or each Monday, at eight by the organisation's clock, and
never in somebody's quiet hours. They are written as all mails are; `hold` keeps back those whose readers want them
together, before a worker claims them, and `write_digests` tells them in one mail, once. Whoever changes their rhythm gets
what was held in the new one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from influence.editorial.days_off import is_off
from influence.home.kinds import CAN_WAIT
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


@dataclass(frozen=True)
class Row:
    """One mail, as the digest tells it."""

    words: str
    link: str
    at: datetime


def held(*, now: datetime) -> Q:
    """Mails that nobody sends now."""
    readers = Membership.objects.filter(
        organisation=OuterRef("organisation_id"), user__email=OuterRef("to_email")
    )
    found = Q(pk=None)
    for rhythm, reach in REACH.items():
        theirs = readers.filter(rhythm=rhythm)
        if rhythm == Rhythm.EACH:
            theirs = theirs.filter(pk__in=resting(now=now))
        found |= Q(Exists(theirs)) & (Q(answer_by=None) | Q(answer_by__gt=now + reach))
    return Q(kind__in=CAN_WAIT, attempts=0) & found


def resting(*, now: datetime) -> list[int]:
    """Members who are in their quiet hours."""
    quiet = Membership.objects.filter(user__quiet_from__isnull=False).select_related("user", "organisation")
    return [one.pk for one in quiet if may_leave(one.user, zone=one.organisation.zone, at=now) > now]


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
    if not mails or (member and leaves(member, since=mails[0].created_at, now=now) > now):
        return False
    if member is None or member.rhythm == Rhythm.EACH:
        move(mails, to=MessageState.QUEUED)
        return False
    move(mails, to=MessageState.FOLDED)
    return not wants_none(member) and written(member, mails, now=now)


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
