from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from influence.editorial.forms import MOST, SlotForm, TextForm
from influence.editorial.models import Pillar, Post
from influence.people.models import Leader, Organisation

# More voices than a committee has would be no announcement any more.
MOST_VOICES = 20


class AnnouncementForm(TextForm):
    """What is common to all voices. `text` is where each of them starts from."""

    leaders = forms.ModelMultipleChoiceField(
        label=_("Qui en parle"), queryset=Leader.objects.none(), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choisissez au moins un dirigeant.")},
    )  # fmt: skip

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, organisation=organisation, **kwargs)
        self.fields["leaders"].queryset = organisation.leaders.filter(is_active=True).order_by("name", "pk")  # type: ignore[attr-defined]

    def clean_leaders(self) -> list[Leader]:
        found = list(self.cleaned_data["leaders"])
        if len(found) > MOST_VOICES:
            raise forms.ValidationError(_("Vingt voix au plus."))
        return found


class VoiceForm(SlotForm):
    """What one leader says, and where."""

    pillar = forms.ModelChoiceField(label=_("Pilier"), queryset=Pillar.objects.none(), empty_label=None)
    text = forms.CharField(
        label=_("Texte"), required=False, strip=False, max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 9, "spellcheck": "true"}),
    )  # fmt: skip

    def __init__(self, *args: Any, leader: Leader, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"voix-{leader.pk}", **kwargs)
        self.leader = leader
        self.fields["pillar"].queryset = organisation.pillars.all()  # type: ignore[attr-defined]
        for name in ("day", "time"):
            self.fields[name].required = False


class CopyForm(forms.Form):
    leader = forms.ModelChoiceField(label=_("Au nom de"), queryset=Leader.objects.none(), empty_label=None)

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, initial={"leader": post.leader_id}, **kwargs)
        self.fields["leader"].queryset = post.organisation.leaders.filter(is_active=True).order_by(
            "name", "pk"
        )  # type: ignore[attr-defined]
