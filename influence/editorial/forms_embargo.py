from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from influence.core import cadence
from influence.editorial.forms import DayInput, HourInput
from influence.editorial.models import Embargo, Post
from influence.people.models import Role, User
from influence.people.queries import people_of


class EmbargoForm(forms.Form):
    """When the press release comes out, where, and who may read the post before that."""

    day = forms.DateField(label=_("Jour de fin de l'embargo"), widget=DayInput)
    time = forms.TimeField(label=_("Heure"), widget=HourInput)
    address = forms.URLField(
        label=_("Adresse du communiqué"), max_length=500, required=False, assume_scheme="https",
        help_text=_("Si elle est déjà connue. Le texte doit la citer, telle quelle."),
    )  # fmt: skip
    readers = forms.ModelMultipleChoiceField(
        label=_("Qui peut lire le texte avant"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Le dirigeant et vous le pouvez toujours. Les autres voient « créneau pris (embargo) »."),
    )  # fmt: skip

    def __init__(self, *args: Any, post: Post, embargo: Embargo | None, **kwargs: Any) -> None:
        self.zone = post.organisation.zone
        super().__init__(*args, initial=initial(post, embargo, zone=self.zone), **kwargs)
        roles = (Role.EDITOR, Role.OPERATOR, Role.READER, Role.LEADER)
        people = [
            person.pk for person in people_of(post.organisation, *roles) if person.pk != post.leader.user_id
        ]
        self.fields["readers"].queryset = User.objects.filter(pk__in=people).order_by("name")  # type: ignore[attr-defined]

    @property
    def given(self) -> dict[str, Any]:
        """What `place_embargo` asks for. An hour that the clocks skip or repeat is the later reading: an embargo never
        ends too soon."""
        cleaned = self.cleaned_data
        readings = cadence.readings(cleaned["day"], cleaned["time"], self.zone)
        return {"lifts_at": max(readings), "address": cleaned["address"], "readers": list(cleaned["readers"])}


class ReleaseForm(forms.Form):
    address = forms.URLField(label=_("Adresse du communiqué publié"), max_length=500, assume_scheme="https")


def initial(post: Post, embargo: Embargo | None, *, zone: str) -> dict[str, Any]:
    at: datetime | None = embargo.lifts_at if embargo else post.slot.at if post.slot else None
    day, hour = cadence.wall(at, zone) if at else (None, None)
    readers: list[int] = [post.created_by_id]
    if embargo:
        readers = list(embargo.readers.values_list("pk", flat=True))
    found: dict[str, date | time | str | list[int] | None] = {"day": day, "time": hour, "readers": readers}
    return found | {"address": embargo.address if embargo else ""}
