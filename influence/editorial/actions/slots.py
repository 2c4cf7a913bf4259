from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction

from influence.core import cadence
from influence.core.cadence import Reading
from influence.core.lifecycle import PostState
from influence.editorial.models import Pillar, Post, Slot
from influence.editorial.refusals import HourMissing, HourTwice, SlotInThePast, SlotTooFar, taken
from influence.journal.actions import record
from influence.people.models import Leader, Organisation, User

HORIZON = timedelta(days=731)


def settled(day: date, time: time, zone: str, *, fold: int | None, at: datetime) -> cadence.Slot:
    """The place that a person means. An hour that the clocks skip or repeat is asked back unless `fold` chooses;
    the choice for a skipped hour is kept as the wall time that it really is."""
    within_reach(day, at=at)
    reading, readings = cadence.reading(day, time, zone), cadence.readings(day, time, zone)
    if reading is not Reading.NORMAL and fold is None:
        odd = HourMissing if reading is Reading.GAP else HourTwice
        raise odd(day=day, time=time, zone=zone, readings=readings)
    instant = cadence.instant(day, time, zone, fold=fold)
    if reading is Reading.GAP:
        day, time = cadence.wall(instant, zone)
    return cadence.Slot(day=day, time=time, zone=zone, at=instant)


def within_reach(day: date, *, at: datetime) -> None:
    if day > (at + HORIZON).date():
        raise SlotTooFar
    if day < (at - HORIZON).date():
        raise SlotInThePast


@transaction.atomic
def plan_slot(
    *,
    organisation: Organisation,
    leader: Leader,
    pillar: Pillar,
    day: date,
    time: time,
    zone: str,
    fold: int | None,
    at: datetime,
    by: User | None = None,
) -> Slot:
    """A place for one post. The same place asked for again is the same row, as long as no post sits on it.

    Raises SlotInThePast, SlotTooFar, HourMissing, HourTwice, SlotTaken; cadence.UnknownZone for a bad zone."""
    wanted = settled(day, time, zone, fold=fold, at=at)
    slot = place(wanted, leader=leader, pillar=pillar, fold=fold, at=at)
    record(
        "slot.planned",
        slot,
        organisation_id=organisation.pk,
        at=at,
        by=by.pk if by else None,
        slot_at=iso(slot.at),
    )
    return slot


def place(wanted: cadence.Slot, *, leader: Leader, pillar: Pillar, fold: int | None, at: datetime) -> Slot:
    """The row of a free place, made if need be and locked, inside the caller's transaction."""
    if wanted.at <= at:
        raise SlotInThePast
    twice = cadence.reading(wanted.day, wanted.time, wanted.zone) is Reading.TWICE
    slot, is_new = Slot.objects.select_for_update(no_key=True).get_or_create(
        leader=leader, at=wanted.at,
        defaults={
            "organisation_id": leader.organisation_id, "pillar": pillar, "day": wanted.day, "time": wanted.time,
            "zone": wanted.zone, "fold": fold if twice else None,
        },
    )  # fmt: skip
    if not is_new:
        free(slot, pillar=pillar)
    return slot


def free(slot: Slot, *, pillar: Pillar) -> None:
    """A withdrawn post gives up its place to whoever asks for it; any other keeps it."""
    Post.objects.filter(slot=slot, state=PostState.WITHDRAWN).update(slot=None)
    if Post.objects.filter(slot=slot).exists():
        raise taken(slot)
    Slot.objects.filter(pk=slot.pk).update(pillar=pillar)
    slot.pillar = pillar


def iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
