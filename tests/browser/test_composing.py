"""An editor writes one announcement in six voices, and loses nothing on the way."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from influence.editorial.models import Post, Unsaved
from influence.people.models import Leader
from tests.browser.stage import Stage, session_of
from tests.editorial.stories import colleague, draft, page
from tests.makers import House

COMMON = "Nous ouvrons une unité de nuit à la maternité, avec douze personnes et trois mois de préparation en commun."
VOICES = {
    "Claire Martin": "Hier soir, j'ai compté les lits vides de la maternité : il n'y en avait aucun. Nous ouvrons donc la nuit.",
    "Karim Benali": "Douze recrutements en un été. Sept viennent de chez nous, et aucun n'avait jamais travaillé la nuit.",
    "Sofia Lopez": "Ouvrir un service, c'est d'abord trois mois de plannings. J'en ai gardé un cahier, que voici en résumé.",
    "Jean-Marc Dupuis": "Le budget tient sur une page : voici laquelle, et ce que nous avons choisi de ne pas faire.",
    "Anne Roy": "Une sage-femme m'a dit : « la nuit, on entend mieux ». Je lui ai demandé ce qu'elle entendait.",
    "Paul Girard": "Nos lits parlent désormais au dossier du patient. Il a fallu quatre essais, dont un raté.",
}
CUT = re.compile(r"ERR_INTERNET_DISCONNECTED|htmx:(sendError|afterRequest)|Error Code 403")


def text_of(page: Page, leader: Leader) -> str:
    return f"#voix-{leader.pk} textarea"


@pytest.mark.deep
def test_six_voices_are_drafted_and_survive_a_closed_tab(stage: Stage, home: House) -> None:
    leaders = [home.leader, *(colleague(home, name) for name in list(VOICES)[1:])]
    page = stage.visit(home.bruno)
    page.goto("/publications/annonce/")
    page.get_by_label("Texte commun").fill(COMMON)
    for one in leaders:
        page.get_by_role("checkbox", name=one.name).check()
    page.get_by_role("button", name="Préparer les textes").click()
    first = page.locator(f"#voix-{leaders[0].pk}")
    expect(first).to_contain_text("Presque le même texte que")
    for one in leaders[:-1]:
        page.locator(text_of(page, one)).fill(VOICES[one.name])
    last = page.locator(f"#voix-{leaders[-1].pk}")
    last.locator("textarea").fill("Nous sommes fiers de nos {lits}.")
    expect(last.locator(".advice mark")).to_have_text(["{lits}", "Nous sommes fiers"])
    expect(first.locator(".sight.phone .post-text").first).to_contain_text("j'ai compté les lits")
    expect(page.locator("#kept")).to_contain_text("Brouillon gardé à")
    page.close()

    page = stage.contexts[-1].new_page()
    page.goto("/publications/annonce/")
    page.get_by_role("link", name="Reprendre", exact=True).click()
    for one in leaders[:-1]:
        expect(page.locator(text_of(page, one))).to_have_value(VOICES[one.name])
    page.locator(text_of(page, leaders[-1])).fill(VOICES["Paul Girard"])
    page.get_by_role("button", name="Enregistrer les 6 brouillons").click()
    expect(page.get_by_role("status").first).to_contain_text("6 brouillons sont enregistrés.")
    expect(page.locator(".siblings > li")).to_have_count(6)
    assert {
        post.leader.name: post.version.text
        for post in Post.objects.select_related("leader", "version")
        if post.version
    } == VOICES
    assert not Unsaved.objects.exists()
    # As soon as the page's own script has run.
    page.wait_for_function("Object.keys(localStorage).length === 0")
    page.goto("/publications/annonce/")
    press = "form => [1, 2].map(() => form.dispatchEvent(new SubmitEvent('submit', { bubbles: true, cancelable: true })))"
    assert page.locator("form.writing").evaluate(press) == [True, False], (
        "pressed twice would write a second draft"
    )


def writing(page: Page, words: str) -> None:
    page.locator("textarea[name=text]").fill(words)


def test_a_cut_line_a_lost_session_and_a_second_tab_lose_nothing(stage: Stage, home: House) -> None:
    post = draft(home, text="Une équipe de jour.")
    address = f"/publications/{post.pk}/modifier/"
    page = stage.visit(home.bruno)
    context = stage.contexts[-1]
    page.goto(address)
    context.set_offline(True)
    writing(page, "Une équipe de nuit.")
    expect(page.locator("#kept")).to_contain_text("Gardé sur cet appareil")
    context.set_offline(False)
    expect(page.locator("#kept")).to_contain_text("Brouillon gardé à")

    second = context.new_page()
    second.goto(address)
    expect(second.locator("#offers")).to_contain_text("Reprendre ce que vous aviez écrit")
    second.get_by_role("link", name="Reprendre", exact=True).click()
    writing(second, "Une équipe de nuit, et une autre.")
    expect(second.locator("#kept")).to_contain_text("Brouillon gardé à")
    writing(page, "Deux équipes de nuit.")
    expect(page.locator("#kept-spoken")).to_contain_text("ouvert dans un autre onglet")
    expect(page.locator("#kept")).to_contain_text("Brouillon gardé à")
    kept = [row.fields["text"][0] for row in Unsaved.objects.order_by("place")]
    assert kept == ["Une équipe de nuit, et une autre.", "Deux équipes de nuit."]

    second.close()
    context.clear_cookies()
    writing(page, "Trois équipes de nuit.")
    expect(page.locator("#kept")).to_contain_text("plus connecté")
    page.close()
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session_of(home.bruno), "url": stage.base}]
    )
    page = context.new_page()
    page.goto(address)
    expect(page.locator("#offers ins", has_text="Trois")).to_have_count(1)
    assert page.evaluate("Object.keys(localStorage)") == []
    # The preview had no line, or no session, either.
    stage.complaints[:] = [one for one in stage.complaints if not CUT.search(one)]


def test_a_name_is_completed_by_the_keyboard(stage: Stage, home: House) -> None:
    page_account = page(home)
    shown = stage.visit(home.bruno)
    shown.goto("/publications/nouvelle/")
    area = shown.locator("textarea[name=text]")
    area.press_sequentially("Merci à @saint")
    offered = shown.locator(".completions").get_by_role("option")
    expect(offered).to_have_text(["Saint-Luc"])
    area.press("Escape")
    expect(offered).to_have_count(0)
    area.press_sequentially("-")
    expect(shown.locator(".completions [aria-selected=true]")).to_have_text("Saint-Luc")
    area.press("Enter")
    expect(area).to_have_value(f"Merci à @[Saint-Luc]({page_account.author_urn}) ")
