"""A throwaway organisation, written through the product's own verbs: its posts are drafted by an editor, submitted, and
approved by their leaders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

from django.db import connection

from drills.contract.files import png
from influence.accounts.actions import account_for
from influence.accounts.models import Account, AccountState, App
from influence.accounts.seal import Purpose, seal
from influence.core import cadence
from influence.editorial import actions
from influence.editorial.models import Channel, Decision, Line, LinePillar, Pillar, Post, Slot
from influence.library.actions import keep
from influence.networks.linkedin.capabilities import COMMUNITY_SCOPES, SELF_SERVE_SCOPES, mode
from influence.people.models import Codir, Department, Leader, Membership, Organisation, Role, User
from influence.safeguards.models import Policy

EVERYTHING = (*COMMUNITY_SCOPES, "r_member_social")
MONTHS = timedelta(days=60)
ZONE = "Europe/Paris"
# What a drill does to a post must not depend on when its neighbours go out, unless the drill is about that.
CLOSE = {"min_gap_hours": 0, "spacing_minutes": 0, "theme_hours": 0, "alike_days": 0}


@dataclass
class House:
    organisation: Organisation
    codir: Codir
    department: Department
    pillar: Pillar
    editor: User
    leaders: list[Leader] = field(default_factory=list)


def database_now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
    return found


def founded(name: str, *, leaders: int, policy: Mapping[str, int] = CLOSE) -> House:
    organisation = Organisation.objects.create(
        name=f"Exercice {name}", slug=f"exercice-{name}", zone=ZONE, works_council_on=date(2026, 1, 15),
        works_council_reference="CSE",
    )  # fmt: skip
    Policy.objects.create(organisation=organisation, **policy)
    codir = Codir.objects.create(organisation=organisation, name="CoDir")
    department = Department.objects.create(organisation=organisation, name="Siège", headcount=40)
    pillar = Pillar.objects.create(organisation=organisation, name="Exercice", letter="E", colour=1)
    line = Line.objects.create(organisation=organisation, codir=codir)
    LinePillar.objects.create(line=line, pillar=pillar, weight=100)
    editor = person(organisation, f"editor@{organisation.slug}.example", Role.EDITOR)
    found = House(organisation, codir, department, pillar, editor)
    for _ in range(leaders):
        add_leader(found)
    return found


def person(organisation: Organisation, email: str, role: Role) -> User:
    user = User.objects.create_user(email, None, name=email.partition("@")[0])
    Membership.objects.create(user=user, organisation=organisation, role=role)
    return user


def add_leader(house: House) -> Leader:
    number = len(house.leaders) + 1
    user = person(house.organisation, f"leader{number}@{house.organisation.slug}.example", Role.LEADER)
    leader = Leader.objects.create(
        organisation=house.organisation, codir=house.codir, department=house.department, user=user, name=f"Leader {number}",
        function="Direction", zone=ZONE,
    )  # fmt: skip
    house.leaders.append(leader)
    return leader


def connect(leader: Leader, *, urn: str, token: str, at: datetime, full: bool = False) -> Account:
    """`full`: of the app that may also comment, read and look back; else it may only publish."""
    account = account_for(leader)
    account.app, account.scopes = (App.COMMUNITY, EVERYTHING) if full else (App.SELF_SERVE, SELF_SERVE_SCOPES)
    account.scopes, account.mode = list(account.scopes), mode(account.scopes)
    account.state, account.author_urn, account.author_name = AccountState.CONNECTED, urn, leader.name
    account.sealed_access = seal(token, account=account, purpose=Purpose.ACCESS)
    account.access_expires_at, account.connected_at = at + MONTHS, at - timedelta(days=1)
    account.token_checked_at = at
    account.save()
    return account


def submitted(
    house: House,
    leader: Leader,
    *,
    text: str,
    due: datetime,
    at: datetime,
    media: Sequence[Mapping[str, str]] = (),
    first_comment: str = "",
    closeness_reason: str = "",
) -> Post:
    """Before its leader. Raises editorial's NotReady for what no leader is asked about. `at` lies before `due`."""
    post = actions.write_post(
        organisation=house.organisation, leader=leader, pillar=house.pillar, slot=place(house, leader, due), text=text,
        by=house.editor, at=at, media=media, first_comment=first_comment,
    )  # fmt: skip
    actions.submit(post, by=house.editor, at=at, closeness_reason=closeness_reason)
    return again(post)


def place(house: House, leader: Leader, due: datetime) -> Slot:
    day, time = cadence.wall(due, leader.zone)
    return Slot.objects.create(
        organisation=house.organisation, leader=leader, pillar=house.pillar, day=day, time=time, zone=leader.zone,
        at=due.astimezone(UTC),
    )  # fmt: skip


def approve(post: Post, *, at: datetime) -> Decision:
    version = post.version
    if version is None:
        raise ValueError(f"post {post.pk} has no version")
    return actions.approve(
        version, by=post.leader.user, content_hash=version.content_hash, channel=Channel.SESSION, at=at
    )


def again(post: Post) -> Post:
    return Post.objects.select_related("version", "slot", "leader__user", "organisation").get(pk=post.pk)


def picture(house: House, number: int, *, at: datetime) -> list[dict[str, str]]:
    """One image of its own size, hence of its own bytes, as a post shows it."""
    file = keep(
        BytesIO(png(width=40 + number % 2000, height=30 + number // 2000)), name=f"image-{number}.png",
        organisation=house.organisation, by=house.editor, at=at, alt_text="Une image d'exercice.", checked=True,
    )  # fmt: skip
    return [{"sha256": file.sha256, "alt_text": "Une image d'exercice.", "title": ""}]
