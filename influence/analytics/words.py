"""The sentences for what is in a file, and for what is wrong with it."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from influence.analytics.metrics import Metric, Part, Role
from influence.analytics.models import FileState
from influence.analytics.reading.faults import Fault, Wrong
from influence.analytics.reading.layout import What

METRICS: dict[str, Promise | str] = {
    Metric.IMPRESSIONS: _("Impressions"),
    Metric.UNIQUE_IMPRESSIONS: _("Impressions uniques"),
    Metric.REACH: _("Membres touchés"),
    Metric.ENGAGEMENTS: _("Engagements"),
    Metric.REACTIONS: _("Réactions"),
    Metric.COMMENTS: _("Commentaires"),
    Metric.RESHARES: _("Partages"),
    Metric.CLICKS: _("Clics"),
    Metric.SAVES: _("Enregistrements"),
    Metric.SENDS: _("Envois"),
    Metric.FOLLOWERS: _("Abonnés"),
    Metric.NEW_FOLLOWERS: _("Nouveaux abonnés"),
    Metric.PROFILE_VIEWS: _("Vues du profil"),
    Metric.PAGE_VIEWS: _("Vues de la page"),
    Metric.VISITORS: _("Visiteurs uniques"),
    Metric.AUDIENCE: _("Public"),
    Metric.CONTENT_AUDIENCE: _("Public des publications"),
}
PARTS: dict[str, Promise | str] = {Part.ORGANIC: _("organique"), Part.SPONSORED: _("sponsorisé")}
ROLES: dict[str, Promise | str] = {
    Role.DAY: _("Jour"),
    Role.POST: _("Adresse de la publication"),
    Role.POSTED_ON: _("Date de la publication"),
    Role.CATEGORY: _("Catégorie du public"),
    Role.LABEL: _("Valeur de la catégorie"),
    Role.SHARE: _("Part du public"),
    Role.RATE: _("Taux : recalculé, jamais importé"),
    Role.ASIDE: _("Laissé de côté"),
    Role.IGNORED: _("Ne pas importer"),
}
# What a person may say that a column is. Audiences come by their three columns, not by one.
FIGURES = [metric for metric in METRICS if metric not in (Metric.AUDIENCE, Metric.CONTENT_AUDIENCE)]
OF_A_PAGE = (Metric.IMPRESSIONS, Metric.UNIQUE_IMPRESSIONS, Metric.REACTIONS, Metric.COMMENTS, Metric.RESHARES,
             Metric.CLICKS, Metric.NEW_FOLLOWERS)  # fmt: skip

SHEETS: dict[str, Promise | str] = {
    What.DAYS: _("une ligne par jour"),
    What.POSTS: _("une ligne par publication"),
    What.SHARES: _("répartition du public"),
    What.PAIRS: _("chiffres de la période"),
    What.ASIDE: _("laissée de côté"),
    What.UNKNOWN: _("pas reconnue"),
}
CHIPS = {
    FileState.WAITING: "wait", FileState.READING: "wait", FileState.UNREADABLE: "bad", FileState.CHECKED: "warn",
    FileState.IMPORTED: "good", FileState.UNDONE: "",
}  # fmt: skip

FAULTS: dict[str, Promise | str] = {
    Fault.EMPTY: _("Ce fichier est vide."),
    Fault.TOO_BIG: _("Ce fichier dépasse %(limit)s Mo. Exportez une période plus courte."),
    Fault.UNPACKS_TOO_BIG: _("Une fois décompressé, ce fichier dépasserait toute mesure : il n'a pas été ouvert."),
    Fault.BROKEN: _("Ce fichier est abîmé ou incomplet. Exportez-le de nouveau depuis LinkedIn."),
    Fault.ENCRYPTED: _("Ce classeur est protégé par un mot de passe. Enregistrez-le sans protection."),
    Fault.MACROS: _("Ce classeur contient des macros : un export de LinkedIn n'en a pas. Il n'a pas été ouvert."),
    Fault.EXTERNAL: _("Ce classeur est lié à d'autres fichiers : un export de LinkedIn ne l'est pas. Il n'a pas été ouvert."),
    Fault.PDF: _("Ce fichier est un PDF, pas un export de LinkedIn."),
    Fault.PICTURE: _("Ce fichier est une image, pas un export de LinkedIn."),
    Fault.ZIP: _("Ce fichier est une archive. Ouvrez-la, puis choisissez le classeur qu'elle contient."),
    Fault.DOCUMENT: _("Ce fichier est un document d'un autre logiciel, pas un export de LinkedIn."),
    Fault.UNKNOWN: _("Ce fichier n'est ni un classeur ni un tableau. Choisissez le fichier .xlsx ou .xls de LinkedIn."),
    Fault.ARCHIVE: _("Ce fichier vient de l'archive de vos données LinkedIn : c'est un historique, sans aucun chiffre à importer."),
    Fault.COMPETITORS: _("Ce fichier compare des pages d'autres entreprises : leurs chiffres ne sont pas importés."),
    Fault.TOO_MANY_ROWS: _("Ce fichier dépasse %(limit)s lignes. Exportez une période plus courte."),
    Fault.TOO_MANY_CELLS: _("Ce fichier a plus de cellules qu'un export de LinkedIn : il n'a pas été lu jusqu'au bout."),
    Fault.TOO_MANY_FIGURES: _("Ce fichier contient plus de %(limit)s chiffres. Exportez une période plus courte."),
    Fault.TOO_MANY_SHEETS: _("Ce classeur a plus de %(limit)s feuilles : un export de LinkedIn en a moins."),
    Fault.MIXED_DAYS: _("Les dates de ce fichier sont écrites tantôt jour/mois, tantôt mois/jour : on ne peut pas les lire sûrement."),
    Fault.NO_FIGURES: _("Aucune feuille de ce fichier ne ressemble à un export de LinkedIn."),
    Fault.TOO_SLOW: _("La lecture de ce fichier a pris trop de temps et a été arrêtée. Exportez une période plus courte."),
    Fault.TOO_MUCH_MEMORY: _("La lecture de ce fichier demande trop de mémoire et a été arrêtée. Exportez une période plus courte."),
    Fault.CRASHED: _("La lecture de ce fichier s'est arrêtée sans raison connue. Exportez-le de nouveau depuis LinkedIn."),
}  # fmt: skip

WRONGS: dict[str, Promise | str] = {
    Wrong.NUMBER: _("« %(cell)s » n'est pas un nombre entier."),
    Wrong.SHARE: _("« %(cell)s » n'est pas un pourcentage."),
    Wrong.DAY: _("« %(cell)s » n'est pas une date."),
    Wrong.NO_DAY: _("Cette ligne n'a pas de date."),
    Wrong.FUTURE: _("« %(cell)s » est dans l'avenir."),
    Wrong.TOO_OLD: _("« %(cell)s » est avant l'ouverture de LinkedIn."),
    Wrong.TWICE: _("« %(cell)s » contredit une autre ligne du même jour : la première compte."),
    Wrong.LINK: _("« %(cell)s » n'est pas l'adresse d'une publication."),
    Wrong.NO_PERIOD: _("« %(cell)s » : le fichier ne dit pas de quelle période."),
    Wrong.ERROR: _("Cette cellule contient une erreur de calcul : %(cell)s."),
}


def fault(summary: Mapping[str, Any]) -> str:
    return str(FAULTS[summary["fault"]]) % summary["facts"]


def wrong(kind: str, cell: str) -> str:
    return str(WRONGS[kind]) % {"cell": cell}


def meaning(said: str) -> str:
    """« Impressions, organique »."""
    head, _colon, part = said.partition(":")
    if part:
        return _now("%(metric)s, %(part)s") % {"metric": METRICS[head], "part": PARTS[part]}
    return str(METRICS.get(head) or ROLES.get(head) or _now("Pas reconnu"))


def choices() -> list[tuple[str, Any]]:
    roles = [(role.value, ROLES[role]) for role in (Role.IGNORED, Role.DAY, Role.POST, Role.POSTED_ON)]
    figures = [(metric, METRICS[metric]) for metric in FIGURES]
    parts = [(f"{metric}:{part}", meaning(f"{metric}:{part}")) for metric in OF_A_PAGE for part in Part]
    return [*roles, (_now("Chiffres"), figures), (_now("Chiffres d'une page, en partie"), parts)]
