"""The sentences for what is wrong with a draft. The only module of the drafting core that knows Django."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from influence.drafting.problems import DraftingError, Kind, Problem

_SENTENCES: dict[Kind, Promise | str] = {
    Kind.UNKNOWN_TEMPLATE: _("Le modèle « %(name)s » n'existe pas dans cette langue."),
    Kind.MISSING_FIELD: _("« %(label)s » est à remplir."),
    Kind.UNKNOWN_FIELD: _("Ce modèle n'a pas de champ « %(name)s »."),
    Kind.NOT_A_DATE: _("« %(label)s » attend une date, par exemple %(detail)s."),
    Kind.NOT_A_NUMBER: _("« %(label)s » attend un nombre, par exemple %(detail)s."),
    Kind.NOT_A_URL: _("« %(label)s » attend une adresse complète qui commence par https://."),
    Kind.NOT_A_CHOICE: _("« %(label)s » attend l'une de ces valeurs : %(detail)s."),
    Kind.NOT_A_VALUE: _("« %(label)s » contient une valeur qui ne peut pas être utilisée."),
    Kind.FIELD_TOO_LONG: _("« %(label)s » dépasse %(detail)s caractères."),
    Kind.ONE_LINE_ONLY: _("« %(label)s » doit tenir sur une seule ligne."),
    Kind.BAD_CHARACTER: _("« %(label)s » contient un caractère invisible qui n'est pas permis."),
    Kind.SYNTAX: _("Ligne %(line)s : le modèle ne se lit pas, près de « %(detail)s »."),
    Kind.UNKNOWN_NAME: _("Ligne %(line)s : « %(name)s » n'existe pas."),
    Kind.UNKNOWN_FILTER: _("Ligne %(line)s : le filtre « %(name)s » n'existe pas."),
    Kind.UNKNOWN_TEST: _("Ligne %(line)s : le test « %(name)s » n'existe pas."),
    Kind.FORBIDDEN: _("Ligne %(line)s : « %(name)s » n'est pas permis dans un modèle."),
    Kind.LOOPS_TOO_DEEP: _("Ligne %(line)s : pas plus de %(detail)s boucles l'une dans l'autre."),
    Kind.TOO_COMPLICATED: _("Ce modèle est trop long ou trop compliqué."),
    Kind.EMPTY_VALUE: _(
        "Ligne %(line)s : « %(label)s » est vide. Remplissez cette valeur, ou rendez ce passage facultatif."
    ),
    Kind.WRONG_VALUE: _("Ligne %(line)s : « %(name)s » ne convient pas à cette valeur."),
    Kind.WRONG_OPERATION: _("Ligne %(line)s : ce calcul ou cette comparaison est impossible."),
    Kind.NOT_PRINTABLE: _("Ligne %(line)s : cette valeur ne peut pas s'écrire telle quelle dans un texte."),
    Kind.OUTPUT_TOO_LONG: _("Le texte obtenu est beaucoup trop long pour une publication."),
    Kind.TOO_SLOW: _("Ce modèle a été arrêté : il n'avait pas fini au bout de %(detail)s secondes."),
    Kind.TOO_MUCH_MEMORY: _("Ce modèle a été arrêté : il demandait trop de mémoire."),
    Kind.CRASHED: _("Ce modèle a été arrêté : il a fait échouer le rendu."),
    Kind.NOT_TRIED: _("Ce brouillon n'a pas été essayé : trop de modèles ont été arrêtés avant lui."),
}

_WITH_HINT: dict[Kind, Promise | str] = {
    Kind.UNKNOWN_TEMPLATE: _(
        "Le modèle « %(name)s » n'existe pas dans cette langue. Vouliez-vous dire « %(hint)s » ?"
    ),
    Kind.UNKNOWN_FIELD: _("Ce modèle n'a pas de champ « %(name)s ». Vouliez-vous dire « %(hint)s » ?"),
    Kind.UNKNOWN_NAME: _("Ligne %(line)s : « %(name)s » n'existe pas. Vouliez-vous dire « %(hint)s » ?"),
    Kind.UNKNOWN_FILTER: _(
        "Ligne %(line)s : le filtre « %(name)s » n'existe pas. Vouliez-vous dire « %(hint)s » ?"
    ),
    Kind.UNKNOWN_TEST: _(
        "Ligne %(line)s : le test « %(name)s » n'existe pas. Vouliez-vous dire « %(hint)s » ?"
    ),
}


def sentence(problem: Problem) -> str:
    words = _WITH_HINT.get(problem.kind) if problem.hint else None
    return str(words or _SENTENCES[problem.kind]) % {
        "name": problem.name,
        "label": problem.label or problem.name,
        "line": problem.line or 1,
        "hint": problem.hint,
        "detail": problem.detail,
    }


def sentences(error: DraftingError) -> list[str]:
    """In the language now active, one sentence for each problem."""
    return [sentence(problem) for problem in error.problems]
