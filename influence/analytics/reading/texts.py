"""Tables that are only text: CSV, and pages of HTML that are called .xls."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser

from influence.analytics.reading.cells import Cell
from influence.analytics.reading.faults import Fault, Unreadable

_TABLE = re.compile(rb"<\s*(?:!doctype html|html|table|meta|head|body)\b", re.IGNORECASE)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_DELIMITERS = ";,\t"
# Of a page's text in one cell; a figure needs less.
_LONGEST = 1_000


def looks_like_html(content: bytes) -> bool:
    return _TABLE.search(content[:1_000]) is not None


def decoded(content: bytes) -> str:
    try:
        text = content.decode("utf-16" if content.startswith(_UTF16) else "utf-8-sig")
    except UnicodeDecodeError:
        # Spreadsheet programs on Windows; every byte of it is a character.
        text = content.decode("latin-1")
    if re.search(r"[\x00-\x08\x0e-\x1a]", text[:10_000]):
        raise Unreadable(Fault.UNKNOWN)
    return text


def of_csv(content: bytes) -> Iterator[tuple[str, Iterator[Sequence[Cell]]]]:
    text = decoded(content)
    head = text[:20_000]
    delimiter = max(_DELIMITERS, key=head.count)
    if not head.count(delimiter):
        raise Unreadable(Fault.UNKNOWN)
    # Not the file's name: what a person says of its columns is remembered by the sheet's.
    yield "CSV", _records(text, delimiter=delimiter)


def _records(text: str, *, delimiter: str) -> Iterator[Sequence[Cell]]:
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error:
        raise Unreadable(Fault.BROKEN) from None


def html_tables(content: bytes) -> Iterator[tuple[str, Iterator[Sequence[Cell]]]]:
    reader = _Tables()
    reader.feed(decoded(content))
    reader.close()
    if not any(reader.tables):
        raise Unreadable(Fault.UNKNOWN)
    for number, table in enumerate(reader.tables, 1):
        yield f"Table {number}", iter(table)


class _Tables(HTMLParser):
    """Cells of tables, in order; a table inside a cell is read as one more."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[Cell]]] = []
        self.cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.flush()
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in {"td", "th"} and self.tables and self.tables[-1]:
            self.cell = []

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th", "tr", "table"}:
            self.flush()

    def handle_data(self, data: str) -> None:
        if self.cell is not None:
            self.cell.append(data)

    def flush(self) -> None:
        if self.cell is not None and self.tables and self.tables[-1]:
            self.tables[-1][-1].append("".join(self.cell)[:_LONGEST])
        self.cell = None
