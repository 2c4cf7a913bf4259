"""What the composer asks of the drafting room: which templates there are, the form of one, its text."""

from collections.abc import Mapping
from typing import Any

from django import forms

from influence.core.cadence import Slot as Place
from influence.drafting.context import Context, LeaderFacts, OrganisationFacts, SlotFacts
from influence.drafting.fields import Field, FieldKind
from influence.drafting.problems import DraftingError
from influence.drafting.queries import offered
from influence.drafting.render import render
from influence.drafting.sources import PostTemplate
from influence.drafting.words import sentence
from influence.editorial.models import Slot
from influence.people.models import Language, Leader, Organisation

PREFIX = "champ"


def chosen(
    slug: object, *, language: object, organisation: Organisation, using: str = ""
) -> PostTemplate | None:
    """The template that the form names, if the language has it. `using`: what the draft was written with until now."""
    if not slug or "\x00" in str(slug) or language not in Language.values:
        return None
    found = offered(organisation.pk, str(language), using=using)
    return next((one for one in found if one.slug == slug), None)


def titles(language: object, *, organisation: Organisation, using: str = "") -> list[tuple[str, str]]:
    known = str(language) if language in Language.values else Language.FRENCH
    return [(one.slug, one.title) for one in offered(organisation.pk, str(known), using=using)]


class FieldsForm(forms.Form):
    """The declared fields of one template. What is wrong with a value is said by the drafting room, at rendering."""

    def __init__(
        self,
        template: PostTemplate,
        data: Mapping[str, Any] | None = None,
        *,
        given: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, prefix=PREFIX, initial=dict(given or {}))
        self.template = template
        for field in template.fields:
            self.fields[field.name] = asked(field)

    def given(self) -> dict[str, str]:
        """As typed, the empty ones left out."""
        raw = {field.name: self.data.get(self.add_prefix(field.name), "") for field in self.template.fields}
        return {name: value for name, value in raw.items() if str(value).strip()}

    def wanted(self) -> list[tuple[forms.BoundField, bool]]:
        """Each field, and whether the template can do without it."""
        return [(self[field.name], not field.required) for field in self.template.fields]

    def blame(self, error: DraftingError) -> None:
        self.full_clean()
        for problem in error.problems:
            self.add_error(problem.name if problem.name in self.fields else None, sentence(problem))


def asked(field: Field) -> forms.CharField | forms.ChoiceField:
    words: dict[str, Any] = {"label": field.label, "help_text": field.help, "required": False}
    if field.kind is FieldKind.CHOICE:
        return forms.ChoiceField(**words, choices=[("", "–"), *((one, one) for one in field.choices)])
    return forms.CharField(**words, widget=widget(field))


def widget(field: Field) -> forms.Widget:
    match field.kind:
        case FieldKind.LONGTEXT:
            return forms.Textarea(attrs={"rows": 4, "placeholder": field.example})
        case FieldKind.DATE:
            return forms.TextInput(attrs={"placeholder": field.example, "inputmode": "numeric"})
        case FieldKind.URL:
            return forms.TextInput(attrs={"placeholder": field.example, "inputmode": "url"})
        case FieldKind.NUMBER:
            return forms.TextInput(attrs={"placeholder": field.example, "inputmode": "decimal"})
        case _:
            return forms.TextInput(attrs={"placeholder": field.example})


def text_of(
    template: PostTemplate, *, given: Mapping[str, object], leader: Leader, slot: Slot | Place | None
) -> str:
    """Raises DraftingError with every problem."""
    facts = Context(
        leader=LeaderFacts(
            name=leader.name,
            first_name=leader.first_name,
            function=leader.function,
            department=leader.department.name,
        ),
        organisation=OrganisationFacts(name=leader.organisation.name),
        slot=SlotFacts(date=slot.day, time=slot.time) if slot else SlotFacts(),
    )
    return render(template, fields=given, language=template.language, context=facts).text
