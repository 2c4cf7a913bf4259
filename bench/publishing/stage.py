"""A house to measure: embedded servers of its own, a sandbox, leaders who are connected to it, posts that they approved.

Rows are written in bulk, with the product's own hashes and seals; from `approved` on everything is the product's."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import requests
from django.db import connection, transaction

from influence.accounts.models import Account
from influence.accounts.seal import Purpose, seal
from influence.core.fingerprint import content_hash
from influence.demo.outside import Sandbox
from influence.editorial.models import Decision, Pillar, Post, Slot, Version
from influence.people.models import Codir, Department, Leader, Organisation, User
from influence.publishing import actions
from influence.publishing.models import Publication
from influence.safeguards.models import Policy

LEADERS, A_COMMITTEE = 200, 10
LONG_AGO = datetime(2026, 1, 15, tzinfo=UTC)
APP = "sandbox-partner"
SCOPES = ["openid", "profile", "w_member_social", "w_member_social_feed", "r_member_postAnalytics"]
PARAGRAPHS = """Hier, au bloc, une équipe m'a appris quelque chose que vingt ans de direction ne m'avaient pas dit.

Nous avions tout prévu : les plannings, les salles, les chariots (numérotés !). Tout, sauf d'écouter celles et ceux qui
les poussent. En trois semaines, dix-sept idées sont venues d'eux, et douze tournent déjà.

Ce que j'en garde : une transformation ne se décrète pas, elle s'observe d'abord. Merci aux équipes de nuit, qui m'ont
laissée regarder sans rien dire, ce qui n'est pas mon fort.

Et chez vous, qui écoute-t-on en premier ? #QualitéDesSoins #Transformation #Hôpital"""


@dataclass(frozen=True)
class House:
    # Of the sandbox.
    address: str
    accounts: Sequence[Account]
    tokens: Sequence[str]

    def text(self, mark: str) -> str:
        return f"{mark}. {PARAGRAPHS}"


def furnish(address: str, *, leaders: int = LEADERS) -> House:
    sandbox = Sandbox(address)
    members = sandbox.control("members", {"generate": leaders, "group": "leaders"})["members"]
    tokens = [
        str(sandbox.control("tokens", {"member": member["id"], "app": APP})["access_token"])
        for member in members
    ]
    with transaction.atomic():
        accounts = [
            account_of(number, member["urn"], token)
            for number, (member, token) in enumerate(zip(members, tokens, strict=True))
        ]
    return House(address, accounts, tokens)


def account_of(number: int, urn: str, token: str) -> Account:
    user = User.objects.create(email=f"leader{number}@bench.example", name=f"Leader {number}", password="!")
    committee, department, _pillar = committee_of(f"bench-{number // A_COMMITTEE}")
    leader = Leader.objects.create(
        organisation=committee.organisation, codir=committee, department=department, user=user,
        name=user.name, function="Direction", zone="Europe/Paris",
    )  # fmt: skip
    account = Account.objects.create(
        organisation=committee.organisation, leader=leader, state="disconnected", author_urn=urn, author_name=user.name,
        scopes=SCOPES, mode="full", connected_at=LONG_AGO, app="self_serve",
        access_expires_at=datetime.now(UTC) + timedelta(days=59),
    )  # fmt: skip
    account.sealed_access = seal(token, account=account, purpose=Purpose.ACCESS)
    account.state = "connected"
    account.save(update_fields=["sealed_access", "state"])
    return account


@cache
def committee_of(slug: str) -> tuple[Codir, Department, Pillar]:
    """Ten leaders an organisation, as committees are."""
    organisation = Organisation.objects.create(
        slug=slug, name=slug, works_council_on=LONG_AGO.date(), works_council_reference="CSE"
    )
    Policy.objects.create(
        organisation=organisation, min_gap_hours=0, spacing_minutes=0, theme_hours=0, alike_days=0
    )
    return (
        Codir.objects.create(organisation=organisation, name="CoDir"),
        Department.objects.create(organisation=organisation, name="Soins", headcount=60),
        Pillar.objects.create(organisation=organisation, name="Transformation", letter="T"),
    )


@cache
def pillar_of(organisation_id: int) -> Pillar:
    return Pillar.objects.get(organisation=organisation_id)


def approved(house: House, *, due: Sequence[tuple[Account, datetime]], mark: str) -> None:
    """Posts with their leaders' yes, planned by the product's own planner."""
    with transaction.atomic():
        slots = Slot.objects.bulk_create(slot_of(account, at) for account, at in due)
        posts = Post.objects.bulk_create(post_of(slot) for slot in slots)
        accounts = [account for account, _at in due]
        texts = [house.text(f"{mark} {number}") for number in range(len(posts))]
        versions = Version.objects.bulk_create(map(version_of, posts, accounts, texts))
        Decision.objects.bulk_create(map(yes_to, versions, posts))
        with connection.cursor() as cursor:
            cursor.execute(APPROVE, [[post.pk for post in posts]])
    while actions.plan(now=datetime.now(UTC)):
        pass


APPROVE = """UPDATE editorial_post post SET state = 'approved', version_id = version.id
               FROM editorial_version version WHERE version.post_id = post.id AND post.id = ANY(%s)"""


def slot_of(account: Account, at: datetime) -> Slot:
    return Slot(
        organisation_id=account.organisation_id, leader=account.leader, pillar=pillar_of(account.organisation_id), day=at.date(),
        time=at.time(), zone="UTC", at=at,
    )  # fmt: skip


def post_of(slot: Slot) -> Post:
    return Post(
        organisation_id=slot.organisation_id, leader_id=slot.leader_id, pillar_id=slot.pillar_id, slot=slot, state="draft",
        created_by_id=slot.leader.user_id, created_at=LONG_AGO, changed_at=LONG_AGO,
    )  # fmt: skip


def version_of(post: Post, account: Account, text: str) -> Version:
    return Version(
        post=post, number=1, text=text, account=account, written_by_id=post.created_by_id, written_at=LONG_AGO,
        submitted_by_id=post.created_by_id, submitted_at=LONG_AGO,
        content_hash=content_hash(text=text, account=str(account.pk), audience="PUBLIC"),
    )  # fmt: skip


def yes_to(version: Version, post: Post) -> Decision:
    return Decision(
        version=version, content_hash=version.content_hash, kind="approve", decided_by_id=post.created_by_id,
        decided_at=LONG_AGO, channel="session", slot_at=post.slot.at if post.slot else LONG_AGO,
    )  # fmt: skip


def spread(house: House, *, count: int, since: datetime, seconds: float) -> list[tuple[Account, datetime]]:
    """So many posts over all leaders, each due at an instant of its own."""
    step = timedelta(seconds=seconds) / max(count, 1)
    return [(house.accounts[n % len(house.accounts)], since + n * step) for n in range(count)]


def until(done: Callable[[], bool], *, seconds: float, what: str) -> None:
    limit = time.monotonic() + seconds
    while not done():
        if time.monotonic() > limit:
            raise SystemExit(f"bench: {what} did not end within {seconds:.0f} s")
        time.sleep(0.1)


def left() -> int:
    return Publication.objects.filter(state__in=["due", "claimed", "sending"]).count()


def created(house: House, *, mark: str) -> dict[str, datetime]:
    """When the sandbox made each post of this mark, by the post's own first words."""
    # More than the adapter ever takes for an answer.
    answer = requests.get(f"{house.address}/_sandbox/state", timeout=60)
    posts: list[dict[str, Any]] = answer.json()["posts"]
    found = {post["text"].partition(".")[0]: at(post["created_at"]) for post in posts}
    return {name: made for name, made in found.items() if name.startswith(mark + " ")}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def shuffled(rows: list[Any], *, seed: int = 1) -> list[Any]:
    random.Random(seed).shuffle(rows)
    return rows
