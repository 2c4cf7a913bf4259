"""Who may reach which account. A leader reaches their own; editors and operators see all of their organisation."""

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from influence.accounts import queries
from influence.accounts.models import Account, AccountKind
from influence.people.access import leader_for
from influence.people.models import Leader, Membership


def accounts_for(member: Membership) -> QuerySet[Account]:
    found = queries.listed(member.organisation_id)
    return found if member.is_editor else found.filter(leader__user=member.user)


def unconnected_for(member: Membership) -> QuerySet[Leader]:
    """Leaders of whom there is no account yet: for a leader, at most themselves."""
    found = queries.unconnected(member.organisation_id)
    return found if member.is_editor else found.filter(user=member.user)


def account_for(member: Membership, pk: int) -> Account:
    """An account that the person may see."""
    return get_object_or_404(accounts_for(member), pk=pk)


def own_profile(member: Membership, pk: int) -> Account:
    """The leader's own account: nobody else connects it, or adds a page to it."""
    return get_object_or_404(accounts_for(member), pk=pk, leader__user=member.user, kind=AccountKind.MEMBER)


def profile_to_remind(member: Membership, pk: int) -> Account:
    return get_object_or_404(accounts_for(member), pk=pk, kind=AccountKind.MEMBER)


def account_to_disconnect(member: Membership, pk: int) -> Account:
    """Leaders take back their consent; an operator may do it for somebody who has left."""
    account = account_for(member, pk)
    if not (member.is_operator or account.leader.user_id == member.user_id):
        raise Http404
    return account


def leader_to_invite(member: Membership, pk: int) -> Leader:
    leader = leader_for(member, pk)
    if not leader.is_active:
        raise Http404
    return leader
