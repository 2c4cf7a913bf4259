"""A post whose slot passed before its leader said yes: they still may. Shortly after the yes, where the organisation's
policy lets it leave late; else, or if they like it better, in one of the next free places (domain.md §6.5). Nothing here
makes silence a yes (R-2.3)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from influence.core import cadence
from influence.core.lifecycle import PostState
from influence.editorial.days_off import days_off
from influence.editorial.free import apart
from influence.editorial.models import Decision, DecisionKind, Post, Slot
from influence.editorial.spacing import conflicts
from influence.safeguards.models import Policy
from influence.safeguards.policies import policy_of
from influence.safeguards.sql import EMBARGOED, FROZEN, SILENCED, UNCLEARED
from influence.web import dates

OFFERED = 3
# How long what a page offered is still taken: somebody may have read it yesterday.
KEPT_OFFERS = 12


@dataclass(frozen=True)
class Chances:
    """When a post can still go out. `soon`: shortly after a yes now; None where `why_not` says, in a sentence."""

    soon: cadence.Slot | None
    why_not: str
    places: tuple[cadence.Slot, ...]


def awaits(post: Post, *, now: datetime) -> bool:
    """It was put before its leader, its slot has passed, and their word can still send it: it was never decided, or it was
    approved and nothing could send it in time. What editors have taken up again is theirs."""
    if post.slot is None or post.version is None or post.slot.at > now or post.version.submitted_at is None:
        return False
    if post.state == PostState.IN_REVIEW:
        return True
    return post.state == PostState.MISSED and not was_turned_down(post)


def was_turned_down(post: Post) -> bool:
    decisions = Decision.objects.filter(version=post.version_id)
    return decisions.exclude(kind=DecisionKind.APPROVE).exists()


def awaiting(*, since: datetime, now: datetime) -> Q:
    """The same for a query set of posts, of slots since then."""
    turned_down = Decision.objects.exclude(kind=DecisionKind.APPROVE).values("version")
    passed = Q(slot__at__lte=now, slot__at__gt=since, version__submitted_at__isnull=False)
    undecided = Q(state=PostState.IN_REVIEW) | Q(state=PostState.MISSED) & ~Q(version__in=turned_down)
    return passed & undecided


def chances(post: Post, *, now: datetime, count: int = OFFERED) -> Chances:
    slot, policy = slot_of(post), policy_of(post.organisation)
    soon = after_a_while(slot, now=now, policy=policy)
    why_not = what_forbids(post, soon, now=now, policy=policy)
    return Chances(
        soon=None if why_not else soon,
        why_not=why_not,
        places=free_places(post, after=now + cooling_off(policy), count=count),
    )


def slot_of(post: Post) -> Slot:
    if post.slot is None:
        raise ValueError(f"post {post.pk} has no slot")
    return post.slot


def cooling_off(policy: Policy) -> timedelta:
    """Between the yes and its going out: time to think again."""
    return timedelta(minutes=policy.cooling_off_minutes)


def after_a_while(slot: Slot, *, now: datetime, policy: Policy) -> cadence.Slot:
    """To the next whole minute, on the clock of the slot."""
    at = now + cooling_off(policy)
    if at.second or at.microsecond:
        at = at.replace(second=0, microsecond=0) + timedelta(minutes=1)
    return on_the_clock(at, slot.zone)


def on_the_clock(at: datetime, zone: str) -> cadence.Slot:
    day, time = cadence.wall(at, zone)
    return cadence.Slot(day=day, time=time, zone=zone, at=at)


def what_forbids(post: Post, soon: cadence.Slot, *, now: datetime, policy: Policy) -> str:
    """Why it cannot leave shortly after a yes; "" where it can."""
    slot = slot_of(post)
    if now - slot.at > timedelta(minutes=policy.late_approval_minutes):
        return too_long_ago(policy)
    if not policy.opens_at <= soon.time <= policy.closes_at:
        hours = {"opens": dates.hour(policy.opens_at), "closes": dates.hour(policy.closes_at)}
        return _("Rien ne part en retard avant %(opens)s ni après %(closes)s.") % hours
    close = [] if post.closeness_reason else conflicts(post.leader, soon.at, apart_from=post)
    return str(close[0]) if close else what_guards(post, at=soon.at)


def too_long_ago(policy: Policy) -> str:
    minutes = policy.late_approval_minutes
    words = ngettext(
        "Le créneau est passé depuis plus de %(minutes)s minute.",
        "Le créneau est passé depuis plus de %(minutes)s minutes.",
        minutes,
    )
    return words % {"minutes": minutes}


def what_guards(post: Post, *, at: datetime) -> str:
    """What would stop it then, whoever approves."""
    sentences = {
        FROZEN: _("Les mises en ligne sont gelées."),
        SILENCED: _("Une période de silence est en cours à cette heure-là."),
        EMBARGOED: _("Son embargo n'est pas levé."),
        UNCLEARED: _("Elle attend encore un second accord."),
    }
    return next((words for condition, words in sentences.items() if holds(condition, post, at=at)), "")


def holds(condition: str, post: Post, *, at: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT {condition} FROM editorial_post post JOIN editorial_version version ON version.id = post.version_id
                 WHERE post.id = %(id)s""",  # noqa: S608 (no value of anybody is in it)
            {"id": post.pk, "now": at},
        )
        return bool(cursor.fetchone()[0])


def free_places(post: Post, *, after: datetime, count: int) -> tuple[cadence.Slot, ...]:
    """The next ones of the grid, on the leader's clock: no day off, nothing beside it that is too close, no quiet period."""
    found: list[cadence.Slot] = []
    for slot in apart(post.leader, after=after, apart_from=post):
        if len(found) == count:
            break
        if slot.day not in days_off(slot.day.year, slot.zone, "fr") and not holds(SILENCED, post, at=slot.at):
            found.append(slot)
    return tuple(found)
