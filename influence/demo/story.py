"""Last month and this one up to now, played through the real actions against the real HTTP sandbox.

Time is whatever the story says: the sandbox's clock is set to each instant, and the same instant is passed to every
action. Fates are drawn by the rank of a post, so that two runs of the same day tell the same story."""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import count

from influence.approval.actions import decide
from influence.core.cadence import instant
from influence.demo import backstage, connections
from influence.demo.cast import Cast
from influence.demo.outside import Sandbox
from influence.editorial.actions import revise, submit
from influence.editorial.models import Channel, DecisionKind, Post, Version
from influence.engagement.moments import AGES
from influence.people.models import User

Say = Callable[[str], None]


class Fate(StrEnum):
    """What the leader, or the team, does with a draft."""

    APPROVED = "approved"
    RETURNED = "returned"
    REFUSED = "refused"
    # Nobody answers before the slot.
    SILENT = "silent"
    # Approved, then edited and not put before the leader again.
    EDITED = "edited"


REASONS = {
    DecisionKind.RETURN: "Le chiffre doit être vérifié avec l'équipe, et je préfère dire « nous avons essayé ».",
    DecisionKind.REFUSE: "Ce n'est pas à moi de porter ce sujet, et le moment est mal choisi.",
}
THANKS = "Merci à celles et ceux qui ont relu ces lignes avec moi."


def fate(rank: int) -> Fate:
    match rank % 16:
        case 3 | 11:
            return Fate.RETURNED
        case 5:
            return Fate.REFUSED
        case 8:
            return Fate.SILENT
        case 13:
            return Fate.EDITED
        case _:
            return Fate.APPROVED


@dataclass
class Stage:
    """The acts that wait for their instant (UTC), in order."""

    sandbox: Sandbox
    until: datetime
    acts: list[tuple[datetime, int, Callable[[datetime], None]]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)

    def at(self, when: datetime, act: Callable[[datetime], None]) -> None:
        if when <= self.until:
            heapq.heappush(self.acts, (when, next(self.numbers), act))

    def play(self, say: Say) -> None:
        day = None
        while self.acts:
            now, _, act = heapq.heappop(self.acts)
            if now.date() != day:
                day = now.date()
                say(day.isoformat())
            self.sandbox.set_clock(now)
            act(now)


def opening(month: date, zone: str) -> datetime:
    """Five days before the month that is played, in the morning."""
    return instant(month - timedelta(days=5), time(9), zone)


def rehearse(stage: Stage, cast: Cast, *, month: date) -> None:
    """Put every act of the two months on the stage."""
    zone = cast.organisation.zone
    for rank, post in enumerate(
        Post.objects.filter(organisation=cast.organisation).order_by("slot__at").select_related("slot")
    ):
        put_on(stage, cast, post, rank=rank, start=opening(month, zone))
    this_month = (month + timedelta(days=32)).replace(day=1)
    # Consents last sixty days: the leaders renew theirs before it is too late.
    stage.at(
        instant(this_month, time(7), zone),
        lambda now: connections.connect_leaders(stage.sandbox, cast, at=now),
    )
    stage.at(instant(this_month, time(8), zone), lambda now: backstage.report(now=now))
    for day in range((stage.until.date() - month).days + 1):
        for hour in (5, 11, 17, 23):
            moment = datetime.combine(month + timedelta(days=day), time(hour), UTC)
            stage.at(moment, lambda now: backstage.observe(now=now))


def put_on(stage: Stage, cast: Cast, post: Post, *, rank: int, start: datetime) -> None:
    if post.slot is None:
        return
    due = post.slot.at
    editor = cast.editors[rank % len(cast.editors)]
    submitted = max(due - timedelta(days=4, minutes=7 * (rank % 9)), start + timedelta(hours=1, minutes=rank))
    stage.at(submitted, lambda now: submitted_by(post, editor_id=editor.pk, now=now))
    if due <= stage.until:
        # What is still to come waits for a person.
        decided = submitted + timedelta(hours=3 + 5 * (rank % 8))
        stage.at(
            min(decided, due - timedelta(hours=2)),
            lambda now: decided_on(stage, post, fate=fate(rank), now=now),
        )
    stage.at(due, lambda now: backstage.publish(now=now))
    for age in AGES:
        stage.at(due + age + timedelta(seconds=30), lambda now: backstage.observe(now=now))


def submitted_by(post: Post, *, editor_id: int, now: datetime) -> None:
    submit(Post.objects.get(pk=post.pk), by=User.objects.get(pk=editor_id), at=now)
    backstage.deliver(now=now)


def decided_on(stage: Stage, post: Post, *, fate: Fate, now: datetime) -> None:
    match fate:
        case Fate.SILENT:
            return
        case Fate.REFUSED:
            say_of(post, DecisionKind.REFUSE, now=now)
        case Fate.RETURNED:
            say_of(post, DecisionKind.RETURN, now=now)
            stage.at(now + timedelta(hours=1), lambda at: reworked(post, now=at))
            stage.at(
                now + timedelta(hours=1, minutes=40), lambda at: say_of(post, DecisionKind.APPROVE, now=at)
            )
        case Fate.APPROVED | Fate.EDITED:
            say_of(post, DecisionKind.APPROVE, now=now)
    if fate is Fate.EDITED:
        stage.at(now + timedelta(minutes=50), lambda at: edited(post, now=at))
    backstage.deliver(now=now)


def say_of(post: Post, kind: DecisionKind, *, now: datetime) -> None:
    """The leader's own decision, by the same action as the page."""
    version = waiting(post)
    decide(
        version, kind=kind, reason=REASONS.get(kind, ""), by=version.post.leader.user, content_hash=version.content_hash,
        channel=Channel.SESSION, at=now,
    )  # fmt: skip
    backstage.deliver(now=now)


def waiting(post: Post) -> Version:
    fresh = Post.objects.select_related("version__post__leader__user").get(pk=post.pk)
    if fresh.version is None:
        raise ValueError(f"post {post.pk} has no version")
    return fresh.version


def reworked(post: Post, *, now: datetime) -> None:
    edited(post, now=now)
    version = waiting(post)
    submit(version.post, by=version.written_by, at=now)
    backstage.deliver(now=now)


def edited(post: Post, *, now: datetime) -> None:
    version = waiting(post)
    revise(
        version.post, text=f"{version.text}\n\n{THANKS}", seen=version.number, by=version.written_by, at=now
    )
