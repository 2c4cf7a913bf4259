"""Which templates an organisation has: those in files and its own, by one door."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import Q, QuerySet

from influence.drafting.catalogue import catalogue
from influence.drafting.environment import LANGUAGES
from influence.drafting.models import Template, TemplateVersion
from influence.drafting.problems import DraftingError
from influence.drafting.sources import PostTemplate, read_source


def offered(organisation_id: int, language: str, *, using: str = "") -> tuple[PostTemplate, ...]:
    """What may be chosen from, by title. `using`: the slug that a draft was written with, offered even when it is retired.
    An organisation's own template goes before a file of the same name, which came later."""
    own = Template.objects.filter(Q(is_retired=False) | Q(slug=using), language=language)
    return beside_files(readable(own, organisation_id), language)


def offered_by_language(organisation_id: int) -> dict[str, tuple[PostTemplate, ...]]:
    """The same for every language, by one question."""
    own = list(readable(Template.objects.filter(is_retired=False), organisation_id))
    return {
        language: beside_files((one for one in own if one.language == language), language)
        for language in LANGUAGES
    }


def beside_files(own: Iterable[PostTemplate], language: str) -> tuple[PostTemplate, ...]:
    by_slug = {one.slug: one for one in catalogue(language)} | {one.slug: one for one in own}
    return tuple(sorted(by_slug.values(), key=lambda one: (one.title.casefold(), one.slug)))


def readable(templates: QuerySet[Template], organisation_id: int) -> Iterator[PostTemplate]:
    """One that a newer Influence can no longer read is not offered; its page says what is wrong."""
    for template in templates.filter(organisation_id=organisation_id).select_related("version"):
        try:
            yield read(template)
        except DraftingError:
            continue


def read(template: Template) -> PostTemplate:
    """The version in force. Raises DraftingError."""
    if template.version is None:
        raise ValueError(f"template {template.pk} has no version")
    return read_source(
        template.version.source,
        slug=template.slug,
        language=template.language,
        number=template.version.number,
    )


def made_from(slug: str, *, organisation_id: int, language: str, at: datetime) -> str:
    """« point-d-etape@3 » for a text that was made by an own template, the slug alone for a file's; "" for free text."""
    number = in_force(organisation_id, slug, language, at=at) if slug else None
    return f"{slug}@{number}" if number else slug


def in_force(organisation_id: int, slug: str, language: str, *, at: datetime) -> int | None:
    """The number of the version by which a text was made at that moment; None for a file's, or for none of ours."""
    found = TemplateVersion.objects.filter(
        template__organisation_id=organisation_id, template__slug=slug, template__language=language,
        written_at__lte=at,
    )  # fmt: skip
    return found.order_by("-number").values_list("number", flat=True).first()
