"""Joining pictures while writing: with the script only the list is redrawn, without it the page comes back whole."""

import re

import pytest
from playwright.sync_api import Page, expect

from influence.editorial.models import Version
from influence.library.models import MediaFile
from tests.browser.stage import Stage
from tests.editorial.stories import kept
from tests.makers import House
from tests.networks import files


@pytest.fixture
def album(stage: Stage, home: House) -> list[MediaFile]:
    return [
        kept(home, files.png(width=40 + n), name=f"photo-{n}.png", alt_text=f"La photo {n}.")
        for n in range(3)
    ]


def begun(page: Page) -> None:
    page.goto("/publications/nouvelle/")
    page.get_by_label("Au nom de").select_option(label="Claire Martin")
    page.locator("textarea[name=text]").fill("Une idée simple.")
    page.get_by_label("Des images").check()


def tick(page: Page, *names: str) -> None:
    for name in names:
        page.locator(".joined-image").get_by_label(name).check()
    page.locator("#do-pick-image").click()
    expect(page.locator(".held")).to_have_count(len(names))


def names(page: Page) -> list[str]:
    return [re.findall(r"photo-\d", text)[0] for text in page.locator(".held").all_inner_texts()]


@pytest.mark.deep
@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"])
def test_pictures_are_picked_ordered_and_described(
    stage: Stage, home: House, album: list[MediaFile], script: bool
) -> None:
    page = stage.visit(home.bruno, script=script)
    begun(page)
    tick(page, "photo-0.png", "photo-2.png")
    expect(page.locator("#joining")).to_have_count(1)
    shown = names(page)
    page.locator(".held").first.get_by_role("button", name="Reculer").click()
    expect(page.locator(".held").first).to_contain_text(shown[1])
    assert names(page) == shown[::-1]
    expect(page.locator("textarea[name=text]")).to_have_value("Une idée simple.")
    if script:
        expect(page.locator("#sight .pictures img")).to_have_count(2)
    page.locator(".held textarea").first.fill("Autre chose.")
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    expect(page.locator(".pictures img")).to_have_count(2)
    version = Version.objects.get()
    assert [part["alt_text"] for part in version.media] == ["Autre chose.", f"La photo {shown[0][-1]}."]


@pytest.mark.deep
def test_a_file_is_brought_along_without_leaving_the_page(stage: Stage, home: House) -> None:
    page = stage.visit(home.bruno)
    begun(page)
    group = page.locator(".joined-image")
    group.get_by_text("Ajouter depuis cet appareil").click()
    photo = {"name": "bloc.png", "mimeType": "image/png", "buffer": files.png()}
    group.locator("input[type=file]").set_input_files(photo)
    group.get_by_label("vérifié cette liste").check()
    page.locator("#do-upload-image").click()
    expect(page.locator(".held")).to_contain_text("bloc.png")
    expect(page.locator("#sight .pictures img")).to_have_count(1)
    assert MediaFile.objects.get().checked_by == home.bruno


@pytest.mark.deep
@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"])
def test_only_the_fields_of_what_is_joined_are_in_the_way(stage: Stage, home: House, script: bool) -> None:
    page = stage.visit(home.bruno, script=script)
    begun(page)
    expect(page.get_by_label("Question")).to_be_hidden()
    page.get_by_label("Un sondage").check()
    expect(page.get_by_label("Question")).to_be_visible()
    expect(page.locator(".joined-image")).to_be_hidden()


@pytest.mark.deep
def test_the_keyboard_stays_where_it_was_when_the_list_is_redrawn(
    stage: Stage, home: House, album: list[MediaFile]
) -> None:
    page = stage.visit(home.bruno)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    begun(page)
    # A text field that somebody made taller carries a style of its own, which no redrawing may write.
    page.locator("textarea[name=first_comment]").evaluate("box => { box.style.height = '200px' }")
    tick(page, "photo-0.png", "photo-2.png")
    expect(page.locator("#do-pick-image")).to_be_focused()
    page.locator(".held").first.get_by_role("button", name="Reculer").click()
    expect(page.locator(".held").last.get_by_role("button", name="Avancer")).to_be_focused()
    page.locator(".held").first.get_by_role("button", name="Retirer").click()
    expect(page.locator("#joining-title")).to_be_focused()
    assert not said
