from influence.accounts.models import Account
from influence.people.models import Leader


def account_for(leader: Leader, *, network: str = "linkedin") -> Account:
    """The leader's account on a network. Until it is connected, a person publishes by hand (mode ASSISTED)."""
    account, _created = Account.objects.get_or_create(
        leader=leader, network=network, defaults={"organisation_id": leader.organisation_id}
    )
    return account
