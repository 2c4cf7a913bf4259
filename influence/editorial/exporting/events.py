"""Posts as events of somebody's own calendar: what that person may see, with their own rights."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from influence.core import cadence
from influence.core.lifecycle import PostState
from influence.core.text import plain
from influence.editorial.access import opened_by, planned_for
from influence.editorial.embargoes import sealed_from
from influence.editorial.models import Post
from influence.editorial.words import is_gone, standing
from influence.outbox.compose import absolute
from influence.people.models import Leader, Membership

BEFORE, AFTER = timedelta(days=60), timedelta(days=400)
# How long a calendar hears that something is called off, before it hears nothing of it any more.
CALLED_OFF_FOR = timedelta(days=30)
CALLED_OFF = frozenset({PostState.WITHDRAWN, PostState.REFUSED, PostState.MISSED, PostState.FAILED})
UNDECIDED = frozenset({PostState.DRAFT, PostState.IN_REVIEW, PostState.RETURNED})
_RELATED = ("leader", "pillar", "slot", "version", "embargo")


@dataclass(frozen=True)
class Event:
    """`begins` is wall time of `zone`. `changes` counts up with each change (RFC 5545 §3.8.7.4)."""

    uid: str
    begins: datetime
    zone: str
    title: str
    words: str
    address: str
    status: str
    changes: int
    changed_at: datetime


def of_member(member: Membership, *, leader: Leader | None, now: datetime) -> list[Event]:
    """Sixty days back, four hundred ahead."""
    near = Q(slot__at__gte=now - BEFORE, slot__at__lt=now + AFTER)
    still = ~Q(state__in=CALLED_OFF) | Q(changed_at__gt=now - CALLED_OFF_FOR)
    posts = planned_for(member).filter(near, still)
    return events(
        member, posts=(posts.filter(leader=leader) if leader else posts).values_list("pk", flat=True)
    )


def events(member: Membership, *, posts: Iterable[int]) -> list[Event]:
    """Of the posts that have a place, by time."""
    found = planned_for(member).filter(pk__in=posts, slot__isnull=False)
    opened = set(found.filter(opened_by(member)).values_list("pk", flat=True))
    sealed = set(found.filter(sealed_from(member.user_id)).values_list("pk", flat=True))
    return [
        event(post, is_open=post.pk in opened, is_sealed=post.pk in sealed)
        for post in found.select_related(*_RELATED).order_by("slot__at", "pk")
    ]


def event(post: Post, *, is_open: bool, is_sealed: bool) -> Event:
    slot, changed_at = post.slot, last_change(post)
    if slot is None:
        raise ValueError(f"post {post.pk} has no place")
    title = _("Créneau pris") if is_sealed else _("%(leader)s · %(pillar)s") % {
        "leader": post.leader.name, "pillar": post.pillar.name,
    }  # fmt: skip
    return Event(
        uid=uid(post), begins=datetime.combine(*cadence.wall(slot.at, slot.zone)), zone=slot.zone, title=title,
        words=told(post) if is_open else "", address=absolute("post", post.pk) if is_open else "",
        status=status(post), changes=int((changed_at - post.created_at).total_seconds()), changed_at=changed_at,
    )  # fmt: skip


def told(post: Post) -> str:
    """How it stands, and what it says."""
    text = plain(post.version.text) if post.version else ""
    return f"{standing(post.state, post.reason)}\n\n{text}".strip()


def last_change(post: Post) -> datetime:
    """Of the post, or of the embargo that lay on it."""
    embargo = getattr(post, "embargo", None)
    return max(post.changed_at, (embargo and (embargo.confirmed_at or embargo.created_at)) or post.changed_at)


def uid(post: Post) -> str:
    """The same for as long as the post lives, wherever it is read."""
    host = settings.BASE_URL.partition("://")[2].partition("/")[0]
    return f"publication-{post.pk}@{host}"


def status(post: Post) -> str:
    if post.state in CALLED_OFF or is_gone(post.state, post.reason):
        return "CANCELLED"
    return "TENTATIVE" if post.state in UNDECIDED else "CONFIRMED"
