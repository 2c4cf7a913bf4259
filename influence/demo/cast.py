"""The sample organisation, from data/cast.toml: people, lines, pillars. Everybody is invented."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from influence.editorial.models import Line, LinePillar, Pillar
from influence.networks.ports import Mode
from influence.people.models import Codir, Department, Leader, Membership, Organisation, Role, User

DATA = Path(__file__).parent / "data"
# Printed on the demo's screen: these people exist on this machine only.
PASSWORD = "trois-vallees-demo"  # noqa: S105


@dataclass(frozen=True)
class Cast:
    organisation: Organisation
    leaders: tuple[Leader, ...]
    editors: tuple[User, ...]
    # LinkedIn's member id of each leader, by leader's id.
    member_ids: dict[int, str]
    # How many volunteers each department has.
    enrolled: dict[int, int]
    # How far each leader's account goes, by leader's id; who is not named connects through the usual app.
    modes: dict[int, Mode] = field(default_factory=dict)


def script() -> dict[str, Any]:
    return tomllib.loads((DATA / "cast.toml").read_text(encoding="utf-8"))


def exists() -> bool:
    return Organisation.objects.filter(slug=script()["organisation"]["slug"]).exists()


@transaction.atomic
def gather() -> Cast:
    """Make everybody, once, in one transaction."""
    told = script()
    organisation = make_organisation(told["organisation"])
    departments = {
        row["name"]: Department.objects.create(
            organisation=organisation, name=row["name"], headcount=row["headcount"]
        )
        for row in told["departments"]
    }
    codir = Codir.objects.create(organisation=organisation, name=told["organisation"]["codir"])
    pillars = {
        row["letter"]: Pillar.objects.create(
            organisation=organisation, name=row["name"], letter=row["letter"], colour=row["colour"]
        )
        for row in told["pillars"]
    }
    write_line(codir, told["line"], {row["letter"]: row["weight"] for row in told["pillars"]}, pillars)
    leaders = [
        make_leader(row, codir=codir, department=departments[row["department"]]) for row in told["leaders"]
    ]
    for leader, row in zip(leaders, told["leaders"], strict=True):
        write_line(codir, row, row["pillars"], pillars, leader=leader)
    team = [(row["role"], member(organisation, row)) for row in told["team"]]
    return Cast(
        organisation=organisation,
        leaders=tuple(leaders),
        editors=tuple(user for role, user in team if role == Role.EDITOR),
        member_ids={
            leader.pk: row["member_id"] for leader, row in zip(leaders, told["leaders"], strict=True)
        },
        enrolled={departments[row["name"]].pk: row["enrolled"] for row in told["departments"]},
        modes={leader.pk: Mode(row["mode"]) for leader, row in zip(leaders, told["leaders"], strict=True)},
    )


def found() -> Cast:
    """The cast of a demo that was made before."""
    told = script()
    organisation = Organisation.objects.get(slug=told["organisation"]["slug"])
    leaders = {leader.name: leader for leader in organisation.leaders.select_related("user", "department")}
    editors = User.objects.filter(
        memberships__organisation=organisation, memberships__role=Role.EDITOR
    ).order_by("pk")
    departments = {department.name: department for department in organisation.departments.all()}
    return Cast(
        organisation=organisation,
        leaders=tuple(leaders[row["name"]] for row in told["leaders"]),
        editors=tuple(editors),
        member_ids={leaders[row["name"]].pk: row["member_id"] for row in told["leaders"]},
        enrolled={departments[row["name"]].pk: row["enrolled"] for row in told["departments"]},
        modes={leaders[row["name"]].pk: Mode(row["mode"]) for row in told["leaders"]},
    )


def make_organisation(row: dict[str, Any]) -> Organisation:
    return Organisation.objects.create(**{name: value for name, value in row.items() if name != "codir"})


def member(organisation: Organisation, row: dict[str, Any]) -> User:
    user = User.objects.create(
        email=row["email"], password=hashed(), name=row["name"], language=row.get("language", "fr")
    )
    Membership.objects.create(user=user, organisation=organisation, role=row["role"])
    return user


@cache
def hashed() -> str:
    """One hash for all: each takes a third of a second, by design."""
    return make_password(PASSWORD)


def make_leader(row: dict[str, Any], *, codir: Codir, department: Department) -> Leader:
    organisation = codir.organisation
    return Leader.objects.create(
        organisation=organisation,
        codir=codir,
        department=department,
        user=member(organisation, {"email": row["email"], "name": row["name"], "role": Role.LEADER}),
        name=row["name"],
        function=row["function"],
        zone=organisation.zone,
        posts_per_month=row["posts_per_month"],
    )


def write_line(
    codir: Codir,
    row: dict[str, Any],
    weights: dict[str, int],
    pillars: dict[str, Pillar],
    *,
    leader: Leader | None = None,
) -> None:
    line = Line.objects.create(
        organisation=codir.organisation, codir=codir, leader=leader, purpose=row.get("purpose", ""),
        voice=row.get("voice", ""), avoid=row.get("avoid", ""),
    )  # fmt: skip
    LinePillar.objects.bulk_create(
        LinePillar(line=line, pillar=pillars[letter], weight=weight) for letter, weight in weights.items()
    )
