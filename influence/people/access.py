"""Who may reach what. Another organisation's things do not exist: they are 404, never 403."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from influence.people.models import Leader, Membership


def leader_for(member: Membership, pk: int) -> Leader:
    return get_object_or_404(Leader.objects.select_related("user", "department"), pk=pk, organisation=member.organisation)


def own_leader(member: Membership) -> Leader:
    """The leader that this person is; 404 for everybody else."""
    leader = Leader.objects.filter(organisation=member.organisation, user=member.user, is_active=True).first()
    if leader is None:
        raise Http404
    return leader
