"""Why a verb said no. Each refusal reads as a sentence in the language now active."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


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


class LastOperator(Refusal):
    """Nobody could administer the organisation any more."""

    sentence = _("C'est le dernier opérateur de l'organisation : nommez-en un autre d'abord.")


class NameTaken(Refusal):
    sentence = _("Ce nom est déjà pris dans l'organisation.")


class AlreadySignedIn(Refusal):
    """An invitation is for whoever has not chosen a password yet."""

    sentence = _("Cette personne a déjà choisi son mot de passe : elle peut se connecter.")
