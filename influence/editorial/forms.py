from datetime import date, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from influence.core import cadence
from influence.editorial.models import Audience, Pillar
from influence.editorial.refusals import HourMissing, OddHour, TooClose
from influence.people.models import Language, Leader, Organisation
from influence.web import dates

# Far above what a post may hold, so that a text pasted whole is counted and kept, and a megabyte is not.
MOST = 20_000
# Words on why a post may stand close to another.
MOST_WHY = 500


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class HourInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class SlotForm(forms.Form):
    """A day and an hour of the leader's zone. On the two odd days of the year the form asks which hour is meant, and
    the answer (`fold`) counts for the hour that was asked about only."""

    day = forms.DateField(label=_("Jour"), widget=DayInput)
    time = forms.TimeField(label=_("Heure"), widget=HourInput)
    fold = forms.ChoiceField(
        label=_("Quelle heure ?"), required=False, widget=forms.RadioSelect, choices=[("0", "0"), ("1", "1")]
    )
    asked = forms.CharField(required=False, widget=forms.HiddenInput)

    question: OddHour | None = None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        day, hour = cleaned.get("day"), cleaned.get("time")
        if bool(day) != bool(hour) and not self.errors:
            self.add_error("time" if day else "day", _("Il faut le jour et l'heure, ou aucun des deux."))
        answers = cleaned.get("asked") == asked(day, hour) and cleaned.get("fold") in ("0", "1")
        cleaned["fold"] = int(cleaned["fold"]) if answers else None
        return cleaned

    def ask(self, question: OddHour) -> None:
        """Put the question to the person, in words, with nothing typed lost."""
        self.question = question
        self.add_error("time", str(question))
        self.data = self.data.copy()
        self.data[self.add_prefix("asked")] = asked(question.day, question.time)
        self.fields["fold"].choices = readings(question)  # type: ignore[attr-defined]


class MoveForm(SlotForm):
    """Why a post goes beside another is asked only where it is too close."""

    why = forms.CharField(
        label=_("Pourquoi malgré tout ?"),
        required=False,
        max_length=MOST_WHY,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    is_asked_why = False

    def ask_why(self, refusal: TooClose) -> None:
        self.is_asked_why = True
        self.add_error("why", str(refusal))

    @property
    def shows_why(self) -> bool:
        return self.is_asked_why or bool(self["why"].value())


def asked(day: date | None, hour: time | None) -> str:
    return f"{day}T{hour:%H:%M}" if day and hour else ""


def readings(question: OddHour) -> list[tuple[str, str]]:
    if isinstance(question, HourMissing):
        hours = [dates.hour(cadence.wall(at, question.zone)[1]) for at in question.readings]
        return [(str(n), hour) for n, hour in enumerate(hours)]
    words = [_("la première fois, à l'heure d'été"), _("la seconde fois, à l'heure d'hiver")]
    return [(str(n), f"{dates.hour(question.time)}, {word}") for n, word in enumerate(words)]


class TextForm(forms.Form):
    """What is written, freely or from a template."""

    pillar = forms.ModelChoiceField(label=_("Pilier"), queryset=Pillar.objects.none(), empty_label=None)
    campaign = forms.TypedChoiceField(label=_("Campagne"), required=False, coerce=int, empty_value=None)
    language = forms.ChoiceField(label=_("Langue du texte"), choices=Language.choices)
    template = forms.ChoiceField(label=_("Modèle"), required=False)
    text = forms.CharField(
        label=_("Texte"),
        required=False,
        strip=False,
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "true"}),
    )
    audience = forms.ChoiceField(label=_("Qui peut lire"), choices=Audience.choices, initial=Audience.PUBLIC)
    is_undated = forms.BooleanField(
        label=_("Publication non datée"),
        required=False,
        help_text=_(
            "Rien dans le texte ne dépend du jour : après une panne, elle peut encore partir quelques heures plus tard, sans nouvel accord."
        ),
    )

    def __init__(
        self, *args: Any, organisation: Organisation, templates: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pillar"].queryset = organisation.pillars.all()  # type: ignore[attr-defined]
        self.fields["template"].choices = [("", _("Texte libre")), *templates]  # type: ignore[attr-defined]
        self.offer_campaigns(organisation)

    def offer_campaigns(self, organisation: Organisation) -> None:
        """Those that go on, and the one that it is in already; nothing to choose from is no box."""
        chosen = str(self.data.get("campaign") or self.initial.get("campaign") or "")
        rows = organisation.campaigns.order_by("name").values_list("pk", "name", "closed_at")
        offered = [(pk, name) for pk, name, closed in rows if closed is None or str(pk) == chosen]
        if offered:
            self.fields["campaign"].choices = [("", _("Aucune")), *offered]  # type: ignore[attr-defined]
        else:
            del self.fields["campaign"]


class ComposeForm(SlotForm, TextForm):
    """Whose voice comes first; a draft may wait for its place."""

    leader = forms.ModelChoiceField(
        label=_("Au nom de"), queryset=Leader.objects.none(), empty_label=_("Choisir")
    )
    field_order = (
        "leader",
        "day",
        "time",
        "fold",
        "asked",
        "pillar",
        "language",
        "template",
        "text",
        "audience",
        "is_undated",
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, organisation=organisation, **kwargs)
        self.fields["leader"].queryset = organisation.leaders.filter(is_active=True)  # type: ignore[attr-defined]
        for name in ("day", "time"):
            self.fields[name].required = False


class EditForm(TextForm):
    # Number of the version that the editor started from.
    seen = forms.IntegerField(widget=forms.HiddenInput)
