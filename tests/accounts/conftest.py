"""The real LinkedIn sandbox over HTTP on loopback, and people who connect through it as a browser would."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from django.test import Client, override_settings

from influence.accounts.models import Account
from influence.networks.linkedin import COMMUNITY_SCOPES, PAGE_SCOPES
from influence.people.models import User
from sandbox import personas
from sandbox.world import World
from tests.serving import a_sandbox

CLAIRE, NADIA = personas.CLAIRE, personas.NADIA


@dataclass
class LinkedInSandbox:
    url: str
    world: World
    session: requests.Session = field(default_factory=requests.Session)

    def consent(self, address: str, *, member: str = CLAIRE, decision: str = "approve") -> str:
        """Answer the consent page; the address on our side that the browser is sent back to."""
        asked = dict(parse_qsl(urlsplit(address).query))
        answer = self.session.post(
            f"{self.url}/oauth/v2/authorization",
            data=asked | {"member": member, "decision": decision},
            allow_redirects=False,
            timeout=10,
        )
        assert answer.status_code in {302, 303}, answer.text
        back = urlsplit(answer.headers["Location"])
        return f"{back.path}?{back.query}"

    def fault(self, name: str, **more: Any) -> None:
        answer = self.session.post(f"{self.url}/_sandbox/faults", json={"fault": name, **more}, timeout=10)
        assert answer.ok, answer.text

    @property
    def live_tokens(self) -> list[str]:
        fixed = {"tok-expired", "tok-revoked"} | set(personas._TOKENS)
        return [t.token for t in self.world.tokens.values() if t.token not in fixed and not t.is_revoked]


SELF_SERVE = "openid profile email w_member_social"


def app_of(product: str = "selfserve", *, secret: str = "", scopes: str = SELF_SERVE) -> dict[str, Any]:
    return {
        "client_id": f"sandbox-{product}",
        "client_secret": secret or f"secret-{product}",
        "scopes": scopes.split(),
    }


def settings_for(url: str, *, product: str = "selfserve", **app: str) -> override_settings:
    """One app: the self-serve one, or another product of the sandbox as the community app."""
    name = "self_serve" if product == "selfserve" else "community"
    return with_apps(url, {name: app_of(product, **app)})


def with_apps(url: str, apps: dict[str, dict[str, Any]]) -> override_settings:
    addresses = {"api_url": url, "auth_url": url, "version": "202609"}
    return override_settings(LINKEDIN=addresses, LINKEDIN_APPS=apps)


EVERYTHING = " ".join((*COMMUNITY_SCOPES, *PAGE_SCOPES))
BOTH = {"self_serve": app_of(), "community": app_of("cma-std", scopes=EVERYTHING)}


@pytest.fixture
def linkedin() -> Iterator[LinkedInSandbox]:
    with served(World(seed=7)) as found, settings_for(found.url):
        yield found


@pytest.fixture
def two_apps() -> Iterator[LinkedInSandbox]:
    """Both developer apps, under which people have different ids, as on LinkedIn."""
    with served(World(seed=7, own_ids=True)) as found, with_apps(found.url, BOTH):
        yield found


@contextmanager
def served(world: World) -> Iterator[LinkedInSandbox]:
    with a_sandbox(world) as server:
        yield LinkedInSandbox(server.url, world)


def as_person(user: User) -> Client:
    client = Client(enforce_csrf_checks=False)
    client.force_login(user)
    return client


def said(client: Client) -> str:
    """The sentences that the next page shows."""
    return (
        client.get("/comptes/")
        .content.decode()
        .replace("&#39;", "'")
        .replace("’", "'")
        .replace("\u202f", " ")
        .replace("\u00a0", " ")
    )


def connect(
    account: Account,
    linkedin: LinkedInSandbox,
    *,
    member: str = CLAIRE,
    app: str = "",
    client: Client | None = None,
) -> Client:
    """As the leader does: from our page to the network's, and back."""
    browser = client or as_person(account.leader.user)
    out = browser.post(f"/comptes/{account.pk}/connecter/", {"app": app} if app else {})
    browser.get(linkedin.consent(out["Location"], member=member))
    account.refresh_from_db()
    return browser
