"""Inès, an employee, joins of her own will and leaves in one click."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from influence.people.models import Employee
from tests.browser.stage import Stage, fr
from tests.makers import House

INES = {"id": "InesDurand1", "name": "Inès Durand", "headline": "Infirmière", "group": "employees"}


def at_the_consent_page(stage: Stage) -> Page:
    stage.sandbox.register([INES])
    page = stage.visit(phone=True)
    page.goto("/participer/saint-luc/")
    page.get_by_label("Votre service").select_option(label="Soins")
    page.get_by_role("button", name="Continuer avec LinkedIn").tap()
    page.get_by_label("Répondre au nom de").select_option(INES["id"])
    return page


def test_an_employee_enrols_and_leaves_in_one_click(stage: Stage, home: House) -> None:
    page = at_the_consent_page(stage)
    page.get_by_role("button", name="Autoriser").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(fr("C'est fait"))
    kept = Employee.objects.get()
    assert kept.department == home.department
    assert not any("Durand" in str(value) or INES["id"] in str(value) for value in kept.__dict__.values())
    address = page.locator("code.keep").inner_text()
    key = address.rstrip("/").rpartition("/")[2]
    assert len(key) > 20
    assert not any(key in str(session.get_decoded()) for session in Session.objects.all()), (
        "only the browser has the link"
    )
    later = stage.visit(phone=True)
    later.goto(address)
    assert Employee.objects.count() == 1
    later.get_by_role("button", name="Partir").tap()
    expect(later.get_by_role("heading", level=1)).to_be_visible()
    assert not Employee.objects.exists()


@pytest.mark.deep
def test_an_employee_who_refuses_is_not_enrolled(stage: Stage, home: House) -> None:
    page = at_the_consent_page(stage)
    page.get_by_role("button", name="Refuser").tap()
    expect(page.get_by_role("status")).to_contain_text(fr("rien n'a été enregistré"))
    assert not Employee.objects.exists()


@pytest.mark.deep
def test_a_service_must_be_chosen(stage: Stage, home: House) -> None:
    page = stage.visit()
    page.goto("/participer/saint-luc/")
    page.get_by_role("button", name="Continuer avec LinkedIn").click()
    expect(page.locator(".problem")).to_contain_text("Choisissez le service")
