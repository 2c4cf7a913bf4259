"""An export file, from choosing it to undoing its import, in a browser."""

import pytest

from influence.analytics.collecting import read_next
from influence.analytics.models import AnalyticsFile, FileState
from tests.analytics import files
from tests.browser.lived_in import TODAY
from tests.browser.pictures import picture
from tests.browser.stage import Stage
from tests.makers import House


@pytest.mark.deep
def test_an_editor_imports_a_profiles_file_and_takes_it_back(stage: Stage, home: House) -> None:
    stage.stand_at(TODAY)
    page = stage.visit(home.bruno)
    page.goto("/chiffres/importer/")
    content = {"name": "AggregateAnalytics_Claire Martin.xlsx", "mimeType": "application/octet-stream"}
    page.locator("input[type=file]").set_input_files({**content, "buffer": files.member_in_french()})
    page.get_by_role("button", name="Lire le fichier").click()
    page.get_by_role("status").get_by_text("attend sa lecture").wait_for()
    # The page asks again by itself.
    assert read_next(now=TODAY)
    page.get_by_role("heading", name="Ce que l").first.wait_for(timeout=15_000)
    assert page.get_by_label("Compte").input_value() == str(home.account.pk)
    picture(page, "chiffres-a-confirmer", whole=True)
    page.get_by_role("button", name="Importer ces chiffres").click()
    page.get_by_role("heading", name="Par mois").wait_for()
    picture(page, "chiffres-importes", whole=True)
    page.get_by_role("link", name="Tous les fichiers").click()
    page.get_by_role("link", name="AggregateAnalytics").click()
    page.get_by_role("button", name="Annuler cet import").click()
    page.get_by_text("Cet import est annulé.").wait_for()
    assert AnalyticsFile.objects.get().state == FileState.UNDONE


@pytest.mark.deep
def test_without_scripts_a_link_asks_again(stage: Stage, home: House) -> None:
    stage.stand_at(TODAY)
    page = stage.visit(home.bruno, script=False)
    page.goto("/chiffres/importer/")
    page.locator("input[type=file]").set_input_files(
        {"name": "x.xlsx", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    )
    page.get_by_role("button", name="Lire le fichier").click()
    assert read_next(now=TODAY)
    page.get_by_role("link", name="Actualiser").click()
    page.get_by_role("alert").get_by_text("Ce fichier est un PDF").wait_for()
