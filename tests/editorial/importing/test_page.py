"""Choose a file, see what it would do, import it: over real requests, CSRF enforced."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from influence.editorial.importing import plan, read
from influence.editorial.importing.example import example
from influence.editorial.importing.reading import MOST_BYTES
from influence.editorial.models import CalendarFile, Post
from tests.editorial.importing.files import lines, plain
from tests.editorial.test_pages import Browser
from tests.makers import House

PAGE = "/calendrier/importer/"
SOON = timezone.now() + timedelta(days=20)
ROW = f"{SOON:%d/%m/%Y};9h00;Claire Martin;Transformation;Ce que <b>j'ai</b> appris."


@pytest.fixture
def bruno(home: House) -> Browser:
    return Browser(home.bruno)


def uploaded(browser: Browser, content: bytes, name: str = "juin.csv") -> str:
    return browser.send(PAGE, PAGE, file=SimpleUploadedFile(name, content, content_type="text/csv"))


def check_page() -> str:
    return f"{PAGE}{CalendarFile.objects.latest('pk').pk}/"


def test_the_calendar_leads_to_the_import(bruno: Browser) -> None:
    assert f'href="{PAGE}"' in bruno.read("/calendrier/")


def test_a_file_is_shown_before_anything_is_written_then_imported_once(bruno: Browser, home: House) -> None:
    page = uploaded(bruno, lines(ROW))
    assert "1 publication sera créée" in page
    assert "Ce que &lt;b&gt;j" in bruno.raw
    assert not Post.objects.exists()
    assert "1 publication est créée" in bruno.send(check_page(), check_page())
    assert Post.objects.get().created_by == home.bruno
    assert "Rien n'a changé" in bruno.send(check_page(), PAGE)
    assert Post.objects.count() == 1
    assert f"/calendrier/?mois={SOON:%Y-%m}" in bruno.raw


def test_problems_are_shown_by_line_and_column_and_nothing_can_be_imported(bruno: Browser) -> None:
    page = uploaded(bruno, lines(ROW, ROW.replace("Claire", "Clara")))
    assert "1 problème : rien ne sera importé." in page
    assert "Vouliez-vous dire « Claire Martin » ?" in page
    assert "Importer</button>" not in page
    assert "Rien n'a été importé" in bruno.send(check_page(), PAGE)
    assert not Post.objects.exists()


def test_what_the_browser_says_of_the_plan_counts_for_nothing(bruno: Browser) -> None:
    uploaded(bruno, lines(ROW.replace("Claire", "Clara")))
    bruno.send(check_page(), PAGE, problems="", file=SimpleUploadedFile("x.csv", lines(ROW)), do="import")
    assert not Post.objects.exists()


def test_a_file_that_is_too_big_is_refused_at_the_door(bruno: Browser) -> None:
    assert "dépasse 5 Mo" in uploaded(bruno, b"x" * (MOST_BYTES + 1))
    assert not CalendarFile.objects.exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", lines(ROW).decode().encode("utf-16"), b"\x00" * 50])
def test_a_file_that_is_no_csv_says_so(bruno: Browser, content: bytes) -> None:
    assert "rien ne sera importé" in uploaded(bruno, content)
    assert bruno.status == 200


def test_no_file_at_all_is_asked_for_again(bruno: Browser) -> None:
    bruno.send(PAGE, PAGE)
    assert bruno.status == 200
    assert 'id="id_file_error"' in bruno.raw


def test_somebody_elses_file_does_not_exist(bruno: Browser, home: House, abroad: House) -> None:
    uploaded(bruno, lines(ROW))
    for other in (home.odile, abroad.bruno):
        browser = Browser(other)
        browser.read(check_page())
        assert browser.status == 404
        browser.send(check_page(), PAGE)
        assert browser.status == 404
    assert not Post.objects.exists()


@pytest.mark.parametrize("person", ["claire", "remi"])
def test_only_editors_import(home: House, person: str) -> None:
    browser = Browser(getattr(home, person))
    browser.read(PAGE)
    assert browser.status == 403


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_example_file_can_be_imported_as_it_is(home: House, language: str) -> None:
    home.organisation.language = language
    home.leader.language = language
    home.leader.save()
    content = example(home.organisation, today=timezone.now().date())
    found = plan(read(content), organisation=home.organisation, now=timezone.now())
    assert [plain(problem) for problem in found.problems] == []
    assert [bool(row.template) for row in found.rows] == [False, True]


def test_the_example_is_downloaded_as_a_file(bruno: Browser) -> None:
    answer = bruno.client.get(f"{PAGE}exemple.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="calendrier.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbfdate;heure;dirigeant;pilier")
