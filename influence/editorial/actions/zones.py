"""The rules of a zone change by political decision: people agreed on a wall time, so every place ahead is derived anew
from it whenever the zone data may be another (R-6.3). The publication follows its slot (publishing.sweeping)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import IntegrityError, transaction

from influence.core import cadence
from influence.core.cadence import UnknownZone
from influence.editorial import telling_zones
from influence.editorial.actions.slots import iso
from influence.editorial.models import Post, Slot
from influence.journal.actions import record
from influence.people.models import Organisation
from influence.safeguards import periods

log = structlog.get_logger(__name__)

# Whoever counts on an hour of today or tomorrow hears that the instant is another one.
SOON = timedelta(hours=24)


@dataclass(frozen=True)
class Shift:
    """A place whose wall time means another instant now."""

    slot_id: int
    was: datetime
    at: datetime


def rederive(*, now: datetime) -> int:
    """How many places moved. Done twice, the second time moves none. A place that would land on another one of the same
    leader stays where it is, and people are told: only they can say which of the two it should be."""
    for zone in Organisation.objects.values_list("zone", flat=True).distinct():
        periods.rederive(zone=zone)
    waiting, moved = list(shifts(now=now)), 0
    # One place may be waiting for another to leave: as long as any moves, the others are tried again.
    while waiting:
        left = [shift for shift in waiting if not followed(shift, now=now)]
        if len(left) == len(waiting):
            break
        moved += len(waiting) - len(left)
        waiting = left
    for shift in waiting:
        clashed(shift, now=now)
    return moved


def shifts(*, now: datetime) -> Iterator[Shift]:
    """Of what is still to come: what has passed happened when it did."""
    ahead = Slot.objects.filter(at__gt=now).values_list("pk", "day", "time", "zone", "fold", "at")
    for pk, day, time, zone, fold, was in ahead.order_by("pk").iterator():
        try:
            at = cadence.instant(day, time, zone, fold=fold)
        except UnknownZone:
            log.warning("slot.zone_unknown", slot=pk, zone=zone)
            continue
        if at != was:
            yield Shift(pk, was=was, at=at)


def followed(shift: Shift, *, now: datetime) -> bool:
    """False where another place of the leader has that instant. True too when somebody was faster."""
    try:
        return follow(shift, now=now)
    except IntegrityError:
        if not Slot.objects.filter(leader__slots=shift.slot_id, at=shift.at).exists():
            raise
        return False


@transaction.atomic
def follow(shift: Shift, *, now: datetime) -> bool:
    if not Slot.objects.filter(pk=shift.slot_id, at=shift.was).update(at=shift.at):
        return True
    slot = with_people(shift)
    if min(shift.was, shift.at) - now <= SOON:
        telling_zones.shifted(slot, post=post_at(slot), was=shift.was, at=now)
    record("slot.rederived", slot, organisation_id=slot.organisation_id, at=now, by=None, was=iso(shift.was),
           slot_at=iso(shift.at))  # fmt: skip
    return True


@transaction.atomic
def clashed(shift: Shift, *, now: datetime) -> None:
    slot = with_people(shift)
    if telling_zones.clash(slot, post=post_at(slot), wanted=shift.at, at=now):
        record(
            "slot.clashed", slot, organisation_id=slot.organisation_id, at=now, by=None, wanted=iso(shift.at)
        )


def with_people(shift: Shift) -> Slot:
    return Slot.objects.select_related("leader__user", "organisation").get(pk=shift.slot_id)


def post_at(slot: Slot) -> Post | None:
    return Post.objects.select_related("leader__user", "organisation").filter(slot=slot).first()
