"""Claire connects her account on LinkedIn's own page, which the sandbox plays."""

import pytest
from playwright.sync_api import Page, expect

from influence.accounts.models import Account
from tests.browser.stage import Stage, fr
from tests.makers import House


def at_the_consent_page(stage: Stage, home: House) -> Page:
    page = stage.visit(home.claire)
    page.goto("/comptes/")
    page.get_by_role("button", name="Connecter avec LinkedIn").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(fr("Autoriser l'application"))
    assert page.url.startswith(stage.sandbox_url)
    page.get_by_label("Répondre au nom de").select_option("Ab12Cd34Ef")
    return page


def test_a_leader_connects_and_disconnects(stage: Stage, home: House) -> None:
    page = at_the_consent_page(stage, home)
    page.get_by_role("button", name="Autoriser").click()
    expect(page.get_by_role("status")).to_contain_text("connecté au profil LinkedIn de Claire Martin")
    expect(page.locator(".chip")).to_have_text("connecté")
    account = Account.objects.get(pk=home.account.pk)
    assert account.author_urn == "urn:li:person:Ab12Cd34Ef"
    assert account.sealed_access
    page.get_by_text("Déconnecter ce compte").click()
    page.get_by_role("button", name="Déconnecter le compte").click()
    expect(page.get_by_role("status")).to_contain_text("déconnecté")
    assert Account.objects.get(pk=home.account.pk).sealed_access is None


@pytest.mark.deep
def test_a_leader_who_refuses_is_told_and_nothing_is_kept(stage: Stage, home: House) -> None:
    page = at_the_consent_page(stage, home)
    page.get_by_role("button", name="Refuser").click()
    expect(page.locator(".notice.bad")).to_be_visible()
    expect(page.get_by_role("button", name="Connecter avec LinkedIn")).to_be_visible()
    account = Account.objects.get(pk=home.account.pk)
    assert (account.state, account.sealed_access) == ("disconnected", None)
