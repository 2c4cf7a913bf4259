"""Who is still asked for what, and when that is said again (domain.md §6.5): 48, 24 and 4 hours before the slot, in working
hours of the leader's zone; then, once, to the editors."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from influence.approval.access import SHOWN
from influence.core.lifecycle import PostState
from influence.core.working import is_working, last_working, next_working
from influence.editorial.days_off import days_off
from influence.editorial.flags import able, waiting_flags
from influence.editorial.models import Flag, Post, Slot
from influence.editorial.standing_in import delegates
from influence.people.mandates import holding
from influence.people.models import User
from influence.people.quiet import LAST_CALL

STEPS = (timedelta(hours=48), timedelta(hours=24), LAST_CALL)
PATIENCE = timedelta(hours=1)
# Two days before a slot may be many more by the working calendar.
AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class Pending:
    """A word that is missing. `topics` names what a second approval is about; without any, the leader's own is."""

    post: Post
    slot: Slot
    people: tuple[User, ...]
    since: datetime
    topics: tuple[str, ...] = ()

    @property
    def zone(self) -> str:
        return self.post.leader.zone

    @property
    def last_step(self) -> datetime:
        return planned(self.slot.at - STEPS[-1], self.zone)

    def step(self, now: datetime, *, snoozed: datetime | None = None) -> datetime | None:
        """The last moment to remind that has come, since it was asked. Who put it off (`snoozed`: until when) is asked then,
        and hears nothing before; the last reminder comes whatever they said."""
        moments = [planned(self.slot.at - before, self.zone) for before in STEPS]
        if snoozed and not self.topics:
            moments = [*(at for at in moments if at > snoozed), snoozed]
        return self._come(moments, now=now)

    def escalation(self, now: datetime) -> datetime | None:
        return self._come([escalates(self.slot.at, self.zone)], now=now)

    def _come(self, moments: Iterable[datetime], *, now: datetime) -> datetime | None:
        if not works(now, self.zone):
            return None
        return max((at for at in moments if self.since < at <= now), default=None)


def planned(at: datetime, zone: str) -> datetime:
    return last_working(at, zone, is_off=lambda day: is_off(day, zone))


def escalates(slot_at: datetime, zone: str) -> datetime:
    """A working hour after the last reminder, or with it where that would be too late."""
    last = planned(slot_at - STEPS[-1], zone)
    then = next_working(last + PATIENCE, zone, is_off=lambda day: is_off(day, zone))
    return then if then < slot_at else last


def works(now: datetime, zone: str) -> bool:
    return is_working(now, zone, is_off=lambda day: is_off(day, zone))


def is_off(day: date, zone: str) -> bool:
    return day in days_off(day.year, zone, "fr")


def pending(*, now: datetime) -> list[Pending]:
    """Everything that waits for somebody, the next to go out first."""
    found = [*undecided(now=now), *uncleared(now=now)]
    return sorted(found, key=lambda one: (one.slot.at, one.post.pk, one.topics))


def undecided(*, now: datetime) -> Iterable[Pending]:
    posts = Post.objects.filter(
        state=PostState.IN_REVIEW, slot__at__gt=now, slot__at__lte=now + AHEAD, leader__is_active=True,
        leader__user__is_active=True,
    )  # fmt: skip
    mandated = set(holding(now=now).values_list("leader_id", flat=True))
    for post in posts.select_related(*SHOWN):
        if post.slot and post.version and post.version.submitted_at:
            others = delegates(post, now=now) if post.leader_id in mandated else []
            yield Pending(
                post, post.slot, people=(post.leader.user, *others), since=post.version.submitted_at
            )


def uncleared(*, now: datetime) -> Iterable[Pending]:
    """One for each topic: they may have different people."""
    flags = waiting_flags().filter(version__post__slot__at__gt=now, version__post__slot__at__lte=now + AHEAD)
    for flag in flags.select_related("topic", *(f"version__post__{name}" for name in SHOWN)):
        yield of_flag(flag)


def of_flag(flag: Flag) -> Pending:
    post = flag.version.post
    return Pending(post, post.slot, people=tuple(able(flag)), since=flag.raised_at, topics=(flag.topic.name,))  # type: ignore[arg-type]
