"""The words for states, reasons and refusals of this room."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from influence.core.lifecycle import PostState
from influence.core.text import LIMIT
from influence.networks.linkedin.commenting import LIMIT as COMMENT_LIMIT

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


class Gone(StrEnum):
    """Kept in `Post.reason` of a post that was online: its going out is done, and readers see it no more."""

    REMOVED = "removed"


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
    ALT_MISSING = "alt_missing"
    TITLE_MISSING = "title_missing"
    FILE_GONE = "file_gone"
    COMMENT_TOO_LONG = "comment_too_long"
    COMMENT_MARKUP = "comment_markup"
    PAGE_CLOSED = "page_closed"
    PAGE_AUDIENCE = "page_audience"


UNREADY: dict[Unready, Promise | str] = {
    Unready.EMPTY: _("Le texte est vide."),
    Unready.TOO_LONG: _("Le texte dépasse %(limit)s caractères."),
    Unready.TOO_MANY_SIGNS: _(
        "Avec les signes que LinkedIn peut compter double, comme ( ) * _ #, le texte dépasse %(limit)s caractères."
    ),
    Unready.MARKUP: _("Le texte contient encore des accolades de modèle : remplacez-les par des mots."),
    Unready.NO_SLOT: _("Aucun créneau n'est choisi."),
    Unready.SLOT_PASSED: _("Le créneau est déjà passé."),
    Unready.ALT_MISSING: _(
        "Une image n'a pas de texte de remplacement : ceux qui ne la voient pas ne sauraient pas ce qu'elle montre."
    ),
    Unready.TITLE_MISSING: _("Le document n'a pas de titre : LinkedIn l'affiche au-dessus des pages."),
    Unready.FILE_GONE: _("Une pièce jointe n'est plus dans la médiathèque."),
    Unready.COMMENT_TOO_LONG: _("Le premier commentaire dépasse %(comment_limit)s caractères."),
    Unready.COMMENT_MARKUP: _("Le premier commentaire contient encore des accolades de modèle."),
    Unready.PAGE_CLOSED: _(
        "Le compte ne permet pas de publier sur cette page en ce moment : voyez la page des comptes."
    ),
    Unready.PAGE_AUDIENCE: _("Une page n'a pas de relations : elle parle à tout le monde."),
}

# What a post is made of, besides its text: in the calendar, in one word.
CONTENTS: dict[str, Promise | str] = {
    "image": _("image"),
    "images": _("images"),
    "document": _("document"),
    "video": _("vidéo"),
    "poll": _("sondage"),
    "article": _("article"),
    "reshare": _("republication"),
}


def state(of: str) -> str:
    return str(STATES[PostState(of)])


def standing(of: str, kept: str) -> str:
    """The state, as readers of the network see it."""
    return str(_("retirée de LinkedIn")) if is_gone(of, kept) else state(of)


def is_gone(of: str, kept: str) -> bool:
    return of == PostState.PUBLISHED and kept == Gone.REMOVED


def chip(of: str, kept: str = "") -> str:
    return "" if is_gone(of, kept) else CHIPS[PostState(of)]


def unready(problem: object) -> str:
    """Of a rule its sentence; a finding that knows its own words (spacing.Conflict) says itself."""
    if not isinstance(problem, Unready):
        return str(problem)
    words = str(UNREADY[problem])
    return words % {"limit": LIMIT, "comment_limit": COMMENT_LIMIT} if "limit)s" in words else words


def content(kind: str) -> str:
    return str(CONTENTS[kind]) if kind else ""


def reason(kept: str) -> str:
    """A person's words as they are; a rule's key as its sentence."""
    if kept == Gone.REMOVED:
        return ""
    return str(MISSED[Missed(kept)]) if kept in set(Missed) else kept
