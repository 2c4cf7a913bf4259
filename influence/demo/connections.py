"""Everybody's own consent on LinkedIn, given through the real OAuth: leaders connect, employees enrol."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from influence.accounts.actions import account_for, connect
from influence.accounts.models import Account, App
from influence.accounts.networks import linkedin, scopes_of, usual_app
from influence.accounts.pages import add_page
from influence.demo.cast import Cast, script
from influence.demo.outside import Sandbox
from influence.engagement import consent
from influence.engagement.enrolment import enrol
from influence.networks.ports import Credentials, Mode
from influence.people.models import Department

PUBLIC = 600


@dataclass(frozen=True)
class Volunteer:
    member_id: str
    department_id: int


def volunteers(cast: Cast) -> Iterator[Volunteer]:
    number = count(1)
    for department_id, size in cast.enrolled.items():
        for _ in range(size):
            yield Volunteer(member_id=f"demoEmployee{next(number):04d}", department_id=department_id)


def separate_ids(sandbox: Sandbox) -> None:
    """As on LinkedIn: a person has an id of their own under each app (linkedin-api.md §1.7)."""
    for client_id, product in (("sandbox-selfserve", "selfserve"), ("sandbox-cma-std", "cma-std")):
        sandbox.control("apps", {"client_id": client_id, "product": product, "own_ids": True})


def register(sandbox: Sandbox, cast: Cast) -> None:
    """Make the members whom LinkedIn would already have: leaders, employees and a public."""
    sandbox.register(
        {"id": cast.member_ids[leader.pk], "name": leader.name, "headline": leader.function, "group": "leaders",
         "followers": 900 + 400 * (leader.pk % 5)}
        for leader in cast.leaders
    )  # fmt: skip
    sandbox.register(
        {"id": volunteer.member_id, "name": f"Collaborateur {n}", "group": "employees"}
        for n, volunteer in enumerate(volunteers(cast), start=1)
    )
    sandbox.control("members", {"generate": PUBLIC, "group": "public"})


def give_a_page(sandbox: Sandbox, cast: Cast, *, at: datetime) -> Account:
    """The group's page, administered by the leader who adds it here."""
    told = script()["page"]
    (leader,) = [leader for leader in cast.leaders if leader.name == told["leader"]]
    sandbox.control("organizations", {"id": told["id"], "name": told["name"], "vanity": told["vanity_name"]})
    sandbox.control("roles", {"member": cast.member_ids[leader.pk], "organization": told["id"]})
    urn = f"urn:li:organization:{told['id']}"
    return add_page(account_for(leader), organisation_urn=urn, by=leader.user, at=at)


def receive(sandbox: Sandbox, cast: Cast, *, speed: float = 1) -> None:
    """How the members will take posts to come: colleagues of the leader's own department react more, so that the
    report has a silo to show, and each leader has an audience of another size."""
    for rank, leader in enumerate(cast.leaders):
        weights = {
            v.member_id: 6.0 if v.department_id == leader.department_id else 1.0 for v in volunteers(cast)
        }
        sandbox.control(
            "engagement",
            {
                "default": True, "author": cast.member_ids[leader.pk], "reactions": 90 - 9 * rank, "comments": 11 - rank,
                "reshares": 5, "impressions": 4200 - 420 * rank, "insider_share": 0.42, "weights": weights,
                "half_life_hours": 5, "horizon_hours": 240, "speed": speed, "seed": leader.pk,
            },
        )  # fmt: skip


def connect_leaders(sandbox: Sandbox, cast: Cast, *, at: datetime) -> None:
    """Each by the app of their mode; who publishes by hand connects nothing."""
    for leader in cast.leaders:
        if app := app_of(cast.modes.get(leader.pk)):
            network = linkedin(app=app)
            address = network.authorize_url(state=f"demo-{leader.pk}", scopes=scopes_of(app))
            grant = network.exchange(sandbox.consent(address, member=cast.member_ids[leader.pk]))
            identity = network.identity(Credentials(access_token=grant.access_token))
            connect(account_for(leader), app=app, grant=grant, identity=identity, by=leader.user, at=at)


def app_of(mode: Mode | None) -> App | None:
    match mode:
        case Mode.ASSISTED:
            return None
        case Mode.PUBLISH_ONLY:
            return App.SELF_SERVE
        case _:
            return usual_app()


def enrol_employees(sandbox: Sandbox, cast: Cast, *, at: datetime) -> int:
    app = usual_app()
    network = linkedin(app=app, return_to="enrolment_callback")
    departments = {
        department.pk: department for department in Department.objects.filter(organisation=cast.organisation)
    }
    for number, volunteer in enumerate(volunteers(cast), start=1):
        address = network.authorize_url(state=f"demo-{number}", scopes=consent.scopes(app))
        member_urn = consent.member_urn(sandbox.consent(address, member=volunteer.member_id), app=app)
        enrol(
            organisation=cast.organisation,
            department=departments[volunteer.department_id],
            member_urn=member_urn,
            at=at,
        )
    return number
