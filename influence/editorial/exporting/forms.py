from django import forms
from django.utils.translation import gettext_lazy as _

from influence.people.models import Leader, Membership
from influence.people.queries import leaders


class FeedForm(forms.Form):
    name = forms.CharField(
        label=_("Nom de ce calendrier"),
        max_length=80,
        help_text=_("Pour le reconnaître dans votre agenda, par exemple : Prises de parole."),
    )
    leader = forms.TypedChoiceField(label=_("Publications"), required=False, coerce=int, empty_value=None)

    def __init__(self, *given: object, member: Membership, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]
        self.leaders: dict[int, Leader] = {one.pk: one for one in leaders(member.organisation)}
        everybody = ("", _("Toutes celles que je peux voir"))
        self.fields["leader"].choices = [everybody, *((pk, one.name) for pk, one in self.leaders.items())]  # type: ignore[attr-defined]

    def chosen(self) -> Leader | None:
        pk: int | None = self.cleaned_data["leader"]
        return self.leaders[pk] if pk else None
