"""Rows as a CSV file and as an .xlsx workbook. In neither does any text become a formula."""

import csv
import io
from collections.abc import Sequence
from datetime import date, time
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import save_workbook

from influence.core.text import utf16_length
from influence.editorial.exporting.rows import COLUMNS, Row
from influence.editorial.importing.cells import harmless
from influence.editorial.importing.columns import Column, titles

# Spreadsheet programs on Windows read UTF-8 only after this mark.
_MARK = "\ufeff"
# Excel's own bound of one cell, in UTF-16 units; what lies beyond would make it call the file damaged.
MOST_UNITS = 32_767
_WIDTHS = {Column.DATE: 12, Column.TIME: 8, Column.LEADER: 24, Column.PILLAR: 24, Column.LANGUAGE: 8,
           Column.TEXT: 90, Column.STATE: 22}  # fmt: skip


def as_csv(rows: Sequence[Row], *, language: str) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(heads(language))
    for row in rows:
        writer.writerow([harmless(typed(cell)) for cell in row.cells])
    return (_MARK + out.getvalue()).encode()


def heads(language: str) -> list[str]:
    names = titles(language)
    return [names[column] for column in COLUMNS]


def typed(cell: date | time | str) -> str:
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return f"{cell:%H:%M}" if isinstance(cell, time) else cell


def as_workbook(rows: Sequence[Row], *, language: str, title: str) -> bytes:
    """Days and hours are real ones; the header stays in sight."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for place, column in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS[column]
    sheet.append([header(sheet, name) for name in heads(language)])
    for row in rows:
        sheet.append([written(sheet, cell) for cell in row.cells])
    out = io.BytesIO()
    save_workbook(book, out)
    return out.getvalue()


def header(sheet: Any, name: str) -> Any:
    cell = text(sheet, name)
    cell.font = Font(bold=True)
    return cell


def written(sheet: Any, value: date | time | str) -> Any:
    if isinstance(value, str):
        return text(sheet, value)
    cell = WriteOnlyCell(sheet, value=value)
    cell.number_format = "dd/mm/yyyy" if isinstance(value, date) else "hh:mm"
    cell.alignment = Alignment(vertical="top")
    return cell


def text(sheet: Any, value: str) -> Any:
    """Said to be text, so that it stays one when somebody edits the cell, whatever it begins with."""
    cell = WriteOnlyCell(sheet, value=within(value))
    cell.data_type = "s"
    cell.number_format = "@"
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell


def within(value: str) -> str:
    """XML has no control characters, and a cell has an end. `_x0041_` is how a workbook spells A: it is spelled out."""
    kept = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value).replace("_x", "_x005F_x")
    while utf16_length(kept) > MOST_UNITS:
        kept = kept[: len(kept) - max(1, (utf16_length(kept) - MOST_UNITS) // 2)]
    return kept
