from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from influence.editorial.calendar.bulk import MOST_DAYS, Order, Verb
from influence.editorial.forms import MOST_WHY

# « Hors de toute campagne » is a choice as well; nothing chosen is none.
OUT = "0"


class BulkForm(forms.Form):
    """What is to be done with the posts that were ticked."""

    verb = forms.ChoiceField(
        label=_("Pour les publications cochées"),
        choices=[
            (Verb.SUBMIT, _("soumettre à leur dirigeant")), (Verb.MOVE, _("décaler")), (Verb.CAMPAIGN, _("mettre dans une campagne")),
            (Verb.WITHDRAW, _("retirer du calendrier")),
        ],
    )  # fmt: skip
    days = forms.IntegerField(
        label=_("Jours (− pour avancer)"), required=False, min_value=-MOST_DAYS, max_value=MOST_DAYS,
        widget=forms.NumberInput(attrs={"class": "weight"}),
    )  # fmt: skip
    campaign = forms.ChoiceField(label=_("Campagne"), required=False)
    why = forms.CharField(
        label=_("Pourquoi malgré tout ?"), required=False, max_length=MOST_WHY, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Une raison pour toutes celles qui se heurtent à une autre. Sans raison, elles restent comme elles sont."),
    )  # fmt: skip

    def __init__(self, *args: Any, campaigns: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(pk): name for pk, name in campaigns}
        self.fields["campaign"].choices = [("", "–"), *self.known.items(), (OUT, _("hors de toute campagne"))]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("verb") == Verb.MOVE and not cleaned.get("days") and "days" not in self.errors:
            self.add_error("days", _("Dites de combien de jours : 7, ou -7 pour avancer d'une semaine."))
        if (
            cleaned.get("verb") == Verb.CAMPAIGN
            and not cleaned.get("campaign")
            and "campaign" not in self.errors
        ):
            self.add_error("campaign", _("Choisissez la campagne."))
        return cleaned

    @property
    def order(self) -> Order:
        campaign = self.cleaned_data["campaign"]
        return Order(
            verb=Verb(self.cleaned_data["verb"]), days=self.cleaned_data["days"] or 0,
            campaign_id=int(campaign) if campaign not in ("", OUT) else None, campaign=self.known.get(campaign, ""),
            why=self.cleaned_data["why"],
        )  # fmt: skip
