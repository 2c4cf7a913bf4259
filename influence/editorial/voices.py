"""Through which accounts a leader speaks: their own profile, and pages."""

from influence.accounts.models import Account, AccountKind
from influence.people.models import Leader, Organisation


def pages(organisation: Organisation, *, leader: Leader | None = None) -> list[Account]:
    """The pages that leaders in office speak through; of one leader, where one is named."""
    found = Account.objects.filter(organisation=organisation, kind=AccountKind.PAGE, leader__is_active=True)
    found = found.filter(leader=leader) if leader else found
    return list(found.select_related("leader", "through").order_by("author_name", "leader__name"))


def profile(leader: Leader) -> Account | None:
    """The leader's own account, if it was ever asked for."""
    return Account.objects.filter(leader=leader, kind=AccountKind.MEMBER).first()
