"""What of the safeguards lies on places of the calendar: for its marks, and for the sentences before anybody submits or
approves. What stops a post is decided elsewhere, when its hour comes (safeguards.sql)."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache, cached_property

from django.db.models import F
from django.utils.translation import gettext as _

from influence.core import cadence
from influence.core.lifecycle import PostState
from influence.editorial.calendar.cards import Card
from influence.editorial.models import Embargo, Flag, Post
from influence.people.models import Organisation
from influence.safeguards.models import Freeze, Period, PeriodKind, Strength
from influence.safeguards.queries import freezes_over, is_frozen, periods_over
from influence.web.dates import day_plain, moment

LETTERS = {PeriodKind.QUIET: "S", PeriodKind.CLOSED: "F", PeriodKind.RESERVE: "R"}
# Posts that may still leave.
WAITING = frozenset(
    {PostState.DRAFT, PostState.IN_REVIEW, PostState.RETURNED, PostState.APPROVED, PostState.SCHEDULED}
)


@dataclass(frozen=True)
class Mark:
    """Told apart by its letter and its words; the colour says no more than they do."""

    letter: str
    words: str
    is_hard: bool


@dataclass(frozen=True)
class Stops:
    """All that lies on a stretch of an organisation's calendar."""

    zone: str
    freezes: list[Freeze] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)
    embargoes: dict[int, Embargo] = field(default_factory=dict)
    topics: dict[int, set[int]] = field(default_factory=dict)

    @cached_property
    def of_day(self) -> Callable[[date], list[Mark]]:
        """What concerns everybody, or somebody, on a day: asked again by each of its cards."""
        return cache(self.lying_on)

    def lying_on(self, day: date) -> list[Mark]:
        frozen = [frost_mark(one) for one, first, last in self.frosts if first <= day <= last]
        return [*frozen, *(period_mark(one) for one in self.periods if one.starts_on <= day < one.ends_on)]

    def of_card(self, card: Card) -> list[Mark]:
        """What would stop, or bears upon, this very post."""
        if card.day is None or card.pk is None or card.state not in WAITING:
            return []
        lying = [
            one for one, first, last in self.frosts if first <= card.day <= last and one.released_at is None
        ]
        frozen = is_frozen(lying, leader_id=card.leader.pk, pillar_id=card.pillar.pk)
        embargo = self.embargoes.get(card.pk)
        periods = [
            one for one in self.periods
            if one.starts_on <= card.day < one.ends_on and self.concerns(one, leader_id=card.leader.pk, post_id=card.pk)
        ]  # fmt: skip
        return [
            *([Mark("G", _("gelée"), is_hard=True)] if frozen else []),
            *([Mark("E", _("sous embargo"), is_hard=True)] if embargo else []),
            *(period_mark(one) for one in periods),
        ]

    def of_post(self, post: Post) -> list[str]:
        """In sentences, what stops this post first."""
        embargo = self.embargoes.get(post.pk)
        at = post.slot.at if post.slot else None
        said = [told_embargo(embargo, zone=self.zone)] if embargo else []
        return [
            *said,
            *self.of_place(at, leader_id=post.leader_id, pillar_id=post.pillar_id, post_id=post.pk),
        ]

    def of_place(
        self, at: datetime | None, *, leader_id: int, pillar_id: int | None, post_id: int | None = None
    ) -> list[str]:
        lying = [one for one in self.freezes if one.released_at is None]
        frozen = is_frozen(lying, leader_id=leader_id, pillar_id=pillar_id or 0)
        found = [
            one for one in self.periods
            if at and one.starts_at <= at < one.ends_at and self.concerns(one, leader_id=leader_id, post_id=post_id)
        ]  # fmt: skip
        found.sort(key=lambda one: one.strength != Strength.HARD)
        return [*([told_freeze(frozen)] if frozen else []), *(told_period(one) for one in found)]

    def concerns(self, period: Period, *, leader_id: int, post_id: int | None) -> bool:
        mine = self.topics.get(post_id, set()) if post_id else set()
        return period.leader_id in (None, leader_id) and (period.topic_id is None or period.topic_id in mine)

    @cached_property
    def frosts(self) -> list[tuple[Freeze, date, date]]:
        """With their first and last days: asked of every card."""
        return [
            (one, cadence.local_date(one.frozen_at, self.zone),
             cadence.local_date(one.released_at, self.zone) if one.released_at else date.max)
            for one in self.freezes
        ]  # fmt: skip


def stops(
    organisation: Organisation, *, since: datetime, until: datetime, posts: Collection[int] = ()
) -> Stops:
    """Four queries at most, whatever the number of posts; `posts`: those whose embargo and topics are asked for."""
    periods = periods_over(organisation, since=since, until=until)
    # Few are under embargo: cheaper to read them all than to name a thousand posts.
    embargoes = Embargo.objects.filter(post__organisation=organisation, confirmed_at=None) if posts else ()
    return Stops(
        zone=organisation.zone,
        freezes=freezes_over(organisation, since=since, until=until),
        periods=periods,
        embargoes={one.post_id: one for one in embargoes if one.post_id in posts},
        topics=topics_of(posts, among={one.topic_id for one in periods if one.topic_id}),
    )


def topics_of(posts: Collection[int], *, among: Collection[int]) -> dict[int, set[int]]:
    """Of the topics that a period is about: where there is none, nobody asks."""
    found: dict[int, set[int]] = {}
    if posts and among:
        flags = Flag.objects.filter(
            version__post__in=posts, version=F("version__post__version"), topic__in=among
        )
        for post_id, topic_id in flags.values_list("version__post_id", "topic_id"):
            found.setdefault(post_id, set()).add(topic_id)
    return found


def of_posts(posts: Iterable[Post], *, now: datetime) -> dict[int, list[str]]:
    """By post; some queries for each organisation, whatever the number of posts."""
    by_house: dict[int, list[Post]] = {}
    for post in posts:
        by_house.setdefault(post.organisation_id, []).append(post)
    found: dict[int, list[str]] = {}
    for theirs in by_house.values():
        hours = [post.slot.at for post in theirs if post.slot] or [now]
        lying = stops(
            theirs[0].organisation, since=min(*hours, now), until=max(*hours, now) + timedelta(seconds=1),
            posts=[post.pk for post in theirs],
        )  # fmt: skip
        found |= {post.pk: lying.of_post(post) if post.state in WAITING else [] for post in theirs}
    return found


def of_place(
    organisation: Organisation, at: datetime, *, leader_id: int, pillar_id: int | None, now: datetime
) -> list[str]:
    """For a place that is only being thought of."""
    lying = stops(organisation, since=min(at, now), until=max(at, now) + timedelta(seconds=1))
    return lying.of_place(at, leader_id=leader_id, pillar_id=pillar_id)


def frost_mark(frozen: Freeze) -> Mark:
    if frozen.released_at is not None:
        return Mark("G", _("gel, levé depuis"), is_hard=False)
    whom = frozen.leader or frozen.pillar
    words = _("gelé : %(whom)s") % {"whom": whom.name} if whom else _("tout est gelé")
    return Mark("G", words, is_hard=True)


def period_mark(period: Period) -> Mark:
    words = {
        Strength.HARD: _("%(name)s : rien ne part"),
        Strength.WARNING: _("%(name)s : à éviter"),
        Strength.INFORMATION: _("%(name)s : pour information"),
    }[Strength(period.strength)]
    return Mark(
        LETTERS[PeriodKind(period.kind)],
        words % {"name": period.name},
        is_hard=period.strength == Strength.HARD,
    )


def told_freeze(frozen: Freeze) -> str:
    return _("Un gel est en place : rien ne part tant qu'il n'est pas levé (%(reason)s).") % {
        "reason": frozen.reason
    }


def told_embargo(embargo: Embargo, *, zone: str) -> str:
    return _("Sous embargo jusqu'à %(when)s, et jusqu'à ce que le communiqué soit confirmé.") % {
        "when": moment(embargo.lifts_at, zone)
    }


def told_period(period: Period) -> str:
    words = {
        Strength.HARD: _("Ce jour-là rien ne part : %(name)s, du %(first)s au %(last)s inclus."),
        Strength.WARNING: _("À savoir : ce jour tombe dans « %(name)s », du %(first)s au %(last)s inclus."),
        Strength.INFORMATION: _("Pour information : %(name)s, du %(first)s au %(last)s inclus."),
    }[Strength(period.strength)]
    days = {"first": day_plain(period.starts_on), "last": day_plain(period.last_on)}
    return words % ({"name": period.name} | days)
