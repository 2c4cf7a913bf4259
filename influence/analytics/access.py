"""Who may reach which file. Leaders: those that they chose, and those of their own accounts; editors and operators: all of
their organisation."""

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from influence.accounts.access import accounts_for, unconnected_for
from influence.accounts.models import Account
from influence.analytics import queries
from influence.analytics.models import AnalyticsFile
from influence.people.models import Leader, Membership


def files_for(member: Membership) -> QuerySet[AnalyticsFile]:
    found = queries.files(member.organisation_id)
    if member.is_editor:
        return found
    return found.filter(Q(account__leader__user=member.user) | Q(account=None, uploaded_by=member.user))


def file_for(member: Membership, pk: int) -> AnalyticsFile:
    return get_object_or_404(files_for(member), pk=pk)


def accounts(member: Membership) -> QuerySet[Account]:
    """Those of which the person may import figures."""
    return accounts_for(member)


def leaders_without_account(member: Membership) -> QuerySet[Leader]:
    return unconnected_for(member)


def account_for(member: Membership, pk: int) -> Account:
    return get_object_or_404(accounts_for(member), pk=pk)
