from typing import Any

from babel.dates import get_day_names
from django import forms
from django.utils.translation import gettext_lazy as _

from influence.editorial.forms import DayInput, HourInput
from influence.editorial.models import OnHoliday, Pillar
from influence.people.models import Leader, Organisation
from influence.web import dates


class RecurrenceForm(forms.Form):
    """Whose it is does not change: another leader's places are another recurrence."""

    leader = forms.ModelChoiceField(
        label=_("Au nom de"), queryset=Leader.objects.none(), empty_label=_("Choisir")
    )
    pillar = forms.ModelChoiceField(label=_("Pilier"), queryset=Pillar.objects.none(), empty_label=None)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Jours de la semaine"), coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choisissez au moins un jour.")},
    )  # fmt: skip
    time = forms.TimeField(
        label=_("Heure"), widget=HourInput, help_text=_("À l'heure du dirigeant, toute l'année.")
    )
    starts_on = forms.DateField(label=_("Du"), widget=DayInput)
    ends_on = forms.DateField(label=_("Au"), required=False, widget=DayInput)
    on_holiday = forms.ChoiceField(
        label=_("Un jour férié"), choices=OnHoliday.choices, initial=OnHoliday.SKIP,
        help_text=_("Les jours fériés sont ceux du fuseau du dirigeant, lundi de Pentecôte compris."),
    )  # fmt: skip

    def __init__(self, *args: Any, organisation: Organisation, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = get_day_names("wide", locale=dates.locale())
        self.fields["weekdays"].choices = [(n, names[n]) for n in range(7)]  # type: ignore[attr-defined]
        self.fields["pillar"].queryset = organisation.pillars.all()  # type: ignore[attr-defined]
        if is_new:
            self.fields["leader"].queryset = organisation.leaders.filter(is_active=True)  # type: ignore[attr-defined]
        else:
            del self.fields["leader"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("Le dernier jour vient avant le premier."))
        return cleaned


class DayForm(forms.Form):
    """One day of a recurrence, left out or put back."""

    day = forms.DateField()
    is_out = forms.BooleanField(required=False)
