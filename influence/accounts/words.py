"""Accounts in the reader's words: modes, capabilities, and why a connection did not come about."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from influence.accounts.refusals import (
    CannotPublish,
    ConnectionRefused,
    NotYours,
    OtherProfile,
    ProfileTaken,
    StateUnknown,
)
from influence.networks.errors import NetworkFailure, RateLimited, Reason, Temporary
from influence.networks.ports import Capability, Mode

MODES = {
    Mode.ASSISTED: gettext_lazy("Mise en ligne à la main"),
    Mode.PUBLISH_ONLY: gettext_lazy("Mise en ligne automatique"),
    Mode.FULL: gettext_lazy("Mise en ligne et mesure automatiques"),
}

CAPABILITIES = {
    Capability.PUBLISH: gettext_lazy("mettre en ligne les publications que le dirigeant a approuvées"),
    Capability.READ_COUNTS: gettext_lazy("lire le nombre de réactions et de commentaires"),
    Capability.READ_REACTORS: gettext_lazy("compter les réactions des collaborateurs inscrits"),
    Capability.MEMBER_ANALYTICS: gettext_lazy("lire les impressions et la portée"),
    Capability.FOLLOWERS: gettext_lazy("lire le nombre d'abonnés"),
}

REFUSALS: dict[type[ConnectionRefused], object] = {
    NotYours: gettext_lazy("Seul le titulaire d'un compte peut le connecter."),
    OtherProfile: gettext_lazy(
        "Vous vous êtes identifié sur un autre profil LinkedIn que celui de ce compte. "
        "Déconnectez-vous de LinkedIn, puis recommencez avec le bon profil."
    ),
    ProfileTaken: gettext_lazy(
        "Ce profil LinkedIn est déjà celui d'un autre dirigeant de votre organisation."
    ),
    CannotPublish: gettext_lazy(
        "LinkedIn n'a pas donné le droit de publier : le compte n'est pas connecté. "
        "Signalez-le à votre opérateur, c'est un réglage de l'application LinkedIn."
    ),
    StateUnknown: gettext_lazy(
        "Cette demande de connexion a expiré, a déjà servi ou vient d'un autre navigateur. Recommencez depuis cette page."
    ),
}

FAILURES = {
    Reason.CONSENT_REFUSED: gettext_lazy(
        "Vous n'avez pas donné votre accord sur LinkedIn : rien n'a changé."
    ),
    Reason.SCOPE_NOT_ENABLED: gettext_lazy(
        "L'application LinkedIn de votre organisation n'a pas tous les droits demandés. Signalez-le à votre opérateur."
    ),
    Reason.CODE_INVALID: gettext_lazy(
        "LinkedIn ne reconnaît plus cette autorisation : elle a expiré ou a déjà servi. Recommencez."
    ),
    Reason.REDIRECT_MISMATCH: gettext_lazy(
        "L'adresse de retour n'est pas celle que LinkedIn connaît. Signalez-le à votre opérateur."
    ),
    Reason.CLIENT_INVALID: gettext_lazy(
        "LinkedIn n'accepte pas l'identifiant ou le secret de l'application. Signalez-le à votre opérateur."
    ),
}


def refused(refusal: ConnectionRefused) -> str:
    return str(REFUSALS[type(refusal)])


def failed(failure: NetworkFailure) -> str:
    """Why the exchange with the network failed, and what to do."""
    if failure.reason in FAILURES:
        return str(FAILURES[failure.reason])
    if isinstance(failure, Temporary | RateLimited):
        return _(
            "LinkedIn ne répond pas pour le moment. Rien n'a changé : recommencez dans quelques minutes."
        )
    return _(
        "LinkedIn a refusé la connexion (%(reason)s). Rien n'a changé ; signalez-le à votre opérateur."
    ) % {"reason": failure.vendor_code or failure.reason}


PROBLEMS = {
    Reason.TOKEN_EXPIRED: gettext_lazy("L'autorisation a expiré."),
    Reason.TOKEN_REVOKED: gettext_lazy("L'autorisation a été retirée sur LinkedIn."),
    Reason.SCOPE_MISSING: gettext_lazy("L'autorisation ne donne plus le droit de publier."),
}


def problem(reason: str) -> str:
    known = PROBLEMS.get(Reason(reason)) if reason in list(Reason) else None
    return str(known or _("LinkedIn n'accepte plus l'autorisation."))
