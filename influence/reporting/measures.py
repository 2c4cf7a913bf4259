"""Measures as they are read: from the frozen counts of a month and of the one before, by the formulas of core."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from influence.core import measures as core
from influence.core.measures import FEW, FORMULAS, Metric, Unit
from influence.core.transversality import Crossing, transversality
from influence.reporting import words

Counts = Mapping[str, Any]

# Fewer reactions a comment means that people talk: the one measure that is better when it falls.
FALLING_IS_BETTER = frozenset({Metric.DISCUSSION_RATIO})
# A higher share of employees is neither good nor bad by itself.
NEITHER = frozenset({Metric.INTERNAL_SHARE})


@dataclass(frozen=True)
class Measure:
    """`posts`: of the month that has fewer; below five no percentage is said (R-1.12)."""

    key: str
    unit: Unit
    value: float | None
    before: float | None
    posts: int

    @property
    def change(self) -> float | Literal["new"] | None:
        return core.change(self.before, self.value, posts=self.posts)

    @property
    def gain(self) -> float | None:
        """The relative change towards the better; None where there is none to speak of."""
        change = self.change
        if not isinstance(change, float) or self.key in NEITHER:
            return None
        return -change if self.key in FALLING_IS_BETTER else change

    @property
    def words(self) -> str:
        return words.figure(self.value, self.unit)

    @property
    def words_before(self) -> str:
        return words.figure(self.before, self.unit)

    @property
    def words_of_change(self) -> str:
        if self.unit == Unit.SHARE:
            return words.points(core.points(self.before, self.value, posts=self.posts))
        return words.change(self.change)


def measures(now: Counts, before: Counts | None) -> list[Measure]:
    """In the order of the headline: the two that tell whether anybody else listens come early (R-1.7)."""
    then = before or {}
    fewer = min(now["posts"], then.get("posts", 0))
    found = [Measure("posts", Unit.COUNT, now["posts"], then.get("posts"), fewer)]
    rated = min(now["rated_posts"], then.get("rated_posts", 0))
    for metric, formula in SHOWN.items():
        of_rate = metric in (Metric.ENGAGEMENT_RATE, Metric.IMPRESSIONS)
        value, earlier = formula(now), formula(then) if then else None
        found.append(Measure(metric, unit_of(metric), value, earlier, rated if of_rate else fewer))
    return found


def unit_of(metric: str) -> Unit:
    return FORMULAS[Metric(metric)].unit if metric in set(Metric) else Unit.COUNT


def internal_share(counts: Counts) -> float | None:
    return core.internal_share(internal=counts["internal"], engagements=counts["engagements"])


def discussion_ratio(counts: Counts) -> float | None:
    return core.discussion_ratio(reactions=counts["reactions"], comments=counts["comments"])


def engagement_rate(counts: Counts) -> float | None:
    return core.engagement_rate(engagements=counts["rated"], impressions=counts["impressions"])


def known(name: str) -> Callable[[Counts], float | None]:
    """A count is unknown, not zero, while none of the posts was read."""
    return lambda counts: counts[name] if counts["read"] or not counts["posts"] else None


SHOWN: dict[str, Callable[[Counts], float | None]] = {
    Metric.IMPRESSIONS: lambda counts: counts["impressions"],
    Metric.ENGAGEMENT_RATE: engagement_rate,
    Metric.INTERNAL_SHARE: internal_share,
    Metric.DISCUSSION_RATIO: discussion_ratio,
    "reactions": known("reactions"),
    "comments": known("comments"),
    "reshares": known("reshares"),
}


def outliers(posts: Sequence[Counts]) -> list[Counts]:
    """Posts above three times the median: the total is also said without them. A handful of posts has none."""
    if len(posts) < FEW:
        return []
    limits = core.outliers([weight(post) for post in posts])
    return [post for post in posts if weight(post) in limits]


def weight(post: Counts) -> int:
    return core.engagements(
        reactions=post["reactions"] or 0, comments=post["comments"] or 0, reshares=post["reshares"]
    )


def crossing_of(counts: Counts) -> Crossing | None:
    """None where the month's sums may not be told."""
    if counts["within"] is None:
        return None
    return Crossing(
        within=counts["within"], cross=counts["cross"], possible_within=counts["possible_within"],
        possible_cross=counts["possible_cross"],
    )  # fmt: skip


def t_of(counts: Counts) -> float | None:
    found = crossing_of(counts)
    return transversality(found) if found else None


def silent(leaders: Iterable[Counts]) -> list[Counts]:
    return [leader for leader in leaders if leader["active"] and not leader["totals"]["posts"]]
