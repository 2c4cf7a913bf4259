"""The calendar of a period as one person may see it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from django.db.models import Q, QuerySet

from influence.core import cadence
from influence.core.lifecycle import PostState
from influence.editorial import colliding, queries
from influence.editorial.access import opened_by, planned_for
from influence.editorial.calendar import layout
from influence.editorial.calendar.cards import Card, cards, open_places
from influence.editorial.calendar.filters import Filters
from influence.editorial.calendar.periods import Period, Span
from influence.editorial.models import Pillar, Post
from influence.editorial.queries import Rhythm, Share
from influence.editorial.stops import Mark, Stops, stops
from influence.people.models import Leader, Membership
from influence.remarks.queries import unresolved


@dataclass(frozen=True)
class Shown:
    """`cards` are those of the whole weeks that hold the period; mix and rhythms are of a month, and empty for a week."""

    period: Period
    filters: Filters
    leaders: list[Leader]
    pillars: list[Pillar]
    cards: list[Card]
    unplaced: list[Card]
    withdrawn: int
    mix: list[Share]
    rhythms: list[Rhythm]
    stops: Stops
    # What collides, by post: for those who can do something about it.
    clashes: dict[int, list[Mark]] = field(default_factory=dict)
    # Threads of remarks that wait for an end, by post: for those who may read them.
    remarks: dict[int, int] = field(default_factory=dict)

    def marks_of(self, card: Card) -> list[Mark]:
        return [*self.stops.of_card(card), *self.clashes.get(card.pk or 0, ())]

    @property
    def first(self) -> date:
        return self.period.first

    @cached_property
    def weeks(self) -> tuple[layout.Week, ...]:
        return layout.weeks(self.period, cards=self.cards)

    @cached_property
    def lanes(self) -> tuple[layout.Lane, ...]:
        one = self.filters.leader
        shown = [leader for leader in self.leaders if one in (None, leader.pk)]
        return layout.lanes(self.period, leaders=shown, cards=self.cards)

    @cached_property
    def stretches(self) -> tuple[layout.Stretch, ...]:
        return layout.stretches(self.period)

    @cached_property
    def board(self) -> tuple[layout.Column, ...]:
        return layout.board([*self.within, *self.unplaced])

    @cached_property
    def within(self) -> list[Card]:
        return [card for card in self.cards if card.day and self.period.holds(card.day)]

    @property
    def shown(self) -> int:
        return sum(card.pk is not None for card in self.within)


def calendar_for(member: Membership, period: Period, *, filters: Filters, with_marks: bool = True) -> Shown:
    """`with_marks`: what stops a post, what it collides with, what is said of it; a file shows none of that."""
    organisation = member.organisation
    leaders, pillars = queries.leaders(organisation), queries.pillars(organisation)
    since, until = bounds(period, zone=organisation.zone)
    here = Q(slot__at__gte=since, slot__at__lt=until)
    lost = Q(slot=None) if member.is_editor else Q(pk=None)
    posts = planned_for(member).filter(here | lost)
    found = cards(
        posts, organisation=organisation, leaders=leaders, pillars=pillars, openable=opened_by(member)
    )
    placed = [card for card in found if card.day]
    within = [card for card in placed if card.day and period.holds(card.day)]
    free = []
    if member.is_editor and not filters.words:
        free = open_places(organisation, since=since, until=until, leaders=leaders, pillars=pillars)
    kept = kept_by(filters, found, posts=posts, member=member)
    is_month = period.span == Span.MONTH
    return Shown(
        period=period, filters=filters, leaders=leaders, pillars=pillars,
        cards=sorted(
            [*(card for card in kept if card.day), *filter(filters.keeps, free)],
            key=lambda card: (card.day or period.first, *layout.order(card)),
        ),
        unplaced=[card for card in kept if not card.day],
        withdrawn=sum(card.state == PostState.WITHDRAWN for card in within),
        mix=queries.mix(within, pillars=pillars, targets=queries.targets(organisation)) if is_month else [],
        rhythms=queries.rhythms(within, leaders=leaders) if is_month else [],
        stops=stops_for(member, since=since, until=until, cards=placed if with_marks else []),
        clashes=clashes_among(placed, member=member) if with_marks else {},
        remarks=remarks_on(kept, posts=posts, member=member) if with_marks else {},
    )  # fmt: skip


def clashes_among(found: list[Card], *, member: Membership) -> dict[int, list[Mark]]:
    if not member.is_editor:
        return {}
    wanted = {one.pk: one.at for one in found if one.pk and one.at and one.state in colliding.OPEN}
    return colliding.of(wanted, organisation=member.organisation, reader=member.user)


def remarks_on(found: list[Card], *, posts: QuerySet[Post], member: Membership) -> dict[int, int]:
    """Of all that an editor opens, and of a leader's own."""
    read = {
        one.pk
        for one in found
        if one.pk and one.may_open and (member.is_editor or one.leader.user_id == member.user_id)
    }
    # A thousand posts are not named one by one.
    waiting = unresolved(posts.values("pk"), with_internal=member.is_editor) if read else {}
    return {pk: count for pk, count in waiting.items() if pk in read}


def kept_by(filters: Filters, found: list[Card], *, posts: QuerySet[Post], member: Membership) -> list[Card]:
    """Words are looked for only where the reader may read them: finding tells what is written."""
    kept = [card for card in found if filters.keeps(card)]
    if not filters.words:
        return kept
    told = posts.filter(opened_by(member), version__text__icontains=filters.words)
    known = set(told.values_list("pk", flat=True))
    return [card for card in kept if card.pk in known]


def stops_for(member: Membership, *, since: datetime, until: datetime, cards: list[Card]) -> Stops:
    """A reader sees what is online: why something is not, is not for them."""
    if not (member.is_editor or member.is_leader):
        return Stops(zone=member.organisation.zone)
    return stops(member.organisation, since=since, until=until, posts={card.pk for card in cards if card.pk})


def bounds(period: Period, *, zone: str) -> tuple[datetime, datetime]:
    start, end = period.grid
    return cadence.day_bounds(start, zone)[0], cadence.day_bounds(end, zone)[0]
