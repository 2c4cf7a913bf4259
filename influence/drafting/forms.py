import json
import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from influence.drafting.fields import FieldKind
from influence.drafting.sources import FENCE, SOURCE_LIMIT
from influence.people.models import Language

KINDS = {
    FieldKind.TEXT: _("une ligne"),
    FieldKind.LONGTEXT: _("plusieurs lignes"),
    FieldKind.DATE: _("une date"),
    FieldKind.NUMBER: _("un nombre"),
    FieldKind.URL: _("une adresse"),
    FieldKind.PERSON: _("une personne"),
    FieldKind.CHOICE: _("un choix"),
}

# What stands for a value until somebody writes a better one.
MADE_UP = {
    FieldKind.DATE: "2026-04-14",
    FieldKind.NUMBER: "12",
    FieldKind.URL: "https://www.example.org/",
    FieldKind.PERSON: "Camille Durand",
}


class SourceForm(forms.Form):
    source = forms.CharField(
        label=_("Modèle"),
        strip=False,
        max_length=SOURCE_LIMIT,
        widget=forms.Textarea(
            attrs={"rows": 26, "spellcheck": "false", "autocapitalize": "off", "class": "source"}
        ),
    )
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)


class NewTemplateForm(SourceForm):
    language = forms.ChoiceField(label=_("Langue des publications"), choices=Language.choices)
    field_order = ("language", "source")


class NewFieldForm(forms.Form):
    """Writes the lines that declare a field, for whoever would rather not. It stands folded inside the template's own form,
    which an empty one must not hold up."""

    use_required_attribute = False

    label = forms.CharField(label=_("Question posée à qui écrit"), max_length=120)
    name = forms.RegexField(
        r"^[a-z][a-z0-9_]*$",
        label=_("Nom court"),
        max_length=40,
        help_text=_("Dans le texte, on l'écrit {{ nom }} : lettres minuscules sans accent, chiffres et _."),
        error_messages={"invalid": _("Lettres minuscules sans accent, chiffres et _ seulement.")},
        widget=forms.TextInput(attrs={"autocapitalize": "off"}),
    )
    kind = forms.ChoiceField(label=_("On y répond par"), choices=KINDS.items())
    example = forms.CharField(label=_("Exemple"), max_length=300, required=False)
    choices = forms.CharField(
        label=_("Réponses possibles, pour un choix"),
        max_length=300,
        required=False,
        help_text=_("Séparées par des virgules."),
    )
    required = forms.BooleanField(label=_("Toujours à remplir"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="champ", **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        options = [one.strip() for one in cleaned.get("choices", "").split(",") if one.strip()]
        if cleaned.get("kind") == FieldKind.CHOICE and not options:
            self.add_error("choices", _("Donnez au moins une réponse."))
        cleaned["options"] = options if cleaned.get("kind") == FieldKind.CHOICE else []
        return cleaned

    def declared(self) -> str:
        given = self.cleaned_data
        kind = FieldKind(given["kind"])
        example = given["example"] or next(iter(given["options"]), "") or MADE_UP.get(kind) or given["label"]
        rows = ["[[fields]]", f"name = {quoted(given['name'])}", f"label = {quoted(given['label'])}"]
        if kind is not FieldKind.TEXT:
            rows.append(f"kind = {quoted(kind)}")
        if given["options"]:
            rows.append(f"choices = [{', '.join(map(quoted, given['options']))}]")
        if given["required"]:
            rows.append("required = true")
        return "\n".join([*rows, f"example = {quoted(example)}"])


def quoted(word: str) -> str:
    """As TOML writes it, which for these words is as JSON does."""
    return json.dumps(re.sub(r"[\x00-\x1f\x7f]", " ", str(word)), ensure_ascii=False)


def with_field(source: str, declared: str) -> str:
    """Before the second fence; where there is none, as the head's end."""
    rows = source.replace("\r\n", "\n").split("\n")
    fences = [n for n, row in enumerate(rows) if row.strip() == FENCE]
    place = fences[1] if len(fences) > 1 else len(rows)
    return "\n".join([*rows[:place], "", *declared.split("\n"), *rows[place:]])
