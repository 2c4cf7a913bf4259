"""Two people at one calendar: who moved a post while somebody else was looking at it."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from influence.editorial.models import Post, Slot
from influence.editorial.refusals import Refusal
from influence.journal.models import Entry
from influence.people.models import User
from influence.web import dates


class MovedMeanwhile(Refusal):
    """The post is elsewhere than on the page that the person looked at; `slot` is where it is now, None for nowhere."""

    sentence = _(
        "%(name)s a déplacé cette publication au %(moment)s pendant que vous regardiez le calendrier."
    )
    by_nobody = _(
        "Cette publication est maintenant prévue %(moment)s : quelque chose l'a déplacée entre-temps."
    )
    nowhere = _("Cette publication n'a plus de créneau : quelqu'un l'a retirée du sien entre-temps.")

    def __init__(self, slot: Slot | None, *, by: User | None) -> None:
        self.slot, self.by = slot, by
        if slot is None:
            self.sentence = self.nowhere
        elif by is None:
            self.sentence = self.by_nobody
        super().__init__(slot)

    def facts(self) -> dict[str, object]:
        moment = dates.moment(self.slot.at, self.slot.zone) if self.slot else ""
        return {"name": self.by, "moment": moment}


def moved_meanwhile(post: Post, *, slot: Slot | None) -> MovedMeanwhile:
    last = (
        Entry.objects.filter(
            organisation_id=post.organisation_id, subject_type="post", subject_id=post.pk, verb="post.moved"
        )
        .select_related("actor")
        .order_by("-sequence")
        .first()
    )
    brought_it = last is not None and slot is not None and arrived(last) == slot.at
    return MovedMeanwhile(slot, by=last.actor if last and brought_it else None)


def arrived(entry: Entry) -> datetime | None:
    told = entry.details.get("slot_at")
    return datetime.fromisoformat(told) if told else None
