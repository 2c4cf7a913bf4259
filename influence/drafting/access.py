"""Who reaches the templates: those who fill the calendar. Another organisation's do not exist."""

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from influence.drafting.catalogue import template as shipped
from influence.drafting.environment import LANGUAGES
from influence.drafting.models import Template, TemplateVersion
from influence.drafting.problems import DraftingError
from influence.drafting.sources import PostTemplate
from influence.people.models import Membership


def templates_for(member: Membership) -> QuerySet[Template]:
    own = Template.objects.filter(organisation=member.organisation)
    return own.select_related("organisation", "version__written_by") if member.is_editor else own.none()


def template_for(member: Membership, pk: int) -> Template:
    return get_object_or_404(templates_for(member), pk=pk)


def versions_of(template: Template) -> list[TemplateVersion]:
    """Newest first."""
    return list(template.versions.select_related("written_by").order_by("-number"))


def version_for(template: Template, number: int) -> TemplateVersion:
    return get_object_or_404(template.versions.select_related("written_by"), number=number)


def file_for(slug: str, language: str) -> PostTemplate:
    """One of the product's own, the same for everybody."""
    if language not in LANGUAGES:
        raise Http404
    try:
        return shipped(slug, language)
    except DraftingError:
        raise Http404 from None
