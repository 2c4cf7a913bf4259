"""Employees are known by the id of the app through which their reactions are read; another app's would never match."""

from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client

from influence.accounts.networks import credentials, network_for
from influence.engagement.pseudonym import pseudonym
from influence.networks.ports import Content, Purpose
from influence.people.models import Employee
from sandbox.engagement.acts import add
from sandbox.engagement.generator import Event
from sandbox.entities import Member
from tests.accounts.conftest import BOTH, LinkedInSandbox, app_of, connect, with_apps
from tests.makers import House

pytestmark = pytest.mark.django_db

INES = "Ines000001"


@pytest.fixture
def ines(two_apps: LinkedInSandbox) -> str:
    two_apps.world.members[INES] = Member(INES, "Inès", "Caron", group="employees")
    return INES


def enrol(home: House, linkedin: LinkedInSandbox, *, member: str) -> dict[str, list[str]]:
    """By the page and LinkedIn's consent; what she was asked for there."""
    browser = Client()
    out = browser.post(f"/participer/{home.organisation.slug}/", {"department": home.department.pk})
    assert out.status_code == 302, out.content
    assert browser.get(linkedin.consent(out["Location"], member=member)).status_code == 302
    return parse_qs(urlsplit(out["Location"]).query)


def test_an_enrolled_employee_is_recognised_among_those_who_reacted(
    home: House, two_apps: LinkedInSandbox, ines: str
) -> None:
    asked = enrol(home, two_apps, member=ines)
    assert asked["client_id"] == ["sandbox-cma-std"]
    assert asked["scope"] == ["r_basicprofile"]
    connect(home.account, two_apps)
    assert reacted_as_employee(home, two_apps, ines) == 1


@pytest.mark.parametrize("before", [{"self_serve": app_of()}, BOTH])
def test_who_lost_the_link_leaves_by_signing_in_whichever_app_they_enrolled_with(
    home: House, two_apps: LinkedInSandbox, ines: str, before: dict[str, Any]
) -> None:
    with with_apps(two_apps.url, before):
        enrol(home, two_apps, member=ines)
    browser = Client()
    answer = browser.post(f"/participer/{home.organisation.slug}/quitter/")
    while answer.status_code == 302:
        answer = browser.get(two_apps.consent(answer["Location"], member=ines))
    assert "Vous ne participez plus" in answer.content.decode()
    assert Employee.objects.count() == 0


def test_who_never_enrolled_is_asked_once_by_each_app(
    home: House, two_apps: LinkedInSandbox, ines: str
) -> None:
    browser, asked = Client(), []
    answer = browser.post(f"/participer/{home.organisation.slug}/quitter/")
    while answer.status_code == 302:
        asked += parse_qs(urlsplit(answer["Location"]).query)["client_id"]
        answer = browser.get(two_apps.consent(answer["Location"], member=ines))
    assert asked == ["sandbox-cma-std", "sandbox-selfserve"]
    assert "Vous ne participez pas" in answer.content.decode()


@pytest.mark.parametrize("state", ["", "forgé", "\ud800"])
def test_a_forged_answer_enrols_nobody(home: House, two_apps: LinkedInSandbox, ines: str, state: str) -> None:
    browser = Client()
    browser.post(f"/participer/{home.organisation.slug}/", {"department": home.department.pk})
    answer = browser.get(
        "/participer/retour/?" + urlencode({"state": state, "code": "any"}, errors="replace")
    )
    assert answer.status_code == 400
    assert Employee.objects.count() == 0


def test_an_id_of_the_other_app_would_recognise_nobody(
    home: House, two_apps: LinkedInSandbox, ines: str
) -> None:
    """Shows that the test above can fail: before, whoever was asked by the first app was never found again."""
    with with_apps(two_apps.url, {"self_serve": app_of()}):
        asked = enrol(home, two_apps, member=ines)
    assert asked["scope"] == ["openid profile"]
    connect(home.account, two_apps)
    assert reacted_as_employee(home, two_apps, ines) == 0


def reacted_as_employee(home: House, linkedin: LinkedInSandbox, member: str) -> int:
    network, shown = network_for(home.account, purpose=Purpose.YOUNG), credentials(home.account)
    out = network.publish(Content(author_urn=home.account.author_urn, text="Bonjour"), credentials=shown)
    post = linkedin.world.post(out.urn)
    add(linkedin.world, post, Event(post.created_ms, "reaction", member, "LIKE"))
    seen = [reaction.member_urn for reaction in network.reactions(out.urn, credentials=shown)]
    assert len(seen) == 1
    assert seen != [f"urn:li:person:{member}"]
    known = {pseudonym(urn, organisation_id=home.organisation.pk) for urn in seen}
    return Employee.objects.filter(organisation=home.organisation, pseudonym__in=known).count()
