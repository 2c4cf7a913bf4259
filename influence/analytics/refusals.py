"""Why a verb said no. Each refusal reads as a sentence in the language now active."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    sentence: Promise | str = ""

    def __str__(self) -> str:
        return str(self.sentence)


class AlreadyImported(Refusal):
    sentence = _("Ce fichier est déjà importé : rien n'a changé.")


class MovedOn(Refusal):
    """Somebody, or a second click, was faster."""

    sentence = _("Ce fichier n'est plus dans l'état que vous aviez sous les yeux : voici où il en est.")


class WrongAccount(Refusal):
    """It names posts of another account."""

    sentence = _("Ce fichier parle de publications d'un autre compte : choisissez le sien.")


class WrongKind(Refusal):
    """Figures of a page and of a profile are never put together (R-1.4)."""

    sentence = _(
        "Les statistiques d'une page ne vont pas avec un profil, ni l'inverse : choisissez l'autre compte."
    )


class NothingToImport(Refusal):
    sentence = _("Ce fichier ne contient aucun chiffre à garder.")
