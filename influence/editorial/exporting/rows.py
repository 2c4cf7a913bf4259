"""What of the calendar stands in a file: what its page shows, place by place, to the person who exports it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time

from influence.core import cadence
from influence.editorial.calendar.cards import Card
from influence.editorial.importing.columns import Column
from influence.editorial.importing.standing import FREE, TAKEN
from influence.editorial.importing.twice import which, with_turn
from influence.editorial.models import Post, Version
from influence.editorial.words import standing

COLUMNS = (
    Column.DATE, Column.TIME, Column.LEADER, Column.PILLAR, Column.LANGUAGE, Column.TEXT, Column.STATE,
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """`day` and `time` are wall time where the leader is, as the import reads them; `fold` of an hour that comes twice."""

    day: date
    time: time
    leader: str
    pillar: str
    language: str
    text: str
    state: str
    fold: int | None = None

    @property
    def cells(self) -> tuple[date | time | str, ...]:
        """In the order of COLUMNS."""
        hour = self.time if self.fold is None else with_turn(f"{self.time:%H:%M}", self.fold)
        return self.day, hour, self.leader, self.pillar, self.language, self.text, self.state


def rows(cards: Sequence[Card]) -> list[Row]:
    """By time. What has no place in the calendar has none in the file; what the person may not open is a place taken."""
    versions = {one.post_id: one for one in texts(cards)}
    placed = sorted((card for card in cards if card.at), key=lambda card: (card.at, card.leader.name))
    return [row(card, versions.get(card.pk or 0)) for card in placed]


def texts(cards: Iterable[Card]) -> Iterable[Version]:
    opened = [card.pk for card in cards if card.pk and card.may_open]
    current = Post.objects.filter(pk__in=opened).values("version")
    return Version.objects.filter(pk__in=current).only("post_id", "text", "language")


def row(card: Card, version: Version | None) -> Row:
    """A card shows the organisation's clock; a file is read on the leader's."""
    if card.at is None:
        raise ValueError(f"card {card.pk} has no place")
    day, time = cadence.wall(card.at, card.leader.zone)
    return Row(
        day=day, time=time, fold=which(card.at, card.leader.zone), leader=card.leader.name, pillar=card.pillar.name,
        language=version.language if version else card.leader.language,
        text=version.text if version else "", state=state(card),
    )  # fmt: skip


def state(card: Card) -> str:
    if card.state is None:
        return str(FREE)
    return standing(card.state, card.reason) if card.may_open else str(TAKEN)
