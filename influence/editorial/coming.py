"""The coming places of a recurrence as its page shows them: what became of each day, and why."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from django.db.models import Count, Q, QuerySet
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from influence.core import cadence
from influence.core.lifecycle import PostState
from influence.editorial.days_off import days_off
from influence.editorial.models import Post, Recurrence, Slot
from influence.editorial.recurring import Fate, Instance, ahead
from influence.people.models import Organisation


class Standing(StrEnum):
    FREE = "free"
    FILLED = "filled"
    # Something else of this leader's is there at that instant.
    TAKEN = "taken"
    LEFT_OUT = "left_out"
    HOLIDAY = "holiday"
    COLLIDES = "collides"


STANDINGS: dict[Standing, Promise | str] = {
    Standing.FREE: _("créneau libre"),
    Standing.FILLED: _("publication prévue"),
    Standing.TAKEN: _("rien : ce dirigeant a déjà un créneau à cette heure-là"),
    Standing.LEFT_OUT: _("rien : jour retiré à la main"),
    Standing.HOLIDAY: _("rien : jour férié"),
    Standing.COLLIDES: _("rien : jour férié, et le jour ouvré voisin est déjà pris"),
}
_WITHOUT_A_PLACE = {
    Fate.LEFT_OUT: Standing.LEFT_OUT,
    Fate.HOLIDAY: Standing.HOLIDAY,
    Fate.COLLIDES: Standing.COLLIDES,
}


@dataclass(frozen=True)
class Coming:
    instance: Instance
    standing: Standing
    slot: Slot | None
    post_id: int | None
    holiday: str

    @property
    def words(self) -> Promise | str:
        return STANDINGS[self.standing]

    def asked(self, zone: str) -> tuple[date, time] | None:
        """The wall time by which the composer asks for the place, in the zone of its leader today."""
        return cadence.wall(self.slot.at, zone) if self.slot else None

    @property
    def is_moved(self) -> bool:
        return self.slot is not None and self.slot.day != self.instance.nominal_day


def coming(recurrence: Recurrence, *, now: datetime) -> list[Coming]:
    if recurrence.ended_at is not None:
        return []
    found = ahead(recurrence, now=now)
    slots = {
        slot.nominal_day: slot
        for slot in Slot.objects.filter(
            recurrence=recurrence, nominal_day__in=[one.nominal_day for one in found]
        )
    }
    sitting = Post.objects.filter(slot__in=slots.values()).exclude(state=PostState.WITHDRAWN)
    posts = dict(sitting.values_list("slot_id", "pk"))
    return [
        stood(one, slot=slots.get(one.nominal_day), posts=posts, zone=recurrence.zone)
        for one in sorted(found, key=lambda one: one.nominal_day)
    ]


def stood(one: Instance, *, slot: Slot | None, posts: dict[int, int], zone: str) -> Coming:
    post_id = posts.get(slot.pk) if slot else None
    if slot:
        standing = Standing.FILLED if post_id else Standing.FREE
    else:
        standing = _WITHOUT_A_PLACE.get(one.fate, Standing.TAKEN)
    names = days_off(one.nominal_day.year, zone, translation.get_language() or "fr")
    return Coming(one, standing, slot, post_id, holiday=names.get(one.nominal_day, ""))


def recurrences(organisation: Organisation, *, now: datetime) -> QuerySet[Recurrence]:
    """Those that go on first; `free` counts the places that wait for a post."""
    free = Count(
        "slots",
        filter=Q(slots__at__gt=now) & (Q(slots__post=None) | Q(slots__post__state=PostState.WITHDRAWN)),
    )
    return (
        Recurrence.objects.filter(organisation=organisation)
        .select_related("leader", "pillar")
        .annotate(free=free)
        .order_by("ended_at", "leader__name", "time", "pk")
    )
