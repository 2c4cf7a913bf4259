"""What pages of the rooms above ask about safeguards."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from influence.people.models import Leader, Organisation
from influence.safeguards.models import Freeze, Period, Strength, Topic

RELATED = ("leader", "pillar", "frozen_by", "release_asked_by", "released_by")


def freezes(organisation: Organisation) -> "QuerySet[Freeze]":
    return (
        Freeze.objects.filter(organisation=organisation)
        .select_related(*RELATED)
        .order_by("-frozen_at", "-pk")
    )


def in_force(organisation: Organisation) -> list[Freeze]:
    return list(freezes(organisation).filter(released_at=None))


def ended(organisation: Organisation, *, most: int = 10) -> list[Freeze]:
    return list(freezes(organisation).exclude(released_at=None)[:most])


def freezes_over(organisation: Organisation, *, since: datetime, until: datetime) -> list[Freeze]:
    """Those that lie on some of [since, until), over or not."""
    ends = Q(released_at=None) | Q(released_at__gt=since)
    return list(freezes(organisation).filter(ends, frozen_at__lt=until))


def is_frozen(frozen: Iterable[Freeze], *, leader_id: int, pillar_id: int) -> Freeze | None:
    """The first of these freezes that concerns a post of this leader and pillar."""
    return next(
        (one for one in frozen if one.leader_id in (None, leader_id) and one.pillar_id in (None, pillar_id)),
        None,
    )


def periods(organisation: Organisation) -> "QuerySet[Period]":
    return Period.objects.filter(organisation=organisation, cancelled_at=None).select_related(
        "leader", "topic"
    )


def periods_over(organisation: Organisation, *, since: datetime, until: datetime) -> list[Period]:
    """Those that lie on some of [since, until)."""
    return list(periods(organisation).filter(starts_at__lt=until, ends_at__gt=since))


def upcoming(organisation: Organisation, *, now: datetime) -> list[Period]:
    return list(periods(organisation).filter(ends_at__gt=now))


def past(organisation: Organisation, *, now: datetime, most: int = 20) -> list[Period]:
    return list(periods(organisation).filter(ends_at__lte=now).order_by("-ends_at")[:most])


def concerns(period: Period, *, at: datetime, leader_id: int, topics: Iterable[int]) -> bool:
    """Does it lie on this instant, for a post of this leader on these topics?"""
    return (
        period.starts_at <= at < period.ends_at
        and period.leader_id in (None, leader_id)
        and (period.topic_id is None or period.topic_id in set(topics))
    )


def stops(period: Period) -> bool:
    return period.strength == Strength.HARD


def topics(organisation: Organisation) -> list[Topic]:
    return list(Topic.objects.filter(organisation=organisation, is_active=True))


def leaders_of(organisation: Organisation) -> "QuerySet[Leader]":
    return organisation.leaders.filter(is_active=True).order_by("name")
