"""Who speaks of what in some months, against what was agreed: the mix of themes, silences, weeks without anybody, themes
without a voice. A fixed number of queries, whatever the number of posts and leaders."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.db.models import Max, Q

from influence.core import cadence
from influence.core.lifecycle import PostState
from influence.editorial import queries
from influence.editorial.calendar.cards import LIVE
from influence.editorial.models import LinePillar, Pillar, Post
from influence.editorial.queries import Share, shares
from influence.editorial.words import Gone
from influence.people.models import Leader, Organisation

# A silence is told once it lasts this many times the interval that was agreed.
PATIENCE = 2
DAYS_A_MONTH = 30.4
QUARTER = 3


@dataclass(frozen=True)
class Months:
    """Whole months of the organisation's zone: [first, after)."""

    first: date
    months: int

    @property
    def after(self) -> date:
        whole = self.first.month - 1 + self.months
        return date(self.first.year + whole // 12, whole % 12 + 1, 1)

    @property
    def last(self) -> date:
        """First day of the last month."""
        return (self.after - timedelta(days=1)).replace(day=1)

    @property
    def next(self) -> "Months":
        return Months(self.after, self.months)

    @classmethod
    def quarter(cls, day: date) -> "Months":
        return cls(day.replace(month=day.month - (day.month - 1) % QUARTER, day=1), QUARTER)

    def bounds(self, zone: str) -> tuple[datetime, datetime]:
        return cadence.day_bounds(self.first, zone)[0], cadence.day_bounds(self.after, zone)[0]


@dataclass(frozen=True)
class Silence:
    """Days without a post of this leader, from a day to a day (both within)."""

    starts: date
    ends: date
    agreed: int

    @property
    def days(self) -> int:
        return (self.ends - self.starts).days + 1


@dataclass(frozen=True)
class Voice:
    leader: Leader
    count: int
    agreed: int
    mix: tuple[Share, ...]
    silence: Silence | None

    @property
    def is_silent(self) -> bool:
        return self.count == 0 and self.agreed > 0

    @property
    def missing(self) -> int:
        return self.agreed - self.count


@dataclass(frozen=True)
class Coverage:
    span: Months
    total: int
    mix: tuple[Share, ...]
    voices: tuple[Voice, ...]
    empty_weeks: tuple[date, ...]
    unvoiced: tuple[Pillar, ...]
    unspoken: tuple[Pillar, ...]


@dataclass(frozen=True)
class Spoken:
    leader: int
    pillar: int
    day: date


def coverage(organisation: Organisation, span: Months) -> Coverage:
    since, until = span.bounds(organisation.zone)
    spoken = spoken_in(organisation, since=since, until=until)
    pillars = queries.pillars(organisation)
    leaders = [one for one in queries.leaders(organisation) if one.is_active]
    weights = own_targets(organisation)
    before = last_before(organisation, since=since)
    voiced = {pillar for leader in leaders for pillar in weights.get(leader.pk, {})}
    said = {one.pillar for one in spoken}
    return Coverage(
        span=span, total=len(spoken),
        mix=shares(themes(spoken), pillars=pillars, targets=queries.targets(organisation)),
        voices=tuple(sorted(
            (voice(one, [s for s in spoken if s.leader == one.pk], span=span, pillars=pillars, targets=weights.get(one.pk, {}),
                   before=before.get(one.pk)) for one in leaders),
            key=lambda one: (-one.missing, one.leader.name),
        )),
        empty_weeks=tuple(empty_weeks(spoken, span=span)),
        unvoiced=tuple(one for one in pillars if one.pk not in voiced),
        unspoken=tuple(one for one in pillars if one.pk not in said),
    )  # fmt: skip


def live() -> Q:
    """What counts, or counted, towards the month."""
    return Q(state__in=LIVE) & ~Q(state=PostState.PUBLISHED, reason=Gone.REMOVED)


def spoken_in(organisation: Organisation, *, since: datetime, until: datetime) -> list[Spoken]:
    found = Post.objects.filter(live(), organisation=organisation, slot__at__gte=since, slot__at__lt=until)
    rows = found.order_by("slot__at").values_list("leader_id", "pillar_id", "slot__at")
    return [Spoken(leader, pillar, cadence.wall(at, organisation.zone)[0]) for leader, pillar, at in rows]


def last_before(organisation: Organisation, *, since: datetime) -> dict[int, date]:
    found = Post.objects.filter(live(), organisation=organisation, slot__at__lt=since)
    rows = found.order_by().values_list("leader_id").annotate(last=Max("slot__at"))
    return {leader: cadence.wall(at, organisation.zone)[0] for leader, at in rows}


def own_targets(organisation: Organisation) -> dict[int, dict[int, float]]:
    """By leader and pillar, what their individual line wants."""
    found: dict[int, dict[int, float]] = {}
    rows = LinePillar.objects.filter(line__organisation=organisation, line__leader__isnull=False)
    for leader, pillar, weight in rows.values_list("line__leader_id", "pillar_id", "weight"):
        found.setdefault(leader, {})[pillar] = weight / 100
    return found


def themes(spoken: Iterable[Spoken]) -> Counter[int]:
    return Counter(one.pillar for one in spoken)


def voice(
    leader: Leader,
    spoken: Sequence[Spoken],
    *,
    span: Months,
    pillars: Iterable[Pillar],
    targets: dict[int, float],
    before: date | None,
) -> Voice:
    mix = shares(themes(spoken), pillars=pillars, targets=targets)
    return Voice(
        leader=leader, count=len(spoken), agreed=leader.posts_per_month * span.months,
        mix=tuple(one for one in mix if one.count or one.target),
        silence=silence(leader, [one.day for one in spoken], span=span, before=before),
    )  # fmt: skip


def silence(leader: Leader, days: Sequence[date], *, span: Months, before: date | None) -> Silence | None:
    """The longest time without a post that touches the span, where it is far beyond what was agreed."""
    if not leader.posts_per_month:
        return None
    agreed = round(DAYS_A_MONTH / leader.posts_per_month)
    first = before if before and before >= span.first - timedelta(days=90) else span.first - timedelta(days=1)
    edges = [first, *days, span.after]
    longest = max(pairwise(edges), key=lambda pair: pair[1] - pair[0])
    found = Silence(longest[0] + timedelta(days=1), longest[1] - timedelta(days=1), agreed)
    return found if found.days > PATIENCE * agreed else None


def empty_weeks(spoken: Iterable[Spoken], *, span: Months) -> Iterator[date]:
    """Mondays of the whole ISO weeks that lie in the span and in which nobody speaks."""
    taken = {one.day - timedelta(days=one.day.weekday()) for one in spoken}
    monday = span.first + timedelta(days=-span.first.weekday() % 7)
    while monday + timedelta(days=7) <= span.after:
        if monday not in taken:
            yield monday
        monday += timedelta(days=7)
