"""Which templates an organisation has: those in files and its own, by one door."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q

from influence.drafting.catalogue import catalogue
from influence.drafting.models import Template, TemplateVersion
from influence.drafting.problems import DraftingError
from influence.drafting.sources import PostTemplate, read_source


def offered(organisation_id: int, language: str, *, using: str = "") -> tuple[PostTemplate, ...]:
    """What may be chosen from, by title. `using`: the slug that a draft was written with, offered even when it is retired.
    An organisation's own template goes before a file of the same name, which came later."""
    own = {one.slug: one for one in readable(organisation_id, language, using=using)}
    shipped = (one for one in catalogue(language) if one.slug not in own)
    return tuple(sorted([*own.values(), *shipped], key=lambda one: (one.title.casefold(), one.slug)))


def readable(organisation_id: int, language: str, *, using: str) -> Iterator[PostTemplate]:
    """One that a newer Influence can no longer read is not offered; its page says what is wrong."""
    wanted = Q(is_retired=False) | Q(slug=using)
    found = Template.objects.filter(wanted, organisation_id=organisation_id, language=language)
    for template in found.select_related("version"):
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


def in_force(organisation_id: int, slug: str, language: str, *, at: datetime) -> int | None:
    """The number of the version by which a text was made at that moment; None for a file's, or for none of ours."""
    found = TemplateVersion.objects.filter(
        template__organisation_id=organisation_id, template__slug=slug, template__language=language,
        written_at__lte=at,
    )  # fmt: skip
    return found.order_by("-number").values_list("number", flat=True).first()
