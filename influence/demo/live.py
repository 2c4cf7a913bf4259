"""The part that the running workers play: three approved posts due in a moment, one that nobody approves, and drafts
that wait for their leaders."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import cycle

from influence.approval.actions import decide
from influence.core.cadence import instant, wall
from influence.core.lifecycle import PostState, PublicationState
from influence.demo.cast import DATA, Cast
from influence.editorial.actions import plan_slot, submit, write_post
from influence.editorial.models import Channel, DecisionKind, Post
from influence.people.models import Leader
from influence.publishing.models import Publication


@dataclass(frozen=True)
class Live:
    due: tuple[int, ...]
    unapproved: int
    waiting: tuple[int, ...]


def prepare(cast: Cast, *, now: datetime, first: timedelta, step: timedelta) -> Live:
    """Three posts approved by their leaders, due at `now + first` and every `step`; one that is not, due between them."""
    told = tomllib.loads((DATA / "live.toml").read_text(encoding="utf-8"))
    leaders = cycle(cast.leaders)
    due = []
    for rank, text in enumerate(told["due"]):
        post = written(cast, next(leaders), text=text, due=now + first + rank * step, now=now)
        approve(post, now=now)
        due.append(post.pk)
    unapproved = written(cast, next(leaders), text=told["unapproved"], due=now + first + step / 2, now=now)
    waiting = [
        written(cast, next(leaders), text=text, due=later(now, days=rank + 2, zone=cast.organisation.zone), now=now).pk
        for rank, text in enumerate(told["waiting"])
    ]
    return Live(due=tuple(due), unapproved=unapproved.pk, waiting=tuple(waiting))


def later(now: datetime, *, days: int, zone: str) -> datetime:
    """Another morning, at a quarter of an hour that no row of the calendar uses."""
    today, _ = wall(now, zone)
    return instant(today + timedelta(days=days), time(9, 20 + days), zone)


def written(cast: Cast, leader: Leader, *, text: str, due: datetime, now: datetime) -> Post:
    day, time = wall(due.replace(microsecond=0), leader.zone)
    pillar = cast.organisation.pillars.order_by("letter")[leader.pk % 5]
    slot = plan_slot(
        organisation=cast.organisation, leader=leader, pillar=pillar, day=day, time=time, zone=leader.zone, fold=None, at=now
    )
    editor = cast.editors[0]
    post = write_post(
        organisation=cast.organisation, leader=leader, pillar=pillar, slot=slot, text=text, by=editor, at=now
    )
    submit(post, by=editor, at=now)
    return Post.objects.select_related("version", "leader__user").get(pk=post.pk)


def approve(post: Post, *, now: datetime) -> None:
    version = post.version
    if version is None:
        raise ValueError(f"post {post.pk} has no version")
    decide(
        version, kind=DecisionKind.APPROVE, by=post.leader.user, content_hash=version.content_hash, channel=Channel.SESSION,
        at=now,
    )  # fmt: skip


def is_played(live: Live) -> bool:
    """The three are out and have been read once; the fourth has been held back."""
    out = Publication.objects.filter(post_id__in=live.due, state=PublicationState.PUBLISHED, snapshots__isnull=False)
    return out.distinct().count() == len(live.due) and Post.objects.filter(pk=live.unapproved, state=PostState.MISSED).exists()


def first_month(now: datetime, zone: str) -> date:
    """The month before the one that it is there."""
    today, _ = wall(now, zone)
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)
