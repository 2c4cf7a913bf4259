from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from influence.publishing.access_holds import Reach

EVERYTHING = "tout"


class FreezeForm(forms.Form):
    """What to stop, and why. Nothing needs to be typed: the button comes first, the words may come later."""

    scope = forms.ChoiceField(label=_("Quoi"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Pourquoi"), required=False, max_length=500,
        help_text=_("Quelques mots, lus par les dirigeants et par qui lèvera le gel."),
    )  # fmt: skip

    def __init__(self, *args: Any, reach: Reach, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reach = reach
        self.fields["scope"].choices = choices(reach)  # type: ignore[attr-defined]
        self.fields["scope"].initial = choices(reach)[0][0]

    def clean_reason(self) -> str:
        return str(self.cleaned_data["reason"]).strip() or _now("Urgence, sans autre précision.")

    @property
    def leader_and_pillar(self) -> dict[str, Any]:
        kind, _colon, pk = self.cleaned_data["scope"].partition(":")
        leader = next((one for one in self.reach.leaders if kind == "dirigeant" and str(one.pk) == pk), None)
        return {"leader": leader, "pillar_id": int(pk) if kind == "pilier" else None}


def choices(reach: Reach) -> list[tuple[str, str]]:
    if reach.own is not None:
        return [(f"dirigeant:{reach.own.pk}", _now("Mes publications"))]
    return [
        (EVERYTHING, _now("Tout : aucune publication ne part, de personne")),
        *(
            (f"dirigeant:{one.pk}", _now("Les publications de %(leader)s") % {"leader": one.name})
            for one in reach.leaders
        ),
        *(
            (f"pilier:{one.pk}", _now("Le pilier « %(pillar)s »") % {"pillar": one.name})
            for one in reach.pillars
        ),
    ]
