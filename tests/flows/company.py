"""A small organisation at LinkedIn: two leaders, ten enrolled employees, a public. Consents are given over the real OAuth."""

from datetime import datetime

from influence.demo import connections
from influence.demo.cast import Cast
from influence.people.models import Leader
from tests.flows.outside import SandboxClock
from tests.makers import House
from tests.reporting.stories import another_leader

PUBLIC = 60
# Everything that is received comes within ten days, half of it within five hours; no reshares, so that reactions and
# comments are all the acts that there are.
RECEIVED = {
    "default": True, "reactions": 40, "comments": 8, "reshares": 0, "impressions": 1500, "insider_share": 0.3,
    "half_life_hours": 5, "horizon_hours": 150,
}  # fmt: skip


def cast_of(home: House, *leaders: Leader) -> Cast:
    return Cast(
        organisation=home.organisation, leaders=leaders, editors=(home.bruno,),
        member_ids={leader.pk: f"leader{leader.pk:06d}" for leader in leaders}, enrolled={home.department.pk: 10},
    )  # fmt: skip


def two_leaders(home: House) -> Cast:
    return cast_of(home, home.leader, another_leader(home, "Karim Benali"))


def arrive(sandbox: SandboxClock, cast: Cast, *, at: datetime) -> None:
    """Everybody is at LinkedIn, the leaders connect their accounts and the employees enrol."""
    known(sandbox, cast)
    connections.connect_leaders(sandbox, cast, at=at)
    connections.enrol_employees(sandbox, cast, at=at)


def known(sandbox: SandboxClock, cast: Cast) -> None:
    sandbox.register(
        {"id": cast.member_ids[leader.pk], "name": leader.name, "group": "leaders"} for leader in cast.leaders
    )
    sandbox.register(
        {"id": one.member_id, "name": f"Collaborateur {n}", "group": "employees"}
        for n, one in enumerate(connections.volunteers(cast), start=1)
    )
    sandbox.control("members", {"generate": PUBLIC, "group": "public"})
    sandbox.control("engagement", RECEIVED)
