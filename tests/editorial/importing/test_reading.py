"""Bytes to rows, without a database."""

import codecs
from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influence.editorial.importing import cells
from influence.editorial.importing.columns import Column, key, named
from influence.editorial.importing.reading import MOST_BYTES, MOST_ROWS, Kind, Sheet, read
from tests.editorial.importing.files import FIRST, HEADS, SECOND, lines


def kinds(sheet: Sheet) -> list[tuple[Kind, int]]:
    return [(fault.kind, fault.line) for fault in sheet.faults]


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_usual_shape_of_the_file_reads_the_same(mark: bytes, delimiter: str, end: str) -> None:
    sheet = read(mark + lines(FIRST, SECOND, end=end).replace(b";", delimiter.encode()))
    assert sheet.faults == ()
    assert [dict(row.cells) for row in sheet.rows] == [
        {"date": "10/06/2026", "time": "9h00", "leader": "Claire Martin", "pillar": "Transformation",
         "text": "Ce que j'ai appris au bloc."},
        {"date": "12/06/2026", "time": "09:30", "leader": "Claire Martin", "pillar": "Q", "text": "Une autre idée."},
    ]  # fmt: skip


@pytest.mark.parametrize("header", ["Modèle", "MODELE", " modèle ", "Mode\u0300le", "template", "Template"])
def test_a_header_is_known_whatever_its_case_accents_and_language(header: str) -> None:
    assert named(header) == Column.TEMPLATE


def test_a_header_of_a_field_keeps_its_own_name() -> None:
    assert (named("Prénoms"), named("chiffre de"), key("Œuvre")) == ("prenoms", "chiffre_de", "oeuvre")


def test_a_text_of_several_lines_stays_whole_and_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    text = '"Une ligne ; puis ""une autre"".\r\n\r\nEt la fin."'
    sheet = read(lines(f"10/06/2026;9h;Claire Martin;T;{text}", "", ";;;;", SECOND))
    assert sheet.rows[0].cells["text"] == 'Une ligne ; puis "une autre".\r\n\r\nEt la fin.'
    assert [row.line for row in sheet.rows] == [2, 5]


def test_a_separator_line_of_a_spreadsheet_program_is_taken_at_its_word() -> None:
    sheet = read(b"sep=;\r\n" + lines(FIRST))
    assert (sheet.faults, sheet.line, sheet.rows[0].line) == ((), 1, 2)


def test_cells_that_look_like_formulas_are_text() -> None:
    sheet = read(lines("10/06/2026;9h;Claire Martin;T;=2+2", "11/06/2026;9h;Claire Martin;T;@equipe -1"))
    assert [row.cells["text"] for row in sheet.rows] == ["=2+2", "@equipe -1"]


@pytest.mark.parametrize(
    ("content", "kind", "line"),
    [
        (b"", Kind.EMPTY, 0),
        (b"\r\n;;;\r\n", Kind.EMPTY, 0),
        (HEADS.encode(), Kind.EMPTY, 0),
        (lines(FIRST).decode().encode("utf-16"), Kind.UTF16, 0),
        (lines(FIRST).decode().encode("utf-16-le"), Kind.UTF16, 0),
        (lines(SECOND).decode().encode("latin-1"), Kind.NOT_UTF8, 0),
        (lines(FIRST) + b"11/06/2026;9h;Claire Martin;T;\xed\xa0\xbd", Kind.HALF_CHARACTER, 3),
        (b"PK\x03\x04\x14\x00\x06\x00", Kind.BROKEN_WORKBOOK, 0),
        (lines(FIRST, "11/06/2026;9h;Claire\x00 Martin;T;x"), Kind.CONTROL, 3),
        (lines(FIRST, '11/06/2026;9h;Claire Martin;T;"x', SECOND), Kind.QUOTES, 3),
        (lines(FIRST, '11/06/2026;9h;Claire Martin;T;"x" y', SECOND), Kind.QUOTES, 3),
        (lines(FIRST, "11/06/2026;9h;Claire Martin;T;un;deux"), Kind.TOO_MANY_CELLS, 3),
        (lines(FIRST + ";note", heads=HEADS + ";"), Kind.NO_NAME, 2),
        (lines(FIRST, heads="date;heure;leader;dirigeant;texte;pilier"), Kind.COLUMN_TWICE, 1),
        (lines(FIRST, heads="date;heure;qui;pilier;texte"), Kind.COLUMN_MISSING, 1),
        (lines("10/06/2026;9h;Claire Martin;T", heads="date;heure;dirigeant;pilier"), Kind.NO_CONTENT, 1),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_its_line(content: bytes, kind: Kind, line: int) -> None:
    assert kinds(read(content)) == [(kind, line)]


def test_rows_before_a_broken_quote_are_still_read() -> None:
    assert len(read(lines(FIRST, SECOND, '"')).rows) == 2


def test_the_limits_hold_at_their_edge() -> None:
    assert kinds(read(lines(*[FIRST] * MOST_ROWS))) == []
    assert kinds(read(lines(*[FIRST] * (MOST_ROWS + 1)))) == [(Kind.TOO_MANY_ROWS, MOST_ROWS + 2)]
    assert kinds(read(b"x" * (MOST_BYTES + 1))) == [(Kind.TOO_BIG, 0)]


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_at_all_break_the_reader(content: bytes) -> None:
    sheet = read(content)
    assert sheet.rows or sheet.faults


@settings(deadline=None)
@given(st.text(max_size=200))
def test_no_text_below_good_headers_breaks_the_reader(text: str) -> None:
    sheet = read(HEADS.encode() + b"\n" + text.encode("utf-8", "surrogatepass"))
    assert sheet.rows or sheet.faults


@pytest.mark.parametrize(
    "cell", ["14/04/2026", "14.04.2026", "14-04-2026", "2026-04-14", "14/4/2026", "2026-04-14 00:00:00"]
)
def test_days(cell: str) -> None:
    assert cells.day(cell) == date(2026, 4, 14)


@pytest.mark.parametrize(
    "cell", ["14/04/26", "04/14/2026", "31/02/2026", "avril", "", "2026-04-14 09:00", "٣/٤/2026x"]
)
def test_what_is_no_day_is_refused(cell: str) -> None:
    with pytest.raises(ValueError):
        cells.day(cell)


@pytest.mark.parametrize(
    "cell", ["9h00", "9h", "9 h 00", "9:00", "09:00", "09H00", "09:00:00", "9\u00a0h\u00a000"]
)
def test_hours(cell: str) -> None:
    assert cells.hour(cell) == time(9)


@pytest.mark.parametrize("cell", ["9", "25h00", "9h60", "9h0", "midi", "9:00 PM", ""])
def test_what_is_no_hour_is_refused(cell: str) -> None:
    with pytest.raises(ValueError):
        cells.hour(cell)
