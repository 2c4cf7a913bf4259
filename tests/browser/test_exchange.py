"""An editor takes the calendar out and brings it back; a calendar program follows it."""

from pathlib import Path

import icalendar
from playwright.sync_api import Page

from influence.editorial.models import Post
from tests.browser.stage import Stage
from tests.editorial.stories import draft
from tests.makers import House


def test_what_an_editor_takes_out_comes_back_unchanged(stage: Stage, home: House, tmp_path: Path) -> None:
    draft(home, text="=2+2 font quatre\n\n« Et après ? »")
    page = stage.visit(home.bruno)
    page.goto("/calendrier/?mois=2026-06")
    page.get_by_role("link", name="Exporter").click()
    for kind in ("XLSX", "CSV"):
        page.goto("/calendrier/exporter/?mois=2026-06")
        file = taken_out(page, kind, to=tmp_path)
        page.goto("/calendrier/importer/")
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_role("button", name="Vérifier le fichier").click()
        page.get_by_text("Tout ce que contient ce fichier est dans le calendrier").wait_for()
    assert Post.objects.count() == 1


def taken_out(page: Page, kind: str, *, to: Path, words: str = "") -> Path:
    with page.expect_download() as download:
        page.get_by_role("link", name=words or f"Télécharger {kind}").click()
    file = to / download.value.suggested_filename
    download.value.save_as(file)
    return file


def test_a_program_follows_the_calendar_until_it_is_revoked(stage: Stage, home: House) -> None:
    post = draft(home)
    page = stage.visit(home.bruno, phone=True)
    page.goto("/mon-compte/")
    page.get_by_role("link", name="Ouvrir mes calendriers").click()
    page.get_by_role("button", name="Créer le calendrier").click()
    address = page.get_by_label("Adresse du calendrier").input_value()
    program = stage.visit().request
    [event] = icalendar.Calendar.from_ical(program.get(address).body()).walk("VEVENT")
    assert str(event["UID"]).startswith(f"publication-{post.pk}@")
    page.get_by_role("button", name="Révoquer").click()
    page.get_by_text("Aucun calendrier pour le moment.").wait_for()
    assert program.get(address).status == 404
