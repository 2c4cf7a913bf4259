"""Short ways to the states in which most tests begin, through the real actions."""

from datetime import datetime, timedelta

from influence.editorial import actions
from influence.editorial.models import Channel, Decision, Post, Slot
from influence.people.models import Leader, Role
from tests import makers
from tests.makers import NOW, House, slot

TEXT = "Hier, au bloc, une équipe m'a appris quelque chose.\n\nJe le partage ici. #QualitéDesSoins"
LATER = NOW + timedelta(hours=1)


def draft(home: House, *, text: str = TEXT, where: Slot | None = None, at: datetime = NOW) -> Post:
    return actions.write_post(
        organisation=home.organisation, leader=home.leader, pillar=home.pillar, slot=where or slot(home), text=text,
        by=home.bruno, at=at,
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
