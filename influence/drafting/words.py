"""The sentences for what is wrong with a draft. The only module of the drafting core that knows Django."""

from dataclasses import replace

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
    Kind.NO_HEAD: _("Ligne 1 : le modèle commence par une ligne « +++ », puis son titre et ses champs."),
    Kind.NO_HEAD_END: _("Ligne %(line)s : une seconde ligne « +++ » manque entre les champs et le texte."),
    Kind.HEAD_SYNTAX: _("Ligne %(line)s : l'en-tête ne se lit pas, près de « %(detail)s »."),
    Kind.UNKNOWN_KEY: _("Ligne %(line)s : l'en-tête ne connaît pas « %(name)s »."),
    Kind.MISSING_KEY: _("Ligne %(line)s : « %(name)s » manque ou reste vide dans l'en-tête."),
    Kind.TITLE_TOO_LONG: _("Ligne %(line)s : le titre dépasse %(detail)s caractères."),
    Kind.NOT_TABLES: _("Ligne %(line)s : chaque champ s'annonce par une ligne « [[fields]] »."),
    Kind.TOO_MANY_FIELDS: _("Ligne %(line)s : pas plus de %(detail)s champs dans un modèle."),
    Kind.FIELD_NAME: _(
        "Ligne %(line)s : « %(name)s » ne peut pas nommer un champ. Lettres minuscules sans accent, chiffres et « _ », et un nom par champ."
    ),
    Kind.FIELD_COLUMN: _(
        "Ligne %(line)s : « %(name)s » est une colonne des fichiers de calendrier, qui ne pourraient pas remplir ce champ. Donnez-lui un autre nom."
    ),
    Kind.FIELD_LABEL: _("Ligne %(line)s : le champ « %(name)s » n'a pas de libellé (« label »)."),
    Kind.FIELD_KIND: _("Ligne %(line)s : un champ n'est pas de genre « %(name)s ». Les genres : %(detail)s."),
    Kind.FIELD_CHOICES: _(
        "Ligne %(line)s : une liste « choices » va avec le genre « choice », et avec lui seul (champ « %(name)s »)."
    ),
    Kind.FIELD_LENGTH: _(
        "Ligne %(line)s : la longueur « max_length » du champ « %(name)s » est un nombre de 1 à %(detail)s."
    ),
    Kind.FIELD_EXAMPLE: _("Ligne %(line)s : le champ « %(name)s » n'a pas d'exemple (« example »)."),
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
    Kind.UNKNOWN_KEY: _(
        "Ligne %(line)s : l'en-tête ne connaît pas « %(name)s ». Vouliez-vous dire « %(hint)s » ?"
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


# What is wrong with a value has a line where the value is the example of a template's field.
_OF_VALUES = frozenset(
    {
        Kind.NOT_A_DATE, Kind.NOT_A_NUMBER, Kind.NOT_A_URL, Kind.NOT_A_CHOICE, Kind.NOT_A_VALUE, Kind.FIELD_TOO_LONG,
        Kind.ONE_LINE_ONLY, Kind.BAD_CHARACTER,
    }
)  # fmt: skip
_OF_EXAMPLE = _("Ligne %(line)s, l'exemple du champ : %(problem)s")


def sentence(problem: Problem) -> str:
    if problem.line and problem.kind in _OF_VALUES:
        return str(_OF_EXAMPLE) % {"line": problem.line, "problem": sentence(replace(problem, line=None))}
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
