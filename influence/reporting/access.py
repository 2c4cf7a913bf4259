"""Who may read which edition: the CoDir's, every member; the comms team's, that team; a leader's, that leader alone."""

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from influence.people.models import Membership
from influence.reporting.models import Edition, EditionKind, Picture, Report


def editions_for(member: Membership) -> QuerySet[Edition]:
    """Without their heavy parts."""
    mine = Q(kind=EditionKind.CODIR) | Q(
        kind=EditionKind.LEADER, leader__user=member.user, leader__is_active=True
    )
    if member.is_editor:
        mine |= Q(kind=EditionKind.COMMS)
    return Edition.objects.filter(mine, report__organisation=member.organisation).defer("pdf", "html", "text")


def edition_for(member: Membership, pk: int) -> Edition:
    return get_object_or_404(editions_for(member).select_related("report__organisation", "leader"), pk=pk)


def printed_for(member: Membership, pk: int) -> Edition:
    """With its PDF."""
    return get_object_or_404(
        editions_for(member).defer(None).select_related("report__organisation", "leader"), pk=pk
    )


def picture_for(member: Membership, pk: int, *, name: str) -> Picture:
    return get_object_or_404(Picture.objects.defer("png"), edition=edition_for(member, pk), name=name)


def report_for(member: Membership, pk: int) -> Report:
    return get_object_or_404(Report, pk=pk, organisation=member.organisation)
