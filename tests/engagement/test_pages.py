from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from influence.people.models import Employee, Organisation
from tests.makers import House


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=False)


def address(home: House) -> str:
    return reverse("enrolment", args=[home.organisation.slug])


def test_the_notice_says_what_is_kept_and_that_it_is_free(home: House, browser: Client) -> None:
    page = browser.get(address(home)).content.decode()
    assert "CSE 2026-01" in page
    assert "48 heures" in page


def test_joining_leads_to_linkedin_with_no_more_than_identity(home: House, browser: Client) -> None:
    answer = browser.post(address(home), {"department": home.department.pk})
    asked = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert asked["scope"] == ["openid profile"]
    assert Employee.objects.count() == 0


def test_a_department_of_another_organisation_is_no_choice(
    home: House, abroad: House, browser: Client
) -> None:
    answer = browser.post(address(home), {"department": abroad.department.pk})
    assert answer.status_code == 200
    assert "Choisissez-en un dans la liste" in answer.content.decode()


def test_a_forged_answer_records_nothing(home: House, browser: Client) -> None:
    browser.post(address(home), {"department": home.department.pk})
    answer = browser.get(reverse("enrolment_callback"), {"state": "forged", "code": "x"})
    assert answer.status_code == 400
    assert Employee.objects.count() == 0


def test_a_refusal_at_linkedin_records_nothing_and_says_so(home: House, browser: Client) -> None:
    answer = browser.post(address(home), {"department": home.department.pk})
    state = parse_qs(urlsplit(answer.headers["Location"]).query)["state"][0]
    refused = {"state": state, "error": "user_cancelled_authorize"}
    page = browser.get(reverse("enrolment_callback"), refused, follow=True).content.decode()
    assert "rien n" in page
    assert browser.get(reverse("enrolment_callback"), refused).status_code == 400


def test_nothing_can_be_sent_while_enrolment_is_closed(home: House, browser: Client) -> None:
    Organisation.objects.filter(pk=home.organisation.pk).update(works_council_reference="")
    answer = browser.post(address(home), {"department": home.department.pk})
    assert answer.status_code == 200
    assert "Continuer avec LinkedIn" not in answer.content.decode()


def test_looking_at_the_leave_page_changes_nothing(home: House, browser: Client) -> None:
    from tests.engagement.test_collect import join

    key = join(home, "ines")
    for method in (browser.get, browser.head):
        assert method(reverse("enrolment_leave", args=[key])).status_code == 200
    assert Employee.objects.count() == 1
    assert browser.post(reverse("enrolment_leave", args=[key])).status_code == 200
    assert Employee.objects.count() == 0
