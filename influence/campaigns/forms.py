from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from influence.campaigns.models import Campaign
from influence.editorial.calendar.periods import FIRST_YEAR, LAST_YEAR
from influence.editorial.forms import DayInput
from influence.people.models import Organisation

WORDS = ("name", "goal", "starts_on", "ends_on", "posts_wanted")
MOST_LESSONS = 5000


def day_field(label: Promise | str) -> forms.DateField:
    """Of the years that the calendar has: a plan is counted in weeks, which end with the year 9999."""
    within = (MinValueValidator(date(FIRST_YEAR, 1, 1)), MaxValueValidator(date(LAST_YEAR, 12, 31)))
    return forms.DateField(label=label, widget=DayInput, validators=within)


class CampaignForm(forms.Form):
    name = forms.CharField(label=_("Nom"), max_length=120)
    goal = forms.CharField(
        label=_("Objectif"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Ce que l'on veut faire comprendre, à qui, et à quoi on verra que c'est réussi."),
    )  # fmt: skip
    starts_on = day_field(_("Du"))
    ends_on = day_field(_("Au (inclus)"))
    posts_wanted = forms.IntegerField(
        label=_("Publications voulues"), required=False, min_value=0, max_value=1000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "weight"}),
    )  # fmt: skip
    pillars = forms.ModelMultipleChoiceField(
        label=_("Piliers"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    leaders = forms.ModelMultipleChoiceField(
        label=_("Dirigeants"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, organisation: Organisation, campaign: Campaign | None, **kwargs: Any
    ) -> None:
        initial = {name: getattr(campaign, name) for name in WORDS} if campaign else {}
        if campaign:
            initial |= {"pillars": campaign.pillars.all(), "leaders": campaign.leaders.all()}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["pillars"].queryset = organisation.pillars.all()  # type: ignore[attr-defined]
        leaders = organisation.leaders.filter(is_active=True)
        if campaign:
            leaders = organisation.leaders.filter(
                pk__in=[*leaders.values_list("pk", flat=True), *campaign.leaders.values_list("pk", flat=True)]
            )
        self.fields["leaders"].queryset = leaders  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("Le dernier jour vient avant le premier."))
        return cleaned

    @property
    def given(self) -> dict[str, Any]:
        """What `keep_campaign` takes."""
        words = {name: self.cleaned_data[name] for name in WORDS}
        named = {name: [one.pk for one in self.cleaned_data[name]] for name in ("pillars", "leaders")}
        return words | named | {"posts_wanted": self.cleaned_data["posts_wanted"] or 0}


class MilestoneForm(forms.Form):
    day = day_field(_("Jour"))
    step = forms.CharField(label=_("Étape"), max_length=120)


class CloseForm(forms.Form):
    lessons = forms.CharField(
        label=_("Bilan"), max_length=MOST_LESSONS, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Ce que l'on a appris : ce qui a porté, ce qui a manqué, ce que l'on refera."),
    )  # fmt: skip


class CopyForm(forms.Form):
    name = forms.CharField(label=_("Nom de la nouvelle campagne"), max_length=120)
    starts_on = day_field(_("Premier jour"))
    with_posts = forms.BooleanField(
        label=_("Reprendre aussi les publications, en brouillon"), required=False, initial=True
    )

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if day == self.campaign.starts_on:
            raise forms.ValidationError(_("Choisissez un autre jour que celui de la campagne d'origine."))
        return day
