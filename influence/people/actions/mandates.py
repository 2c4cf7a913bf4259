"""A leader's own word that somebody may decide in their place, given and taken back (ADR 0014)."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from influence.core import cadence
from influence.journal.actions import record
from influence.outbox.actions import queue
from influence.people.mandates import SHOWN, candidates
from influence.people.models import Leader, Mandate, Membership, User
from influence.people.refusals import (
    BadDays,
    MandateThere,
    MandateTooLong,
    NotADelegate,
    NotTheLeader,
    NotYourMandate,
)

# A word for longer would be forgotten: it is given anew.
LONGEST = timedelta(days=366)


@transaction.atomic
def give_mandate(
    leader: Leader,
    *,
    delegate: User,
    starts_on: date,
    ends_on: date,
    pillars: Collection[int],
    reason: str,
    by: User,
    at: datetime,
) -> Mandate:
    """Days of the leader's zone, both within; no pillar named: all. Raises NotTheLeader, NotADelegate, BadDays,
    MandateTooLong, and MandateThere where this person holds one on some of these days."""
    leader = Leader.objects.select_for_update(no_key=True).get(pk=leader.pk)
    if leader.user_id != by.pk or not leader.is_active:
        raise NotTheLeader
    if not candidates(leader).filter(pk=delegate.pk).exists():
        raise NotADelegate
    starts_at, ends_at = bounds(starts_on, ends_on, zone=leader.zone, at=at)
    check_free(leader, delegate, starts_at=starts_at, ends_at=ends_at)
    mandate = Mandate.objects.create(
        organisation_id=leader.organisation_id, leader=leader, delegate=delegate, starts_on=starts_on, ends_on=ends_on,
        starts_at=starts_at, ends_at=ends_at, reason=reason.strip(), given_by=by, given_at=at,
    )  # fmt: skip
    mandate.pillars.set(leader.organisation.pillars.filter(pk__in=pillars))  # type: ignore[attr-defined]
    tell(mandate, kind="mandate_given", to=delegate, at=at)
    record("mandate.given", mandate, organisation_id=leader.organisation_id, at=at, by=by.pk, leader=leader.pk,
           delegate=delegate.pk, starts_on=starts_on.isoformat(), ends_on=ends_on.isoformat(),
           pillars=sorted(pillars))  # fmt: skip
    return mandate


def bounds(starts_on: date, ends_on: date, *, zone: str, at: datetime) -> tuple[datetime, datetime]:
    if ends_on < starts_on or starts_on < cadence.local_date(at, zone):
        raise BadDays
    if ends_on - starts_on > LONGEST:
        raise MandateTooLong
    return cadence.day_bounds(starts_on, zone)[0], cadence.day_bounds(ends_on, zone)[1]


def check_free(leader: Leader, delegate: User, *, starts_at: datetime, ends_at: datetime) -> None:
    """One word at a time: else nobody could tell under which of two somebody decided."""
    others = Mandate.objects.filter(leader=leader, delegate=delegate, revoked_at=None)
    if other := others.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).first():
        raise MandateThere(other)


@transaction.atomic
def revoke_mandate(mandate: Mandate, *, by: Membership, at: datetime) -> bool:
    """From this moment on; what was decided stays decided. The leader, or an operator. False when it was revoked or over
    already. Raises NotYourMandate."""
    if mandate.leader.user_id != by.user_id and not by.is_operator:
        raise NotYourMandate
    return bool(revoke(Mandate.objects.filter(pk=mandate.pk), by=by.user, at=at))


def revoke(mandates: QuerySet[Mandate], *, by: User, at: datetime) -> int:
    """Inside the caller's transaction: those of them that still hold, or were going to."""
    found = mandates.filter(revoked_at=None, ends_at__gt=at).select_related(*SHOWN).order_by("pk")
    return sum(end(one, by=by, at=at) for one in found)


def end(mandate: Mandate, *, by: User, at: datetime) -> bool:
    """False when somebody was faster. Leader and delegate hear of it, as far as they are still here."""
    standing = Mandate.objects.filter(pk=mandate.pk, revoked_at=None)
    if not standing.update(revoked_by=by, revoked_at=at):
        return False
    mandate.revoked_by, mandate.revoked_at = by, at
    both = User.objects.filter(pk__in=[mandate.delegate_id, mandate.leader.user_id], is_active=True)
    for person in both.filter(memberships__organisation=mandate.organisation_id).exclude(pk=by.pk):
        tell(mandate, kind="mandate_revoked", to=person, at=at)
    record("mandate.revoked", mandate, organisation_id=mandate.organisation_id, at=at, by=by.pk)
    return True


def tell(mandate: Mandate, *, kind: str, to: User, at: datetime) -> None:
    queue(
        kind=kind, dedup_key=f"{kind}:{mandate.pk}:{to.pk}", to=to, language=to.language, organisation=mandate.organisation,
        at=at, context={
            "mandate": mandate, "leader": mandate.leader, "pillars": [str(one) for one in mandate.pillars.all()],
            "is_delegate": to.pk == mandate.delegate_id,
        },
    )  # fmt: skip
