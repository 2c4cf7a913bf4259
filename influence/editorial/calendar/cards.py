"""Posts and free places as cards of the calendar. Each function is a fixed number of queries, whatever the number of posts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Func, IntegerField, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Coalesce, Left, Trim

from influence.core import cadence
from influence.core.lifecycle import POST_MOVES, PostMove, PostState
from influence.editorial.models import Pillar, Post, Slot
from influence.editorial.words import Gone
from influence.library.models import MediaFile
from influence.networks.media import Kind
from influence.people.models import Leader, Organisation

# For the address of a place that was on somebody's screen: an instant in seconds, or none.
NOWHERE = "-"
# How a post looks that is not on its network any more.
GONE = "gone"
# Posts that still count, or counted, towards the month: the others are not said in anybody's name.
LIVE = frozenset(PostState) - {PostState.WITHDRAWN, PostState.REFUSED, PostState.MISSED, PostState.FAILED}
EXCERPT = 140
_COLUMNS = (
    "pk", "state", "leader_id", "pillar_id", "slot__at", "slot__zone", "excerpt", "kind", "pictures", "reason", "campaign_id",
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
    campaign_id: int | None = None
    at: datetime | None = None

    @property
    def seen(self) -> str:
        """Where it was when the page was made: a move says so, and overwrites no other move."""
        return seen_at(self.at)

    @property
    def may_move(self) -> bool:
        return self.may(PostMove.EDIT)

    @property
    def may_submit(self) -> bool:
        return self.may(PostMove.SUBMIT) or self.may(PostMove.REOPEN)

    @property
    def may_withdraw(self) -> bool:
        return self.may(PostMove.WITHDRAW)

    @property
    def may_restore(self) -> bool:
        return self.may(PostMove.RESTORE)

    def may(self, move: PostMove) -> bool:
        """By its state: what a person may do is asked beside it, and the action asks both again."""
        return self.may_open and self.state in POST_MOVES[move].sources

    @property
    def hour(self) -> str:
        return f"{self.time:%H:%M}" if self.time else ""

    @property
    def city(self) -> str:
        """The last part of the zone's name, which people recognise."""
        return self.zone.rsplit("/", 1)[-1].replace("_", " ")

    @property
    def look(self) -> str:
        """By which its words are known (faces.Faces.looks)."""
        is_gone = self.state == PostState.PUBLISHED and self.reason == Gone.REMOVED
        return GONE if is_gone else str(self.state)

    @property
    def is_live(self) -> bool:
        return self.state in LIVE


def seen_at(at: datetime | None) -> str:
    return NOWHERE if at is None else str(int(at.timestamp()))


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


def content_of(row: dict[str, Any]) -> str:
    is_many = row["kind"] == Kind.IMAGE and (row["pictures"] or 0) > 1
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
    row: dict[str, Any], *, organisation: Organisation, leader: Leader, pillar: Pillar, may_open: bool
) -> Card:
    at, zone = row["slot__at"], row["slot__zone"]
    place = wall(at, zone=zone, organisation=organisation) if at else (None, None, None)
    return Card(
        pk=row["pk"], state=PostState(row["state"]), leader=leader, pillar=pillar,
        excerpt=row["excerpt"] or "" if may_open else "", day=place[0], time=place[1], there=place[2],
        zone=zone or "", may_open=may_open, content=content_of(row) if may_open else "",
        reason=row["reason"], campaign_id=row["campaign_id"], at=at,
    )  # fmt: skip


def wall(at: datetime, *, zone: str, organisation: Organisation) -> tuple[date, time, time | None]:
    here = cadence.wall(at, organisation.zone)
    there = here if zone == organisation.zone else cadence.wall(at, zone)
    return *here, None if there == here else there[1]


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
        Card(pk=None, state=None, leader=known[slot.leader_id], pillar=themes[slot.pillar_id], excerpt="", zone=slot.zone, at=slot.at,
             asked=cadence.wall(slot.at, known[slot.leader_id].zone),
             **dict(zip(("day", "time", "there"), wall(slot.at, zone=slot.zone, organisation=organisation), strict=True)))
        for slot in free
    ]  # fmt: skip
