"""Last month and this one up to now, played through the real actions against the real HTTP sandbox.

Time is whatever the story says: the sandbox's clock is set to each instant, and the same instant is passed to every
action. Fates are drawn by the rank of a post, so that two runs of the same day tell the same story."""

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import count

from influence.accounts.models import AccountKind
from influence.approval.actions import decide
from influence.core.cadence import instant
from influence.core.lifecycle import PublicationState
from influence.demo import backstage, connections, contents
from influence.demo.cast import Cast
from influence.demo.outside import Sandbox
from influence.editorial.actions import revise, submit
from influence.editorial.models import Channel, DecisionKind, Post, Version
from influence.engagement.moments import AGES
from influence.networks.ports import Mode
from influence.people.models import User
from influence.publishing.actions import settle
from influence.publishing.models import Publication

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


# Said of each post that collides with another one (editorial.collisions), and of no other.
TWO_VOICES = "Deux voix qui se répondent sur le même sujet, exprès."
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


def rehearse(stage: Stage, cast: Cast, *, month: date, showcase: Sequence[Post] = ()) -> None:
    """Put every act of the two months on the stage. Nothing goes wrong with the `showcase`."""
    zone = cast.organisation.zone
    shown = [post.pk for post in showcase]
    planned = Post.objects.filter(organisation=cast.organisation).exclude(pk__in=shown)
    for rank, post in enumerate(
        planned.order_by("slot__at").select_related("slot", "version", "leader__user")
    ):
        put_on(stage, cast, post, rank=rank, start=opening(month, zone), fate=fate(rank))
    for rank, post in enumerate(showcase):
        put_on(stage, cast, post, rank=rank, start=opening(month, zone), fate=Fate.APPROVED)
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


def put_on(stage: Stage, cast: Cast, post: Post, *, rank: int, start: datetime, fate: Fate) -> None:
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
            lambda now: decided_on(stage, post, fate=fate, now=now),
        )
    if post.version and (post.version.media or post.version.card):
        for ahead in (60, 55, 50):
            stage.at(due - timedelta(minutes=ahead), lambda now: backstage.carry_files(now=now))
    stage.at(due, lambda now: backstage.publish(now=now))
    if cast.modes.get(post.leader_id) == Mode.ASSISTED:
        stage.at(due + timedelta(minutes=20), lambda now: by_hand(stage, cast, post, now=now))
    if post.version and post.version.first_comment:
        stage.at(due + timedelta(minutes=2), lambda now: backstage.follow_up(now=now))
    for age in AGES:
        stage.at(due + age + timedelta(seconds=30), lambda now: backstage.observe(now=now))


def share(stage: Stage, cast: Cast, *, month: date, showcase: Sequence[Post]) -> None:
    """A post that shares another can only be written once the other is out: the next day, here."""
    (shared,) = [post for post in showcase if post.version and post.version.account.kind == AccountKind.PAGE]
    (row,) = [row for row in contents.told() if "reshares" in row]
    if shared.slot is None:
        raise ValueError(f"post {shared.pk} has no slot")

    def written(now: datetime) -> None:
        urn = Publication.objects.get(post=shared).urn
        post = contents.write(cast, row, month=month, files={}, at=now, shared=urn)
        put_on(stage, cast, post, rank=0, start=now, fate=Fate.APPROVED)

    stage.at(shared.slot.at + timedelta(hours=15), written)


def submitted_by(post: Post, *, editor_id: int, now: datetime) -> None:
    submit(
        Post.objects.get(pk=post.pk), by=User.objects.get(pk=editor_id), at=now, closeness_reason=TWO_VOICES
    )
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
    submit(version.post, by=version.written_by, at=now, closeness_reason=TWO_VOICES)
    backstage.deliver(now=now)


def by_hand(stage: Stage, cast: Cast, post: Post, *, now: datetime) -> None:
    """The leader copies the approved text to LinkedIn, and brings the post's address back."""
    waits = Publication.objects.filter(post=post, state=PublicationState.HELD).select_related(
        "version", "post"
    )
    for publication in waits:
        link = stage.sandbox.write(cast.member_ids[post.leader_id], publication.version.text)
        settle(publication, is_live=True, link=link, by=post.leader.user, at=now)


def edited(post: Post, *, now: datetime) -> None:
    version = waiting(post)
    revise(
        version.post, text=f"{version.text}\n\n{THANKS}", seen=version.number, by=version.written_by, at=now
    )
