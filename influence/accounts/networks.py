"""The adapter that an account speaks through, and the credentials that it shows. Tokens are opened here only."""

from functools import lru_cache

from django.conf import settings
from django.urls import reverse

from influence.accounts.models import Account, AccountState
from influence.accounts.seal import Purpose, unseal
from influence.networks.linkedin import LinkedIn
from influence.networks.ports import Credentials


class NotConnected(Exception):
    """The account holds no usable token: its leader has to connect it."""


def network_for(account: Account) -> LinkedIn:
    if account.network != "linkedin":
        raise NotConnected(account.network)
    return linkedin()


def linkedin() -> LinkedIn:
    return adapter(**{name: settings.LINKEDIN[name] for name in ("client_id", "client_secret", "version", "api_url", "auth_url")})


@lru_cache(maxsize=4)
def adapter(*, client_id: str, client_secret: str, version: str, api_url: str, auth_url: str) -> LinkedIn:
    """One adapter a process, so that connections are reused."""
    return LinkedIn(
        base_url=api_url, auth_url=auth_url, client_id=client_id, client_secret=client_secret, version=version
    )


def credentials(account: Account) -> Credentials:
    if account.state != AccountState.CONNECTED or account.sealed_access is None:
        raise NotConnected(account.pk)
    return Credentials(access_token=unseal(account.sealed_access, account=account, purpose=Purpose.ACCESS))


def return_address() -> str:
    """Where the network sends a leader back: registered at the network, to the letter."""
    return settings.BASE_URL + reverse("account_callback")
