"""The records of an .xlsx workbook, as a CSV file would hold them: its first visible sheet, formulas as their last value.
Bytes of somebody else's machine: nothing is unpacked before its size is known, and no entity of its XML is followed."""

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.ElementTree import iterparse
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.escape import unescape
from openpyxl.utils.exceptions import InvalidFileException

from influence.editorial.importing.faults import (
    MOST_COLUMNS,
    MOST_ENTRIES,
    MOST_RATIO,
    MOST_ROWS,
    MOST_UNPACKED,
    Fault,
    Kind,
    Unreadable,
)

ZIP = b"PK\x03\x04"
# A sheet may leave rows out, and say that its next one is the millionth.
_MOST_LINES = 10 * MOST_ROWS
_SMALL = 1_000_000
# What openpyxl, and what it stands on, say of bytes that are no workbook.
_BROKEN = (
    InvalidFileException, zipfile.BadZipFile, zlib.error, ParseError, KeyError, ValueError, TypeError, AttributeError,
    IndexError, EOFError, OSError, OverflowError, NotImplementedError,
)  # fmt: skip


@dataclass(frozen=True)
class Book:
    sheet: Any
    faults: tuple[Fault, ...]
    notes: tuple[Fault, ...]

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Each with the number that a spreadsheet program shows beside it; blank ones are left out."""
        # The size that a sheet declares may be wrong; what is there counts.
        self.sheet.reset_dimensions()
        rows = enumerate(self.sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), 1)
        while (found := _next(rows)) is not None:
            number, cells = found
            if number > _MOST_LINES:
                raise Unreadable(Fault(Kind.TOO_MANY_ROWS, line=number, facts={"limit": MOST_ROWS}))
            full = _trimmed(cells)
            if full:
                yield number, full


def _next(rows: Iterator[tuple[int, Sequence[object]]]) -> tuple[int, Sequence[object]] | None:
    try:
        return next(rows, None)
    except _BROKEN:
        raise Unreadable(Fault(Kind.BROKEN_WORKBOOK)) from None


@contextmanager
def opened(content: bytes) -> Iterator[Book]:
    """Raises Unreadable."""
    _unpacks_within_bounds(content)
    try:
        # With defusedxml beside it, openpyxl reads every part through it.
        reader = ExcelReader(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        reader.read()
        book = _looked_at(reader)
    except _BROKEN:
        raise Unreadable(Fault(Kind.BROKEN_WORKBOOK)) from None
    try:
        yield book
    finally:
        reader.wb.close()


def _looked_at(reader: ExcelReader) -> Book:
    parts = {part.name: rel.target for part, rel in reader.parser.find_sheets()}
    sheets = list(reader.wb.worksheets)
    shown = [sheet for sheet in sheets if sheet.sheet_state == "visible"]
    if not shown:
        raise Unreadable(Fault(Kind.NO_SHEET))
    with reader.archive.open(parts[shown[0].title]) as part:
        merged, hidden = _merged_and_hidden(part)
    faults = tuple(Fault(Kind.MERGED, line=_line(one), facts={"cells": one}) for one in merged)
    return Book(shown[0], faults, tuple(_notes(shown[0], sheets, hidden=hidden)))


def _notes(read: Any, sheets: Sequence[Any], *, hidden: int) -> Iterator[Fault]:
    for kind, state in ((Kind.OTHER_SHEETS, ("visible",)), (Kind.HIDDEN_SHEETS, ("hidden", "veryHidden"))):
        names = [sheet.title for sheet in sheets if sheet is not read and sheet.sheet_state in state]
        if names:
            yield Fault(kind, facts={"read": read.title, "names": ", ".join(names)})
    if hidden:
        yield Fault(Kind.HIDDEN_ROWS, facts={"count": hidden})


def _merged_and_hidden(part: Any) -> tuple[list[str], int]:
    """The ranges of merged cells, of which all but the first are empty, and how many rows a filter hides."""
    merged, hidden = [], 0
    for _event, element in iterparse(part, forbid_dtd=True):
        name = element.tag.rpartition("}")[2]
        if name == "mergeCell":
            merged.append(element.get("ref", ""))
        if name == "row":
            hidden += element.get("hidden") in ("1", "true")
            element.clear()
    return merged, hidden


def _line(cells: str) -> int:
    """Of « B4:C4 »: 4."""
    return int("".join(filter(str.isdigit, cells.partition(":")[0])) or 0)


def _unpacks_within_bounds(content: bytes) -> None:
    """What an entry declares is what Python unpacks at most: a lie about its size ends in an error, not in memory."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except _BROKEN:
        raise Unreadable(Fault(Kind.BROKEN_WORKBOOK)) from None
    if "xl/workbook.xml" not in {entry.filename for entry in entries}:
        raise Unreadable(Fault(Kind.WORKBOOK))
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Unreadable(Fault(Kind.ENCRYPTED))
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MOST_UNPACKED or len(entries) > MOST_ENTRIES or any(map(_swells, entries)):
        raise Unreadable(Fault(Kind.TOO_BIG, facts={"limit": MOST_UNPACKED // 1_000_000}))


def _swells(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > _SMALL and entry.file_size > MOST_RATIO * max(1, entry.compress_size)


def _trimmed(cells: Sequence[object]) -> list[str]:
    full = [said(cell) for cell in cells]
    while full and not full[-1]:
        full.pop()
    return full


def said(cell: object) -> str:
    """As somebody would have typed it into a CSV file."""
    match cell:
        case None:
            return ""
        case str():
            return unescape(cell).strip()
        case datetime():
            return f"{cell:%Y-%m-%d}" if cell.time() == time() else f"{cell:%Y-%m-%d %H:%M:%S}"
        case date():
            return cell.isoformat()
        case time():
            return cell.isoformat("seconds")
        case timedelta():
            minutes, seconds = divmod(round(cell.total_seconds()), 60)
            return f"{minutes // 60}:{minutes % 60:02d}" + (f":{seconds:02d}" if seconds else "")
        case float():
            return f"{cell:.15g}"
        case _:
            return str(cell)
