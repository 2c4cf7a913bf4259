"""The words for states, problems and outcomes of this room: what happened, and what to do next. What was kept is said
once for all: the text, its approval and every attempt are always kept."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from influence.core.lifecycle import PublicationState
from influence.networks.errors import Reason
from influence.publishing.models import Outcome, Publication
from influence.publishing.problems import Problem

Sentence = Promise | str


@dataclass(frozen=True)
class Words:
    happened: Sentence
    todo: Sentence


STATES: dict[PublicationState, Sentence] = {
    PublicationState.DUE: _("programmée"),
    PublicationState.CLAIMED: _("prise en charge"),
    PublicationState.SENDING: _("envoi en cours"),
    PublicationState.PUBLISHED: _("en ligne"),
    PublicationState.UNCLEAR: _("à vérifier"),
    PublicationState.HELD: _("retenue"),
    PublicationState.FAILED: _("en échec"),
    PublicationState.MISSED: _("créneau manqué"),
    PublicationState.CANCELLED: _("annulée"),
    PublicationState.REMOVED: _("retirée de LinkedIn"),
}

# Class of the chip of base.css. The colour repeats the words, it never replaces them.
CHIPS: dict[PublicationState, str] = {
    PublicationState.DUE: "wait",
    PublicationState.CLAIMED: "wait",
    PublicationState.SENDING: "wait",
    PublicationState.PUBLISHED: "good",
    PublicationState.UNCLEAR: "warn",
    PublicationState.HELD: "warn",
    PublicationState.FAILED: "bad",
    PublicationState.MISSED: "bad",
    PublicationState.CANCELLED: "",
    PublicationState.REMOVED: "",
}

OUTCOMES: dict[Outcome, Sentence] = {
    Outcome.STARTED: _("envoi en cours"),
    Outcome.PUBLISHED: _("mise en ligne confirmée par LinkedIn"),
    Outcome.TEMPORARY: _("LinkedIn n'a rien pris : nouvel essai prévu"),
    Outcome.RATE_LIMITED: _("LinkedIn demande d'attendre"),
    Outcome.UNAUTHORISED: _("LinkedIn n'accepte plus l'autorisation du compte"),
    Outcome.REFUSED: _("refusée par LinkedIn"),
    Outcome.UNCLEAR: _("sans réponse sûre : peut-être en ligne"),
    Outcome.STOPPED: _("arrêtée par un gel avant l'envoi : LinkedIn n'a rien reçu"),
}

_RECONNECT = _(
    "Le dirigeant doit reconnecter son compte ; la publication partira ensuite si son créneau n'est pas dépassé."
)
_NEW_SLOT = _("Choisissez un autre créneau, puis soumettez de nouveau la publication à son dirigeant.")
_CORRECT = _("Corrigez le texte, choisissez un créneau, puis soumettez de nouveau la publication.")
_OPERATOR = _("Prévenez l'exploitation : le réglage est à corriger avant tout nouvel essai.")
_WAIT = _("Rien à faire : un nouvel essai a lieu tout seul tant que le créneau n'est pas dépassé.")
_LOOK = _("Regardez le profil du dirigeant sur LinkedIn, puis répondez : la publication y est-elle ?")

_token = Words(_("LinkedIn n'accepte plus l'autorisation du compte."), _RECONNECT)
_ours = Words(_("LinkedIn refuse la demande d'Influence telle qu'elle est réglée."), _OPERATOR)
_down = Words(_("LinkedIn ne répond pas normalement."), _WAIT)
_unsure = Words(_("LinkedIn n'a pas confirmé l'envoi : la publication est peut-être en ligne."), _LOOK)
_forbidden = Words(_("LinkedIn n'autorise pas ce compte à publier ce contenu."), _OPERATOR)

PROBLEMS: dict[str, Words] = {
    Reason.TOKEN_INVALID: _token,
    Reason.TOKEN_EXPIRED: Words(_("L'autorisation donnée par le dirigeant à LinkedIn a expiré."), _RECONNECT),
    Reason.TOKEN_REVOKED: Words(_("Le dirigeant a retiré l'autorisation sur LinkedIn."), _RECONNECT),
    Reason.TOKEN_MISSING: _token,
    Reason.SCOPE_MISSING: Words(_("Le compte est connecté, mais sans le droit de publier."), _RECONNECT),
    Reason.SCOPE_NOT_ENABLED: _ours,
    Reason.CONSENT_REFUSED: Words(_("Le dirigeant a refusé l'autorisation sur LinkedIn."), _RECONNECT),
    Reason.CODE_INVALID: _token,
    Reason.REDIRECT_MISMATCH: _ours,
    Reason.CLIENT_INVALID: _ours,
    Reason.NOT_OWNER: Words(_("LinkedIn dit que le compte n'est pas celui du profil visé."), _RECONNECT),
    Reason.FORBIDDEN: _forbidden,
    Reason.INVALID_FIELD: Words(_("LinkedIn refuse une partie du contenu."), _CORRECT),
    Reason.TOO_LONG: Words(_("LinkedIn trouve le texte trop long."), _CORRECT),
    Reason.DUPLICATE: Words(
        _("LinkedIn dit que le même texte a déjà été publié sur ce profil."),
        _(
            "Regardez le profil : si la publication y est, il n'y a rien à refaire. Sinon, modifiez le texte et soumettez-le de nouveau."
        ),
    ),
    Reason.CONFLICT: _down,
    Reason.NOT_FOUND: _ours,
    Reason.MEDIA_PENDING: Words(
        _("LinkedIn n'a pas fini de préparer l'image, le document ou la vidéo."), _NEW_SLOT
    ),
    Reason.MEDIA_FAILED: Words(
        _("LinkedIn n'a pas pu traiter l'image, le document ou la vidéo."),
        _("Demandez un nouvel essai, ou remplacez le fichier et soumettez de nouveau la publication."),
    ),
    Reason.THROTTLED: Words(_("LinkedIn reçoit trop de demandes et fait attendre."), _WAIT),
    Reason.DAILY_QUOTA: Words(_("Le nombre d'envois que LinkedIn accepte par jour est atteint."), _NEW_SLOT),
    Reason.VERSION_MISSING: _ours,
    Reason.VERSION_RETIRED: Words(
        _("LinkedIn a retiré la version de son service qu'Influence utilise."), _OPERATOR
    ),
    Reason.VERSION_TOO_OLD: Words(
        _("LinkedIn a retiré la version de son service qu'Influence utilise."), _OPERATOR
    ),
    Reason.SERVER_ERROR: _down,
    Reason.NOT_CONNECTED: Words(_("Influence n'a pas pu joindre LinkedIn."), _WAIT),
    Reason.NO_ANSWER: _unsure,
    Reason.BAD_ANSWER: _unsure,
    Reason.TOO_LARGE: Words(
        _("LinkedIn ne prend pas un fichier aussi lourd."),
        _("Choisissez un fichier plus léger, puis soumettez de nouveau la publication."),
    ),
    Reason.BY_HAND: Words(
        _("Le compte ne permet pas à Influence de publier : le dirigeant publie lui-même."),
        _("Copiez le texte sur LinkedIn, publiez-le, puis collez son lien sur cette page d'Influence."),
    ),
    Reason.UNEXPECTED: _unsure,
    Problem.LATE: Words(_("Le créneau est passé sans que la publication ait pu partir."), _NEW_SLOT),
    Problem.CROWDED: Words(
        _("Elle était en retard, et aurait suivi une autre publication de trop près."), _NEW_SLOT
    ),
    Problem.FROZEN: Words(
        _("Un gel l'a arrêtée à son créneau."),
        _(
            "Rien à faire tant que le gel dure. Une fois levé, elle ne partira que si quelqu'un la reconfirme."
        ),
    ),
    Problem.QUIET: Words(
        _("Une période de silence couvre son créneau."),
        _("Choisissez un créneau après la période, ou attendez sa fin et reconfirmez-la à temps."),
    ),
    Problem.EMBARGO: Words(
        _("Elle est sous embargo, et l'embargo n'est pas levé."),
        _("Confirmez que le communiqué est publié, à l'adresse que le texte cite."),
    ),
    Problem.NOT_CLEARED: Words(
        _("Le second accord que son sujet demande n'a pas été donné."),
        _(
            "La personne désignée doit le donner ; la publication partira alors si son créneau n'est pas dépassé."
        ),
    ),
    Problem.TO_CONFIRM: Words(
        _("Un gel ou une période de silence l'a arrêtée, et personne ne l'a encore reconfirmée."),
        _("Relisez-la, puis reconfirmez-la ou retirez-la : elle ne partira pas d'elle-même."),
    ),
    Problem.NOT_CONNECTED: Words(_("Le compte du dirigeant n'est pas connecté."), _RECONNECT),
    Problem.RECONNECT: Words(_("Le compte du dirigeant attend d'être reconnecté."), _RECONNECT),
    Problem.PAGE_LOST: Words(
        _(
            "Le dirigeant ne publie plus sur cette page LinkedIn : il n'en est plus administrateur, ou l'a retirée."
        ),
        _(
            "Rendez-lui ce rôle sur LinkedIn ou ajoutez de nouveau la page ; sinon, choisissez un autre compte et soumettez de nouveau la publication."
        ),
    ),
    Problem.LEADER_LEFT: Words(
        _("Ce dirigeant n'est plus actif dans Influence : rien ne part plus sous son nom."),
        _(
            "Retirez la publication ou, si c'est une erreur, réactivez le dirigeant et faites reconnecter son compte."
        ),
    ),
    Problem.UNREADABLE: Words(
        _("L'autorisation enregistrée pour ce compte ne peut plus être lue."),
        _("Prévenez l'exploitation, ou demandez au dirigeant de reconnecter son compte."),
    ),
    Problem.ALTERED: Words(
        _("Le texte enregistré ne correspond plus à ce que le dirigeant a approuvé. Rien n'est parti."),
        _("Prévenez l'exploitation : quelqu'un a écrit directement dans la base de données."),
    ),
    Problem.LOST: Words(
        _("L'envoi a été interrompu avant la réponse de LinkedIn : la publication est peut-être en ligne."),
        _LOOK,
    ),
    Problem.MEDIA_NOT_READY: Words(
        _("Le créneau est passé sans que LinkedIn ait fini de préparer l'image, le document ou la vidéo."),
        _NEW_SLOT,
    ),
    Problem.FILE_MISSING: Words(
        _("Un fichier de la publication n'est plus dans la médiathèque."),
        _("Ajoutez-le de nouveau à la médiathèque, puis demandez un nouvel essai."),
    ),
    Problem.FILE_ALTERED: Words(
        _("Un fichier de la médiathèque n'est plus celui que le dirigeant a approuvé. Rien n'est parti."),
        _("Prévenez l'exploitation : quelqu'un a changé le fichier sur le disque."),
    ),
    Problem.NO_RIGHT: Words(_("Le compte ne permet pas à Influence de le faire sur LinkedIn."), _RECONNECT),
    Problem.GIVEN_UP: Words(_("LinkedIn n'a pas répondu malgré plusieurs heures d'essais."), _OPERATOR),
    Problem.NOT_SEEN: Words(
        _("LinkedIn ne montre pas la publication pour l'instant."),
        _("Rien à faire : Influence la redemande dans dix minutes."),
    ),
    Problem.VANISHED: Words(
        _("LinkedIn avait confirmé la mise en ligne, et ne montre plus la publication."),
        _("Regardez le profil du dirigeant sur LinkedIn, puis dites si elle y est encore."),
    ),
    Problem.LATE_SUCCESS: Words(
        _("LinkedIn confirme après coup une mise en ligne que l'on croyait perdue."),
        _("Regardez le profil du dirigeant : si la publication y est deux fois, supprimez-en une."),
    ),
}

NOTHING = Words("", "")

JOURNAL: dict[str, Sentence] = {
    "publication.planned": _("programmée"),
    "publication.published": _("mise en ligne"),
    "publication.postponed": _("nouvel essai prévu"),
    "publication.held": _("retenue"),
    "publication.released": _("libérée : elle partira"),
    "publication.failed": _("en échec"),
    "publication.unclear": _("issue inconnue : une personne doit vérifier"),
    "publication.missed": _("créneau manqué"),
    "publication.cancelled": _("annulée : la publication a été retirée ou modifiée"),
    "publication.surfaced": _("mise en ligne confirmée après coup"),
    "publication.settled_live": _("vérifiée : elle est en ligne"),
    "publication.settled_absent": _("vérifiée : elle n'est pas en ligne"),
    "publication.confirmed": _("reconfirmée : elle partira"),
    "publication.looked": _("recherchée sur LinkedIn, et pas trouvée"),
    "publication.found": _("retrouvée sur LinkedIn : elle est en ligne"),
    "publication.resubmitted": _("renvoyée une fois, comme l'organisation le veut"),
    "publication.verified": _("vue sur LinkedIn"),
    "publication.not_seen": _("LinkedIn ne la montre pas : nouvelle vérification dans dix minutes"),
    "publication.vanished": _("disparue de LinkedIn"),
    "publication.seen": _("vérifiée : elle y est bien"),
    "publication.gone": _("vérifiée : elle n'y est plus"),
    "publication.tried_again": _("remise en route après un échec"),
    "publication.hurried": _("nouvel essai demandé tout de suite"),
    "publication.commented": _("premier commentaire publié"),
    "publication.comment_failed": _("premier commentaire refusé"),
    "publication.comment_unclear": _("premier commentaire sans réponse sûre"),
    "publication.comment_by_hand": _("premier commentaire confié au dirigeant"),
    "publication.comment_dropped": _("premier commentaire sans objet : la publication est retirée"),
    "publication.comment_asked_again": _("premier commentaire à renvoyer"),
    "publication.correction_proposed": _("correction proposée"),
    "publication.correction_approved": _("correction approuvée"),
    "publication.correction_refused": _("correction refusée"),
    "publication.corrected": _("texte corrigé sur LinkedIn"),
    "publication.removal_asked": _("retrait de LinkedIn demandé"),
    "publication.removed": _("retirée de LinkedIn"),
    "publication.change_by_hand": _("à faire à la main sur LinkedIn"),
    "publication.change_broken_off": _("arrêtée : le texte n'est pas celui qui a été approuvé"),
    "publication.change_dropped": _("demande abandonnée"),
}


def state(of: str) -> str:
    return str(STATES[PublicationState(of)])


def chip(of: str) -> str:
    return CHIPS[PublicationState(of)]


def problem(kept: str) -> Words:
    """Of a Reason or a Problem as it is stored; nothing for the empty one."""
    return PROBLEMS.get(kept, NOTHING)


def about(publication: Publication) -> Words:
    """Where it stands. Once the slot is missed, what kept it from going out no longer says what to do."""
    found = problem(publication.problem)
    return Words(found.happened, _NEW_SLOT) if publication.state == PublicationState.MISSED else found


def outcome(of: str) -> str:
    return str(OUTCOMES[Outcome(of)])


def verb(of: str) -> str:
    return str(JOURNAL.get(of, of))
