"""Words of what goes with a publication: its files, its first comment, what is done to it once it is live."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from influence.networks.errors import Reason
from influence.publishing.models import (
    Change,
    ChangeKind,
    ChangeState,
    CommentState,
    FirstComment,
    UploadState,
)
from influence.publishing.problems import Problem
from influence.publishing.words import Words, problem

Sentence = Promise | str

UPLOADS: dict[UploadState, Sentence] = {
    UploadState.WAITING: _("en attente d'envoi"),
    UploadState.UPLOADING: _("envoi en cours"),
    UploadState.PROCESSING: _("LinkedIn le prépare"),
    UploadState.AVAILABLE: _("prêt chez LinkedIn"),
    UploadState.FAILED: _("refusé"),
}
UPLOAD_CHIPS: dict[UploadState, str] = {
    UploadState.WAITING: "wait",
    UploadState.UPLOADING: "wait",
    UploadState.PROCESSING: "wait",
    UploadState.AVAILABLE: "good",
    UploadState.FAILED: "bad",
}

COMMENTS: dict[CommentState, Sentence] = {
    CommentState.WAITING: _("à venir"),
    CommentState.SENDING: _("envoi en cours"),
    CommentState.MADE: _("publié"),
    CommentState.FAILED: _("refusé"),
    CommentState.UNCLEAR: _("à vérifier"),
    CommentState.BY_HAND: _("à publier à la main"),
    CommentState.DROPPED: _("sans objet : la publication est retirée"),
}
COMMENT_CHIPS: dict[CommentState, str] = {
    CommentState.WAITING: "wait",
    CommentState.SENDING: "wait",
    CommentState.MADE: "good",
    CommentState.FAILED: "bad",
    CommentState.UNCLEAR: "warn",
    CommentState.BY_HAND: "warn",
    CommentState.DROPPED: "",
}

CHANGES: dict[ChangeState, Sentence] = {
    ChangeState.PROPOSED: _("attend l'approbation du dirigeant"),
    ChangeState.READY: _("en cours"),
    ChangeState.DONE: _("c'est fait"),
    ChangeState.FAILED: _("en échec"),
    ChangeState.REFUSED: _("refusée par le dirigeant"),
    ChangeState.DROPPED: _("demande abandonnée"),
    ChangeState.BY_HAND: _("à faire à la main"),
}
CHANGE_CHIPS: dict[ChangeState, str] = {
    ChangeState.PROPOSED: "wait",
    ChangeState.READY: "wait",
    ChangeState.DONE: "good",
    ChangeState.FAILED: "bad",
    ChangeState.REFUSED: "",
    ChangeState.DROPPED: "",
    ChangeState.BY_HAND: "warn",
}
KINDS: dict[ChangeKind, Sentence] = {
    ChangeKind.CORRECT: _("Correction du texte"),
    ChangeKind.REMOVE: _("Retrait de LinkedIn"),
}

_PASTE = _(
    "Copiez le texte, ouvrez la publication sur LinkedIn, collez-le en commentaire, puis dites ici que c'est fait."
)
_SEEK = _("Regardez sous la publication, puis répondez : le commentaire y est-il ?")

COMMENT_PROBLEMS: dict[str, Sentence] = {
    Problem.NO_RIGHT: _("Le compte ne permet pas à Influence de commenter : le premier commentaire se publie à la main."),
    Problem.GIVEN_UP: _("Le premier commentaire n'a pas pu partir dans les 24 heures."),
    Problem.LOST: _("L'envoi du commentaire a été interrompu avant la réponse de LinkedIn : il est peut-être en ligne."),
    Reason.FORBIDDEN: _("LinkedIn refuse le commentaire : les commentaires sont peut-être fermés."),
    Reason.INVALID_FIELD: _("LinkedIn refuse le commentaire : les commentaires sont peut-être fermés."),
    Reason.TOO_LONG: _("LinkedIn trouve le commentaire trop long."),
    Reason.NOT_FOUND: _("LinkedIn ne trouve plus la publication."),
}  # fmt: skip
_UNSURE = _("LinkedIn n'a pas confirmé le commentaire : il est peut-être en ligne.")

_EDIT = _(
    "Sur LinkedIn, menu « … » de la publication, « Modifier », collez le texte approuvé, puis dites ici que c'est fait."
)
_DELETE = _("Sur LinkedIn, menu « … » de la publication, « Supprimer », puis dites ici que c'est fait.")

CHANGE_PROBLEMS: dict[str, Sentence] = {
    Problem.NO_RIGHT: _("Le compte ne permet pas à Influence de le faire sur LinkedIn."),
    Problem.GIVEN_UP: _("LinkedIn n'a pas répondu malgré plusieurs heures d'essais."),
    Reason.NOT_FOUND: _("LinkedIn ne trouve plus la publication."),
}


def upload(of: str) -> str:
    return str(UPLOADS[UploadState(of)])


def upload_chip(of: str) -> str:
    return UPLOAD_CHIPS[UploadState(of)]


def comment(of: str) -> str:
    return str(COMMENTS[CommentState(of)])


def comment_chip(of: str) -> str:
    return COMMENT_CHIPS[CommentState(of)]


def change(of: str) -> str:
    return str(CHANGES[ChangeState(of)])


def change_chip(of: str) -> str:
    return CHANGE_CHIPS[ChangeState(of)]


def kind(of: str) -> str:
    return str(KINDS[ChangeKind(of)])


_STOPPED = Words(
    _("Un gel a arrêté le premier commentaire."),
    _(
        "Ne le publiez pas tant que le gel dure. Une fois levé, demandez son envoi depuis la page de la publication."
    ),
)


def of_comment(comment: FirstComment) -> Words:
    """What happened, and what a person can do: nothing while it is on its way."""
    if comment.state == CommentState.UNCLEAR:
        return Words(COMMENT_PROBLEMS.get(comment.problem, _UNSURE), _SEEK)
    if comment.problem == Problem.FROZEN:
        return _STOPPED
    happened = COMMENT_PROBLEMS.get(comment.problem, problem(comment.problem).happened)
    return Words(happened, _PASTE if comment.state in (CommentState.FAILED, CommentState.BY_HAND) else "")


def of_change(change: Change) -> Words:
    happened = CHANGE_PROBLEMS.get(change.problem, problem(change.problem).happened)
    by_hand = _EDIT if change.kind == ChangeKind.CORRECT else _DELETE
    return Words(happened, by_hand if change.state == ChangeState.BY_HAND else "")
