"""The words for states, reasons and refusals of this room."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from influence.core.lifecycle import PostState
from influence.core.text import LIMIT

STATES: dict[PostState, Promise | str] = {
    PostState.DRAFT: _("brouillon"),
    PostState.IN_REVIEW: _("en relecture"),
    PostState.RETURNED: _("modification demandée"),
    PostState.REFUSED: _("refusée"),
    PostState.APPROVED: _("approuvée"),
    PostState.SCHEDULED: _("programmée"),
    PostState.PUBLISHING: _("en cours de mise en ligne"),
    PostState.PUBLISHED: _("en ligne"),
    PostState.FAILED: _("en échec"),
    PostState.MISSED: _("créneau manqué"),
    PostState.WITHDRAWN: _("retirée"),
}

# Class of the chip of base.css. The colour repeats the words, it never replaces them.
CHIPS: dict[PostState, str] = {
    PostState.DRAFT: "",
    PostState.IN_REVIEW: "wait",
    PostState.RETURNED: "warn",
    PostState.REFUSED: "bad",
    PostState.APPROVED: "good",
    PostState.SCHEDULED: "good",
    PostState.PUBLISHING: "good",
    PostState.PUBLISHED: "good",
    PostState.FAILED: "bad",
    PostState.MISSED: "bad",
    PostState.WITHDRAWN: "",
}


class Missed(StrEnum):
    """Kept in `Post.reason` when the rule, not a person, says why."""

    UNDECIDED = "undecided"
    UNSUBMITTED = "unsubmitted"
    RETURNED = "returned"


MISSED: dict[Missed, Promise | str] = {
    Missed.UNDECIDED: _(
        "Le créneau est passé sans décision. Choisissez-en un autre, puis soumettez de nouveau."
    ),
    Missed.UNSUBMITTED: _("Le créneau est passé alors que le texte était encore un brouillon."),
    Missed.RETURNED: _("Le créneau est passé avant que la modification demandée ne soit faite."),
}


class Unready(StrEnum):
    EMPTY = "empty"
    TOO_LONG = "too_long"
    TOO_MANY_SIGNS = "too_many_signs"
    MARKUP = "markup"
    NO_SLOT = "no_slot"
    SLOT_PASSED = "slot_passed"


UNREADY: dict[Unready, Promise | str] = {
    Unready.EMPTY: _("Le texte est vide."),
    Unready.TOO_LONG: _("Le texte dépasse %(limit)s caractères."),
    Unready.TOO_MANY_SIGNS: _(
        "Avec les signes que LinkedIn peut compter double, comme ( ) * _ #, le texte dépasse %(limit)s caractères."
    ),
    Unready.MARKUP: _("Le texte contient encore des accolades de modèle : remplacez-les par des mots."),
    Unready.NO_SLOT: _("Aucun créneau n'est choisi."),
    Unready.SLOT_PASSED: _("Le créneau est déjà passé."),
}


def state(of: str) -> str:
    return str(STATES[PostState(of)])


def chip(of: str) -> str:
    return CHIPS[PostState(of)]


def unready(problem: Unready) -> str:
    words = str(UNREADY[problem])
    return words % {"limit": LIMIT} if "%(limit)" in words else words


def reason(kept: str) -> str:
    """A person's words as they are; a rule's key as its sentence."""
    return str(MISSED[Missed(kept)]) if kept in set(Missed) else kept
