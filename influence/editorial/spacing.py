"""How close a place is to posts that have theirs: between two posts of one leader, and between two leaders of the
organisation (domain.md §2.2, R-2.8). The rule is the organisation's policy; exactly the wanted distance is enough."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from influence.core.lifecycle import PostState
from influence.editorial.models import Collision, Post
from influence.editorial.words import Gone
from influence.people.models import Leader
from influence.safeguards.models import Policy
from influence.safeguards.policies import policy_of
from influence.web import dates

# A draft claims nothing yet: of two that are too close, the one submitted first has the place. What was withdrawn,
# refused, missed or failed, and what was taken down, is not read beside anything.
HOLDING = frozenset(
    (PostState.IN_REVIEW, PostState.RETURNED, PostState.APPROVED, PostState.SCHEDULED, PostState.PUBLISHING, PostState.PUBLISHED)
)  # fmt: skip
# For whoever chooses a place: others are at work on these.
PLANNED = HOLDING | {PostState.DRAFT}
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@dataclass(frozen=True)
class Place:
    leader: Leader
    at: datetime
    post_id: int | None = None


class Clash:
    """What a post collides with (R-2.8). Reads as a sentence in the language now active: it names who speaks and when, never
    what they say."""

    kind: ClassVar[Collision]

    @property
    def other_id(self) -> int | None:
        """The post that it collides with; None for what is not in the calendar yet."""
        raise TypeError("a collision is of one of the three kinds")


@dataclass(frozen=True)
class Conflict(Clash):
    """`with_` is too close. Hours are those of `zone`."""

    with_: Place
    is_own: bool
    wanted: timedelta
    zone: str
    kind = Collision.HOUR

    @property
    def other_id(self) -> int | None:
        return self.with_.post_id

    def __str__(self) -> str:
        facts = {"leader": self.with_.leader.name, "moment": dates.moment(self.with_.at, self.zone)}
        if self.is_own:
            words = _(
                "Trop près d'une autre publication de %(leader)s, le %(moment)s : il faut %(hours)s h entre les deux."
            )
            return words % (facts | {"hours": self.wanted // HOUR})
        words = _(
            "Trop près de la publication de %(leader)s, le %(moment)s : il faut %(minutes)s min entre deux dirigeants."
        )
        return words % (facts | {"minutes": self.wanted // MINUTE})


def conflicts(leader: Leader, at: datetime, *, apart_from: Post | None = None) -> list[Conflict]:
    """What keeps a post of this leader from `at`, unless somebody says why (editorial.collisions); the nearest first."""
    return among(leader, at, states=HOLDING, apart_from=apart_from)


def among(
    leader: Leader, at: datetime, *, states: frozenset[PostState], apart_from: Post | None
) -> list[Conflict]:
    policy = policy_of(leader.organisation)
    reach = max(policy.min_gap, policy.spacing)
    posts = placed(leader.organisation_id, since=at - reach, until=at + reach, states=states)
    if apart_from is not None:
        posts = posts.exclude(pk=apart_from.pk)
    return too_close(Place(leader, at), places(posts), policy=policy)


def placed(
    organisation_id: int, *, since: datetime, until: datetime, states: frozenset[PostState]
) -> QuerySet[Post]:
    gone = Q(state=PostState.PUBLISHED, reason=Gone.REMOVED)
    return Post.objects.filter(
        organisation=organisation_id, state__in=states, slot__at__gt=since, slot__at__lt=until
    ).exclude(gone)


def places(posts: QuerySet[Post]) -> list[Place]:
    found = posts.select_related("leader", "slot").order_by("slot__at", "pk")
    return [Place(post.leader, post.slot.at, post.pk) for post in found if post.slot]


def too_close(one: Place, others: Iterable[Place], *, policy: Policy) -> list[Conflict]:
    found = [
        Conflict(other, is_own=is_own, wanted=wanted, zone=one.leader.zone)
        for other in others
        for is_own in [other.leader.pk == one.leader.pk]
        for wanted in [between(policy, is_own=is_own)]
        if abs(other.at - one.at) < wanted
    ]
    return sorted(found, key=lambda conflict: (abs(conflict.with_.at - one.at), conflict.with_.leader.pk))


def between(policy: Policy, *, is_own: bool) -> timedelta:
    """How far two posts stand from each other: of one leader, or of two."""
    return policy.min_gap if is_own else policy.spacing


def in_turn(organisation_id: int) -> None:
    """One at a time, until the end of the transaction: two editors at once would each find the place free. It is the
    organisation's lock and not a leader's, for two leaders may be too close as well."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('spacing'), %s::int)", [organisation_id])
