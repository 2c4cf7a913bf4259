"""Without a mouse: what has the focus shows it, the skip link skips, and a leader decides by keys alone."""

import pytest
from playwright.sync_api import Page, expect

from influence.editorial.models import Decision, Wish
from tests.browser.phone import code_in_mail, opened
from tests.browser.stage import Stage
from tests.editorial.stories import draft, fresh, in_review
from tests.makers import House

FOCUSED = """() => {
  const on = document.activeElement, style = getComputedStyle(on), box = on.getBoundingClientRect();
  return {words: (on.innerText || on.value || on.name || '').trim().slice(0, 40), tag: on.tagName,
          is_outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2, is_on_screen: box.width > 0};
}"""
MOST_TABS = 60


def tab_to(page: Page, words: str) -> None:
    """Press Tab until something with these words has the focus; every stop on the way must show that it has it."""
    # A heading is there before the stylesheet is, and without it nothing is outlined.
    page.wait_for_load_state()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        assert focused["is_outlined"], focused
        if focused["words"].startswith(words):
            return
    pytest.fail(f"{words!r} was not reached in {MOST_TABS} tabs on {page.url}")


def test_the_first_tab_is_the_skip_link_and_it_skips(stage: Stage, home: House) -> None:
    page = stage.visit(home.bruno)
    page.goto("/calendrier/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Aller au contenu")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.deep
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_stop_of_the_keyboard_is_seen(stage: Stage, home: House, scheme: str) -> None:
    draft(home)
    page = stage.visit(home.bruno, scheme=scheme)
    page.goto("/calendrier/")
    tab_to(page, "10:00")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Publication de Claire Martin")
    tab_to(page, "Déplacer")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Déplacer la publication")


@pytest.mark.deep
def test_a_leader_approves_by_keys_alone(stage: Stage, home: House) -> None:
    post = in_review(home)
    page = opened(stage, home, stage.visit())
    tab_to(page, "Recevoir un code")
    page.keyboard.press("Enter")
    page.wait_for_url("**/a/*/")
    expect(page.get_by_label("Code à six chiffres")).to_be_visible()
    code = code_in_mail(stage, home)
    while page.evaluate("document.activeElement.id") != "code":
        page.keyboard.press("Tab")
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("reconnu pour 90 jours")
    tab_to(page, "Approuver")
    page.keyboard.press("Space")
    expect(page.get_by_role("status")).to_contain_text("Approuvée.")
    assert fresh(post).state == "approved"


@pytest.mark.deep
def test_a_leader_asks_for_a_change_by_keys_alone(stage: Stage, home: House) -> None:
    post = in_review(home)
    page = stage.visit(home.claire)
    page.goto("/a-decider/")
    tab_to(page, "Demander une modification")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    for _later_wish_then_the_words in range(len(Wish)):
        page.keyboard.press("Tab")
    page.keyboard.type("Un mot de trop (le dernier).")
    tab_to(page, "Envoyer la demande")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("part à Bruno Petit")
    assert fresh(post).state == "returned"
    decision = Decision.objects.get()
    assert (decision.reason, decision.wishes) == ("Un mot de trop (le dernier).", ["tone"])
