"""Collisions of a time, pair by pair, with what was said of them: for the page of coverage."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from influence.editorial.colliding import OPEN, Found, every
from influence.editorial.models import Collision, Post, Waiver
from influence.people.models import Organisation, User


@dataclass(frozen=True)
class Pair:
    kind: str
    one: Post
    other: Post
    is_let_stand: bool
    # Of the last person who let them stand; "" where nobody did.
    reason: str = ""
    by: str = ""
    openable: frozenset[int] = frozenset()

    @property
    def words(self) -> str:
        return str(Collision(self.kind).label)


# A page that people still read; of more, the number is said.
MOST_SHOWN = 100


def pairs(within: Q, *, organisation: Organisation, reader: User, opened: Q) -> tuple[list[Pair], int]:
    """What nobody let stand comes first, then by time; and how many there are beyond those. `opened`: which posts this
    person may open."""
    posts = Post.objects.filter(within, organisation=organisation, state__in=OPEN, slot__isnull=False)
    wanted = dict(posts.values_list("pk", "slot__at"))
    found = every(wanted, organisation=organisation, reader=reader)
    each = {(one.kind, *sorted((one.post_id, one.other_id))): one for one in found}
    rows = sorted(each.values(), key=lambda one: one.is_let_stand)[:MOST_SHOWN]
    named = {pk for one in rows for pk in (one.post_id, one.other_id)}
    known = Post.objects.filter(pk__in=named).select_related("leader", "slot").in_bulk()
    openable = frozenset(Post.objects.filter(opened, pk__in=named).values_list("pk", flat=True))
    why = reasons(named)
    return [pair(one, known=known, why=why, openable=openable) for one in rows], len(each) - len(rows)


def when(post: Post) -> float:
    return post.slot.at.timestamp() if post.slot else 0


def pair(
    found: Found, *, known: dict[int, Post], why: dict[tuple[str, int, int], Waiver], openable: frozenset[int]
) -> Pair:
    """The earlier of the two first."""
    one, other = sorted((known[found.post_id], known[found.other_id]), key=lambda post: (when(post), post.pk))
    said = why.get((found.kind, one.pk, other.pk)) or why.get((found.kind, other.pk, one.pk))
    reason, by = (said.reason, said.waived_by.name) if said else (closeness(found, one, other), "")
    return Pair(
        found.kind, one, other, found.is_let_stand, reason if found.is_let_stand else "", by, openable
    )


def closeness(found: Found, *posts: Post) -> str:
    """Of places that were explained before anybody asked for the pair."""
    if found.kind != Collision.HOUR:
        return ""
    return next((post.closeness_reason for post in posts if post.closeness_reason), "")


def reasons(posts: Iterable[int]) -> dict[tuple[str, int, int], Waiver]:
    found = (
        Waiver.objects.filter(post__in=posts, other__in=posts)
        .select_related("waived_by")
        .order_by("waived_at")
    )
    return {(one.kind, one.post_id, one.other_id): one for one in found}
