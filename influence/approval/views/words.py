"""Sentences of the approval pages that name a date, in the zone of the slot."""

from django.utils.translation import gettext as _

from influence.approval.refusals import TooManyCodes
from influence.core import cadence
from influence.core.lifecycle import PostState
from influence.editorial.models import Decision, DecisionKind, Slot
from influence.editorial.refusals import Refusal
from influence.web.dates import city, hour, moment

AnySlot = Slot | cadence.Slot

UNDER_WAY = (PostState.APPROVED, PostState.SCHEDULED)


def when(slot: Slot, *, zone: str = "") -> str:
    """« mardi 14 avril 2026 à 08:30 », with the place of the clock when it is not the reader's (R-5.11)."""
    words = moment(slot.at, slot.zone)
    if zone and zone != slot.zone:
        return _("%(moment)s (heure locale : %(city)s)") % {"moment": words, "city": city(slot.zone)}
    return words


def for_reader(slot: AnySlot, *, zone: str) -> str:
    """« mardi 14 avril 2026 à 10:42 » on the reader's own clock; where the place has another one, its hour too."""
    words = moment(slot.at, zone)
    if zone == slot.zone:
        return words
    facts = {"moment": words, "hour": hour(slot.at, slot.zone), "city": city(slot.zone)}
    return _("%(moment)s (%(hour)s à %(city)s)") % facts


def outcome(decision: Decision) -> str:
    """What follows from a decision, for the person who took it."""
    post = decision.version.post
    submitter = decision.version.submitted_by
    if decision.kind == DecisionKind.APPROVE:
        going = post.slot and post.state in UNDER_WAY
        return (
            _("Approuvée. Sera mise en ligne %(when)s.")
            % {"when": for_reader(post.slot, zone=post.leader.zone)}
            if going
            else _("Approuvée.")
        )
    if decision.kind == DecisionKind.RETURN:
        return _("Votre demande de modification part à %(name)s.") % {"name": submitter}
    return _("Refusée. Rien ne sera mis en ligne ; votre réponse part à %(name)s.") % {"name": submitter}


def refused(refusal: Refusal, *, zone: str) -> str:
    """A refusal as a sentence, with the hour where there is one."""
    if isinstance(refusal, TooManyCodes):
        return _("Plusieurs codes sont déjà partis. Vous pourrez en demander un autre à %(hour)s.") % {
            "hour": hour(refusal.again_at, zone)
        }
    return str(refusal)


def device_label(user_agent: str) -> str:
    """Enough to tell one's phone from one's desk, and nothing that tracks: « iPhone », « Windows »."""
    known = {
        "iPhone": "iPhone",
        "iPad": "iPad",
        "Android": "Android",
        "Windows": "Windows",
        "Macintosh": "Mac",
        "Linux": "Linux",
    }
    return next((label for sign, label in known.items() if sign in user_agent), _("Navigateur"))
