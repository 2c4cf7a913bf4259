"""Why a verb of this room said no. Each reads as a sentence in the language now active."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    sentence: Promise | str = ""

    def __str__(self) -> str:
        return str(self.sentence)


class NotFrozen(Refusal):
    """Neither Valkey nor the database took it."""

    sentence = _(
        "Rien n'est gelé : ni la base de données ni le frein n'ont répondu. Réessayez, et prévenez l'exploitation."
    )


class AlreadyReleased(Refusal):
    sentence = _("Ce gel est déjà levé.")


class ReleaseAsked(Refusal):
    sentence = _("La levée de ce gel est déjà demandée : une autre personne doit la confirmer.")


class ReleaseNotAsked(Refusal):
    sentence = _(
        "Personne n'a demandé la levée de ce gel : demandez-la, puis une autre personne la confirmera."
    )


class SamePerson(Refusal):
    """Two persons release a freeze (domain.md R-2.12)."""

    sentence = _("Vous avez demandé cette levée : une autre personne doit la confirmer.")


class DaysMissing(Refusal):
    sentence = _("La période doit finir après avoir commencé : le dernier jour n'en fait plus partie.")


class OnlyInforms(Refusal):
    """MAR art. 19(11) is about dealing, not about speaking (domain.md §2.6)."""

    sentence = _(
        "Une fenêtre négative porte sur les titres, pas sur la parole : elle est là pour information."
    )


class StrengthMissing(Refusal):
    sentence = _("Dites si la période arrête les publications ou avertit seulement.")


class Cancelled(Refusal):
    sentence = _("Cette période est déjà annulée.")
