"""Why a verb said no. Each reads as a sentence in the language now active."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    sentence: Promise | str = ""

    def __str__(self) -> str:
        return str(self.sentence)


class NotSettleable(Refusal):
    sentence = _("Quelqu'un a déjà répondu, ou la mise en ligne a changé d'état entre-temps.")


class BadLink(Refusal):
    sentence = _(
        "Ce lien n'est pas celui d'une publication LinkedIn. Ouvrez la publication, choisissez « Copier le lien » et collez-le ici."
    )


class ShortLink(BadLink):
    sentence = _("Ce lien court cache l'adresse : ouvrez-le, puis copiez l'adresse de la page qui s'affiche.")


class OldLink(BadLink):
    """A post's number says when it was made (linkedin-api.md §3.7)."""

    sentence = _(
        "Ce lien est celui d'une publication plus ancienne que l'approbation : copiez celui de la nouvelle."
    )


class FutureLink(BadLink):
    sentence = _("Ce lien porte une date à venir : il ne mène à aucune publication. Copiez-le de nouveau.")


class GoneLink(BadLink):
    sentence = _(
        "LinkedIn ne connaît pas cette publication : vérifiez le lien, ou qu'elle n'a pas été supprimée."
    )


class OthersLink(BadLink):
    """The link names its author (linkedin-api.md §3.7). `may_confirm`: that it is the same one, under a new address."""

    sentence = _(
        "Ce lien mène à une publication de « %(theirs)s », alors que ce compte est « %(ours)s ». Copiez le lien de la publication qui vient d'être mise en ligne."
    )
    unknown = _(
        "Ce lien mène à une publication de « %(theirs)s », qui est un autre compte de votre organisation. Copiez le lien de la publication qui vient d'être mise en ligne."
    )

    def __init__(self, *, theirs: str, ours: str, may_confirm: bool) -> None:
        self.may_confirm = may_confirm
        said = self.sentence if ours else self.unknown
        self.sentence = said % {"theirs": theirs, "ours": ours}
        super().__init__(self.sentence)


class LinkTaken(Refusal):
    sentence = _("Ce lien est déjà celui d'une autre publication.")


class NotWaiting(Refusal):
    sentence = _("Cette mise en ligne n'attend plus : il n'y a rien à faire.")


class SlotOver(Refusal):
    sentence = _(
        "Son créneau est passé : reprenez la publication, choisissez un autre créneau, puis soumettez-la de nouveau."
    )


class NotOnline(Refusal):
    sentence = _("Cette publication n'est pas en ligne : il n'y a rien à corriger ni à retirer.")


class AlreadyAsked(Refusal):
    sentence = _("Une autre demande est déjà en cours pour cette publication.")


class NotTheLeader(Refusal):
    sentence = _("Seul le dirigeant dont elle porte le nom décide de ce texte.")


class AlreadySettled(Refusal):
    sentence = _("Cette demande a déjà reçu une réponse.")


class ReadAnew(Refusal):
    sentence = _("Le texte a changé entre-temps : relisez-le avant d'en décider.")


class PollStays(Refusal):
    sentence = _("LinkedIn ne laisse pas corriger un sondage.")


class SameText(Refusal):
    sentence = _("Ce texte est celui qui est en ligne : il n'y a rien à corriger.")


class BadText(Refusal):
    """What keeps a text from LinkedIn, in words."""

    def __init__(self, sentences: list[str]) -> None:
        self.sentence = " ".join(sentences)
        super().__init__(self.sentence)


class ReasonNeeded(Refusal):
    sentence = _("Dites en quelques mots pourquoi.")


class NotToConfirm(Refusal):
    sentence = _(
        "Cette publication n'est plus à reconfirmer : elle est déjà repartie, ou son créneau est passé."
    )


class StillStopped(Refusal):
    sentence = _("Un gel ou une période de silence l'arrête encore : reconfirmez-la quand ce sera fini.")
