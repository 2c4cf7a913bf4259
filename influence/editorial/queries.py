"""Read models of the calendar. Each is a fixed number of queries, whatever the number of posts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Coalesce, Left, Trim

from influence.core import cadence
from influence.core.lifecycle import PostState
from influence.editorial.models import Decision, Line, LinePillar, Pillar, Post, Slot, Version
from influence.library.models import MediaFile
from influence.networks.media import Kind
from influence.people.models import Codir, Leader, Organisation

# Posts that still count, or counted, towards the month: the others are not said in anybody's name.
LIVE = frozenset(PostState) - {PostState.WITHDRAWN, PostState.REFUSED, PostState.MISSED, PostState.FAILED}
EXCERPT = 140
_COLUMNS = (
    "pk", "state", "leader_id", "pillar_id", "slot__at", "slot__day", "slot__time", "slot__zone", "version__number", "excerpt",
    "kind", "pictures", "reason",
)  # fmt: skip


@dataclass(frozen=True)
class Card:
    """A post in the calendar, or a free place (`pk` and `state` are None). `day` and `time` are wall time in the
    organisation's zone; `there` is the wall time of the slot's own zone where that differs."""

    pk: int | None
    state: PostState | None
    leader: Leader
    pillar: Pillar
    excerpt: str
    day: date | None
    time: time | None
    zone: str = ""
    there: time | None = None
    may_open: bool = True
    # What goes with the text, by the keys of words.CONTENTS; "" for a text alone.
    content: str = ""
    # Why it is in its state (Post.reason), which tells a post that was taken down from one that is online.
    reason: str = ""
    # Of a free place: its wall time where its leader is, by which the composer asks for it.
    asked: tuple[date, time] | None = None

    @property
    def hour(self) -> str:
        return f"{self.time:%H:%M}" if self.time else ""

    @property
    def city(self) -> str:
        """The last part of the zone's name, which people recognise."""
        return self.zone.rsplit("/", 1)[-1].replace("_", " ")

    @property
    def is_live(self) -> bool:
        return self.state in LIVE


@dataclass(frozen=True)
class Filters:
    leader: int | None = None
    pillar: int | None = None
    state: PostState | None = None

    def keeps(self, card: Card) -> bool:
        """Withdrawn posts are out of the way unless somebody asks for them."""
        if self.state is None and card.state == PostState.WITHDRAWN:
            return False
        return (
            self.leader in (None, card.leader.pk)
            and self.pillar in (None, card.pillar.pk)
            and self.state in (None, card.state)
        )  # fmt: skip

    @property
    def any(self) -> bool:
        return any((self.leader, self.pillar, self.state))


def pillars(organisation: Organisation) -> list[Pillar]:
    return list(organisation.pillars.all())


def leaders(organisation: Organisation) -> list[Leader]:
    """Those who left too: what they said stays in the calendar."""
    return list(organisation.leaders.all())


def first_words() -> Left:
    """The first line of the text, cut by the database: a month never carries whole texts about."""
    line = Func(Trim("version__text"), Value("\n"), Value(1), function="split_part")
    return Left(line, EXCERPT)


def content_kind() -> Coalesce:
    """Of a card its kind; of files the kind of the first, as the library has it. The files' words stay where they are."""
    first = MediaFile.objects.filter(
        organisation_id=OuterRef("organisation_id"), sha256=KeyTextTransform("sha256", KeyTransform("0", OuterRef("version__media")))
    )  # fmt: skip
    return Coalesce(
        KeyTextTransform("kind", "version__card"),
        Subquery(first.values("kind")[:1]),
        Value(""),
        output_field=TextField(),
    )


def content_of(row: dict[str, object]) -> str:
    is_many = row["kind"] == Kind.IMAGE and int(str(row["pictures"] or 0)) > 1
    return "images" if is_many else str(row["kind"])


def cards(
    posts: QuerySet[Post],
    *,
    organisation: Organisation,
    leaders: Iterable[Leader],
    pillars: Iterable[Pillar],
    openable: Q | None,
) -> list[Card]:
    """`posts` as cards, by time. `openable` names those of which the reader may know the words (None: all)."""
    known, themes = {one.pk: one for one in leaders}, {one.pk: one for one in pillars}
    rows = (
        posts.annotate(
            excerpt=first_words(),
            kind=content_kind(),
            pictures=Func("version__media", function="jsonb_array_length", output_field=IntegerField()),
        )
        .order_by("slot__at", "pk")
        .values(*_COLUMNS)
    )
    opened = None if openable is None else set(posts.filter(openable).values_list("pk", flat=True))
    return [
        card(row, organisation=organisation, leader=known[row["leader_id"]], pillar=themes[row["pillar_id"]],
             may_open=opened is None or row["pk"] in opened)
        for row in rows
    ]  # fmt: skip


def card(
    row: dict[str, object], *, organisation: Organisation, leader: Leader, pillar: Pillar, may_open: bool
) -> Card:
    at, zone = row["slot__at"], row["slot__zone"]
    place = (
        wall(at, zone=str(zone), organisation=organisation)
        if isinstance(at, datetime)
        else (None, None, None)
    )
    return Card(
        pk=int(str(row["pk"])), state=PostState(str(row["state"])), leader=leader, pillar=pillar,
        excerpt=str(row["excerpt"] or "") if may_open else "", day=place[0], time=place[1], there=place[2],
        zone=str(zone or ""), may_open=may_open, content=content_of(row) if may_open else "",
        reason=str(row["reason"]),
    )  # fmt: skip


def wall(at: datetime, *, zone: str, organisation: Organisation) -> tuple[date, time, time | None]:
    day, hour = cadence.wall(at, organisation.zone)
    there = cadence.wall(at, zone)
    return day, hour, None if there == (day, hour) else there[1]


def open_places(
    organisation: Organisation,
    *,
    since: datetime,
    until: datetime,
    leaders: Iterable[Leader],
    pillars: Iterable[Pillar],
) -> list[Card]:
    """Slots that wait for a post. One that comes back is free again once its post was withdrawn."""
    known, themes = {one.pk: one for one in leaders}, {one.pk: one for one in pillars}
    empty = Q(post=None) | Q(post__state=PostState.WITHDRAWN, recurrence__isnull=False)
    free = Slot.objects.filter(empty, organisation=organisation, at__gte=since, at__lt=until)
    return [
        Card(pk=None, state=None, leader=known[slot.leader_id], pillar=themes[slot.pillar_id], excerpt="", zone=slot.zone,
             asked=cadence.wall(slot.at, known[slot.leader_id].zone),
             **dict(zip(("day", "time", "there"), wall(slot.at, zone=slot.zone, organisation=organisation), strict=True)))
        for slot in free
    ]  # fmt: skip


@dataclass(frozen=True)
class Share:
    """A pillar's part of the month against what the collegial line wants. Rates are None where nothing is measurable."""

    pillar: Pillar
    count: int
    part: float | None
    target: float | None


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
    total = counts.total()
    return [
        Share(
            pillar=one,
            count=counts[one.pk],
            part=counts[one.pk] / total if total else None,
            target=targets.get(one.pk),
        )
        for one in pillars
    ]


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
        Version.objects.filter(post=post).select_related("written_by", "submitted_by").prefetch_related("decisions__decided_by")
        .order_by("-number")
    )  # fmt: skip


def version_numbered(post: Post, number: int) -> Version | None:
    return Version.objects.filter(post=post, number=number).select_related("written_by").first()


def approval_of(version: Version) -> Decision | None:
    """The leader's yes to this very content, if there is one."""
    return Decision.objects.filter(version=version, content_hash=version.content_hash, kind="approve").first()


@dataclass(frozen=True)
class LineCard:
    """A line as the page of lines shows it; `line` is None for a leader or a CoDir without one yet."""

    line: Line | None
    weights: tuple[LinePillar, ...]


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
