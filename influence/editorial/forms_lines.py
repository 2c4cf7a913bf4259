from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from influence.editorial.models import Line, Pillar
from influence.people.models import Language, Leader
from influence.safeguards.topics import LONGEST_LINE, MOST_LINES
from influence.safeguards.topics import lines as lines_of

WORDS = ("purpose", "voice", "avoid", "forbidden", "languages")


def area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class LineForm(forms.Form):
    """A line with the weights of its pillars; empty is none. That they make 100 is said and not forced: a line may leave room.
    Of a leader's own line the cadence stands here too."""

    purpose = forms.CharField(label=_("Intention"), required=False, max_length=5000, widget=area(4),
                              help_text=_("Ce que cette voix cherche à faire comprendre, et à qui."))  # fmt: skip
    voice = forms.CharField(label=_("Ton et mots"), required=False, max_length=5000, widget=area(4))
    avoid = forms.CharField(label=_("Sujets à éviter"), required=False, max_length=5000, widget=area(3),
                            help_text=_("À peser au cas par cas, par la personne qui écrit."))  # fmt: skip
    forbidden = forms.CharField(
        label=_("Sujets interdits"), required=False, max_length=MOST_LINES * (LONGEST_LINE + 2), widget=area(4),
        help_text=_("Un mot ou une expression par ligne. Un brouillon qui en contient un n'est pas soumis sans que cela se voie."),
    )  # fmt: skip
    languages = forms.MultipleChoiceField(
        label=_("Langues"), required=False, choices=Language.choices, widget=forms.CheckboxSelectMultiple
    )
    posts_per_month = forms.IntegerField(
        label=_("Publications par mois"), min_value=0, max_value=60,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "weight"}),
        help_text=_("La cadence convenue avec le dirigeant."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, leader: Leader | None, pillars: list[Pillar], weights: dict[int, int], line: Line | None, **kwargs: Any
    ) -> None:  # fmt: skip
        initial = {name: getattr(line, name) for name in WORDS} if line else {}
        if leader:
            initial["posts_per_month"] = leader.posts_per_month
        super().__init__(*args, initial=initial, **kwargs)
        if leader is None:
            del self.fields["posts_per_month"]
        self.pillars = pillars
        for pillar in pillars:
            self.fields[f"weight_{pillar.pk}"] = forms.IntegerField(
                label=pillar.name, required=False, min_value=0, max_value=100, initial=weights.get(pillar.pk),
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "weight"}),
            )  # fmt: skip

    def clean_forbidden(self) -> str:
        found = lines_of(str(self.cleaned_data["forbidden"]))
        if len(found) > MOST_LINES:
            raise forms.ValidationError(_("Restez sous %(most)d lignes.") % {"most": MOST_LINES + 1})
        if long := [one for one in found if len(one) > LONGEST_LINE]:
            raise forms.ValidationError(
                _("« %(line)s » est trop long : %(most)d caractères au plus par ligne."),
                params={"line": long[0][:LONGEST_LINE], "most": LONGEST_LINE},
            )
        return "\n".join(found)

    @property
    def weights(self) -> dict[int, int]:
        found = {pillar.pk: self.cleaned_data.get(f"weight_{pillar.pk}") or 0 for pillar in self.pillars}
        return {pk: weight for pk, weight in found.items() if weight}

    @property
    def words(self) -> dict[str, Any]:
        """What `keep_line` takes beside the weights."""
        return {
            name: self.cleaned_data[name] for name in (*WORDS, "posts_per_month") if name in self.cleaned_data
        }

    @property
    def weight_fields(self) -> list[tuple[Pillar, forms.BoundField]]:
        return [(pillar, self[f"weight_{pillar.pk}"]) for pillar in self.pillars]


class PillarForm(forms.Form):
    name = forms.CharField(label=_("Nom"), max_length=100)
    letter = forms.CharField(
        label=_("Lettre"), max_length=1, help_text=_("Elle marque le pilier dans le calendrier.")
    )
    colour = forms.TypedChoiceField(
        label=_("Couleur"),
        coerce=int,
        choices=[(n, n) for n in range(1, 9)],
        widget=forms.RadioSelect,
        initial=1,
    )

    def __init__(self, *args: Any, others: list[Pillar], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = others

    def clean_letter(self) -> str:
        letter = str(self.cleaned_data["letter"]).upper()
        for other in self.others:
            if other.letter == letter:
                raise forms.ValidationError(
                    _("Cette lettre est celle de « %(name)s »."), params={"name": other.name}
                )
        return letter

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if any(other.name.casefold() == name.casefold() for other in self.others):
            raise forms.ValidationError(_("Un pilier porte déjà ce nom."))
        return name
