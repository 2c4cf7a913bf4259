"""Why a mandate does not serve here (editorial.standing_in)."""

from django.utils.translation import gettext_lazy as _

from influence.editorial.refusals import Refusal


class OwnWords(Refusal):
    """A mandate never serves to decide on what one wrote or submitted (ADR 0014)."""

    sentence = _(
        "Vous avez écrit ou soumis ce texte : votre mandat ne vaut pas pour lui. La décision revient à quelqu'un d'autre."
    )


class OutsideMandate(Refusal):
    """Approved under a mandate that names other pillars."""

    sentence = _(
        "Cette publication a été approuvée par mandat, et ce mandat ne vaut pas pour ce pilier : changez aussi le texte, elle sera décidée de nouveau."
    )


class SecondWord(Refusal):
    """A second approval is another person's: one cannot give both."""

    sentence = _(
        "Le second accord de cette publication dépend de vous : quelqu'un d'autre décide pour le dirigeant."
    )
