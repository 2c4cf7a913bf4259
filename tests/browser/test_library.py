"""The media library, as Bruno fills it."""

import pytest
from playwright.sync_api import Page, expect

from influence.library.models import MediaFile
from tests.browser.stage import Stage
from tests.library import pictures
from tests.makers import House
from tests.networks import files


def choose(page: Page, *chosen: tuple[str, bytes]) -> None:
    page.goto("/mediatheque/")
    page.get_by_role("link", name="Ajouter des fichiers").click()
    page.get_by_label("Fichiers", exact=True).set_input_files(
        [
            {"name": name, "mimeType": "application/octet-stream", "buffer": content}
            for name, content in chosen
        ]
    )
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Ajouter").click()


@pytest.mark.deep
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_files_come_in_are_described_and_seen(stage: Stage, home: House, script: bool) -> None:
    page = stage.visit(home.bruno, script=script)
    page.goto("/mediatheque/")
    expect(page.locator(".empty")).to_be_visible()
    choose(page, ("équipe.png", pictures.noted_png()), ("bilan.pdf", files.pdf(12)))
    expect(page.get_by_role("status")).to_contain_text("2 fichiers sont dans la médiathèque.")
    expect(page).to_have_url(stage.base + "/mediatheque/")
    expect(page.locator(".media-card")).to_have_count(2)
    page.get_by_role("link", name="équipe.png").click()
    assert (
        page.locator(".media-large img").evaluate("image => image.decode().then(() => image.naturalWidth)")
        == 40
    )
    page.get_by_label("Texte de remplacement").fill("Une équipe devant le bloc.")
    if script:
        expect(page.locator("#alt-count")).to_have_text("26 caractères")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("link", name="équipe.png").get_by_role("img")).to_have_attribute(
        "alt", "Une équipe devant le bloc."
    )
    assert MediaFile.objects.get(kind="image").checked_by == home.bruno


@pytest.mark.deep
def test_an_upload_that_breaks_off_says_so_and_can_be_made_again(stage: Stage, home: House) -> None:
    page = stage.visit(home.bruno)
    page.route(
        "**/mediatheque/ajouter/",
        lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
    )
    choose(page, ("mur.png", files.png()))
    expect(page.get_by_role("alert")).to_contain_text("L’envoi s’est interrompu")
    stage.complaints.clear()
    page.unroute("**/mediatheque/ajouter/")
    page.get_by_role("button", name="Ajouter").click()
    expect(page.locator(".media-card")).to_have_count(1)


@pytest.mark.deep
def test_what_a_picture_says_of_itself_in_a_tab_of_its_own_is_the_picture_alone(
    stage: Stage, home: House
) -> None:
    """Opened by itself, as a search or a link might: shown, and nothing runs."""
    page = stage.visit(home.bruno)
    choose(page, ("mur.png", files.png()))
    expect(page.locator(".media-card")).to_have_count(1)
    response = page.goto(f"/mediatheque/{MediaFile.objects.get().pk}/fichier/")
    assert response
    assert response.headers["content-type"] == "image/png"
    assert page.locator("img").count() == 1
    assert page.evaluate("window.origin") == "null"
