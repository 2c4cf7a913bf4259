"""Places that come back. Whatever is written here, the empty places ahead follow; a place with a post in it stays."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction

from influence.core import cadence
from influence.core.cadence import Reading
from influence.editorial.models import Pillar, Post, Recurrence, Slot
from influence.editorial.recurring import Instance, ahead
from influence.editorial.refusals import RecurrenceEnded
from influence.journal.actions import record
from influence.people.models import Leader, User


@dataclass(frozen=True)
class Grown:
    made: int
    dropped: int


@transaction.atomic
def keep_recurrence(
    recurrence: Recurrence | None,
    *,
    leader: Leader,
    pillar: Pillar,
    weekdays: Collection[int],
    time: time,
    starts_on: date,
    ends_on: date | None,
    on_holiday: str,
    by: User,
    at: datetime,
) -> Recurrence:
    """A new one (None), or another rule for one that is there, from now on; the hour is of the leader's zone. Raises
    RecurrenceEnded."""
    rule = {
        "pillar": pillar, "weekdays": sorted(weekdays), "time": time, "zone": leader.zone, "starts_on": starts_on,
        "ends_on": ends_on, "on_holiday": on_holiday,
    }  # fmt: skip
    if recurrence is None:
        kept = Recurrence.objects.create(
            organisation_id=leader.organisation_id, leader=leader, created_by=by, created_at=at, **rule
        )
    else:
        kept = going_on(recurrence)
        Recurrence.objects.filter(pk=kept.pk).update(**rule)
        kept = locked(kept)
    grown = regrown(kept, now=at)
    record("recurrence.kept", kept, organisation_id=kept.organisation_id, at=at, by=by.pk, made=grown.made,
           dropped=grown.dropped)  # fmt: skip
    return kept


@transaction.atomic
def leave_out(recurrence: Recurrence, *, day: date, is_out: bool, by: User, at: datetime) -> None:
    """One day of it falls out, or comes back. A post that is planned there stays. Raises RecurrenceEnded."""
    kept = going_on(recurrence)
    out = set(kept.except_days) | {day} if is_out else set(kept.except_days) - {day}
    if out == set(kept.except_days):
        return
    kept.except_days = sorted(out)
    Recurrence.objects.filter(pk=kept.pk).update(except_days=kept.except_days)
    regrown(kept, now=at)
    record("recurrence.left_out" if is_out else "recurrence.put_back", kept, organisation_id=kept.organisation_id, at=at,
           by=by.pk, day=day.isoformat())  # fmt: skip


@transaction.atomic
def end_recurrence(recurrence: Recurrence, *, by: User, at: datetime) -> None:
    """No more places. Raises RecurrenceEnded when somebody was faster."""
    kept = going_on(recurrence)
    Recurrence.objects.filter(pk=kept.pk).update(ended_at=at)
    kept.ended_at = at
    grown = regrown(kept, now=at)
    record(
        "recurrence.ended", kept, organisation_id=kept.organisation_id, at=at, by=by.pk, dropped=grown.dropped
    )


def grow_recurrences(*, now: datetime) -> int:
    """Every day: the places of one more day, each recurrence by itself. Done twice, nothing is done the second time."""
    going = Recurrence.objects.filter(ended_at=None).order_by("pk").values_list("pk", flat=True)
    return sum(grow(pk, now=now).made for pk in going)


@transaction.atomic
def grow(pk: int, *, now: datetime) -> Grown:
    recurrence = locked(Recurrence(pk=pk))
    grown = regrown(recurrence, now=now)
    if grown.made or grown.dropped:
        record("recurrence.grown", recurrence, organisation_id=recurrence.organisation_id, at=now, by=None,
               made=grown.made, dropped=grown.dropped)  # fmt: skip
    return grown


def locked(recurrence: Recurrence) -> Recurrence:
    """Two statements: a lock that had to wait re-reads its own row only."""
    Recurrence.objects.select_for_update(no_key=True).get(pk=recurrence.pk)
    return Recurrence.objects.select_related("leader", "pillar").get(pk=recurrence.pk)


def going_on(recurrence: Recurrence) -> Recurrence:
    kept = locked(recurrence)
    if kept.ended_at is not None:
        raise RecurrenceEnded
    return kept


def regrown(recurrence: Recurrence, *, now: datetime) -> Grown:
    """The empty places ahead are those that the rule wants now. A place that something else has taken is left alone."""
    wanted = wanted_of(recurrence, now=now)
    dropped = drop(recurrence, wanted=wanted, now=now)
    mine = Slot.objects.filter(recurrence=recurrence)
    before = mine.count()
    Slot.objects.bulk_create(
        (row(recurrence, one) for one in wanted.values()), ignore_conflicts=True
    )  # by place and by nominal day, whoever is faster
    return Grown(made=mine.count() - before, dropped=dropped)


def wanted_of(recurrence: Recurrence, *, now: datetime) -> dict[date, Instance]:
    """By nominal day. Nothing for a leader who no longer speaks."""
    if recurrence.ended_at is not None or not recurrence.leader.is_active:
        return {}
    return {one.nominal_day: one for one in ahead(recurrence, now=now) if one.slot}


def row(recurrence: Recurrence, one: Instance) -> Slot:
    slot = one.slot
    if slot is None:
        raise ValueError(f"no place on {one.nominal_day}")
    twice = cadence.reading(slot.day, slot.time, slot.zone) is Reading.TWICE
    return Slot(
        organisation_id=recurrence.organisation_id, leader_id=recurrence.leader_id, pillar_id=recurrence.pillar_id,
        day=slot.day, time=slot.time, zone=slot.zone, at=slot.at, fold=0 if twice else None, recurrence=recurrence,
        nominal_day=one.nominal_day,
    )  # fmt: skip


def drop(recurrence: Recurrence, *, wanted: dict[date, Instance], now: datetime) -> int:
    """Empty places that the rule does not want, or wants elsewhere. One that somebody is filling right now is locked by
    them, and stays."""
    mine = Slot.objects.select_for_update(of=("self",), skip_locked=True)
    empty = list(mine.filter(recurrence=recurrence, at__gt=now, post=None))
    # Asked again under the lock: what was empty when the rows were read may have been filled since.
    filled = set(Post.objects.filter(slot__in=empty).values_list("slot_id", flat=True))
    stale = [
        slot.pk for slot in empty if slot.pk not in filled and not is_same(slot, recurrence, wanted.get(slot.nominal_day))
    ]  # fmt: skip
    Slot.objects.filter(pk__in=stale).delete()
    return len(stale)


def is_same(slot: Slot, recurrence: Recurrence, one: Instance | None) -> bool:
    if one is None or one.slot is None:
        return False
    there = cadence.Slot(day=slot.day, time=slot.time, zone=slot.zone, at=slot.at)
    return there == one.slot and slot.pillar_id == recurrence.pillar_id
