"""Accounts in the reader's words: modes, capabilities, and why a connection did not come about."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from influence.accounts.models import App
from influence.accounts.refusals import (
    CannotPublish,
    ConnectionRefused,
    NoApp,
    NoPages,
    NotAdministrator,
    NotYours,
    OtherName,
    OtherProfile,
    PageTaken,
    ProfileTaken,
    StateUnknown,
)
from influence.networks.errors import NetworkFailure, RateLimited, Reason, Temporary, Unauthorised
from influence.networks.ports import Capability, Mode, Why

MODES = {
    Mode.ASSISTED: gettext_lazy("Mise en ligne à la main"),
    Mode.PUBLISH_ONLY: gettext_lazy("Mise en ligne automatique"),
    Mode.FULL: gettext_lazy("Mise en ligne et mesure automatiques"),
}

MODES_MEAN = {
    Mode.ASSISTED: gettext_lazy(
        "Une personne copie le texte approuvé et le met en ligne elle-même, puis colle ici le lien."
    ),
    Mode.PUBLISH_ONLY: gettext_lazy(
        "Influence met en ligne à l'heure prévue. Les chiffres viennent des fichiers exportés de LinkedIn."
    ),
    Mode.FULL: gettext_lazy("Influence met en ligne à l'heure prévue et relève les chiffres."),
}

CAPABILITIES = {
    Capability.IDENTIFY: gettext_lazy("Reconnaître le profil"),
    Capability.PUBLISH: gettext_lazy("Mettre en ligne les publications approuvées"),
    Capability.EDIT: gettext_lazy("Corriger le texte d'une publication en ligne"),
    Capability.DELETE: gettext_lazy("Supprimer une publication en ligne"),
    Capability.READ_POSTS: gettext_lazy("Relire ce qui est sur le profil"),
    Capability.READ_COUNTS: gettext_lazy("Lire le nombre de réactions et de commentaires"),
    Capability.READ_REACTORS: gettext_lazy("Compter les réactions des collaborateurs inscrits"),
    Capability.MEMBER_ANALYTICS: gettext_lazy("Lire les impressions et la portée"),
    Capability.FOLLOWERS: gettext_lazy("Lire le nombre d'abonnés"),
    Capability.COMMENT: gettext_lazy("Écrire le premier commentaire"),
    Capability.PAGE_ROLES: gettext_lazy("Savoir quelles pages le dirigeant administre"),
    Capability.PAGE_PUBLISH: gettext_lazy("Mettre en ligne sur ces pages"),
    Capability.PAGE_READ_POSTS: gettext_lazy("Relire ce qui est sur ces pages"),
    Capability.PAGE_COMMENT: gettext_lazy("Écrire le premier commentaire sur ces pages"),
    Capability.PAGE_STATISTICS: gettext_lazy("Lire les statistiques de ces pages"),
}

# Why something is missing, and who can change it. A page whose role was lost may do nothing either.
WHYS = {
    Why.NOT_CONNECTED: gettext_lazy("Le compte n'est pas connecté."),
    Why.NOT_ASKED: gettext_lazy("La connexion a été faite sans ce droit : le dirigeant peut la renouveler."),
    Why.OTHER_APP: gettext_lazy("Réservé à l'application « Community Management »."),
    Why.RESERVED: gettext_lazy("LinkedIn le réserve à quelques partenaires."),
}

# The way that is not the usual one, as a leader chooses it.
OTHERWISE = {
    App.COMMUNITY: gettext_lazy("Se connecter autrement : publication et mesure"),
    App.SELF_SERVE: gettext_lazy("Se connecter autrement : publication seulement"),
}
OTHERWISE_MEANS = {
    App.COMMUNITY: gettext_lazy(
        "Influence pourra aussi relever les chiffres de vos publications et, si vous en administrez, publier sur des pages."
    ),
    App.SELF_SERVE: gettext_lazy(
        "Influence pourra mettre en ligne ce que vous avez approuvé, mais ni relever les chiffres ni parler pour une page."
    ),
}
NO_APP = gettext_lazy(
    "Aucune application LinkedIn n'est configurée : les publications approuvées sont mises en ligne à la main."
)
NO_APP_OPERATOR = gettext_lazy(
    "Créez-en une chez LinkedIn, puis réglez LINKEDIN_CLIENT_ID et LINKEDIN_CLIENT_SECRET."
)
OTHER_APP_OPERATOR = gettext_lazy(
    "LinkedIn ouvre la lecture des chiffres, les commentaires et les pages à une seconde application, « Community "
    "Management », qu'il vérifie. Une fois accordée, réglez LINKEDIN_COMMUNITY_CLIENT_ID et "
    "LINKEDIN_COMMUNITY_CLIENT_SECRET : les dirigeants pourront s'y reconnecter."
)

REFUSALS: dict[type[ConnectionRefused], object] = {
    NotYours: gettext_lazy("Seul le titulaire d'un compte peut le connecter."),
    OtherProfile: gettext_lazy(
        "Vous vous êtes identifié sur un autre profil LinkedIn que celui de ce compte. "
        "Déconnectez-vous de LinkedIn, puis recommencez avec le bon profil."
    ),
    OtherName: gettext_lazy(
        "LinkedIn donne à ce profil un autre nom que celui de ce compte : il n'est pas connecté. Si vous avez changé "
        "de nom sur LinkedIn, renouvelez d'abord l'autorisation comme vous l'aviez donnée, puis recommencez."
    ),
    ProfileTaken: gettext_lazy(
        "Ce profil LinkedIn est déjà celui d'un autre dirigeant de votre organisation."
    ),
    CannotPublish: gettext_lazy(
        "LinkedIn n'a pas donné le droit de publier : le compte n'est pas connecté. "
        "Signalez-le à votre opérateur, c'est un réglage de l'application LinkedIn."
    ),
    NoApp: gettext_lazy(
        "Aucune application LinkedIn n'est configurée ici : la mise en ligne se fait à la main. Signalez-le à votre opérateur."
    ),
    NoPages: gettext_lazy(
        "La connexion de votre profil ne donne pas le droit de publier sur des pages : renouvelez-la d'abord."
    ),
    NotAdministrator: gettext_lazy(
        "LinkedIn ne vous connaît pas comme administrateur de cette page. Demandez ce rôle à qui l'administre."
    ),
    PageTaken: gettext_lazy("Cette page est déjà celle d'un autre dirigeant de votre organisation."),
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
    Reason.DAILY_QUOTA: gettext_lazy(
        "Les appels à LinkedIn sont épuisés pour aujourd'hui. Rien n'a changé : recommencez après minuit UTC."
    ),
    Reason.VERSION_RETIRED: gettext_lazy(
        "LinkedIn ne répond plus à la version de son interface qui est réglée ici. Signalez-le à votre opérateur."
    ),
}


PROBLEMS = {
    Reason.TOKEN_EXPIRED: gettext_lazy("L'autorisation a expiré."),
    Reason.TOKEN_REVOKED: gettext_lazy("L'autorisation a été retirée sur LinkedIn."),
    Reason.SCOPE_MISSING: gettext_lazy("L'autorisation ne donne plus le droit de publier."),
}


def refused(refusal: ConnectionRefused) -> str:
    return str(REFUSALS[type(refusal)])


def failed(failure: NetworkFailure) -> str:
    """Why the exchange with the network failed, and what to do."""
    known = (PROBLEMS if isinstance(failure, Unauthorised) else FAILURES).get(failure.reason)
    if known:
        return str(known)
    if isinstance(failure, Temporary | RateLimited):
        return _(
            "LinkedIn ne répond pas pour le moment. Rien n'a changé : recommencez dans quelques minutes."
        )
    return _(
        "LinkedIn a refusé la connexion (%(reason)s). Rien n'a changé ; signalez-le à votre opérateur."
    ) % {"reason": failure.vendor_code or failure.reason}


ROLE_LOST = gettext_lazy("LinkedIn ne connaît plus le dirigeant comme administrateur de cette page.")


def problem(reason: str) -> str:
    if reason == "role_lost":
        return str(ROLE_LOST)
    known = PROBLEMS.get(Reason(reason)) if reason in list(Reason) else None
    return str(known or _("LinkedIn n'accepte plus l'autorisation."))
