"""What keeps a source from being read, as an editor reads it."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from influence.watch.models import Source
from influence.watch.reader import Trouble

TROUBLES: Mapping[Trouble, Promise | str] = {
    Trouble.NOT_PUBLIC: gettext_lazy("Cette adresse n'est pas publique : Influence ne la demande pas."),
    Trouble.SILENT: gettext_lazy("L'adresse ne répond pas, ou sa connexion n'est pas sûre."),
    Trouble.STATUS: gettext_lazy("L'adresse répond par une erreur (%(detail)s)."),
    Trouble.ASTRAY: gettext_lazy("L'adresse renvoie sans fin d'une page à l'autre."),
    Trouble.TOO_LARGE: gettext_lazy("Le flux dépasse 2 Mo : demandez à son auteur un flux plus court."),
    Trouble.CUT_SHORT: gettext_lazy("La réponse s'est interrompue, ou prenait trop de temps."),
    Trouble.UNREADABLE: gettext_lazy("La réponse est codée d'une façon qu'Influence ne lit pas."),
    Trouble.NOT_A_FEED: gettext_lazy("Il n'y a pas de flux RSS ou Atom à cette adresse."),
    Trouble.TOO_HEAVY: gettext_lazy("Le flux demande trop de temps ou de mémoire pour être lu."),
    Trouble.BROKEN: gettext_lazy("Le flux est abîmé : il ne se lit pas."),
}


def trouble(kind: str, detail: str = "") -> str:
    return str(TROUBLES[Trouble(kind)]) % {"detail": detail}


def of_source(source: Source) -> str:
    """Empty for a source that is read well."""
    return trouble(source.trouble, source.trouble_detail) if source.trouble else ""


def state(source: Source) -> tuple[str, str]:
    """A word, and how it is marked."""
    if not source.is_active:
        return _("arrêtée"), ""
    if source.trouble:
        return _("ne se lit pas"), "bad"
    return (_("suivie"), "good") if source.last_read_at else (_("pas encore lue"), "wait")
