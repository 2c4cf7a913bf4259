"""Who reaches what of this room: the comms team, of their own organisation."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from influence.people.models import Membership
from influence.safeguards.models import Period
from influence.safeguards.queries import periods


def period_for(member: Membership, pk: int) -> Period:
    if not member.is_editor:
        raise Http404
    return get_object_or_404(periods(member.organisation), pk=pk)
