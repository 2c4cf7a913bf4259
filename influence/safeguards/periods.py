"""Periods of silence: quiet, closed and reserve (domain.md §2.6, 2.7). Their days are the organisation's, the first one
within and the last one without (R-2.9)."""

from datetime import date, datetime

from django.db import transaction

from influence.core import cadence
from influence.journal.actions import record
from influence.people.models import Leader, Organisation, User
from influence.safeguards.models import Period, PeriodKind, Strength, Topic
from influence.safeguards.refusals import Cancelled, DaysMissing, OnlyInforms, StrengthMissing


def outlined(
    organisation: Organisation, *, kind: str, strength: str, name: str, starts_on: date, ends_on: date,
    leader: Leader | None = None, topic: Topic | None = None,
) -> Period:  # fmt: skip
    """A period as it would be kept. Raises DaysMissing, OnlyInforms, StrengthMissing."""
    if starts_on >= ends_on:
        raise DaysMissing
    if kind == PeriodKind.CLOSED and strength != Strength.INFORMATION:
        raise OnlyInforms
    if kind != PeriodKind.CLOSED and strength == Strength.INFORMATION:
        raise StrengthMissing
    return Period(
        organisation=organisation, kind=kind, strength=strength, name=name, leader=leader, topic=topic,
        starts_on=starts_on, ends_on=ends_on, **instants(starts_on, ends_on, zone=organisation.zone),
    )  # fmt: skip


def instants(starts_on: date, ends_on: date, *, zone: str) -> dict[str, datetime]:
    """UTC, of the first second within and of the first one without."""
    return {
        "starts_at": cadence.day_bounds(starts_on, zone)[0],
        "ends_at": cadence.day_bounds(ends_on, zone)[0],
    }


@transaction.atomic
def add_period(outline: Period, *, by: User, at: datetime) -> Period:
    outline.created_by, outline.created_at = by, at
    outline.save(force_insert=True)
    noted("period.added", outline, by=by, at=at)
    return outline


@transaction.atomic
def change_period(period: Period, outline: Period, *, by: User, at: datetime) -> None:
    """Raises Cancelled."""
    names = ("kind", "strength", "name", "leader", "topic", "starts_on", "ends_on", "starts_at", "ends_at")
    changes = {name: getattr(outline, name) for name in names}
    if not Period.objects.filter(pk=period.pk, cancelled_at=None).update(**changes):
        raise Cancelled
    outline.pk = period.pk
    noted("period.changed", outline, by=by, at=at)


@transaction.atomic
def cancel_period(period: Period, *, by: User, at: datetime) -> None:
    """What it held is confirmed one by one. Raises Cancelled."""
    if not Period.objects.filter(pk=period.pk, cancelled_at=None).update(cancelled_at=at):
        raise Cancelled
    record("period.cancelled", period, organisation_id=period.organisation_id, at=at, by=by.pk)


def noted(verb: str, period: Period, *, by: User, at: datetime) -> None:
    record(
        verb, period, organisation_id=period.organisation_id, at=at, by=by.pk, kind=period.kind,
        strength=period.strength, leader=period.leader_id, topic=period.topic_id,
        starts_on=period.starts_on.isoformat(), ends_on=period.ends_on.isoformat(),
    )  # fmt: skip


def rederive(*, zone: str) -> int:
    """The zone's rules changed: the days stand, so their instants follow. Idempotent."""
    moved = 0
    for period in Period.objects.filter(organisation__zone=zone, cancelled_at=None):
        bounds = instants(period.starts_on, period.ends_on, zone=zone)
        moved += Period.objects.filter(pk=period.pk).exclude(**bounds).update(**bounds)
    return moved
