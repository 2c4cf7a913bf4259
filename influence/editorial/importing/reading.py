"""From bytes to rows. Knows nothing of organisations, posts or languages; whatever is wrong is a Fault with its line."""

import csv
import hashlib
import io
import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from influence.editorial.importing import workbooks
from influence.editorial.importing.cells import meant
from influence.editorial.importing.columns import FRENCH, KNOWN, REQUIRED, Column, key, named
from influence.editorial.importing.faults import MOST_BYTES, MOST_ROWS, Fault, Kind, Unreadable

DELIMITERS = (";", ",", "\t")

# Half of a character of two units (an emoji that a program cut), and the sign that stands for a character that is lost.
_HALF = re.compile(r"[\ud800-\udfff]")
_LOST = "\ufffd"
# .xls, which is older than .xlsx, and encrypted workbooks.
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
# Spreadsheet programs write and understand this first line, and do not count it.
_SEPARATOR = re.compile(r"\Asep=([;,\t])[ \t;,]*(?:\r\n|\r|\n)", re.IGNORECASE)


@dataclass(frozen=True)
class Row:
    line: int  # the number that a spreadsheet program shows beside it: the header is 1, a text of ten lines is one row
    cells: Mapping[str, str]  # by the column's own name, trimmed; empty ones are left out


@dataclass(frozen=True)
class Sheet:
    digest: str
    line: int  # of the header
    names: Mapping[str, str]  # the column's own name → the header as written, in order
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]
    # What is worth saying and keeps nothing out.
    notes: tuple[Fault, ...] = ()


def read(content: bytes) -> Sheet:
    """A CSV file or an .xlsx workbook, told apart by what the bytes are and not by the file's name."""
    digest = hashlib.sha256(content).hexdigest()
    is_workbook = content.startswith(workbooks.ZIP)
    try:
        _small_enough(content)
        return _of_workbook(content, digest) if is_workbook else _of_csv(content, digest)
    except Unreadable as unreadable:
        return Sheet(digest=digest, line=0, names={}, rows=(), faults=(unreadable.fault,))


def _small_enough(content: bytes) -> None:
    if len(content) > MOST_BYTES:
        raise Unreadable(Fault(Kind.TOO_BIG, facts={"limit": MOST_BYTES // 1_000_000}))


def _of_csv(content: bytes, digest: str) -> Sheet:
    text = _SEPARATOR.sub("", _decoded(content), count=1)
    return _parsed(_records(text, delimiter=_delimiter(text)), digest=digest)


def _of_workbook(content: bytes, digest: str) -> Sheet:
    with workbooks.opened(content) as book:
        sheet = _parsed(book.records(), digest=digest)
        return replace(sheet, faults=sheet.faults + book.faults, notes=book.notes)


def _decoded(content: bytes) -> str:
    """UTF-8, with or without a mark at its beginning. Anything else is told by what it looks like."""
    if content.startswith(_OLD_WORKBOOK):
        encrypted = "EncryptedPackage".encode("utf-16-le") in content
        raise Unreadable(Fault(Kind.ENCRYPTED if encrypted else Kind.WORKBOOK))
    if content.startswith(_UTF16) or content.count(0) > len(content) // 4:
        raise Unreadable(Fault(Kind.UTF16))
    try:
        return _HALF.sub(_LOST, content.decode("utf-8-sig", "surrogatepass"))
    except UnicodeDecodeError:
        raise Unreadable(Fault(Kind.NOT_UTF8)) from None


def _delimiter(text: str) -> str:
    """The one under which the first line names most of our columns."""
    first = next((line for line in io.StringIO(text) if line.strip(" \t\r\n;,")), "")

    def score(delimiter: str) -> int:
        return sum(key(cell.strip(' "')) in KNOWN for cell in first.split(delimiter))

    return max(DELIMITERS, key=score)


def _records(text: str, *, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with its number; blank ones are counted and left out. Ends with a fault where quotes are wrong: what
    follows cannot be told apart any more."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    for number in itertools.count(1):
        try:
            cells = [meant(cell.strip()) for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            raise Unreadable(Fault(Kind.QUOTES, line=number)) from None
        if any(cells):
            yield number, cells


def _parsed(records: Iterator[tuple[int, list[str]]], *, digest: str) -> Sheet:
    header = next(records, None)
    if header is None:
        raise Unreadable(Fault(Kind.EMPTY))
    line, headers = header
    names, faults = _named(headers, line=line)
    rows: list[Row] = []
    faults += _filling(rows, records, headers=headers)
    if not rows and not faults:
        faults.append(Fault(Kind.EMPTY))
    return Sheet(digest=digest, line=line, names=names, rows=tuple(rows), faults=tuple(faults))


def _filling(
    rows: list[Row], records: Iterator[tuple[int, list[str]]], *, headers: Sequence[str]
) -> Iterator[Fault]:
    """Puts what can be read into `rows`; yields what is wrong."""
    try:
        for line, cells in records:
            if len(rows) == MOST_ROWS:
                yield Fault(Kind.TOO_MANY_ROWS, line=line, facts={"limit": MOST_ROWS})
                return
            yield from _bad_cells(cells, headers=headers, line=line)
            rows.append(Row(line=line, cells=_filled(cells, headers=headers)))
    except Unreadable as unreadable:
        yield unreadable.fault


def _named(headers: Sequence[str], *, line: int) -> tuple[dict[str, str], list[Fault]]:
    names: dict[str, str] = {}
    faults = []
    for header in filter(None, headers):
        if named(header) in names:
            facts = {"other": names[named(header)]}
            faults.append(Fault(Kind.COLUMN_TWICE, line=line, column=header, facts=facts))
        names.setdefault(named(header), header)
    missing = [FRENCH[column] for column in REQUIRED if column not in names]
    faults += [Fault(Kind.COLUMN_MISSING, line=line, facts={"wanted": name}) for name in missing]
    if Column.TEMPLATE not in names and Column.TEXT not in names:
        faults.append(Fault(Kind.NO_CONTENT, line=line))
    return names, faults


def _bad_cells(cells: Sequence[str], *, headers: Sequence[str], line: int) -> Iterator[Fault]:
    if any(cells[len(headers) :]):
        yield Fault(Kind.TOO_MANY_CELLS, line=line, facts={"columns": len(headers)})
    for header, cell in zip(headers, cells, strict=False):
        if cell and not header:
            yield Fault(Kind.NO_NAME, line=line, facts={"cell": cell[:40]})
        if any(unicodedata.category(char) == "Cc" and char not in "\n\r\t" for char in cell):
            yield Fault(Kind.CONTROL, line=line, column=header)
        if _LOST in cell:
            yield Fault(Kind.HALF_CHARACTER, line=line, column=header)


def _filled(cells: Sequence[str], *, headers: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for header, cell in zip(headers, cells, strict=False):
        if header and cell:
            found.setdefault(named(header), cell)
    return found
