"""One row of a file, read as what it means in an organisation. Every problem of the row is noted, not only the first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypeVar

from influence.core import cadence
from influence.core.cadence import Reading
from influence.drafting.queries import offered_by_language
from influence.drafting.sources import PostTemplate
from influence.editorial.actions.slots import settled
from influence.editorial.importing import cells, words
from influence.editorial.importing.columns import FRENCH, Column, key
from influence.editorial.importing.plans import Problem
from influence.editorial.importing.reading import Row
from influence.editorial.importing.twice import parted
from influence.editorial.models import Pillar
from influence.editorial.refusals import OddHour, Refusal, SlotInThePast
from influence.people.models import Language, Leader, Organisation
from influence.people.queries import all_leaders

T = TypeVar("T")

LANGUAGES = {
    "fr": Language.FRENCH, "francais": Language.FRENCH, "french": Language.FRENCH,
    "en": Language.ENGLISH, "anglais": Language.ENGLISH, "english": Language.ENGLISH,
}  # fmt: skip


@dataclass(frozen=True)
class House:
    """Everything that a row may name, by its key."""

    leaders: Mapping[str, Leader]
    pillars: Mapping[str, Pillar]
    templates: Mapping[str, Mapping[str, PostTemplate]]
    fields: frozenset[str]


def house(organisation: Organisation) -> House:
    people = all_leaders(organisation)
    for leader in people:
        leader.organisation = organisation
    pillars = list(Pillar.objects.filter(organisation=organisation))
    templates = offered_by_language(organisation.pk)
    return House(
        leaders={key(leader.name): leader for leader in people},
        pillars={key(pillar.letter): pillar for pillar in pillars}
        | {key(pillar.name): pillar for pillar in pillars},
        templates={language: by_slug_or_title(found) for language, found in templates.items()},
        fields=frozenset(field.name for found in templates.values() for one in found for field in one.fields),
    )


def by_slug_or_title(known: Sequence[PostTemplate]) -> dict[str, PostTemplate]:
    return {key(one.title): one for one in known} | {key(one.slug): one for one in known}


class Bad(Exception):
    """What is wrong with one cell, as a sentence."""


@dataclass(frozen=True)
class Asked:
    """What a row asks for; None where the cell was wrong. `turn`: which of two hours, where the file says so."""

    line: int
    leader: Leader | None
    pillar: Pillar | None
    day: date | None
    time: time | None
    turn: int | None
    language: str | None
    template: PostTemplate | None
    fields: Mapping[str, str]
    text: str

    @property
    def slot(self) -> cadence.Slot | None:
        """Nothing is settled about the past or the odd hours yet."""
        if self.leader is None or self.day is None or self.time is None:
            return None
        at = cadence.instant(self.day, self.time, self.leader.zone, fold=self.fold)
        return cadence.Slot(day=self.day, time=self.time, zone=self.leader.zone, at=at)

    @property
    def fold(self) -> int | None:
        """Of an hour that comes twice: beside any other the file's word says nothing."""
        if self.turn is None or self.leader is None or self.day is None or self.time is None:
            return None
        is_twice = cadence.reading(self.day, self.time, self.leader.zone) is Reading.TWICE
        return self.turn if is_twice else None


class Reader:
    """Takes the cells of one row, and notes what is wrong with each under the file's own column titles."""

    def __init__(self, row: Row, *, names: Mapping[str, str], problems: list[Problem]) -> None:
        self.row, self.names, self.problems = row, names, problems

    def note(self, column: str, sentence: object) -> None:
        title = self.names.get(column) or (FRENCH[Column(column)] if column in set(Column) else column)
        self.problems.append(Problem(line=self.row.line, column=title, sentence=str(sentence)))

    def take(self, column: Column, means: Callable[[str], T]) -> T | None:
        """A column that the whole file lacks was told once already."""
        cell = self.row.cells.get(column, "")
        if not cell:
            if column in self.names:
                self.note(column, words.EMPTY_CELL)
            return None
        try:
            return means(cell)
        except Bad as bad:
            self.note(column, bad)
            return None


def asked(reader: Reader, *, known: House) -> Asked:
    given = reader.row.cells
    leader = reader.take(Column.LEADER, lambda cell: person(cell, known=known))
    language: str | None = leader.language if leader else Language.FRENCH
    if given.get(Column.LANGUAGE):
        language = reader.take(Column.LANGUAGE, tongue)
    template = None
    if given.get(Column.TEMPLATE) and language:
        template = reader.take(Column.TEMPLATE, lambda cell: model(cell, known=known.templates[language]))
    hours = reader.take(Column.TIME, hour) or (None, None)
    return Asked(
        line=reader.row.line, leader=leader, language=language, template=template,
        pillar=reader.take(Column.PILLAR, lambda cell: theme(cell, known=known)),
        day=reader.take(Column.DATE, day), time=hours[0], turn=hours[1],
        # A column that no template knows was told once already.
        fields={name: cell for name, cell in given.items() if name in known.fields},
        text=given.get(Column.TEXT, ""),
    )  # fmt: skip


def person(cell: str, *, known: House) -> Leader:
    if leader := known.leaders.get(key(cell)):
        return leader
    speaking = [one.name for one in known.leaders.values() if one.is_active]
    raise Bad(words.unknown(words.UNKNOWN_LEADER, cell, among=speaking))


def speaks(reader: Reader, wanted: Asked) -> None:
    """What a leader said before they left stays in the calendar; nothing new is planned for them."""
    if wanted.leader and not wanted.leader.is_active:
        reader.note(Column.LEADER, str(words.UNKNOWN_LEADER) % {"name": wanted.leader.name})


def theme(cell: str, *, known: House) -> Pillar:
    if pillar := known.pillars.get(key(cell)):
        return pillar
    raise Bad(words.unknown(words.UNKNOWN_PILLAR, cell, among=[one.name for one in known.pillars.values()]))


def model(cell: str, *, known: Mapping[str, PostTemplate]) -> PostTemplate:
    if template := known.get(key(cell)):
        return template
    raise Bad(words.unknown(words.UNKNOWN_TEMPLATE, cell, among=[one.slug for one in known.values()]))


def tongue(cell: str) -> str:
    if language := LANGUAGES.get(key(cell)):
        return str(language)
    raise Bad(str(words.UNKNOWN_LANGUAGE) % {"name": cell})


def day(cell: str) -> date:
    try:
        return cells.day(cell)
    except ValueError:
        raise Bad(str(words.NOT_A_DATE) % {"name": cell}) from None


def hour(cell: str) -> tuple[time, int | None]:
    try:
        said, turn = parted(cell)
        return cells.hour(said), turn
    except ValueError:
        raise Bad(str(words.NOT_AN_HOUR) % {"name": cell}) from None


def contents(reader: Reader, *, known: House) -> None:
    """A text or a template, never both and never neither."""
    given = reader.row.cells
    has_text, has_template = bool(given.get(Column.TEXT)), bool(given.get(Column.TEMPLATE))
    if has_text and has_template:
        reader.note(Column.TEXT, words.BOTH)
    if not has_text and not has_template and (Column.TEXT in reader.names or Column.TEMPLATE in reader.names):
        reader.note(Column.TEXT if Column.TEXT in reader.names else Column.TEMPLATE, words.NOTHING)
    if not has_template:
        for name in given:
            if name in known.fields:
                reader.note(name, words.STRAY_FIELD)


def place(reader: Reader, wanted: Asked, *, now: datetime) -> None:
    """What would keep the row from its place in the calendar: an odd hour, the past, a year mistyped."""
    slot = wanted.slot
    if slot is None:
        return
    try:
        kept = settled(slot.day, slot.time, slot.zone, fold=wanted.fold, at=now)
        if kept.at <= now:
            raise SlotInThePast
    except Refusal as refusal:
        reader.note(Column.TIME if isinstance(refusal, OddHour) else Column.DATE, refusal)
