"""Why this room said no. As editorial's, each refusal is a sentence: `str(refusal)` is for the screen. Those that name
an hour carry it: the pages put it into words, in the zone of the slot."""

from datetime import datetime

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from influence.editorial.refusals import Refusal


class NotWaiting(Refusal):
    """The version does not wait for a decision any more: decided, replaced, withdrawn or late."""

    sentence = _("Cette publication n'attend plus de décision.")


class SlotMoved(Refusal):
    """The post goes out at another time than the page showed: the decision would be about an hour nobody read."""

    sentence = _("Le créneau a changé pendant votre lecture : vérifiez la nouvelle date, puis décidez.")


class TooManyCodes(Refusal):
    sentence = _("Plusieurs codes sont déjà partis. Attendez un peu avant d'en demander un autre.")

    def __init__(self, *, again_at: datetime) -> None:
        super().__init__(again_at)
        self.again_at = again_at


class WrongCode(Refusal):
    def __init__(self, *, tries_left: int) -> None:
        super().__init__(tries_left)
        self.tries_left = tries_left

    def __str__(self) -> str:
        if not self.tries_left:
            return gettext(
                "Ce code n'est pas le bon, et les cinq essais sont épuisés. Demandez un nouveau code."
            )
        words = ngettext(
            "Ce code n'est pas le bon : il vous reste %(tries)s essai.",
            "Ce code n'est pas le bon : il vous reste %(tries)s essais.",
            self.tries_left,
        )
        return words % {"tries": self.tries_left}


class CodeOver(Refusal):
    """No code can be entered: none was asked for, or the last one expired, was used or had its five tries."""

    sentence = _("Ce code n'est plus valable. Demandez un nouveau code.")


class SentAlready(Refusal):
    sentence = _(
        "Un lien est parti il y a peu : cherchez-le dans votre messagerie, y compris parmi les indésirables."
    )


class TooManyLinks(Refusal):
    sentence = _("Plusieurs liens sont déjà partis pour cette version. Connectez-vous pour décider.")


class TooLateToUndo(Refusal):
    sentence = _(
        "La mise en ligne est trop proche pour revenir sur votre accord. Appelez votre équipe de communication."
    )


class CannotWait(Refusal):
    """Later would be after the last reminder before the slot."""

    sentence = _(
        "La mise en ligne est trop proche : cette publication ne peut plus être remise à ce moment-là."
    )
