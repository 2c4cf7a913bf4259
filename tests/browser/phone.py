"""What a leader does with a thumb."""

import re

from playwright.sync_api import Page, expect

from tests.browser.stage import Stage
from tests.makers import House


def opened(stage: Stage, home: House, page: Page) -> Page:
    """The page that the newest mail about a draft leads to."""
    page.goto(stage.link_in(stage.letter(home.claire, "attend votre décision")))
    return page


def ask_for_code(page: Page) -> None:
    page.get_by_role("button", name="Recevoir un code").click()
    expect(page.get_by_role("status")).to_contain_text("Un code à six chiffres vient de partir")


def code_in_mail(stage: Stage, home: House) -> str:
    found = re.search(r"^(\d{6})\r?$", stage.letter(home.claire, "code").text(), re.MULTILINE)
    assert found
    return found[1]


def prove(page: Page, code: str) -> None:
    page.get_by_label("Code à six chiffres").fill(code)
    page.get_by_role("button", name="Valider le code").click()


def make_known(stage: Stage, home: House, page: Page) -> None:
    ask_for_code(page)
    prove(page, code_in_mail(stage, home))
    expect(page.get_by_role("status")).to_contain_text("reconnu pour 90 jours")


def approve(page: Page) -> None:
    page.get_by_role("button", name="Approuver").click()
