"""From bytes to sheets of cells, by what the bytes are and not by the file's name: LinkedIn's page exports are called
.xls, and are sometimes something else (linkedin-api.md §10.5). Formulas are never computed: their last value counts."""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from influence.analytics.reading import zips
from influence.analytics.reading.cells import Cell, plain
from influence.analytics.reading.faults import Fault, Unreadable
from influence.analytics.reading.limits import (
    MOST_BYTES,
    MOST_CELLS,
    MOST_CELLS_A_ROW,
    MOST_ROWS,
    MOST_SHEETS,
)
from influence.analytics.reading.texts import html_tables, looks_like_html, of_csv

Told = Callable[[int], None]
Raw = Iterator[tuple[str, Iterable[Sequence[Cell]]]]
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM")
_EVERY = 2_000


@dataclass(frozen=True, slots=True)
class Row:
    number: int  # as a spreadsheet program shows it
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Sheet:
    name: str
    rows: tuple[Row, ...]  # blank ones are left out


def sheets(content: bytes, *, told: Told) -> list[Sheet]:
    """Raises Unreadable. `told` hears how many rows are read so far."""
    if not content.strip():
        raise Unreadable(Fault.EMPTY)
    if len(content) > MOST_BYTES:
        raise Unreadable(Fault.TOO_BIG, limit=MOST_BYTES // 1_000_000)
    reading = Reading(told)
    return [Sheet(plain(title)[:80], reading.rows(rows)) for title, rows in reading.few(_raw(content))]


def _raw(content: bytes) -> Raw:
    if content.startswith(b"PK"):
        zips.checked(content)
        return _xlsx(content)
    if content.startswith(_OLE):
        return _xls(content)
    if content.startswith(b"%PDF"):
        raise Unreadable(Fault.PDF)
    if content.startswith(_PICTURES):
        raise Unreadable(Fault.PICTURE)
    if looks_like_html(content):
        return html_tables(content)
    # BIFF before it lived in a container of streams.
    if content[:2] in (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00"):
        return _xls(content)
    return of_csv(content)


class Reading:
    """The counts of one file, over all its sheets."""

    def __init__(self, told: Told) -> None:
        self.told, self.seen, self.cells = told, 0, 0

    def few(self, found: Raw) -> Raw:
        for number, sheet in enumerate(found, 1):
            if number > MOST_SHEETS:
                raise Unreadable(Fault.TOO_MANY_SHEETS, limit=MOST_SHEETS)
            yield sheet

    def rows(self, found: Iterable[Sequence[Cell]]) -> tuple[Row, ...]:
        kept = []
        for number, cells in enumerate(found, 1):
            full = _trimmed(cells)
            if full:
                self.count(full)
                kept.append(Row(number, full))
        self.told(self.seen)
        return tuple(kept)

    def count(self, cells: Sequence[Cell]) -> None:
        self.seen += 1
        self.cells += len(cells)
        if self.seen > MOST_ROWS:
            raise Unreadable(Fault.TOO_MANY_ROWS, limit=MOST_ROWS)
        if len(cells) > MOST_CELLS_A_ROW or self.cells > MOST_CELLS:
            raise Unreadable(Fault.TOO_MANY_CELLS, limit=MOST_CELLS_A_ROW)
        if self.seen % _EVERY == 0:
            self.told(self.seen)


def _trimmed(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    full = [None if isinstance(cell, str) and not cell.strip() else cell for cell in cells]
    while full and full[-1] is None:
        full.pop()
    return tuple(full)


def _xlsx(content: bytes) -> Raw:
    # With defusedxml beside it, openpyxl reads every part through it: no entities, no documents from elsewhere.
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    for sheet in book.worksheets:
        # The size that a sheet declares may be wrong; what is there counts.
        sheet.reset_dimensions()
        yield sheet.title, sheet.iter_rows(values_only=True)


def _xls(content: bytes) -> Raw:
    import xlrd

    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Unreadable(Fault.ENCRYPTED)
    if "_VBA_PROJECT_CUR".encode("utf-16-le") in content:
        raise Unreadable(Fault.MACROS)
    try:
        book = xlrd.open_workbook(file_contents=content, on_demand=True, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        said = str(error).casefold()
        encrypted = "encrypt" in said or "password" in said
        # A container without a workbook in it: a letter, a drawing, a mail.
        raise Unreadable(
            Fault.ENCRYPTED
            if encrypted
            else Fault.DOCUMENT
            if "can't find workbook" in said
            else Fault.BROKEN
        ) from None
    for number in range(book.nsheets):
        sheet = book.sheet_by_index(number)
        yield sheet.name, (_biff(book, sheet, row) for row in range(sheet.nrows))
        book.unload_sheet(number)


def _biff(book: Any, sheet: Any, row: int) -> list[Cell]:
    return [_biff_cell(book, cell) for cell in sheet.row(row)]


def _biff_cell(book: Any, cell: Any) -> Cell:
    import xlrd

    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return None
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return xlrd.xldate_as_datetime(cell.value, book.datemode)
        except (xlrd.XLDateError, OverflowError, ValueError):
            return str(cell.value)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#"))
    return cell.value if isinstance(cell.value, str) else float(cell.value)
