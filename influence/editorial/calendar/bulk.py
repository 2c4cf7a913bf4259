"""One verb for many posts: what would become of each, told before anything is done, then done one by one. What is told
first is not foreseen: it is the very run, taken back."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from influence.editorial.actions.campaigns import assign_campaign
from influence.editorial.actions.moves import submit, withdraw
from influence.editorial.actions.seen import move_seen
from influence.editorial.calendar.cards import seen_at
from influence.editorial.calendar.undoing import Gesture, Step, move_back
from influence.editorial.models import Post
from influence.editorial.refusals import NotReady, Refusal, TooClose
from influence.editorial.spacing import Clash
from influence.people.models import User
from influence.web import dates

MOST_DAYS = 366


class Verb(StrEnum):
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    MOVE = "move"
    CAMPAIGN = "campaign"


@dataclass(frozen=True)
class Order:
    verb: Verb
    days: int = 0
    # None: out of any.
    campaign_id: int | None = None
    campaign: str = ""
    # Why posts may stand although they collide: one reason for all of them.
    why: str = ""


@dataclass(frozen=True)
class Outcome:
    """`told` is what became of it, or why nothing did. `step` leads back, where there is a way; `asks_why`: with a reason it
    would be done."""

    post: Post
    is_done: bool
    told: str
    step: Step | None = None
    asks_why: bool = False


@dataclass(frozen=True)
class By:
    user: User
    at: datetime


def rehearse(posts: Sequence[Post], order: Order, *, by: By, seen: dict[int, str]) -> list[Outcome]:
    with transaction.atomic():
        keep(posts)
        found = run(posts, order, by=by, seen=seen)
        transaction.set_rollback(True)
    return found


def keep(posts: Sequence[Post]) -> None:
    """All posts before any act's line in the journal, by number, as everybody locks them: a worker that sends some of them
    would wait for the journal while we wait for its posts."""
    pks = [post.pk for post in posts]
    list(Post.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk").values_list("pk"))


def run(posts: Sequence[Post], order: Order, *, by: By, seen: dict[int, str]) -> list[Outcome]:
    """Each by its own action in its own transaction: what one is refused does not keep the others."""
    done = {post.pk: one(post, order, by=by, seen=seen.get(post.pk, "")) for post in in_order(posts, order)}
    return [done[post.pk] for post in posts]


def in_order(posts: Iterable[Post], order: Order) -> list[Post]:
    """When a row moves on, the one in front goes first: each finds the next one's place free."""
    by_time = sorted(posts, key=lambda post: (when(post), post.pk))
    return by_time[::-1] if order.verb == Verb.MOVE and order.days > 0 else by_time


def steps_of(outcomes: Sequence[Outcome], order: Order) -> list[Step]:
    """As they were done, for whoever walks back (undoing.in_order)."""
    ways = {one.post.pk: one.step for one in outcomes if one.step}
    return [ways[post.pk] for post in in_order((one.post for one in outcomes), order) if post.pk in ways]


def when(post: Post) -> datetime:
    return post.slot.at if post.slot else post.created_at


def one(post: Post, order: Order, *, by: By, seen: str) -> Outcome:
    try:
        with transaction.atomic():
            return VERBS[order.verb](post, order, by, seen)
    except Refusal as refusal:
        return Outcome(post, is_done=False, told=str(refusal), asks_why=is_only_close(refusal))


def is_only_close(refusal: Refusal) -> bool:
    """What a reason mends."""
    if isinstance(refusal, NotReady):
        return all(isinstance(problem, Clash) for problem in refusal.problems)
    return isinstance(refusal, TooClose)


def submitted(post: Post, order: Order, by: By, seen: str) -> Outcome:
    submit(post, by=by.user, at=by.at, closeness_reason=order.why)
    return Outcome(
        post, is_done=True, told=_("attend la décision de %(leader)s") % {"leader": post.leader.name}
    )


def withdrawn(post: Post, order: Order, by: By, seen: str) -> Outcome:
    withdraw(post, by=by.user, at=by.at)
    return Outcome(post, is_done=True, told=_("retirée du calendrier"), step=Step(post.pk, Gesture.WITHDRAW))


def moved(post: Post, order: Order, by: By, seen: str) -> Outcome:
    was, why = post.slot, post.closeness_reason
    if was is None:
        return Outcome(post, is_done=False, told=_("n'a pas de créneau à décaler"))
    slot = move_seen(
        post, seen=seen, day=was.day + timedelta(days=order.days), time=was.time, zone=was.zone, fold=None, by=by.user, at=by.at,
        closeness_reason=order.why,
    )  # fmt: skip
    told = _("au %(moment)s") % {"moment": dates.moment(slot.at, slot.zone)}
    return Outcome(
        post, is_done=True, told=told, step=move_back(post, was=was, why=why, now_at=slot, at=by.at)
    )


def gathered(post: Post, order: Order, by: By, seen: str) -> Outcome:
    was = post.campaign_id
    if not assign_campaign(post, campaign_id=order.campaign_id, by=by.user, at=by.at):
        return Outcome(post, is_done=False, told=_("y est déjà"))
    told = (
        _("dans la campagne « %(name)s »") % {"name": order.campaign}
        if order.campaign_id
        else _("sans campagne")
    )
    return Outcome(
        post,
        is_done=True,
        told=told,
        step=Step(post.pk, Gesture.CAMPAIGN, campaign=was, gathered=order.campaign_id),
    )


VERBS: dict[Verb, Callable[[Post, Order, By, str], Outcome]] = {
    Verb.SUBMIT: submitted,
    Verb.WITHDRAW: withdrawn,
    Verb.MOVE: moved,
    Verb.CAMPAIGN: gathered,
}


def seen_of(posts: Iterable[Post]) -> dict[int, str]:
    return {post.pk: seen_at(post.slot.at if post.slot else None) for post in posts}
