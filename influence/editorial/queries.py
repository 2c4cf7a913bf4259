"""Read models of the calendar. Each is a fixed number of queries, whatever the number of posts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F

from influence.editorial.calendar.cards import Card
from influence.editorial.models import Line, LinePillar, Pillar, Post, Version
from influence.people.models import Codir, Language, Leader, Organisation


def pillars(organisation: Organisation) -> list[Pillar]:
    return list(organisation.pillars.all())


def campaigns(organisation: Organisation) -> list[tuple[int, str]]:
    """For a list to choose from: the room of campaigns lies above this one."""
    return list(organisation.campaigns.values_list("pk", "name"))


def leaders(organisation: Organisation) -> list[Leader]:
    """Those who left too: what they said stays in the calendar."""
    return list(organisation.leaders.all())


# Points of a hundred: nearer than that to its target, a share is where it should be.
CLOSE_ENOUGH = 0.05


@dataclass(frozen=True)
class Share:
    """A pillar's part against its target; None where nothing is measurable, or nothing was agreed."""

    pillar: Pillar
    count: int
    part: float | None
    target: float | None

    @property
    def gap(self) -> float | None:
        return None if self.part is None or self.target is None else self.part - self.target

    @property
    def verdict(self) -> str:
        """over, under, close, or "" where there is nothing to compare."""
        if self.gap is None:
            return ""
        if abs(self.gap) <= CLOSE_ENOUGH:
            return "close"
        return "over" if self.gap > 0 else "under"


@dataclass(frozen=True)
class Rhythm:
    """A leader's posts in the month against the cadence that they agreed to."""

    leader: Leader
    count: int

    @property
    def is_silent(self) -> bool:
        return self.count == 0

    @property
    def missing(self) -> int:
        return max(0, self.leader.posts_per_month - self.count)


def mix(cards: Sequence[Card], *, pillars: Iterable[Pillar], targets: dict[int, float]) -> list[Share]:
    counts = Counter(one.pillar.pk for one in cards if one.is_live)
    return list(shares(counts, pillars=pillars, targets=targets))


def shares(
    counts: Counter[int], *, pillars: Iterable[Pillar], targets: dict[int, float]
) -> tuple[Share, ...]:
    total = counts.total()
    return tuple(
        Share(one, counts[one.pk], counts[one.pk] / total if total else None, targets.get(one.pk))
        for one in pillars
    )


def rhythms(cards: Sequence[Card], *, leaders: Iterable[Leader]) -> list[Rhythm]:
    """The most silent first."""
    counts = Counter(one.leader.pk for one in cards if one.is_live)
    return sorted(
        (Rhythm(one, counts[one.pk]) for one in leaders if one.is_active),
        key=lambda one: (-one.missing, one.leader.name),
    )


def targets(organisation: Organisation) -> dict[int, float]:
    """Share wanted of each pillar by the collegial line; the mean over CoDirs where there are several."""
    weights = LinePillar.objects.filter(line__organisation=organisation, line__leader=None).values_list(
        "line_id", "pillar_id", "weight"
    )
    rows = list(weights)
    lines = len({line for line, _pillar, _weight in rows})
    sums: Counter[int] = Counter()
    for _line, pillar, weight in rows:
        sums[pillar] += weight
    return {pillar: weight / 100 / lines for pillar, weight in sums.items()}


def versions(post: Post) -> list[Version]:
    """The history of the text, newest first, each with its decision prefetched."""
    return list(
        Version.objects.filter(post=post).select_related("written_by", "submitted_by").prefetch_related("decisions__decided_by", "decisions__mandate__leader")
        .order_by("-number")
    )  # fmt: skip


def version_numbered(post: Post, number: int) -> Version | None:
    return Version.objects.filter(post=post, number=number).select_related("written_by").first()


@dataclass(frozen=True)
class LineCard:
    """A line as the page of lines shows it."""

    line: Line
    weights: tuple[LinePillar, ...]

    @property
    def total(self) -> int:
        """In percent: 100, unless somebody meant otherwise."""
        return sum(part.weight for part in self.weights)

    @property
    def forbidden(self) -> list[str]:
        return self.line.forbidden.splitlines()

    @property
    def languages(self) -> list[str]:
        return [Language(one).label for one in self.line.languages]


def lines(organisation: Organisation) -> dict[tuple[str, int], LineCard]:
    """By ("leader", pk) or ("codir", pk)."""
    found = (
        Line.objects.filter(organisation=organisation)
        .prefetch_related("weights__pillar")
        .order_by(F("leader").asc(nulls_first=True))
    )
    return {
        ("leader", one.leader_id) if one.leader_id else ("codir", one.codir_id): LineCard(
            line=one, weights=tuple(sorted(one.weights.all(), key=lambda part: -part.weight))
        )
        for one in found
    }


def weights(line: Line | None) -> dict[int, int]:
    """Percent by pillar id."""
    return dict(line.weights.values_list("pillar_id", "weight")) if line else {}


def codirs(organisation: Organisation) -> list[Codir]:
    return list(organisation.codirs.order_by("name"))
