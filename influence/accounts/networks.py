"""The adapter that an account speaks through, and the credentials that it shows. Tokens are opened here only.

Two developer apps may be configured (linkedin-api.md §0.1). A person's URN and token belong to the app that they
consented to: an account is spoken for by its own app alone, and employees are asked by the app that reads reactions."""

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from influence.accounts.models import Account, AccountState, App
from influence.accounts.seal import Purpose as Sealed
from influence.accounts.seal import Unreadable, unseal
from influence.calls.counting import Spender
from influence.calls.gate import gate_for
from influence.networks.errors import NetworkFailure
from influence.networks.linkedin import LinkedIn
from influence.networks.ports import Capability, Credentials, Purpose

# An account whose app was taken out of the settings still publishes: only OAuth needs the app's secret.
NO_APP: Mapping[str, Any] = {"client_id": "", "client_secret": "", "scopes": ()}


class NotConnected(Exception):
    """The account holds no usable token: its leader has to connect it."""


def apps() -> tuple[App, ...]:
    """Those that are configured, the one that can do more first."""
    return tuple(app for app in (App.COMMUNITY, App.SELF_SERVE) if app in settings.LINKEDIN_APPS)


def usual_app() -> App:
    """Where leaders and employees are led, unless a leader chooses otherwise: reactors are read through this one."""
    return next(iter(apps()), App.SELF_SERVE)


def scopes_of(app: str) -> tuple[str, ...]:
    """What a leader is asked to allow."""
    return tuple(settings.LINKEDIN_APPS.get(app, NO_APP)["scopes"])


def network_for(account: Account, *, purpose: Purpose = Purpose.PUBLISH) -> LinkedIn:
    """Every call of this adapter passes the gate of the app and of the account whose token it shows."""
    if account.network != "linkedin":
        raise NotConnected(account.network)
    holder = token_of(account)
    return bare(holder.app).on_behalf(gate=gate_for(holder.app, holder.pk), purpose=purpose)


def spender_of(account: Account) -> Spender:
    """Whom its calls are counted for."""
    holder = token_of(account)
    return Spender(holder.app, holder.pk)


def token_of(account: Account) -> Account:
    """The account whose token it shows: a page speaks through the profile of one who administers it."""
    return account.through or account


def linkedin(*, app: str | None = None, return_to: str = "account_callback") -> LinkedIn:
    """LinkedIn, or the sandbox where settings say so, as one of our apps (the usual one). `return_to` names the page
    that a consent comes back to: enrolment has its own."""
    app = app or usual_app()
    # Asking who somebody is belongs to no account: it counts for the app.
    return bare(app, return_to=return_to).on_behalf(gate=gate_for(app, None), purpose=Purpose.TOKEN)


def bare(app: str, *, return_to: str = "account_callback") -> LinkedIn:
    """Its calls pass no gate: never to be handed out."""
    known = settings.LINKEDIN_APPS.get(app, NO_APP)
    return adapter(
        client_id=known["client_id"],
        client_secret=known["client_secret"],
        redirect_uri=return_address(return_to),
        **{name: settings.LINKEDIN[name] for name in ("version", "api_url", "auth_url")},
    )


@lru_cache(maxsize=8)
def adapter(
    *, client_id: str, client_secret: str, version: str, api_url: str, auth_url: str, redirect_uri: str
) -> LinkedIn:
    """One adapter a process, app and place of return, so that connections are reused."""
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
    return str(settings.BASE_URL) + page(name)


@cache
def page(name: str) -> str:
    return reverse(name)


def credentials(account: Account) -> Credentials:
    holder = token_of(account)
    if not speaks(account) or holder.sealed_access is None:
        raise NotConnected(account.pk)
    return Credentials(access_token=unseal(holder.sealed_access, account=holder, purpose=Sealed.ACCESS))


def facts(failure: NetworkFailure | NotConnected | Unreadable) -> Mapping[str, str | int]:
    """What a line of the log says of a question that the network did not answer, or that had no token to show."""
    return failure.facts() if isinstance(failure, NetworkFailure) else {"reason": "no_token"}


def capabilities(account: Account) -> frozenset[Capability]:
    """What the account may do now: nothing at all while it is not connected."""
    holder = token_of(account)
    if not speaks(account):
        return frozenset()
    return bare(holder.app).capabilities(holder.scopes)


def speaks(account: Account) -> bool:
    """Connected, and for a page also the profile that it speaks through."""
    return account.state == token_of(account).state == AccountState.CONNECTED


def may_add_pages(profile: Account) -> bool:
    """Its token says which pages the leader administers, and may publish there."""
    return capabilities(profile) >= {Capability.PAGE_ROLES, Capability.PAGE_PUBLISH}
