"""What the tests of this room begin with: a connected account, a network on the loopback, a post that is due."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from influence.accounts.models import Account, AccountState
from influence.accounts.seal import Purpose, seal
from influence.editorial.models import Post
from influence.networks.linkedin import LinkedIn
from influence.publishing import actions
from influence.publishing.models import Publication
from tests.editorial import stories
from tests.makers import NOW, House, slot
from tests.networks.loopback import Loopback

DUE = NOW + timedelta(hours=2)
TOKEN = "a token that nobody may read"


def urn_at(at: datetime, *, last: int = 0) -> str:
    """Of a post that was made then: its number says so."""
    return f"urn:li:share:{(int(at.timestamp() * 1000) << 22) + last}"


URN = urn_at(DUE)
OTHER_URN = urn_at(DUE, last=2)


def connect(
    home: House, *, mode: str = "publish_only", until: datetime = NOW + timedelta(days=60)
) -> Account:
    account = home.account
    account.state, account.mode, account.author_urn = (
        AccountState.CONNECTED,
        mode,
        f"urn:li:person:{home.organisation.pk}Claire",
    )
    account.sealed_access, account.access_expires_at = (
        seal(TOKEN, account=account, purpose=Purpose.ACCESS),
        until,
    )
    account.save()
    return account


def adapter(loopback: Loopback, *, read_seconds: float = 0.5) -> LinkedIn:
    return LinkedIn(
        client_id="app", client_secret="", redirect_uri="http://127.0.0.1/", clock=lambda: DUE, base_url=loopback.url,
        read_seconds=read_seconds,
    )  # fmt: skip


def network_of(loopback: Loopback, *, read_seconds: float = 0.5) -> Callable[[Account], LinkedIn]:
    return lambda account: adapter(loopback, read_seconds=read_seconds)


def approved(home: House, *, at: datetime = DUE, text: str = stories.TEXT, **beside: Any) -> Post:
    return stories.approved(home, where=slot(home, at=at), text=text, **beside)


def planned(home: House, *, at: datetime = DUE, text: str = stories.TEXT) -> Publication:
    """Approved through the real verbs, planned, on a connected account."""
    connect(home)
    post = approved(home, at=at, text=text)
    actions.plan(now=NOW)
    return Publication.objects.get(post=post)


def claimed(home: House, *, at: datetime = DUE) -> actions.Claim:
    planned(home, at=at)
    [claim] = actions.claim(now=at)
    return claim


def again(publication: Publication | int) -> Publication:
    pk = publication if isinstance(publication, int) else publication.pk
    return Publication.objects.select_related("post__leader", "account", "organisation", "version").get(pk=pk)


def states(publication: Publication | int) -> tuple[str, str]:
    """Of the publication and of its post: they belong together."""
    found = again(publication)
    return str(found.state), str(found.post.state)
