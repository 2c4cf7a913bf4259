"""Why a verb said no, as a sentence in the language now active."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    sentence: Promise | str = ""

    def __str__(self) -> str:
        return str(self.sentence)


class NothingSaid(Refusal):
    sentence = _("Écrivez quelques mots.")


class NotInTheText(Refusal):
    """The passage must be words of the text that is on the screen."""

    sentence = _(
        "Ce passage n'est pas dans le texte : copiez-le tel qu'il s'affiche, ou laissez ce champ vide."
    )


class NotYourRemark(Refusal):
    sentence = _("Seule la personne qui l'a écrite change une remarque.")


class TooLateToAmend(Refusal):
    sentence = _("Une remarque se corrige pendant dix minutes. Répondez plutôt, ou retirez-la.")


class WithdrawnAlready(Refusal):
    sentence = _("Cette remarque est déjà retirée.")
