"""Who reaches the library: those who fill the calendar. Leaders see a file where a post shows it: that page's own
access lets them, then `serving.respond` sends the bytes."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from influence.library.models import MediaFile
from influence.people.models import Membership


def library_for(member: Membership) -> QuerySet[MediaFile]:
    files = MediaFile.objects.filter(organisation_id=member.organisation_id)
    return files.select_related("uploaded_by", "checked_by") if member.is_editor else files.none()


def media_file(member: Membership, pk: int) -> MediaFile:
    return get_object_or_404(library_for(member), pk=pk)
