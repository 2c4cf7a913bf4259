"""The figures of a workbook whose layouts are known."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from influence.analytics.metrics import METRICS, Metric, Role
from influence.analytics.reading import names
from influence.analytics.reading.cells import Cell, Order, day, days_in, number, order_of, plain, share
from influence.analytics.reading.faults import Fault, Problem, Problems, Unreadable, Wrong
from influence.analytics.reading.layout import Column, Layout, What
from influence.analytics.reading.limits import MOST_FIGURES
from influence.analytics.reading.workbook import Row

# LinkedIn opened its doors in May 2003.
OLDEST = date(2003, 5, 1)
_ID = re.compile(r"(?<!\d)\d{15,20}(?!\d)")


@dataclass(frozen=True)
class Figure:
    """`last` is included; for a figure of one day it is `first`. `label` is of the audience: « Lieu · Lyon »."""

    metric: str
    part: str
    label: str
    first: date
    last: date
    value: Decimal
    below: bool = False


@dataclass(slots=True)
class Post:
    """One post of the file: the numbers that its address holds, and what was counted."""

    ids: tuple[str, ...]
    posted_on: date | None
    values: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Period:
    first: date
    last: date


class Taking:
    """Reads sheet after sheet. What cannot be read is noted and left out."""

    def __init__(
        self, *, order: Order, today: date, problems: Problems, period: Period | None, one_post: bool
    ) -> None:
        self.order, self.today, self.problems = order, today, problems
        self.period, self.one_post = period, one_post
        self.figures: dict[tuple[str, str, str, date, date], Figure] = {}
        self.posts: dict[tuple[str, ...], Post] = {}

    def take(self, one: Layout) -> None:
        self.followers(one)
        by = {
            What.DAYS: self.days,
            What.POSTS: self.rankings,
            What.SHARES: self.shares,
            What.PAIRS: self.pairs,
        }
        if one.what in by:
            by[one.what](one)

    def days(self, one: Layout) -> None:
        (when, *_others) = one.meaning(Role.DAY)
        for row in one.body:
            if names.key(cell_at(row, 0)) in names.TOTALS:
                continue
            found = self.day_of(row, when, sheet=one.sheet.name)
            for column in one.figures if found else ():
                self.add(one, row, column, first=found, last=found)

    def day_of(self, row: Row, when: Column, *, sheet: str) -> date | None:
        cell = cell_at(row, when.index)
        try:
            found = day(cell, order=self.order)
        except ValueError:
            return self.note(sheet, row, when, Wrong.DAY)
        if found is None:
            return self.note(sheet, row, when, Wrong.NO_DAY)
        if found > self.today:
            return self.note(sheet, row, when, Wrong.FUTURE)
        return found if found >= OLDEST else self.note(sheet, row, when, Wrong.TOO_OLD)

    def add(
        self, one: Layout, row: Row, column: Column, *, first: date | None, last: date | None, at: int = -1
    ) -> None:
        """`at`: where the value stands, if not under its header."""
        place = column.index if at < 0 else at
        value = self.number_at(one, row, place)
        if value is None or first is None or last is None:
            return
        metric, _colon, part = column.meaning.partition(":")
        self.keep(one, row, place, Figure(metric, part, "", first, last, Decimal(value)))

    def number_at(self, one: Layout, row: Row, place: int) -> int | None:
        cell = cell_at(row, place)
        try:
            return number(cell)
        except ValueError:
            wrong = Wrong.ERROR if plain(cell).startswith("#") else Wrong.NUMBER
            self.noted(one.sheet.name, row, place, wrong)
            return None

    def keep(self, one: Layout, row: Row, place: int, figure: Figure) -> None:
        """The first that a file says; another one of the same day is a contradiction."""
        key = (figure.metric, figure.part, figure.label, figure.first, figure.last)
        known = self.figures.setdefault(key, figure)
        if len(self.figures) > MOST_FIGURES:
            raise Unreadable(Fault.TOO_MANY_FIGURES, limit=MOST_FIGURES)
        if (known.value, known.below) != (figure.value, figure.below):
            self.noted(one.sheet.name, row, place, Wrong.TWICE)

    def rankings(self, one: Layout) -> None:
        for block in blocks(one.columns):
            (link,) = [column for column in block if column.meaning == Role.POST]
            posted = next((c for c in block if c.meaning in (Role.POSTED_ON, Role.DAY)), None)
            for row in one.body:
                if plain(cell_at(row, link.index)):
                    self.post(one, row, link, posted=posted, block=block)

    def post(
        self, one: Layout, row: Row, link: Column, *, posted: Column | None, block: Sequence[Column]
    ) -> None:
        ids = ids_in(cell_at(row, link.index))
        if not ids:
            self.note(one.sheet.name, row, link, Wrong.LINK)
            return
        on = (
            self.day_of(row, posted, sheet=one.sheet.name)
            if posted and plain(cell_at(row, posted.index))
            else None
        )
        known = self.posts.setdefault(ids, Post(ids, on))
        for column in block:
            if column.meaning in METRICS:
                value = self.number_at(one, row, column.index)
                if value is not None:
                    known.values.setdefault(column.meaning, value)

    def shares(self, one: Layout) -> None:
        """Of one post they are left aside: few people, and nobody asks for them."""
        if self.one_post or self.period is None:
            return
        content = "conten" in names.key(one.sheet.name) or "conteudo" in names.key(one.sheet.name)
        metric = Metric.CONTENT_AUDIENCE if content else Metric.AUDIENCE
        (column, *_others) = one.meaning(Role.SHARE)
        words = one.meaning(Role.CATEGORY, Role.LABEL)
        for row in one.body:
            label = " · ".join(filter(None, (plain(cell_at(row, word.index)) for word in words)))[:200]
            try:
                found = share(cell_at(row, column.index))
            except (ValueError, ArithmeticError):
                self.note(one.sheet.name, row, column, Wrong.SHARE)
                continue
            if found and label:
                period = self.period
                figure = Figure(metric, "", label, period.first, period.last, found.value, found.below)
                self.keep(one, row, column.index, figure)

    def pairs(self, one: Layout) -> None:
        links = one.meaning(Role.POST)
        if links:
            self.single(one, links[0])
            return
        for column in one.figures:
            row = one.sheet.rows[column.index]
            if self.period is None:
                self.noted(one.sheet.name, row, 0, Wrong.NO_PERIOD)
                continue
            self.add(one, row, column, first=self.period.first, last=self.period.last, at=1)

    def single(self, one: Layout, link: Column) -> None:
        row = one.sheet.rows[link.index]
        ids = ids_in(cell_at(row, 1))
        if not ids:
            self.noted(one.sheet.name, row, 1, Wrong.LINK)
            return
        known = self.posts.setdefault(ids, Post(ids, None))
        for column in one.figures:
            value = self.number_at(one, one.sheet.rows[column.index], 1)
            if value is not None:
                known.values.setdefault(column.meaning.partition(":")[0], value)

    def followers(self, one: Layout) -> None:
        """« Total followers on 12/31/2025: » and the number beside it, above a table or in a list of labels."""
        for row in [*one.preface, *(one.sheet.rows if one.what in (What.PAIRS, What.ASIDE) else ())]:
            found = followers_on(cell_at(row, 0), order=self.order)
            value = self.number_at(one, row, 1) if found else None
            if found and value is not None:
                self.keep(one, row, 1, Figure(Metric.FOLLOWERS, "", "", found, found, Decimal(value)))

    def note(self, sheet: str, row: Row, column: Column, wrong: Wrong) -> None:
        self.noted(sheet, row, column.index, wrong)

    def noted(self, sheet: str, row: Row, place: int, wrong: Wrong) -> None:
        cell = plain(cell_at(row, place))[:60]
        self.problems.note(Problem(sheet, row.number, letters(place), wrong, cell))


def cell_at(row: Row, place: int) -> Cell:
    return row.cells[place] if place < len(row.cells) else None


def letters(place: int) -> str:
    """0 → A, 26 → AA, as a spreadsheet program names columns."""
    name, rest = "", place + 1
    while rest:
        rest, last = divmod(rest - 1, 26)
        name = chr(65 + last) + name
    return name


def ids_in(cell: Cell) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_ID.findall(plain(cell)[:500])))


def blocks(columns: Sequence[Column]) -> Iterator[list[Column]]:
    """Rankings side by side: each begins at its column of links."""
    starts = [place for place, column in enumerate(columns) if column.meaning == Role.POST]
    for number_, start in enumerate(starts):
        end = starts[number_ + 1] if number_ + 1 < len(starts) else len(columns)
        yield list(columns[0 if number_ == 0 else start : end])


def followers_on(cell: Cell, *, order: Order) -> date | None:
    if not names.FOLLOWERS_SENTENCE.search(names.key(cell)):
        return None
    try:
        return next(iter(days_in(cell, order=order)), None)
    except ValueError:
        return None


def days_of(layouts: Iterable[Layout]) -> Iterator[list[Cell]]:
    """Every day that is written somewhere: columns of days whole, since they follow one another; others one by one."""
    for one in layouts:
        for column in one.meaning(Role.DAY, Role.POSTED_ON):
            cells = [cell_at(row, column.index) for row in one.body] if one.what is not What.PAIRS else []
            yield from [cells] if one.what is What.DAYS else ([cell] for cell in cells)
        for row in one.sheet.rows[:10]:
            for cell in row.cells[:3]:
                words = re.findall(r"\d{1,2}[/.]\d{1,2}[/.]\d{4}", plain(cell)[:200])
                yield from ([word] for word in words if len(words) > 1 or len(plain(cell)) > 12)


def order_in(layouts: Sequence[Layout], *, said: Order | None) -> Order:
    """`said` by a person wins. Raises MixedDays."""
    words: list[Cell] = [one.sheet.name for one in layouts]
    words += [column.header for one in layouts for column in one.columns]
    return said or order_of(list(days_of(layouts)), hint=names.habit(words))


def period_in(layouts: Iterable[Layout], *, order: Order, name: str) -> Period | None:
    """The range that a sheet says in its first lines, else the one in the file's name."""
    cells = [cell for one in layouts for row in one.sheet.rows[:6] for cell in row.cells[:3]]
    for cell in [*(cell for cell in cells if isinstance(cell, str)), *[name.replace("_", " ")]]:
        try:
            found = days_in(cell, order=order)
        except ValueError:
            continue
        if len(found) == 2 and OLDEST <= found[0] <= found[1]:
            return Period(*found)
    return None
