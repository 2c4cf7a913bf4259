"""The real sandbox beside the real rows: a leader connected there, files in the library, posts with all they may hold.

The sandbox's clock stands where a test puts it; the product's time is handed to each verb."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from influence.accounts.models import Account, AccountState
from influence.accounts.seal import Purpose, seal
from influence.editorial.models import Post
from influence.networks.linkedin import LinkedIn
from influence.networks.linkedin.capabilities import COMMUNITY_SCOPES, PAGE_SCOPES, SELF_SERVE_SCOPES
from influence.publishing import actions
from influence.publishing.models import Answered, Outcome, Publication
from tests.editorial import stories
from tests.makers import NOW, House, slot
from tests.publishing.stage import DUE
from tests.sandbox.conftest import Sandbox

CLAIRE, PAGE = "urn:li:person:Ab12Cd34Ef", "urn:li:organization:5501001"
EARLY = DUE - timedelta(hours=1)
EVERYTHING = (*COMMUNITY_SCOPES, *PAGE_SCOPES, "r_member_social")


@dataclass
class Theatre:
    sandbox: Sandbox
    home: House

    def network(self, account: Account) -> LinkedIn:
        return LinkedIn(
            client_id="sandbox-partner", client_secret="secret-partner", redirect_uri="http://127.0.0.1/",
            base_url=self.sandbox.url, auth_url=self.sandbox.url, clock=lambda: self.now, read_seconds=5,
        )  # fmt: skip

    now: datetime = NOW

    def at(self, now: datetime) -> datetime:
        self.now = now
        self.sandbox.at(now.strftime("%Y-%m-%dT%H:%M:%SZ"))
        return now

    def connect(self, *, scopes: tuple[str, ...] = EVERYTHING, token: str = "tok-partner") -> Account:
        account = self.home.account
        account.state, account.author_urn, account.scopes = AccountState.CONNECTED, CLAIRE, list(scopes)
        account.mode = "full" if "w_member_social_feed" in scopes else "publish_only"
        account.sealed_access = seal(token, account=account, purpose=Purpose.ACCESS)
        account.access_expires_at, account.connected_at = NOW + timedelta(days=60), NOW - timedelta(days=1)
        account.save()
        return account

    def alone(self) -> Account:
        """Of the self-serve app: it may publish, and look at nothing."""
        return self.connect(scopes=SELF_SERVE_SCOPES, token="tok-selfserve")

    def page(self) -> Account:
        return Account.objects.create(
            organisation=self.home.organisation, leader=self.home.leader, kind="page", through=self.connect(),
            state="connected", author_urn=PAGE, author_name="Clinique du Parc", scopes=list(PAGE_SCOPES),
            mode="publish_only", connected_at=NOW, app="community",
        )  # fmt: skip

    def planned(self, *, at: datetime = DUE, text: str = stories.TEXT, **beside: Any) -> Publication:
        post = approved(self.home, at=at, text=text, **beside)
        actions.plan(now=NOW)
        return Publication.objects.get(post=post)

    def carry(self, *, at: datetime) -> list[str | None]:
        """One tick of the uploads' worker."""
        self.at(at)
        actions.prepare(now=at)
        claims = actions.claim_uploads(now=at, limit=20)
        return [actions.carry(one.upload_id, token=one.token, now=at, network=self.network) for one in claims]

    def send(self, *, at: datetime = DUE) -> list[Outcome | None]:
        """One tick of the publishing worker."""
        self.at(at)
        actions.recover(now=at)
        return [
            actions.publish_one(one.publication_id, token=one.token, now=at, network=self.network)
            for one in actions.claim(now=at)
        ]

    def follow(self, *, at: datetime) -> list[str | None]:
        """One tick of the worker that follows what is live."""
        self.at(at)
        return [
            *(actions.comment_one(one.comment_id, token=one.token, now=at, network=self.network)
              for one in actions.claim_comments(now=at)),
            *(actions.look(pk, now=at, network=self.network) for pk in actions.claim_looks(now=at)),
            *(actions.change_one(one.change_id, token=one.token, now=at, network=self.network)
              for one in actions.claim_changes(now=at)),
        ]  # fmt: skip

    def live(self, **beside: Any) -> Publication:
        """Gone out at its slot, with its files."""
        publication = self.planned(**beside)
        for step in range(3):
            self.carry(at=EARLY + timedelta(minutes=step))
        assert self.send() == [Outcome.PUBLISHED]
        return again(publication)

    def fault(self, name: str, **given: Any) -> None:
        self.sandbox.control("faults", fault=name, **given)

    def shown(self, publication: Publication) -> dict[str, Any]:
        """The post as LinkedIn has it."""
        answer = self.sandbox.get(
            f"/rest/posts/{again(publication).urn.replace(':', '%3A')}?viewContext=AUTHOR"
        )
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def comments(self, publication: Publication) -> list[dict[str, Any]]:
        urn = again(publication).urn.replace(":", "%3A")
        found: list[dict[str, Any]] = self.sandbox.get(f"/rest/socialActions/{urn}/comments").json()[
            "elements"
        ]
        return found


def approved(home: House, *, at: datetime, **given: Any) -> Post:
    return stories.approved(home, where=slot(home, at=at), **given)


def vendors_words(row: Answered) -> tuple[int | None, bool, bool]:
    """What the network's support desk asks for, as kept: the status, and whether there is a code and a request id."""
    return row.http_status, bool(row.vendor_code), bool(row.request_id)


def again(publication: Publication) -> Publication:
    return Publication.objects.select_related(
        "post__leader", "account__through", "organisation", "version"
    ).get(pk=publication.pk)


NetworkOf = Callable[[Account], LinkedIn]
