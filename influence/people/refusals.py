"""Why a verb said no. Each refusal reads as a sentence in the language now active."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from influence.people.models import Mandate
from influence.web import dates


class Refusal(Exception):
    sentence: Promise | str = ""

    def __str__(self) -> str:
        return str(self.sentence)


class AlreadyMember(Refusal):
    """The address already belongs to a member of this organisation."""

    sentence = _("Cette adresse est déjà celle d'un membre de l'organisation.")


class OtherRole(Refusal):
    """A person has one role in an organisation: a leader who also edits would submit and decide."""

    sentence = _(
        "Cette personne est déjà membre avec un autre rôle. Changez d'abord son rôle en « Dirigeant »."
    )


class NoLeader(Refusal):
    """Who left, or does something else here now, does not speak again by a tick: nor do their mails decide anything."""

    sentence = _(
        "Cette personne n'a plus le rôle « Dirigeant » dans l'organisation : rendez-le-lui d'abord, puis cochez « Prend la parole »."
    )


class LastOperator(Refusal):
    """Nobody could administer the organisation any more."""

    sentence = _("C'est le dernier opérateur de l'organisation : nommez-en un autre d'abord.")


class NameTaken(Refusal):
    sentence = _("Ce nom est déjà pris dans l'organisation.")


class AlreadySignedIn(Refusal):
    """An invitation is for whoever has not chosen a password yet."""

    sentence = _("Cette personne a déjà choisi son mot de passe : elle peut se connecter.")


class NotTheLeader(Refusal):
    """A mandate is a leader's own word: nobody gives it for them."""

    sentence = _("Seul le dirigeant donne un mandat en son nom.")


class NotADelegate(Refusal):
    sentence = _("Choisissez une autre personne, qui soit membre de l'organisation.")


class BadDays(Refusal):
    sentence = _("Un mandat commence aujourd'hui ou plus tard, et finit le jour même ou après.")


class MandateTooLong(Refusal):
    sentence = _("Un mandat dure au plus un an : redonnez-le ensuite.")


class MandateThere(Refusal):
    """This person holds one on some of these days: two would leave open under which they decided."""

    sentence = _(
        "%(name)s a déjà un mandat de votre part du %(start)s au %(end)s. Retirez-le d'abord, ou choisissez d'autres jours."
    )

    def __init__(self, mandate: Mandate) -> None:
        self.mandate = mandate
        super().__init__(mandate.pk)

    def __str__(self) -> str:
        one = self.mandate
        return str(self.sentence) % {
            "name": one.delegate, "start": dates.day_plain(one.starts_on), "end": dates.day_plain(one.ends_on)
        }  # fmt: skip


class NotYourMandate(Refusal):
    sentence = _("Seuls le dirigeant et un opérateur retirent un mandat.")
