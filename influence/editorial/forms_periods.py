from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from influence.editorial.forms import DayInput
from influence.people.models import Organisation
from influence.safeguards.models import Period, PeriodKind, Strength
from influence.safeguards.queries import leaders_of, topics

EFFECTS = [
    (Strength.HARD.value, _("Rien ne part : chaque publication est arrêtée à son créneau")),
    (Strength.WARNING.value, _("Avertir seulement : les personnes décident")),
]


class PeriodForm(forms.Form):
    """People name the last day; the row keeps the first one after it (R-2.9)."""

    kind = forms.ChoiceField(
        label=_("Nature"), choices=PeriodKind.choices,
        help_text=_("La fenêtre négative porte sur les titres, pas sur la parole : elle n'est là que pour information."),
    )  # fmt: skip
    strength = forms.ChoiceField(
        label=_("Effet"), choices=EFFECTS, widget=forms.RadioSelect, initial=Strength.HARD.value
    )
    name = forms.CharField(
        label=_("Nom"), max_length=120, help_text=_("Par exemple : avant les résultats semestriels.")
    )
    starts_on = forms.DateField(label=_("Premier jour"), widget=DayInput)
    last_on = forms.DateField(label=_("Dernier jour, compris"), widget=DayInput)
    leader = forms.ModelChoiceField(
        label=_("Dirigeant"), queryset=None, required=False, empty_label=_("Tous")
    )
    topic = forms.TypedChoiceField(label=_("Sujet"), required=False, coerce=int, empty_value=None)

    def __init__(
        self, *args: Any, organisation: Organisation, period: Period | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, initial=initial(period), **kwargs)
        self.subjects = {one.pk: one for one in topics(organisation)}
        if period and period.topic:
            self.subjects[period.topic.pk] = period.topic
        self.fields["leader"].queryset = leaders_of(organisation)  # type: ignore[attr-defined]
        self.fields["topic"].choices = [  # type: ignore[attr-defined]
            ("", _("Tous")), *((pk, one.name) for pk, one in self.subjects.items())
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("Le dernier jour vient avant le premier."))
        return cleaned

    @property
    def outline(self) -> dict[str, Any]:
        """What `periods.outlined` asks for."""
        given = self.cleaned_data
        informs = given["kind"] == PeriodKind.CLOSED
        return {
            "kind": given["kind"], "strength": Strength.INFORMATION if informs else given["strength"], "name": given["name"],
            "leader": given["leader"], "topic": self.subjects.get(given["topic"]), "starts_on": given["starts_on"],
            "ends_on": given["last_on"] + timedelta(days=1),
        }  # fmt: skip


def initial(period: Period | None) -> dict[str, Any]:
    if period is None:
        return {}
    kept = {name: getattr(period, name) for name in ("kind", "strength", "name", "starts_on")}
    return kept | {
        "leader": period.leader_id, "topic": period.topic_id, "last_on": period.ends_on - timedelta(days=1),
    }  # fmt: skip
