from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from influence.people.mandates import candidates, pillars_of
from influence.people.models import Leader, User


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: User) -> str:
        return str(obj)


class MandateForm(forms.Form):
    delegate = PersonField(
        label=_("Qui décide à votre place ?"), queryset=User.objects.none(), empty_label=_("Choisissez une personne"),
        help_text=_("Un membre de votre organisation. Personne ne décide d'un texte qu'il a lui-même écrit ou soumis."),
    )  # fmt: skip
    starts_on = forms.DateField(
        label=_("À partir du"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("Jusqu'au (inclus)"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    is_limited = forms.TypedChoiceField(
        label=_("Pour quels piliers ?"), choices=[("", _("Tous les piliers")), ("1", _("Certains piliers seulement"))],
        coerce=bool, empty_value=False, required=False, widget=forms.RadioSelect,
    )  # fmt: skip
    pillars = forms.ModelMultipleChoiceField(
        label=_("Piliers"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=_("Pourquoi ?"), max_length=200, required=False,
        help_text=_("Par exemple : congés d'été. La personne le lira dans son courrier."),
    )  # fmt: skip

    def __init__(self, *args: Any, leader: Leader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["delegate"].queryset = candidates(leader)  # type: ignore[attr-defined]
        self.fields["pillars"].queryset = pillars_of(leader.organisation)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """« Some pillars » without any would read as all of them."""
        cleaned = super().clean() or {}
        if cleaned.get("is_limited") and not cleaned.get("pillars"):
            self.add_error("pillars", ValidationError(_("Choisissez au moins un pilier.")))
        if not cleaned.get("is_limited"):
            cleaned["pillars"] = []
        return cleaned

    def given(self) -> dict[str, Any]:
        names = ("delegate", "starts_on", "ends_on", "reason")
        pillars = [pillar.pk for pillar in self.cleaned_data["pillars"]]
        return {name: self.cleaned_data[name] for name in names} | {"pillars": pillars}
