"""What leaves as a file comes back without changing anything, and runs in nobody's spreadsheet."""

import csv
import io
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from influence.editorial.actions import withdraw
from influence.editorial.calendar.access import calendar_for
from influence.editorial.calendar.filters import Filters
from influence.editorial.calendar.periods import Period, month_of
from influence.editorial.exporting.rows import rows
from influence.editorial.exporting.tables import MOST_UNITS, as_csv, as_workbook, within
from influence.editorial.importing import Plan, import_calendar, plan, read
from influence.editorial.importing.cells import harmless, meant
from influence.editorial.models import Embargo, Post, Slot
from influence.people.models import User
from tests import makers
from tests.editorial.importing.files import lines
from tests.editorial.stories import draft, every_tuesday
from tests.editorial.test_pages import Browser
from tests.makers import NOW, House

JUNE = month_of(date(2026, 6, 1))
# What a spreadsheet program might run, split, trim or show otherwise.
HOSTILE = (
    '=HYPERLINK("http://x.example";"ici")', "+33 1 02 03", "-2+3", "@SUM(1)", "'=1+1", "''@x", "\uff1d1+1",
    'Des "guillemets" ; et, des séparateurs\n- une liste\n=2', "<script>alert(1)</script>", "\u202egro.live", "a\u200bb\ufeffc",
    "👩🏽‍⚕️ 🇫🇷", "_x0041_ et _x000D_", "x" * 3_000, "sep=;",
)  # fmt: skip


def exported(
    home: House, *, by: User | None = None, filters: Filters | None = None, period: Period = JUNE
) -> bytes:
    member = home.member(by or home.bruno)
    shown = calendar_for(member, period, filters=filters or Filters())
    return as_csv(rows(shown.within), language="fr")


def as_book(home: House, *, period: Period = JUNE) -> bytes:
    shown = calendar_for(home.member(home.bruno), period, filters=Filters())
    return as_workbook(rows(shown.within), language="fr", title="2026-06")


def replanned(content: bytes, home: House) -> Plan:
    return plan(read(content), organisation=home.organisation, now=NOW)


@pytest.fixture
def june(home: House) -> list[Post]:
    """A post for each hostile text, at hours of the same days."""
    return [
        draft(home, text=text, where=makers.slot(home, at=NOW + timedelta(days=2, hours=n)))
        for n, text in enumerate(HOSTILE)
    ]


@pytest.mark.usefixtures("june")
@pytest.mark.parametrize("export", [exported, as_book])
def test_importing_what_was_exported_changes_nothing(home: House, export: object) -> None:
    before, content = exported(home), export(home)  # type: ignore[operator]
    again = replanned(content, home)
    assert (again.problems, again.new, len(again.unchanged)) == ((), [], len(HOSTILE))
    import_calendar(again, by=home.bruno, at=NOW)
    assert exported(home) == before


@pytest.mark.parametrize("export", [exported, as_book])
def test_an_hour_that_comes_twice_leaves_with_which_one_it_is(home: House, export: object) -> None:
    """25 October 2026 in Paris: 2:30 comes at 0:30 UTC, and again at 1:30."""
    at = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1)]
    for n, one in enumerate(at):
        draft(home, text=f"Texte {n}", where=makers.slot(home, at=one))
    content = export(home, period=month_of(date(2026, 10, 1)))  # type: ignore[operator]
    again = replanned(content, home)
    assert (again.problems, again.new, len(again.unchanged)) == ((), [], 2)
    Post.objects.update(version=None, slot=None, state="withdrawn")
    Slot.objects.all().delete()
    import_calendar(replanned(content, home), by=home.bruno, at=NOW)
    assert list(Slot.objects.order_by("at").values_list("at", "fold")) == list(zip(at, (0, 1), strict=True))


@pytest.mark.usefixtures("june")
@pytest.mark.parametrize("export", [exported, as_book])
def test_an_export_fills_an_empty_calendar_with_the_same_bytes(home: House, export: object) -> None:
    before, content = exported(home), export(home)  # type: ignore[operator]
    Post.objects.update(version=None, slot=None, state="withdrawn")
    Slot.objects.all().delete()
    created = import_calendar(replanned(content, home), by=home.bruno, at=NOW).created
    assert len(created) == len(HOSTILE)
    assert exported(home) == before


def test_a_calendar_made_by_templates_comes_back_unchanged(home: House) -> None:
    heads = "date;heure;dirigeant;pilier;modèle;question;origine;mienne;usage;thèmes"
    row = "10/06/2026;9h00;Claire Martin;T;question-ouverte;Que changer ?;Une visite.;Le bruit.;Je lirai tout.;hôpital"
    import_calendar(replanned(lines(row, heads=heads), home), by=home.bruno, at=NOW)
    again = replanned(exported(home), home)
    assert (again.problems, len(again.unchanged)) == ((), 1)


def test_what_nobody_asks_for_comes_back_as_nothing(home: House) -> None:
    every_tuesday(home, at=NOW)
    gone, kept_secret = (
        draft(home),
        draft(home, text="Le rachat.", where=makers.slot(home, at=NOW + timedelta(days=3))),
    )
    withdraw(gone, by=home.bruno, at=NOW)
    Embargo.objects.create(
        post=kept_secret, lifts_at=NOW + timedelta(days=3), created_by=home.claire, created_at=NOW
    )
    for filters in (Filters(), Filters(state=gone.__class__.objects.get(pk=gone.pk).state)):  # type: ignore[arg-type]
        content = exported(home, filters=filters)
        assert "rachat" not in content.decode()
        again = replanned(content, home)
        assert (again.problems, again.rows) == ((), ())
    assert "créneau pris (embargo)" in exported(home).decode()
    assert "créneau libre" in exported(home).decode()


def test_a_leader_who_left_keeps_what_they_said(home: House) -> None:
    draft(home)
    home.leader.is_active = False
    home.leader.save()
    again = replanned(exported(home), home)
    assert (again.problems, len(again.unchanged)) == ((), 1)
    told = replanned(lines("20/06/2026;9h;Claire Martin;T;Nouveau."), home)
    assert [(one.line, one.column) for one in told.problems] == [(2, "dirigeant")]


@pytest.mark.parametrize("text", [*HOSTILE, "\t=1", "\r=1", " =1"])
def test_no_cell_is_a_formula_and_none_is_changed(text: str) -> None:
    assert harmless(text)[:1] not in tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
    assert meant(harmless(text)) == text


@pytest.mark.usefixtures("june")
def test_every_text_of_a_workbook_is_text_and_days_are_days(home: House) -> None:
    sheet = load_workbook(io.BytesIO(as_book(home))).active
    assert sheet.freeze_panes == "A2"
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert {cell.data_type for cell in cells} == {"d", "s"}
    assert {cell.number_format for cell in cells if cell.data_type == "s"} == {"@"}
    assert (cells[0].value.date(), cells[1].value) == (date(2026, 6, 3), time(10, 0))


def test_a_cell_has_an_end_and_no_control_characters() -> None:
    assert len(within("😀" * MOST_UNITS).encode("utf-16-le")) // 2 <= MOST_UNITS
    assert within("a\x07b") == "a\ufffdb"


def test_a_csv_file_has_the_columns_that_the_import_reads(home: House) -> None:
    draft(home)
    [heads, row] = csv.reader(io.StringIO(exported(home).decode("utf-8-sig")), delimiter=";")
    assert heads == ["date", "heure", "dirigeant", "pilier", "langue", "texte", "état"]
    assert row[:5] == ["03/06/2026", "10:00", "Claire Martin", "Transformation", "fr"]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ics"])
def test_a_page_gives_each_file_with_the_filters_of_the_calendar(home: House, kind: str) -> None:
    at = timezone.now() + timedelta(hours=1)
    draft(home, where=makers.slot(home, at=at))
    bruno = Browser(home.bruno)
    address = f"?mois={at:%Y-%m}&pilier={home.other_pillar.pk}"
    assert f"/calendrier/exporter/{kind}/{address}" in bruno.read(f"/calendrier/exporter/{address}")
    with_post, without = (
        bruno.client.get(f"/calendrier/exporter/{kind}/{filters}")
        for filters in (f"?mois={at:%Y-%m}", address)
    )
    assert with_post.headers["Content-Disposition"] == f'attachment; filename="calendrier-{at:%Y-%m}.{kind}"'
    assert len(with_post.content) > len(without.content)
