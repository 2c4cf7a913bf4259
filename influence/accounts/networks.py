"""The adapter that an account speaks through, and the credentials that it shows. Tokens are opened here only."""

from functools import lru_cache

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from influence.accounts.models import Account, AccountState
from influence.accounts.seal import Purpose, unseal
from influence.networks.linkedin import LinkedIn
from influence.networks.ports import Capability, Credentials


class NotConnected(Exception):
    """The account holds no usable token: its leader has to connect it."""


def network_for(account: Account) -> LinkedIn:
    if account.network != "linkedin":
        raise NotConnected(account.network)
    return linkedin()


def linkedin(*, return_to: str = "account_callback") -> LinkedIn:
    """LinkedIn, or the sandbox where settings say so. `return_to` names the page that a consent comes back to:
    enrolment has its own."""
    names = ("client_id", "client_secret", "version", "api_url", "auth_url")
    return adapter(
        redirect_uri=return_address(return_to), **{name: settings.LINKEDIN[name] for name in names}
    )


@lru_cache(maxsize=8)
def adapter(
    *, client_id: str, client_secret: str, version: str, api_url: str, auth_url: str, redirect_uri: str
) -> LinkedIn:
    """One adapter a process and place of return, so that connections are reused."""
    return LinkedIn(
        base_url=api_url,
        auth_url=auth_url,
        client_id=client_id,
        client_secret=client_secret,
        version=version,
        redirect_uri=redirect_uri,
        clock=timezone.now,
    )


def return_address(name: str) -> str:
    """Where the network sends a person back: registered at the network, to the letter."""
    return str(settings.BASE_URL) + reverse(name)


def credentials(account: Account) -> Credentials:
    if account.state != AccountState.CONNECTED or account.sealed_access is None:
        raise NotConnected(account.pk)
    return Credentials(access_token=unseal(account.sealed_access, account=account, purpose=Purpose.ACCESS))


def capabilities(account: Account) -> frozenset[Capability]:
    """What the account may do now: nothing at all while it is not connected."""
    if account.state != AccountState.CONNECTED:
        return frozenset()
    return network_for(account).capabilities(account.scopes)
