"""The sentences for what is wrong with a file."""

from collections.abc import Iterable
from difflib import get_close_matches

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from influence.editorial.importing.columns import key
from influence.editorial.importing.faults import Fault, Kind

_AS_CSV = _(
    "Dans votre tableur, choisissez « Enregistrer sous », puis « CSV UTF-8 (délimité par des virgules) » ; "
    "dans LibreOffice, le jeu de caractères « Unicode (UTF-8) »."
)

FAULTS: dict[Kind, Promise | str] = {
    Kind.TOO_BIG: _("Ce fichier dépasse %(limit)s Mo : coupez-le en plusieurs."),
    Kind.EMPTY: _("Ce fichier ne contient aucune ligne à importer."),
    Kind.WORKBOOK: _("Ce classeur n'est pas au format XLSX. Enregistrez-le en XLSX, ou en CSV. %(how)s"),
    Kind.BROKEN_WORKBOOK: _(
        "Ce classeur est abîmé : ouvrez-le dans votre tableur, puis enregistrez-le de nouveau en XLSX."
    ),
    Kind.ENCRYPTED: _("Ce classeur est protégé par un mot de passe : enregistrez-le sans protection."),
    Kind.NO_SHEET: _("Toutes les feuilles de ce classeur sont masquées : affichez celle du calendrier."),
    Kind.UTF16: _("Ce fichier est enregistré en UTF-16. %(how)s"),
    Kind.NOT_UTF8: _("Les accents de ce fichier ne sont pas enregistrés en UTF-8. %(how)s"),
    Kind.HALF_CHARACTER: _(
        "Un caractère de cette cellule est perdu ou coupé en deux, sans doute un emoji : retapez-le."
    ),
    Kind.CONTROL: _("Cette cellule contient un caractère invisible qui n'est pas permis : retapez-la."),
    Kind.QUOTES: _(
        "Une cellule entre guillemets commence ici et ne se termine pas comme il faut. Un guillemet à l'intérieur "
        "d'une cellule s'écrit deux fois ; la suite du fichier n'a pas été lue."
    ),
    Kind.TOO_MANY_ROWS: _("Ce fichier dépasse %(limit)s lignes : coupez-le en plusieurs."),
    Kind.TOO_MANY_CELLS: _(
        "Cette ligne a plus de cellules que le fichier n'a de colonnes (%(columns)s). "
        "Un texte qui contient le séparateur s'écrit entre guillemets."
    ),
    Kind.NO_NAME: _("« %(cell)s » est dans une colonne sans titre."),
    Kind.COLUMN_TWICE: _("Cette colonne est déjà là, sous le titre « %(other)s »."),
    Kind.COLUMN_MISSING: _("La colonne « %(wanted)s » manque."),
    Kind.MERGED: _(
        "Les cellules %(cells)s sont fusionnées : une seule garderait sa valeur. Annulez la fusion, puis remplissez chaque cellule."
    ),
    Kind.OTHER_SHEETS: _("Seule la feuille « %(read)s » est lue. Ne sont pas lues : %(names)s."),
    Kind.HIDDEN_SHEETS: _("Les feuilles masquées ne sont pas lues : %(names)s."),
    Kind.HIDDEN_ROWS: _("Des lignes masquées par un filtre sont lues comme les autres : %(count)s."),
    Kind.NO_CONTENT: _("Il faut une colonne « texte » ou une colonne « modèle »."),
}


def fault(found: Fault) -> str:
    return str(FAULTS[found.kind]) % (dict(found.facts) | {"how": _AS_CSV})


def unknown(sentence: Promise | str, name: str, *, among: Iterable[str]) -> str:
    """With « vouliez-vous dire » where something close exists."""
    told = str(sentence) % {"name": name}
    near = nearest(name, among=among)
    return (
        _now("%(problem)s Vouliez-vous dire « %(hint)s » ?") % {"problem": told, "hint": near}
        if near
        else told
    )


def nearest(name: str, *, among: Iterable[str]) -> str:
    known = {key(one): one for one in among}
    found = get_close_matches(key(name), list(known), n=1, cutoff=0.6)
    return known[found[0]] if found else ""


UNKNOWN_COLUMN = _("Aucun modèle n'a de champ de ce nom.")
UNKNOWN_LEADER = _("Aucun dirigeant de votre organisation ne s'appelle « %(name)s ».")
UNKNOWN_PILLAR = _("Aucun pilier ne s'appelle « %(name)s ».")
UNKNOWN_TEMPLATE = _("Le modèle « %(name)s » n'existe pas dans cette langue.")
UNKNOWN_LANGUAGE = _("« %(name)s » n'est pas une langue de rédaction : écrivez « fr » ou « en ».")
EMPTY_CELL = _("Cette cellule est vide.")
NOT_A_DATE = _("« %(name)s » n'est pas une date : écrivez par exemple 14/04/2026.")
NOT_AN_HOUR = _("« %(name)s » n'est pas une heure : écrivez par exemple 9h30 ou 09:30.")
NOTHING = _("Il faut un texte, ou un modèle et ses champs.")
BOTH = _("Il y a un texte et un modèle : gardez l'un des deux.")
STRAY_FIELD = _("Cette cellule appartient à un modèle, et cette ligne n'en a pas.")
TWICE = _("%(leader)s parle déjà à cette heure-là, ligne %(other)s.")
DIFFERENT = _(
    "%(leader)s a déjà une publication à cette heure-là, et elle n'est pas la même. Modifiez-la dans le calendrier, "
    "ou changez l'heure de cette ligne."
)
TOO_LONG = _("Le texte compte %(length)s caractères : le réseau en accepte %(limit)s.")
IN_TEMPLATE = _("Dans le modèle : %(problem)s")
