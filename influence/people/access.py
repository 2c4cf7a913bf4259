"""Who may reach what. Another organisation's things do not exist: they are 404, never 403."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from influence.people.models import Codir, Department, Leader, Mandate, Membership, Organisation, User


def leader_for(member: Membership, pk: int) -> Leader:
    return get_object_or_404(
        Leader.objects.select_related("user", "department"), pk=pk, organisation=member.organisation
    )


def own_leader(member: Membership) -> Leader:
    """The leader that this person is; 404 for everybody else."""
    leader = Leader.objects.filter(organisation=member.organisation, user=member.user, is_active=True).first()
    if leader is None:
        raise Http404
    return leader


def membership_for(member: Membership, pk: int) -> Membership:
    return get_object_or_404(
        Membership.objects.select_related("user", "organisation"), pk=pk, organisation=member.organisation
    )


def codir_for(member: Membership, pk: int) -> Codir:
    return get_object_or_404(Codir, pk=pk, organisation=member.organisation)


def department_for(member: Membership, pk: int) -> Department:
    return get_object_or_404(Department, pk=pk, organisation=member.organisation)


def organisation_named(slug: str) -> Organisation:
    """Its public pages: anybody may know that it is there."""
    return get_object_or_404(Organisation.objects.select_related("statement"), slug=slug)


def own_membership(user: User, organisation_id: int) -> Membership:
    """An organisation to which this person belongs; 404 for any other."""
    return get_object_or_404(Membership, user=user, organisation_id=organisation_id)


def mandate_for(member: Membership, pk: int) -> Mandate:
    """To take it back: a leader's own, any of the organisation for an operator."""
    found = Mandate.objects.filter(organisation=member.organisation)
    mine = found if member.is_operator else found.filter(leader__user=member.user)
    return get_object_or_404(mine.select_related("leader__user", "delegate", "organisation"), pk=pk)
