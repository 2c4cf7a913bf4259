"""Why a template was not kept. Each refusal reads as a sentence in the language now active; what is wrong in its text is a
DraftingError."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from influence.drafting.models import TemplateVersion


class Refusal(Exception):
    sentence: Promise | str = ""

    def __str__(self) -> str:
        return str(self.sentence)


class NameTaken(Refusal):
    sentence = _("Un autre modèle porte déjà ce titre dans cette langue : donnez-en un autre (« title »).")


class Outdated(Refusal):
    """Somebody was faster; `version` is the one that counts now."""

    sentence = _(
        "Quelqu'un a modifié ce modèle entre-temps. Votre texte est intact : relisez, puis enregistrez."
    )

    def __init__(self, version: TemplateVersion) -> None:
        self.version = version
        super().__init__(version.pk)


class MovedOn(Refusal):
    sentence = _("C'est déjà fait : quelqu'un d'autre l'a fait entre-temps.")
