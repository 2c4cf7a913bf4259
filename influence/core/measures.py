"""What the report measures. Every rate keeps its numerator and denominator; none is ever stored alone.

`None` means "not measurable", shown as such: a rate without a denominator is not zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import median as _median
from typing import Literal

FEW = 5
"""Below so many posts a percentage says nothing: print the posts."""
OUTLIER_FACTOR = 3


class Metric(StrEnum):
    IMPRESSIONS = "impressions"
    REACH = "reach"
    ENGAGEMENTS = "engagements"
    ENGAGEMENT_RATE = "engagement_rate"
    AMPLIFICATION_RATE = "amplification_rate"
    CONVERSATION_RATE = "conversation_rate"
    APPLAUSE_RATE = "applause_rate"
    DISCUSSION_RATIO = "discussion_ratio"
    INTERNAL_SHARE = "internal_share"
    CADENCE = "cadence"
    ACTIVE_WEEKS = "active_weeks"
    CONCENTRATION = "concentration"
    GINI = "gini"
    EI_INDEX = "ei_index"
    TRANSVERSALITY = "transversality"
    PILLAR_MIX = "pillar_mix"


class Unit(StrEnum):
    COUNT = "count"
    SHARE = "share"
    RATIO = "ratio"
    PER_WEEK = "per_week"
    INDEX = "index"


@dataclass(frozen=True)
class Formula:
    """What a frozen edition prints in its method box. `words` is the key of its name in the catalogues."""

    id: Metric
    version: int
    numerator: str
    denominator: str | None
    unit: Unit
    null_when: str | None
    words: str
    additive: bool = False


def _formula(
    metric: Metric,
    numerator: str,
    per: str | None,
    unit: Unit,
    null_when: str | None,
    *,
    additive: bool = False,
) -> Formula:
    words = f"measure.{metric}"
    return Formula(metric, 1, numerator, per, unit, null_when, words=words, additive=additive)


FORMULAS: Mapping[Metric, Formula] = {
    formula.id: formula
    for formula in (
        _formula(Metric.IMPRESSIONS, "impressions", None, Unit.COUNT, "unknown", additive=True),
        _formula(Metric.REACH, "members_reached", None, Unit.COUNT, "unknown"),
        _formula(
            Metric.ENGAGEMENTS, "reactions + comments + reshares", None, Unit.COUNT, None, additive=True
        ),
        _formula(
            Metric.ENGAGEMENT_RATE, "engagements", "impressions", Unit.SHARE, "impressions in (0, unknown)"
        ),
        _formula(Metric.AMPLIFICATION_RATE, "reshares", "posts", Unit.RATIO, "posts = 0"),
        _formula(Metric.CONVERSATION_RATE, "comments", "posts", Unit.RATIO, "posts = 0"),
        _formula(Metric.APPLAUSE_RATE, "reactions", "posts", Unit.RATIO, "posts = 0"),
        _formula(Metric.DISCUSSION_RATIO, "reactions", "comments", Unit.RATIO, "comments = 0"),
        _formula(
            Metric.INTERNAL_SHARE,
            "engagements by enrolled employees",
            "engagements",
            Unit.SHARE,
            "engagements = 0",
        ),
        _formula(Metric.CADENCE, "original posts", "days / 7", Unit.PER_WEEK, "days = 0"),
        _formula(Metric.ACTIVE_WEEKS, "weeks with a post", "weeks", Unit.SHARE, "weeks = 0"),
        _formula(Metric.CONCENTRATION, "posts of the most active leader", "posts", Unit.SHARE, "posts = 0"),
        _formula(Metric.GINI, "mean absolute difference", "2 x mean", Unit.INDEX, "posts = 0"),
        _formula(Metric.EI_INDEX, "cross - within", "cross + within", Unit.INDEX, "cross + within = 0"),
        _formula(
            Metric.TRANSVERSALITY,
            "cross / possible cross",
            "within / possible within",
            Unit.RATIO,
            "within = 0 or possible cross = 0 or possible within = 0",
        ),
        _formula(Metric.PILLAR_MIX, "posts of the pillar", "posts", Unit.SHARE, "posts = 0"),
    )
}


class NotAdditive(ValueError):
    """Reach and rates cannot be added up: a person reached twice is still one person."""


def total(metric: Metric, values: Iterable[int | None]) -> int | None:
    """The sum of the known values of an additive metric; None if none is known."""
    if not FORMULAS[metric].additive:
        raise NotAdditive(metric)
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def ratio(numerator: float, denominator: float | None) -> float | None:
    return numerator / denominator if denominator else None


def engagements(*, reactions: int, comments: int, reshares: int | None) -> int:
    """Unknown reshares count for nothing; clicks never count (a member's post does not report them alike)."""
    return reactions + comments + (reshares or 0)


def engagement_rate(*, engagements: int, impressions: int | None) -> float | None:
    return ratio(engagements, impressions)


def amplification_rate(*, reshares: int, posts: int) -> float | None:
    return ratio(reshares, posts)


def conversation_rate(*, comments: int, posts: int) -> float | None:
    return ratio(comments, posts)


def applause_rate(*, reactions: int, posts: int) -> float | None:
    return ratio(reactions, posts)


def discussion_ratio(*, reactions: int, comments: int) -> float | None:
    """Reactions per comment: the lower, the more people talk."""
    return ratio(reactions, comments)


def internal_share(*, internal: int, engagements: int) -> float | None:
    return ratio(internal, engagements)


def cadence_per_week(*, posts: int, days: int) -> float | None:
    return ratio(posts * 7, days)


def active_weeks(days: Iterable[date], *, start: date, end: date) -> float | None:
    """The share of the ISO weeks touched by [start, end) that hold at least one post."""
    weeks = {_monday(start + timedelta(days=n)) for n in range((end - start).days)}
    return ratio(len({_monday(day) for day in days if start <= day < end}), len(weeks))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def concentration(counts: Sequence[int]) -> float | None:
    return ratio(max(counts, default=0), sum(counts))


def gini(counts: Sequence[int]) -> float | None:
    """0 when every leader posts as much, towards 1 when one posts for all."""
    weighted = sum(rank * value for rank, value in enumerate(sorted(counts), start=1))
    whole = len(counts) * sum(counts)
    return ratio(2 * weighted - (len(counts) + 1) * sum(counts), whole)


def median(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return _median(known) if known else None


def outliers(values: Sequence[float]) -> tuple[float, ...]:
    """The values above three times the median: totals are shown with and without them."""
    middle = median(values)
    if middle is None:
        return ()
    return tuple(value for value in values if value > OUTLIER_FACTOR * middle)


def change(previous: float | None, current: float | None, *, posts: int) -> float | Literal["new"] | None:
    """The relative change of a count, "new" from a zero base. `posts`: of the period that has fewer."""
    if previous is None or current is None or posts < FEW:
        return None
    if previous == 0:
        return "new" if current else 0.0
    return (current - previous) / previous


def points(previous: float | None, current: float | None, *, posts: int) -> float | None:
    """The difference of two shares, in points of percentage (0.052 against 0.049 is +0.3)."""
    if previous is None or current is None or posts < FEW:
        return None
    return (current - previous) * 100


@dataclass(frozen=True)
class MixRow:
    pillar: str
    posts: int
    share: float | None
    target: float | None
    gap: float | None


def mix(posts: Mapping[str, int], *, targets: Mapping[str, float]) -> tuple[MixRow, ...]:
    """Each pillar's share of the posts against its share of the target weights (which need not add up to one).

    A pillar without a post has its row: a theme that nobody voiced is the finding. Posts on a pillar without a
    target come last.
    """
    written, weights = sum(posts.values()), sum(targets.values())
    pillars = [*targets, *(pillar for pillar in posts if pillar not in targets)]
    return tuple(
        _mix_row(pillar, posts.get(pillar, 0), written, targets.get(pillar, 0), weights) for pillar in pillars
    )


def _mix_row(pillar: str, posts: int, written: int, weight: float, weights: float) -> MixRow:
    share, target = ratio(posts, written), ratio(weight, weights)
    gap = None if share is None or target is None else share - target
    return MixRow(pillar, posts, share, target, gap)
