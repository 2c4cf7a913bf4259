from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from influence.people.models import Department, Leader

MOST = 1000


def words(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=MOST,
        strip=True,
        widget=forms.Textarea({"rows": 3, "maxlength": MOST}),
        **more,
    )


class StarForm(forms.Form):
    reason = words(
        _("Qu'est-ce que d'autres peuvent en reprendre ?"),
        help_text=_("Par exemple : la question posée dès la première ligne, et une équipe nommée."),
    )


class ProposeForm(forms.Form):
    """To a leader or to a department, never to whoever published it."""

    to = forms.ChoiceField(label=_("À qui la proposer ?"))
    note = words(_("Un mot pour eux"), required=False)

    def __init__(
        self, *args: Any, leaders: list[Leader], departments: list[Department], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.known: dict[str, Leader | Department] = {f"leader:{one.pk}": one for one in leaders}
        self.known |= {f"department:{one.pk}": one for one in departments}
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            ("", _("Choisissez")),
            (_("Un dirigeant"), [(f"leader:{one.pk}", one.name) for one in leaders]),
            (_("Les dirigeants d'un service"), [(f"department:{one.pk}", one.name) for one in departments]),
        ]

    def chosen(self) -> Leader | Department:
        return self.known[self.cleaned_data["to"]]


class AcceptForm(forms.Form):
    leader = forms.ChoiceField(label=_("Pour quel dirigeant ?"))

    def __init__(self, *args: Any, leaders: list[Leader], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(one.pk): one for one in leaders}
        self.fields["leader"].choices = [(key, one.name) for key, one in self.known.items()]  # type: ignore[attr-defined]

    def chosen(self) -> Leader:
        return self.known[self.cleaned_data["leader"]]


class DeclineForm(forms.Form):
    words = words(_("Pourquoi ne pas la reprendre ?"))
