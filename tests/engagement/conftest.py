"""The real sandbox in this process, on a free port: it notes every call to the API, and its clock stands where ours does."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
import time_machine
from pytest_django import Settings

from influence.accounts.models import Account
from influence.accounts.networks import credentials, linkedin, network_for
from influence.demo.outside import Sandbox
from influence.engagement import sweep
from influence.engagement.enrolment import enrol
from influence.networks.linkedin import COMMUNITY_SCOPES, PAGE_SCOPES
from influence.networks.ports import Content, Credentials
from influence.publishing.models import Publication
from sandbox.app import Application
from sandbox.wire import Request, Response
from sandbox.world import World
from tests import makers
from tests.makers import NOW, House
from tests.serving import a_sandbox

PAGE = "urn:li:organization:5501001"
INES = "Ines000001"
SECRET = "secret-cma-std"


@dataclass
class Noting(Application):
    """Every call that reached LinkedIn's API, by path."""

    seen: list[str] = field(default_factory=list)

    def answer(self, request: Request) -> Response:
        if request.path.startswith("/rest/"):
            self.seen.append(request.path + ("?" + request.query if request.query else ""))
        return super().answer(request)


@dataclass
class Outside:
    """LinkedIn, with one clock for it and for us."""

    url: str
    sandbox: Sandbox
    app: Noting
    clock: time_machine.Traveller

    def at(self, now: datetime) -> datetime:
        self.sandbox.set_clock(now)
        self.clock.move_to(now)
        return now

    def calls(self) -> list[str]:
        """Those since they were last asked for."""
        seen, self.app.seen[:] = list(self.app.seen), []
        return seen

    def receives(self, **policy: object) -> None:
        """How posts to come are received."""
        usual = {"default": True, "reactions": 40, "comments": 6, "reshares": 3, "variation": 0}
        self.sandbox.control("engagement", usual | policy)

    def member(self, home: House, *, token: str = "tok-pageadmin") -> Account:
        """Claire's account, with all that the Community Management API grants."""
        network = linkedin(app="community")
        who = network.identity(Credentials(token))
        makers.connected(home, scopes=(*COMMUNITY_SCOPES, *PAGE_SCOPES), token=token, urn=who.urn)
        Account.objects.filter(pk=home.account.pk).update(app="community")
        home.account.refresh_from_db()
        self.calls()
        return home.account

    def page(self, home: House) -> Account:
        """The page that she administers."""
        holder = self.member(home)
        return Account.objects.create(
            organisation=home.organisation, leader=home.leader, kind="page", through=holder, author_urn=PAGE,
            author_name="Clinique du Parc", state="connected", app="community", mode="full",
        )  # fmt: skip

    def post(
        self, home: House, account: Account, *, at: datetime = NOW, text: str = "Bonjour"
    ) -> Publication:
        """A publication that went out at `at`, there and here."""
        self.at(at)
        content = Content(account.author_urn, text)
        out = network_for(account).publish(content, credentials=credentials(account))
        publication = makers.published(home, at=at)
        Publication.objects.filter(pk=publication.pk).update(urn=out.urn, account=account)
        publication.refresh_from_db()
        self.calls()
        return publication

    def posts(self, home: House, account: Account, number: int) -> list[Publication]:
        """A second apart, since a leader has one slot an instant."""
        times = [NOW - timedelta(seconds=n) for n in reversed(range(number))]
        return [self.post(home, account, at=at, text=f"Numéro {n}") for n, at in enumerate(times)]

    def join(self, home: House) -> None:
        """Inès is a volunteer."""
        enrol(
            organisation=home.organisation, department=home.department, member_urn=f"urn:li:person:{INES}", at=NOW
        )  # fmt: skip

    def sweep(self, now: datetime) -> int:
        self.at(now)
        return sweep.collect_due(now=now)


@pytest.fixture
def outside(settings: Settings, db: None) -> Iterator[Outside]:
    world = World(seed=1)
    app = Noting(world)
    with a_sandbox(world, app=app) as server:
        settings.LINKEDIN = settings.LINKEDIN | {"api_url": server.url, "auth_url": server.url}
        settings.LINKEDIN_APPS = {
            "community": {
                "client_id": "sandbox-cma-std",
                "client_secret": SECRET,
                "scopes": [*COMMUNITY_SCOPES, *PAGE_SCOPES],
            }
        }
        with time_machine.travel(NOW, tick=True) as clock:
            found = Outside(server.url, Sandbox(server.url), app, clock)
            found.at(NOW)
            people = [{"id": INES, "name": "Inès", "group": "employees"}]
            found.sandbox.control("members", {"members": people})
            found.sandbox.control("members", {"generate": 60, "group": "public"})
            yield found
