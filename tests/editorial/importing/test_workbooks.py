"""Workbooks go the same way as CSV files, row by row; what cannot be read of them is told."""

import io
import zipfile
from datetime import date, datetime, time
from typing import Any

import pytest
from openpyxl import Workbook

from influence.editorial.importing import import_calendar, plan, read
from influence.editorial.importing.faults import Kind
from influence.editorial.importing.workbooks import said
from tests.editorial.importing.files import plain
from tests.makers import NOW, House

HEADS = ("Date", "Heure", "Dirigeant", "Pilier", "Texte")
ROW = (date(2026, 6, 10), time(9, 30), "Claire Martin", "T", "Une idée.\nEn deux lignes.")


def book(*rows: tuple[object, ...], heads: tuple[str, ...] = HEADS) -> Workbook:
    made = Workbook()
    for row in (heads, *rows):
        made.active.append(row)  # type: ignore[union-attr]
    return made


def packed(made: Workbook) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def rewritten(content: bytes, part: str, change: Any) -> bytes:
    """The same workbook with one of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return out.getvalue()


def kinds(content: bytes) -> list[Kind]:
    sheet = read(content)
    return [fault.kind for fault in (*sheet.faults, *sheet.notes)]


def test_a_workbook_becomes_posts_as_a_csv_file_does(home: House) -> None:
    found = plan(read(packed(book(ROW))), organisation=home.organisation, now=NOW)
    assert (found.problems, found.notes) == ((), ())
    [post] = import_calendar(found, by=home.bruno, at=NOW).created
    assert (post.slot.day, post.slot.time) == (date(2026, 6, 10), time(9, 30))
    assert post.version.text == "Une idée.\nEn deux lignes."


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (None, ""), (datetime.combine(date(2026, 6, 10), time()), "2026-06-10"), (time(9, 30), "09:30:00"), (2026.0, "2026"), (3, "3"),
        (" a_x000D_b ", "a\rb"), ("_x005F_x0041_", "_x0041_"), (True, "True"),
    ],
)  # fmt: skip
def test_a_cell_reads_as_somebody_would_have_typed_it(cell: object, words: str) -> None:
    assert said(cell) == words


def test_the_first_visible_sheet_is_read_and_the_others_are_named() -> None:
    made = book(ROW)
    made.create_sheet("Archives")
    made.create_sheet("Notes", 0).sheet_state = "hidden"
    sheet = read(packed(made))
    assert (len(sheet.rows), sheet.faults) == (1, ())
    assert [(note.kind, note.facts["names"]) for note in sheet.notes] == [
        (Kind.OTHER_SHEETS, "Archives"), (Kind.HIDDEN_SHEETS, "Notes"),
    ]  # fmt: skip


def test_rows_that_a_filter_hides_are_read_and_told() -> None:
    made = book(ROW)
    made.active.row_dimensions[2].hidden = True  # type: ignore[union-attr]
    sheet = read(packed(made))
    assert (len(sheet.rows), [note.kind for note in sheet.notes]) == (1, [Kind.HIDDEN_ROWS])


def test_merged_cells_are_told_with_their_line(home: House) -> None:
    made = book(ROW, ROW)
    made.active.merge_cells("C2:C3")  # type: ignore[union-attr]
    found = plan(read(packed(made)), organisation=home.organisation, now=NOW)
    assert next(plain(one) for one in found.problems if one.line == 2).startswith(
        "Ligne 2 : Les cellules C2:C3 sont fusionnées"
    )


def test_a_workbook_without_a_visible_sheet_is_refused() -> None:
    def hidden(part: bytes) -> bytes:
        return part.replace(b'state="visible"', b'state="hidden"')

    assert kinds(rewritten(packed(book(ROW)), "xl/workbook.xml", hidden)) == [Kind.NO_SHEET]


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "Une id\xc3\xa9e.">]>'


@pytest.mark.parametrize(
    ("part", "change", "kind"),
    [
        ("xl/worksheets/sheet1.xml", lambda part: ENTITIES + part.replace(b"Une", b"&b;"), Kind.BROKEN_WORKBOOK),
        ("xl/workbook.xml", lambda part: ENTITIES + part.replace(b'"Sheet"', b'"&b;"'), Kind.BROKEN_WORKBOOK),
        ("xl/worksheets/sheet1.xml", lambda part: part[: len(part) // 2], Kind.BROKEN_WORKBOOK),
        ("xl/worksheets/sheet1.xml", lambda part: part + b" " * 40_000_000, Kind.TOO_BIG),
        ("xl/worksheets/sheet1.xml", lambda part: part.replace(b'r="2"', b'r="99999999"'), Kind.TOO_MANY_ROWS),
    ],
)  # fmt: skip
def test_a_hostile_workbook_is_refused_and_costs_little(part: str, change: Any, kind: Kind) -> None:
    assert kind in kinds(rewritten(packed(book(ROW)), part, change))


def test_another_kind_of_office_file_is_named() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("word/document.xml", "<a/>")
    assert kinds(out.getvalue()) == [Kind.WORKBOOK]
