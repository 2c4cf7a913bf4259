"""The part that the running workers play: three approved posts due in a moment, one that nobody approves, and drafts
that wait for their leaders."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from influence.approval.actions import decide
from influence.core.cadence import instant, wall
from influence.core.lifecycle import PostState, PublicationState
from influence.demo import contents
from influence.demo.cast import DATA, Cast
from influence.editorial.actions import plan_slot, submit, write_post
from influence.editorial.models import Channel, DecisionKind, Post
from influence.publishing.models import Publication

# Nobody waits an hour between two posts of a demonstration.
WHY_CLOSE = "Démonstration : tout doit se voir en une minute."


@dataclass(frozen=True)
class Live:
    due: tuple[int, ...]
    unapproved: int
    waiting: tuple[int, ...]


def prepare(cast: Cast, *, now: datetime, first: timedelta, step: timedelta) -> Live:
    """Three posts approved by their leaders, due at `now + first` and every `step`; one that is not, due between them."""
    told = tomllib.loads((DATA / "live.toml").read_text(encoding="utf-8"))
    zone = cast.organisation.zone
    due = [written(cast, row, due=now + first + rank * step, now=now) for rank, row in enumerate(told["due"])]
    for post in due:
        approve(post, now=now)
    (unapproved,) = [written(cast, row, due=now + first + step / 2, now=now) for row in told["unapproved"]]
    waiting = [
        written(cast, row, due=later(now, days=rank + 2, zone=zone), now=now)
        for rank, row in enumerate(told["waiting"])
    ]
    return Live(
        due=tuple(post.pk for post in due),
        unapproved=unapproved.pk,
        waiting=tuple(post.pk for post in waiting),
    )


def later(now: datetime, *, days: int, zone: str) -> datetime:
    """Another morning, at a quarter of an hour that no row of the calendar uses."""
    today, _ = wall(now, zone)
    return instant(today + timedelta(days=days), time(9, 20 + days), zone)


def written(cast: Cast, row: dict[str, Any], *, due: datetime, now: datetime) -> Post:
    """A post of live.toml, put before its leader."""
    leader = next(leader for leader in cast.leaders if leader.name == row["leader"])
    pillar = cast.organisation.pillars.get(letter=row["pillar"])
    day, hour = wall(due.replace(microsecond=0), leader.zone)
    whose = {"organisation": cast.organisation, "leader": leader, "pillar": pillar}
    slot = plan_slot(**whose, day=day, time=hour, zone=leader.zone, fold=None, at=now)
    editor = cast.editors[0]
    media = contents.media_of(row, files=contents.kept_files(cast))
    post = write_post(**whose, slot=slot, text=row["text"], media=media, by=editor, at=now)
    submit(post, by=editor, at=now, closeness_reason=WHY_CLOSE)
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
    out = Publication.objects.filter(
        post_id__in=live.due, state=PublicationState.PUBLISHED, snapshots__isnull=False
    )
    return (
        out.distinct().count() == len(live.due)
        and Post.objects.filter(pk=live.unapproved, state=PostState.MISSED).exists()
    )


def first_month(now: datetime, zone: str) -> date:
    """The month before the one that it is there."""
    today, _ = wall(now, zone)
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)
