"""Short ways to the states in which most tests begin, through the real actions."""

from datetime import datetime, time, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

from influence.accounts.models import Account
from influence.editorial import actions
from influence.editorial.composing import keeping
from influence.editorial.models import Channel, Decision, OnHoliday, Post, Recurrence, Slot, Unsaved
from influence.library.actions import keep
from influence.library.models import MediaFile
from influence.people.models import Leader, Role
from tests import makers
from tests.makers import NOW, House, slot
from tests.networks.files import png

TEXT = "Hier, au bloc, une équipe m'a appris quelque chose.\n\nJe le partage ici. #QualitéDesSoins"
LATER = NOW + timedelta(hours=1)


def draft(
    home: House, *, text: str = TEXT, where: Slot | None = None, at: datetime = NOW, **beside: Any
) -> Post:
    return actions.write_post(
        organisation=home.organisation, leader=home.leader, pillar=home.pillar, slot=where or slot(home), text=text,
        by=home.bruno, at=at, **beside,
    )  # fmt: skip


def kept(home: House, content: bytes = b"", *, name: str = "equipe.png", alt_text: str = "") -> MediaFile:
    """A file in the library; an image unless other bytes are given."""
    return keep(
        BytesIO(content or png()), name=name, organisation=home.organisation, by=home.bruno, at=NOW,
        alt_text=alt_text, checked=True,
    )  # fmt: skip


def part(file: MediaFile, *, alt_text: str = "Une équipe devant le bloc.", title: str = "") -> dict[str, str]:
    """The file as a post shows it."""
    return {"sha256": file.sha256, "alt_text": alt_text, "title": title}


def page(home: House, *, name: str = "Saint-Luc", may_publish: bool = True) -> Account:
    """An organisation's page through which the house's leader speaks."""
    scopes = ("w_organization_social", "rw_organization_admin") if may_publish else ()
    holder = makers.connected(home, scopes=("w_member_social", *scopes), urn="urn:li:person:claire00001")
    return Account.objects.create(
        organisation=home.organisation, leader=home.leader, kind="page", through=holder, state="connected",
        author_urn="urn:li:organization:5005", author_name=name, scopes=list(scopes), mode="publish_only",
        connected_at=NOW, app="community",
    )  # fmt: skip


def in_review(home: House, **given: object) -> Post:
    post = draft(home, **given)  # type: ignore[arg-type]
    actions.submit(post, by=home.bruno, at=NOW)
    return Post.objects.select_related("version", "slot", "leader").get(pk=post.pk)


def yes(home: House, post: Post, *, at: datetime = LATER) -> Decision:
    assert post.version
    return actions.approve(
        post.version, by=home.claire, content_hash=post.version.content_hash, channel=Channel.SESSION, at=at
    )


def approved(home: House, **given: object) -> Post:
    post = in_review(home, **given)
    yes(home, post)
    return fresh(post)


def fresh(post: Post) -> Post:
    return Post.objects.select_related("version", "slot", "leader").get(pk=post.pk)


def colleague(home: House, name: str = "Karim Benali", zone: str = "Europe/Paris") -> Leader:
    user = makers.member(home.organisation, name, Role.LEADER, f"{name[:3].lower()}@saint-luc.example")
    return Leader.objects.create(
        organisation=home.organisation, codir=home.codir, department=home.department, user=user, name=name,
        function="DRH", zone=zone,
    )  # fmt: skip


def announced(post: Post) -> UUID:
    """The post as one voice of an announcement."""
    number = uuid4()
    Post.objects.filter(pk=post.pk).update(announcement=number)
    return number


def typed(home: House, *, place: str = "new:abcdefgh", at: datetime = NOW, **fields: str) -> Unsaved:
    """Words that the editor has not saved."""
    words = {"text": "Une idée en cours.", "leader": str(home.leader.pk)} | fields
    given = {name: [value] for name, value in words.items()}
    return keeping.keep(
        user=home.bruno, organisation=home.organisation, place=place, fields=given, base=0, number=0, at=at
    )  # fmt: skip


def every_tuesday(home: House, *, at: datetime = NOW) -> Recurrence:
    return actions.keep_recurrence(
        None, leader=home.leader, pillar=home.pillar, weekdays=[1], time=time(8, 15), starts_on=at.date(), ends_on=None,
        on_holiday=OnHoliday.SKIP, by=home.bruno, at=at,
    )  # fmt: skip
