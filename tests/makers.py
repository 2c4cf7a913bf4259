"""The few named people of every test, made by plain functions.

Claire leads, Bruno edits, Odile operates, Rémi reads; Marc leads in ANOTHER organisation and must see nothing."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import connection
from django.db.models import Model

from influence.accounts.models import Account
from influence.accounts.seal import Purpose, seal
from influence.core import cadence
from influence.core.fingerprint import MediaPart, content_hash
from influence.editorial.models import Decision, Line, LinePillar, Pillar, Post, Slot, Version
from influence.people.models import Codir, Department, Leader, Membership, Organisation, Role, User
from influence.publishing.models import Publication
from influence.safeguards.models import Policy

# A Monday, 10:00 in Paris.
NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
PASSWORD = "correct horse battery staple"
SECRET = make_password(PASSWORD)
PEOPLE = (
    ("Claire", "Claire Martin", Role.LEADER), ("Bruno", "Bruno Petit", Role.EDITOR), ("Odile", "Odile Roche", Role.OPERATOR),
    ("Remi", "Rémi Faure", Role.READER),
)  # fmt: skip


@dataclass
class House:
    """One organisation with its people, ready to work."""

    organisation: Organisation
    codir: Codir
    department: Department
    other_department: Department
    pillar: Pillar
    other_pillar: Pillar
    leader: Leader
    account: Account
    claire: User
    bruno: User
    odile: User
    remi: User

    def member(self, user: User) -> Membership:
        return Membership.objects.select_related("organisation", "user").get(
            user=user, organisation=self.organisation
        )


def user(name: str, email: str, **fields: object) -> User:
    return User.objects.create_user(email, PASSWORD, name=name, **fields)


def member(organisation: Organisation, name: str, role: Role, email: str) -> User:
    person = user(name, email)
    Membership.objects.create(user=person, organisation=organisation, role=role)
    return person


def house(slug: str = "saint-luc", name: str = "Hôpitaux Saint-Luc") -> House:
    organisation = Organisation(
        name=name,
        slug=slug,
        works_council_on=datetime(2026, 1, 15, tzinfo=UTC).date(),
        works_council_reference="CSE 2026-01",
    )
    # Most tests keep their posts close together and alike; those about gaps and collisions say which they want.
    policy = Policy(
        organisation=organisation, min_gap_hours=0, spacing_minutes=0, theme_hours=0, alike_days=0
    )
    codir = Codir(organisation=organisation, name="CoDir")
    department = Department(organisation=organisation, name="Soins", headcount=60)
    other = Department(organisation=organisation, name="Numérique", headcount=40)
    pillar = Pillar(organisation=organisation, name="Transformation", letter="T", colour=1)
    other_pillar = Pillar(organisation=organisation, name="Qualité des soins", letter="Q", colour=2)
    claire, bruno, odile, remi = staff = [
        User(email=f"{first.lower()}@{slug}.example", name=whole, password=SECRET)
        for first, whole, _ in PEOPLE
    ]
    members = [
        Membership(user=one, organisation=organisation, role=role)
        for one, (_first, _name, role) in zip(staff, PEOPLE, strict=True)
    ]
    leader = Leader(
        organisation=organisation, codir=codir, department=department, user=claire, name="Claire Martin",
        function="Directrice générale", zone=organisation.zone,
    )  # fmt: skip
    line = Line(organisation=organisation, codir=codir)
    weights = [
        LinePillar(line=line, pillar=pillar, weight=60),
        LinePillar(line=line, pillar=other_pillar, weight=40),
    ]
    account = Account(organisation=organisation, leader=leader)
    inserted(
        organisation, policy, codir, department, other, pillar, other_pillar, *staff, *members, leader, line, *weights,
        account,
    )  # fmt: skip
    return House(
        organisation=organisation, codir=codir, department=department, other_department=other, pillar=pillar,
        other_pillar=other_pillar, leader=leader, account=account, claire=claire, bruno=bruno, odile=odile, remi=remi,
    )  # fmt: skip


def inserted(*rows: Model) -> None:
    """As if each were saved, in this order, but by two statements: nearly every test begins with a house."""
    with connection.cursor() as cursor:
        wanted = [f"nextval('{row._meta.db_table}_id_seq')" for row in rows]
        cursor.execute(f"SELECT {', '.join(wanted)}")
        for row, pk in zip(rows, cursor.fetchone(), strict=True):
            row.pk = pk
        values: list[object] = []
        for row in rows:
            for field in row._meta.local_concrete_fields:
                if field.is_relation:
                    # Its row had no number when this one was made.
                    setattr(row, field.name, getattr(row, field.name))
                values.append(field.get_db_prep_save(field.pre_save(row, True), connection))
        cursor.execute(";".join(map(statement, map(type, rows))), values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


@functools.cache
def statement(model: type[Model]) -> str:
    columns = [field.column for field in model._meta.local_concrete_fields]
    return f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})"


def stranger() -> House:
    """Another organisation; its leader plays Marc."""
    other = house("acier-du-rhone", "Acier du Rhône")
    other.claire.name = other.leader.name = "Marc Leroy"
    other.claire.save(update_fields=["name"])
    other.leader.save(update_fields=["name"])
    return other


def slot(home: House, *, at: datetime = NOW + timedelta(days=2)) -> Slot:
    """A slot of the house's leader at an instant (given in UTC)."""
    zone = home.leader.zone
    day, time = cadence.wall(at, zone)
    return Slot.objects.create(
        organisation=home.organisation,
        leader=home.leader,
        pillar=home.pillar,
        day=day,
        time=time,
        zone=zone,
        at=at,
    )


def connected(
    home: House,
    *,
    scopes: tuple[str, ...] = ("w_member_social", "w_member_social_feed", "r_member_postAnalytics"),
    token: str = "tok-cma-std",
    urn: str = "urn:li:person:claire00001",
) -> Account:
    """The leader's account with a sealed token that holds for sixty days."""
    account = home.account
    account.author_urn, account.author_name, account.scopes = urn, home.leader.name, list(scopes)
    account.mode = linkedin_mode(scopes)
    account.state, account.connected_at = "connected", NOW - timedelta(days=1)
    account.access_expires_at = NOW + timedelta(days=59)
    account.sealed_access = seal(token, account=account, purpose=Purpose.ACCESS)
    account.save()
    return account


def linkedin_mode(scopes: tuple[str, ...]) -> str:
    return "full" if "w_member_social_feed" in scopes else "publish_only"


def published(
    home: House,
    *,
    at: datetime = NOW,
    text: str = "Trois mois de travail avec les équipes.",
    pillar: Pillar | None = None,
    leader: Leader | None = None,
    media: Sequence[dict[str, str]] = (),
    card: Mapping[str, object] | None = None,
) -> Publication:
    """A post that went out at `at` with its leader's approval: rows as the product leaves them, without the way there."""
    who = leader or home.leader
    account = (
        home.account
        if who == home.leader
        else Account.objects.get_or_create(organisation=home.organisation, leader=who, kind="member")[0]
    )
    day, time = cadence.wall(at, who.zone)
    place = Slot.objects.create(
        organisation=home.organisation,
        leader=who,
        pillar=pillar or home.pillar,
        day=day,
        time=time,
        zone=who.zone,
        at=at,
    )
    post = Post.objects.create(
        organisation=home.organisation, leader=who, pillar=place.pillar, slot=place, state="draft", created_by=home.bruno,
        created_at=at - timedelta(days=7), changed_at=at,
    )  # fmt: skip
    parts = [MediaPart(sha256=one["sha256"], alt_text=one.get("alt_text", "")) for one in media]
    digest = content_hash(text=text, account=str(account.pk), audience="PUBLIC", media=parts, card=card)
    version = Version.objects.create(
        post=post, number=1, text=text, account=account, content_hash=digest, media=list(media), card=dict(card or {}),
        written_by=home.bruno,
        written_at=at - timedelta(days=7), submitted_by=home.bruno, submitted_at=at - timedelta(days=6),
    )  # fmt: skip
    Decision.objects.create(
        version=version, content_hash=digest, kind="approve", decided_by=who.user, decided_at=at - timedelta(days=5),
        channel="session", slot_at=at,
    )  # fmt: skip
    Post.objects.filter(pk=post.pk).update(state="published", version=version)
    return Publication.objects.create(
        organisation=home.organisation, post_id=post.pk, account=account, version=version, content_hash=digest, due_at=at,
        state="published", urn=f"urn:li:share:{7_529_830_966_886_400_000 + post.pk}", published_at=at, changed_at=at,
        permalink="https://www.linkedin.com/feed/update/urn:li:share:1/",
    )  # fmt: skip
