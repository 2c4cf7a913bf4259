"""The last thing that an editor did in the calendar, kept in their session for a while so that they may take it back. What
is taken back is guarded like any other act: only what is still as it was left."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.utils.translation import gettext_lazy as _

from influence.editorial import actions
from influence.editorial.actions.campaigns import assign_campaign
from influence.editorial.actions.seen import move_seen
from influence.editorial.calendar.cards import seen_at
from influence.editorial.models import Post, Slot
from influence.editorial.refusals import Refusal
from influence.people.models import User

KEY = "calendar_undo"
OFFERED_FOR = timedelta(minutes=10)


class Gesture(StrEnum):
    MOVE = "move"
    WITHDRAW = "withdraw"
    CAMPAIGN = "campaign"


class GatheredMeanwhile(Refusal):
    sentence = _("Quelqu'un a changé la campagne de cette publication entre-temps.")


@dataclass(frozen=True)
class Step:
    """One post: what brings it back, in words that JSON knows. `seen`: where the gesture left it."""

    post: int
    gesture: Gesture
    seen: str = ""
    day: str = ""
    time: str = ""
    zone: str = ""
    fold: int | None = None
    why: str = ""
    campaign: int | None = None
    # Where the gesture left it.
    gathered: int | None = None


@dataclass(frozen=True)
class Undo:
    words: str
    steps: tuple[Step, ...]

    def is_of(self, post: Post) -> bool:
        return [one.post for one in self.steps] == [post.pk]


def move_back(post: Post, *, was: Slot | None, why: str, now_at: Slot, at: datetime) -> Step | None:
    """None where there is no way back: it had no place, or that place has passed."""
    if was is None or was.at <= at:
        return None
    return Step(
        post.pk, Gesture.MOVE, seen=seen_at(now_at.at), day=was.day.isoformat(), time=was.time.isoformat(), zone=was.zone,
        fold=was.fold, why=why,
    )  # fmt: skip


def remember(session: SessionBase, words: str, steps: Iterable[Step | None], *, at: datetime) -> None:
    """Takes the place of whatever was remembered; of nothing that can be taken back, only the words."""
    kept = [asdict(one) for one in steps if one]
    session[KEY] = {"words": words, "steps": kept, "until": (at + OFFERED_FOR).timestamp()}


def offered(session: SessionBase, *, now: datetime) -> Undo | None:
    kept: dict[str, Any] | None = session.get(KEY)
    if not kept or kept["until"] < now.timestamp():
        return None
    steps = tuple(Step(**one) for one in kept["steps"])
    return Undo(kept["words"], tuple(replace(one, gesture=Gesture(one.gesture)) for one in steps))


def forget(session: SessionBase) -> None:
    session.pop(KEY, None)


def take_back(step: Step, post: Post, *, by: User, at: datetime) -> None:
    """Raises what the verb raises, MovedMeanwhile where somebody moved it since."""
    if step.gesture == Gesture.MOVE:
        move_seen(
            post, day=date.fromisoformat(step.day), time=time.fromisoformat(step.time), zone=step.zone, fold=step.fold, by=by,
            at=at, closeness_reason=step.why, seen=step.seen,
        )  # fmt: skip
    elif step.gesture == Gesture.WITHDRAW:
        actions.restore(post, by=by, at=at)
    elif post.campaign_id != step.gathered:
        raise GatheredMeanwhile
    else:
        assign_campaign(post, campaign_id=step.campaign, by=by, at=at)


def in_order(steps: Sequence[Step]) -> list[Step]:
    """The last one first, as one walks back: where a whole row moved, each finds its place free."""
    return list(reversed(steps))
