"""What of the calendar stands in a file: what its page shows, place by place, to the person who exports it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from influence.core import cadence
from influence.editorial.calendar.cards import Card
from influence.editorial.importing.columns import Column
from influence.editorial.importing.standing import FREE, TAKEN
from influence.editorial.models import Post, Version
from influence.editorial.words import standing
from influence.people.models import Organisation

COLUMNS = (
    Column.DATE, Column.TIME, Column.LEADER, Column.PILLAR, Column.LANGUAGE, Column.TEXT, Column.STATE,
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """`day` and `time` are wall time where the leader is, as the import reads them."""

    day: date
    time: time
    leader: str
    pillar: str
    language: str
    text: str
    state: str

    @property
    def cells(self) -> tuple[date | time | str, ...]:
        """In the order of COLUMNS."""
        return self.day, self.time, self.leader, self.pillar, self.language, self.text, self.state


def rows(cards: Sequence[Card], *, organisation: Organisation) -> list[Row]:
    """By time. What has no place in the calendar has none in the file; what the person may not open is a place taken."""
    versions = {one.post_id: one for one in texts(cards)}
    placed = [(card, where(card, organisation=organisation)) for card in cards if card.day]
    found = [row(card, place, versions.get(card.pk or 0)) for card, place in placed]
    return sorted(found, key=lambda one: (one.day, one.time, one.leader))


def texts(cards: Iterable[Card]) -> Iterable[Version]:
    opened = [card.pk for card in cards if card.pk and card.may_open]
    current = Post.objects.filter(pk__in=opened).values("version")
    return Version.objects.filter(pk__in=current).only("post_id", "text", "language")


def where(card: Card, *, organisation: Organisation) -> tuple[date, time]:
    """A card shows the organisation's clock; a file is read on the leader's."""
    at = instant(card, organisation=organisation)
    return cadence.wall(at, card.leader.zone)


def instant(card: Card, *, organisation: Organisation) -> datetime:
    if card.day is None or card.time is None:
        raise ValueError(f"card {card.pk} has no place")
    return cadence.instant(card.day, card.time, organisation.zone)


def row(card: Card, place: tuple[date, time], version: Version | None) -> Row:
    return Row(
        day=place[0], time=place[1], leader=card.leader.name, pillar=card.pillar.name,
        language=version.language if version else card.leader.language,
        text=version.text if version else "", state=state(card),
    )  # fmt: skip


def state(card: Card) -> str:
    if card.state is None:
        return str(FREE)
    return standing(card.state, card.reason) if card.may_open else str(TAKEN)
