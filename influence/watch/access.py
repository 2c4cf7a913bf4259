"""Who reaches the watch: those who fill the calendar. Another organisation's sources and ideas do not exist."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from influence.people.models import Membership
from influence.watch.models import Idea, Source


def sources_for(member: Membership) -> QuerySet[Source]:
    own = Source.objects.filter(organisation=member.organisation)
    return own.select_related("organisation") if member.is_editor else own.none()


def source_for(member: Membership, pk: int) -> Source:
    return get_object_or_404(sources_for(member), pk=pk)


def ideas_for(member: Membership) -> QuerySet[Idea]:
    own = Idea.objects.filter(organisation=member.organisation)
    return own.select_related("source", "kept_by", "used_as") if member.is_editor else own.none()


def idea_for(member: Membership, pk: int) -> Idea:
    return get_object_or_404(ideas_for(member), pk=pk)
