"""A calendar from a spreadsheet: with mistakes, mended, and a second time."""

import pytest
from playwright.sync_api import Page, expect

from influence.editorial.models import Post
from influence.people.models import Leader
from tests.browser.stage import Stage
from tests.editorial.stories import colleague
from tests.makers import House

HEAD = "date;heure;dirigeant;pilier;texte\r\n"
GOOD = HEAD + (
    '14/07/2026;08:30;Claire Martin;Transformation;"Une idée simple.\r\n\r\nElle a pris (enfin) six mois."\r\n'
    "2026-07-15;9h00;Karim Benali;Qualité des soins;Une équipe, un mardi soir.\r\n"
)
BAD = HEAD + (
    "31/02/2026;08:30;Claire Martin;Transformation;Une idée.\r\n"
    "14/07/2026;08:30;Clara Martin;Transformation;Une autre.\r\n"
    "15/05/2026;08:30;Karim Benali;Transformation;Trop tard.\r\n"
)
WRONG = (("2", "date", "31/02/2026"), ("3", "dirigeant", "Claire Martin"), ("4", "", "passé"))


def choose(page: Page, content: str, *, name: str = "calendrier.csv") -> None:
    page.goto("/calendrier/")
    page.get_by_role("link", name="Importer").click()
    page.get_by_label("Fichier CSV").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": ("\ufeff" + content).encode()}
    )
    page.locator("main form button.primary").click()


def test_a_file_with_mistakes_then_a_good_one_then_the_same_again(stage: Stage, home: House) -> None:
    colleague(home)
    page = stage.visit(home.bruno)
    choose(page, BAD)
    problems = page.get_by_role("table").first
    for line, column, words in WRONG:
        row = problems.get_by_role("row").filter(has=page.get_by_role("cell", name=line, exact=True))
        expect(row).to_contain_text(column)
        expect(row).to_contain_text(words)
    assert not Post.objects.exists()
    choose(page, GOOD)
    expect(page.locator(".notice.good")).to_contain_text("2 publications seront créées")
    assert not Post.objects.exists()
    page.get_by_role("button", name="Importer").click()
    expect(page.get_by_role("status")).to_contain_text("2 publications sont créées, en brouillon.")
    assert sorted(Post.objects.values_list("state", flat=True)) == ["draft", "draft"]
    choose(page, GOOD, name="encore.csv")
    expect(page.get_by_role("button", name="Importer")).to_have_count(0)
    assert Post.objects.count() == 2
    page.goto("/calendrier/?mois=2026-07")
    expect(page.locator(".post-card")).to_have_count(2)
    assert Leader.objects.count() == 2


@pytest.mark.deep
def test_a_file_that_is_no_calendar_says_so(stage: Stage, home: House) -> None:
    page = stage.visit(home.bruno)
    choose(page, "")
    expect(page.get_by_role("table").first).to_contain_text("ne contient aucune ligne")
    choose(page, "un;deux\r\n1;2\r\n")
    expect(page.get_by_role("table").first).to_contain_text("date")
    assert not Post.objects.exists()
