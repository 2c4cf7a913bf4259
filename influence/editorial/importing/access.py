from django.shortcuts import get_object_or_404

from influence.editorial.models import CalendarFile
from influence.people.models import Membership


def upload_for(member: Membership, pk: int) -> CalendarFile:
    """One's own only: an unconfirmed file may hold texts that nobody else has seen."""
    return get_object_or_404(CalendarFile, pk=pk, organisation=member.organisation, uploaded_by=member.user)
