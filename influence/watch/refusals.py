"""Why a verb said no. Each refusal reads as a sentence in the language now active."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    sentence: Promise | str = ""

    def __str__(self) -> str:
        return str(self.sentence)


class SourceThere(Refusal):
    sentence = _("Cette source est déjà suivie.")


class TooManySources(Refusal):
    sentence = _("Votre organisation suit déjà cent sources : arrêtez-en une d'abord.")


class IdeaThere(Refusal):
    sentence = _("Cette idée est déjà dans la veille.")


class MovedOn(Refusal):
    sentence = _("C'est déjà fait : quelqu'un d'autre s'en est occupé entre-temps.")
