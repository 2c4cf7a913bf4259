"""Files that are not what they say, or that mean harm."""

import io
import random
import resource
import time
import zipfile
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influence.analytics.reader import Job, lines
from influence.analytics.reading import limits
from influence.analytics.reading.faults import Fault, Wrong
from influence.analytics.words import FAULTS, WRONGS
from influence.analytics.words import fault as sentence
from tests.analytics import files
from tests.analytics.files import repacked
from tests.analytics.reading import fault, found, posts, said

JOB = Job(name="x.xlsx", today=date(2026, 6, 2), order="", meanings=[])
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


GOOD = files.with_shared_strings(files.member_in_english())
PAGE = files.page()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", Fault.EMPTY), (b"  \n", Fault.EMPTY), (b"%PDF-1.7\n%...", Fault.PDF), (b"\x89PNG\r\n\x1a\n", Fault.PICTURE),
        (b"\xff\xd8\xff\xe0", Fault.PICTURE), (zipped(**{"notes.txt": b"x"}), Fault.ZIP),
        (zipped(**{"word/document.xml": b"<x/>"}), Fault.DOCUMENT), (GOOD[: len(GOOD) // 2], Fault.BROKEN),
        (GOOD[:30], Fault.BROKEN), (OLE + b"\0" * 600, Fault.BROKEN), (files.page()[:3000], Fault.BROKEN),
        (OLE + "EncryptedPackage".encode("utf-16-le"), Fault.ENCRYPTED),
        (OLE + "_VBA_PROJECT_CUR".encode("utf-16-le"), Fault.MACROS),
        (repacked(GOOD, **{"xl/vbaProject.bin": b"x"}), Fault.MACROS),
        (repacked(GOOD, **{"xl/externalLinks/externalLink1.xml": b"<x/>"}), Fault.EXTERNAL),
        (repacked(GOOD, **{"xl/worksheets/sheet1.xml": b"<worksheet>"}), Fault.BROKEN),
        (b"un mot", Fault.UNKNOWN), (bytes(range(256)) * 10, Fault.UNKNOWN), (b"<html><p>Bonjour</p></html>", Fault.UNKNOWN),
        (b"Date,ShareLink,ShareCommentary\n2026-05-14,https://x,Bonjour\n", Fault.ARCHIVE),
        (files.xlsx({"COMPETITORS": [["Page", "Followers"], ["Autre", 5]]}), Fault.COMPETITORS),
        (files.xlsx({"Feuille": []}), Fault.EMPTY), (files.xlsx({"Feuille": [["Bonjour"]]}), Fault.NO_FIGURES),
        (b"x" * (limits.MOST_BYTES + 1), Fault.TOO_BIG),
        (files.xlsx({f"F{n}": [["Date", "Impressions"]] for n in range(limits.MOST_SHEETS + 1)}), Fault.TOO_MANY_SHEETS),
        (files.xlsx({"F": [["Date"] + ["Impressions"] * 300]}), Fault.TOO_MANY_CELLS),
    ],
)  # fmt: skip
def test_each_wrong_file_has_its_one_reason(content: bytes, told: Fault) -> None:
    assert fault(content) == told


def test_a_bomb_is_not_unpacked() -> None:
    """190 MB of zeros in a few hundred kilobytes."""
    bomb = repacked(GOOD, **{"xl/sharedStrings.xml": b"\0" * 190_000_000})
    assert len(bomb) < 1_000_000
    begun = time.monotonic()
    assert fault(bomb) == Fault.UNPACKS_TOO_BIG
    assert time.monotonic() - begun < 2


def test_an_entry_that_lies_about_its_size_ends_in_an_error() -> None:
    strings = b'<sst xmlns="%s">%s</sst>' % (files.MAIN, b"<si><t>x</t></si>" * 3_000_000)
    bomb = repacked(GOOD, **{"xl/sharedStrings.xml": strings})
    assert fault(bomb) == Fault.UNPACKS_TOO_BIG
    true, small = len(strings).to_bytes(4, "little"), (100_000).to_bytes(4, "little")
    assert true in bomb
    assert fault(bomb.replace(true, small)) == Fault.BROKEN


@pytest.mark.parametrize(
    "doctype",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
    ],
    ids=["billion laughs", "a file of the server"],
)
@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_entities_are_refused_in_every_part(doctype: bytes, part: str) -> None:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        body = archive.read(part)
    start = body.index(b"?>") + 2 if body.startswith(b"<?xml") else 0
    content = repacked(GOOD, **{part: body[:start] + doctype + body[start:]})
    assert fault(content) == Fault.BROKEN


def test_rows_at_the_end_of_the_world_are_no_rows() -> None:
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
    row = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    content = repacked(GOOD, **{"xl/worksheets/sheet1.xml": sheet % row})
    assert fault(content) == Fault.TOO_MANY_CELLS


@settings(max_examples=60)
@given(seed=st.integers(0, 2**32), old=st.booleans())
def test_a_damaged_workbook_is_read_or_refused(seed: int, old: bool) -> None:
    dice, content = random.Random(seed), bytearray(PAGE if old else GOOD)
    for _ in range(dice.randint(1, 40)):
        content[dice.randrange(len(content))] = dice.randrange(256)
    last = said(bytes(content))[-1]
    assert "found" in last or last["fault"] in set(Fault)


@settings(max_examples=60)
@given(content=st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for begin in (b"", b"PK\x03\x04", OLE, b"\x09\x08", b"<table>", b"Date;Impressions\n"):
        last = said(begin + content)[-1]
        assert "found" in last or last["fault"] in set(Fault)


def test_the_child_says_what_this_process_would() -> None:
    told = [line for line in lines(GOOD, job=JOB) if "rows" not in line]
    assert [line.keys() for line in told] == [line.keys() for line in said(GOOD)]
    assert told[-1]["found"]["period"] == ["2026-05-01", "2026-05-31"]


def test_a_child_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """By its parent, should its own clock not do it."""
    monkeypatch.setattr("influence.analytics.reader._COMMAND", ("/bin/sleep", "60"))
    monkeypatch.setattr("influence.analytics.reader._START_SECONDS", 0.3)
    monkeypatch.setattr("influence.analytics.reader.SECONDS", 0)
    begun = time.monotonic()
    assert list(lines(GOOD, job=JOB)) == [{"fault": Fault.TOO_SLOW, "facts": {}}]
    assert time.monotonic() - begun < 10


def test_a_child_that_dies_is_told() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("influence.analytics.reader._COMMAND", ("/bin/false",))
        assert list(lines(GOOD, job=JOB)) == [{"fault": Fault.CRASHED, "facts": {}}]


def test_every_reason_has_its_sentence() -> None:
    assert set(FAULTS) == set(Fault)
    assert set(WRONGS) == set(Wrong)
    for reason in Fault:
        assert "%" not in sentence({"fault": reason, "facts": {"limit": 5}})


def thick(rows: int) -> bytes:
    """Posts of a large page, written as LinkedIn's spreadsheet program would."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("All posts")
    sheet.append(["Performance of posts"])
    sheet.append(["Post link", "Impressions", "Clicks"])
    for number in range(rows):
        sheet.append([files.SHARE.format(files.STRANGE + number), "1,234", "12"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def spent_by_children() -> float:
    """Processor time: what else the machine does is no fault of the reader's."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


@pytest.mark.deep
def test_a_hundred_thousand_rows_are_read_within_a_minute_and_tell_their_progress() -> None:
    content = thick(100_000)
    begun = spent_by_children()
    told = list(lines(content, job=JOB))
    assert spent_by_children() - begun < 60
    rows = [line["rows"] for line in told if "rows" in line]
    assert rows == sorted(rows)
    assert len(rows) >= 40
    assert found(told)["posts"] == len(posts(told)) == 100_000


def test_more_rows_than_a_file_may_have_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("influence.analytics.reading.workbook.MOST_ROWS", 1_000)
    assert fault(thick(1_001)) == Fault.TOO_MANY_ROWS
