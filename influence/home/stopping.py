"""One click that ends digests, for whoever holds the mail: without signing in, and as often as they like (RFC 8058)."""

from datetime import datetime

from django.core import signing
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404

from influence.home.models import NoDigest
from influence.journal.actions import record
from influence.outbox.compose import absolute
from influence.outbox.models import Message, MessageState
from influence.people.models import Membership, Rhythm

_SALT = "influence.home.digests"


def stop_address(member: Membership) -> str:
    return absolute("digest_stop", signing.dumps(member.pk, salt=_SALT))


def member_named(token: str) -> Membership:
    """404 for a token that we did not write, and for whoever left."""
    try:
        pk = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        raise Http404 from None
    return get_object_or_404(Membership.objects.select_related("user", "organisation"), pk=pk)


@transaction.atomic
def stop(member: Membership, *, at: datetime) -> None:
    """Once is as good as ten times."""
    _row, is_new = NoDigest.objects.get_or_create(membership=member, defaults={"since": at})
    if is_new:
        record("digest.stopped", member, organisation_id=member.organisation_id, at=at, by=member.user_id)


@transaction.atomic
def keep_rhythm(member: Membership, *, rhythm: Rhythm | None, at: datetime) -> None:
    """None: no digests. What is held back is looked at again in the new rhythm by the next tick."""
    if rhythm is None:
        stop(member, at=at)
        rhythm = Rhythm(member.rhythm) if member.rhythm != Rhythm.EACH else Rhythm.DAILY
    else:
        NoDigest.objects.filter(membership=member).delete()
    Membership.objects.filter(pk=member.pk).update(rhythm=rhythm)
    if rhythm == Rhythm.EACH:
        released(member)
    record(
        "digest.rhythm",
        member,
        organisation_id=member.organisation_id,
        at=at,
        by=member.user_id,
        rhythm=str(rhythm),
    )


def released(member: Membership) -> None:
    Message.objects.filter(
        state=MessageState.WAITING, organisation=member.organisation, to_email=member.user.email
    ).update(state=MessageState.QUEUED)


def wants_none(member: Membership) -> bool:
    return NoDigest.objects.filter(membership=member).exists()
