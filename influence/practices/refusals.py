"""Why a verb said no, as a sentence in the language now active."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    sentence: Promise | str = ""

    def __str__(self) -> str:
        return str(self.sentence)


class NotOnline(Refusal):
    sentence = _("Seule une publication en ligne devient une bonne pratique.")


class StarredAlready(Refusal):
    sentence = _("Cette publication est déjà une bonne pratique.")


class ReasonMissing(Refusal):
    sentence = _("Dites en quelques mots ce que d'autres peuvent en reprendre.")


class WordsMissing(Refusal):
    sentence = _("Dites en quelques mots pourquoi : la personne qui l'a proposée les lira.")


class UndoneAlready(Refusal):
    sentence = _("Cette bonne pratique a été retirée entre-temps.")


class ToItself(Refusal):
    sentence = _("Choisissez quelqu'un d'autre que le dirigeant qui l'a publiée.")


class ProposedAlready(Refusal):
    sentence = _("Elle leur est déjà proposée, et attend leur réponse.")


class Answered(Refusal):
    sentence = _("Cette proposition a déjà reçu une réponse.")


class NotForThem(Refusal):
    sentence = _("Choisissez un dirigeant à qui elle est proposée.")
