"""What each sheet holds, where its header is and what its columns mean: by name where we know it, as a person said before,
else by position in the order of the English export; the rest is left to a person (linkedin-api.md §10.4, §10.5)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from influence.analytics.metrics import Metric, Part, Role, is_figure
from influence.analytics.reading import names
from influence.analytics.reading.cells import Cell, plain
from influence.analytics.reading.workbook import Row, Sheet

# (sheet, header), both as names.key makes them, → meaning.
Remembered = Mapping[tuple[str, str], str]
_TOP = 10
# Two days: a period, which is read apart.
_RANGE = re.compile(r"\d[/.-]\d.*\d\D{1,9}\d.*[/.-]\d")


class What(StrEnum):
    DAYS = "days"  # a line a day
    POSTS = "posts"  # a line a post, or two rankings of posts side by side
    SHARES = "shares"  # who the public is
    PAIRS = "pairs"  # a label and its value
    ASIDE = "aside"
    UNKNOWN = "unknown"


class How(StrEnum):
    KNOWN = "known"
    SAID = "said"  # by a person, before
    PLACE = "place"  # by its position: to be looked at
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Column:
    index: int
    header: str
    meaning: str
    how: How


@dataclass(frozen=True)
class Layout:
    sheet: Sheet
    what: What
    header: int  # index among the sheet's rows; -1 where there is none
    columns: tuple[Column, ...]

    @property
    def body(self) -> Sequence[Row]:
        return self.sheet.rows[self.header + 1 :]

    @property
    def preface(self) -> Sequence[Row]:
        return self.sheet.rows[: max(self.header, 0)]

    def meaning(self, *wanted: str) -> list[Column]:
        return [column for column in self.columns if column.meaning in wanted]

    @property
    def figures(self) -> list[Column]:
        return [column for column in self.columns if is_figure(column.meaning)]


def _thirds(*metrics: Metric | Role) -> list[str]:
    whole = [m.value for m in metrics]
    return [
        f"{m}:{part}" if part and is_figure(m) else m
        for m in whole
        for part in (Part.ORGANIC, Part.SPONSORED, "")
    ]


_REST = _thirds(Metric.CLICKS, Metric.REACTIONS, Metric.COMMENTS, Metric.RESHARES, Role.RATE)
_SHOWN = [Role.DAY.value, *_thirds(Metric.IMPRESSIONS)]
_ASIDE = Role.ASIDE.value
# The order of the English page export; the French headers are not known (linkedin-api.md §14, point 6).
BY_PLACE = (
    [*_SHOWN, f"{Metric.UNIQUE_IMPRESSIONS}:{Part.ORGANIC}", *_REST],
    [*_SHOWN, *_REST],
    [_ASIDE, Role.POST.value, *[_ASIDE] * 3, Role.POSTED_ON.value, *[_ASIDE] * 3, Metric.IMPRESSIONS.value, _ASIDE, _ASIDE,
     Metric.CLICKS.value, Role.RATE.value, Metric.REACTIONS.value, Metric.COMMENTS.value, Metric.RESHARES.value,
     Metric.NEW_FOLLOWERS.value, Role.RATE.value, _ASIDE],
)  # fmt: skip


def layout(sheet: Sheet, *, remembered: Remembered) -> Layout:
    if names.key(sheet.name) in names.COMPETITORS:
        return Layout(sheet, What.ASIDE, -1, ())
    found = [named(sheet, index, remembered=remembered) for index in range(min(_TOP, len(sheet.rows)))]
    best = next((one for one in found if one.what != What.UNKNOWN), None)
    if best:
        return by_place(best)
    labels = pairs(sheet, remembered=remembered)
    if labels.figures:
        return labels
    return next((one for one in map(by_place, found) if one.what != What.UNKNOWN), unknown(found, sheet))


def named(sheet: Sheet, index: int, *, remembered: Remembered) -> Layout:
    """This row, taken for a header."""
    row = sheet.rows[index]
    columns = tuple(
        column(place, cell, sheet=sheet.name, remembered=remembered)
        for place, cell in enumerate(row.cells)
        if plain(cell) and not is_value(cell)
    )
    values = sum(is_value(cell) for cell in row.cells)
    known = sum(bool(one.meaning) for one in columns)
    return Layout(
        sheet, what_of(columns) if known > values and len(columns) > 1 else What.UNKNOWN, index, columns
    )


def column(place: int, cell: Cell, *, sheet: str, remembered: Remembered) -> Column:
    header = plain(cell)[:120]
    said = remembered.get((names.key(sheet), names.key(header)), "")
    meaning = said or names.meaning(header)
    how = How.SAID if said else How.KNOWN if meaning else How.UNKNOWN
    return Column(place, header, meaning, how)


def what_of(columns: Sequence[Column]) -> What:
    meanings = {column.meaning for column in columns}
    if Role.POST in meanings:
        return What.POSTS
    if Role.DAY in meanings:
        return What.DAYS
    return What.SHARES if Role.SHARE in meanings else What.UNKNOWN


def is_value(cell: Cell) -> bool:
    """A figure, a day or an address: no name of a column."""
    words = plain(cell)
    return isinstance(cell, int | float | date) or bool(
        re.match(r"https?:|urn:|[<\d(+−-]*\d[\d\s.,/:%'-]*%?$", words)
    )


def by_place(found: Layout) -> Layout:
    """Where as many columns stand as in LinkedIn's own file, and none that we know is at another place."""
    cells = found.sheet.rows[found.header].cells
    if all(column.meaning for column in found.columns) or found.sheet.rows[found.header].number != 2:
        return found
    for template in BY_PLACE:
        if len(cells) != len(template) or not holds(template, found.body):
            continue
        known = (one.meaning in ("", template[one.index]) or one.how is How.SAID for one in found.columns)
        if all(known):
            columns = tuple(placed(one, template=template) for one in found.columns)
            return Layout(found.sheet, what_of(columns), found.header, columns)
    return found


def holds(template: Sequence[str], body: Sequence[Row]) -> bool:
    """The first line has a day where days stand, and an address where addresses do."""
    looks = {Role.DAY.value: r"\d+[/.-]\d+[/.-]\d+", Role.POST.value: r"https?://|urn:"}
    cells = dict(enumerate(body[0].cells)) if body else {}
    return all(
        re.match(looks[meaning], plain(cells.get(place)))
        for place, meaning in enumerate(template)
        if meaning in looks
    )


def placed(one: Column, *, template: Sequence[str]) -> Column:
    return one if one.meaning else Column(one.index, one.header, template[one.index], How.PLACE)


def pairs(sheet: Sheet, *, remembered: Remembered) -> Layout:
    """Each line is a label and its value. A "column" is such a label, and its index the row's."""
    lines = [(index, row) for index, row in enumerate(sheet.rows) if 2 <= len(row.cells) <= 3]
    columns = tuple(
        column(index, row.cells[0], sheet=sheet.name, remembered=remembered)
        for index, row in lines
        if plain(row.cells[0])
        and not is_value(row.cells[0])
        and (is_value(row.cells[1]) or names.meaning(row.cells[0]))
        if not names.FOLLOWERS_SENTENCE.search(names.key(row.cells[0]))
        and not _RANGE.search(plain(row.cells[1])[:100])
    )
    known = [one for one in columns if one.meaning]
    return Layout(sheet, What.PAIRS if known else What.UNKNOWN, -1, columns)


def unknown(found: Sequence[Layout], sheet: Sheet) -> Layout:
    """Its widest line of words is shown as a header, so that a person may say what it is."""
    widest = max(found, key=lambda one: len(one.columns), default=None)
    if widest is None or len(widest.columns) < 2:
        return Layout(sheet, What.ASIDE, -1, ())
    return Layout(sheet, What.UNKNOWN, widest.header, widest.columns)
