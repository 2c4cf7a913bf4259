import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client

from influence.journal.models import Entry
from influence.outbox.models import Message
from influence.people import actions
from influence.people.models import Membership, Organisation, Role
from influence.people.refusals import NameTaken
from tests.makers import NOW, House
from tests.reading import said as text


@pytest.fixture
def odile(home: House) -> Client:
    client = Client()
    client.force_login(home.odile)
    return client


def settings_of(**given: object) -> dict[str, object]:
    return {
        "name": "Hôpitaux Saint-Luc", "zone": "Europe/Paris", "language": "fr", "linkedin_region": "EMEA",
        "works_council_on": "2026-01-15", "works_council_reference": "CSE 2026-01", "min_members": 10, "min_persons": 5,
    } | given  # fmt: skip


def test_the_page_shows_people_and_settings(home: House, odile: Client) -> None:
    page = text(odile.get("/organisation/"))
    for word in ("Claire Martin", "Bruno Petit", "Soins", "CSE 2026-01", "10 inscrits et 5 personnes"):
        assert word in page


def test_what_changed_is_written_and_the_journal_names_the_fields(home: House, odile: Client) -> None:
    answer = odile.post("/organisation/modifier/", settings_of(min_members=12, zone="Europe/Brussels"))
    assert answer.status_code == 302
    home.organisation.refresh_from_db()
    assert (home.organisation.min_members, home.organisation.zone) == (12, "Europe/Brussels")
    entry = Entry.objects.get()
    assert (entry.verb, entry.actor, entry.details) == (
        "organisation.amended",
        home.odile,
        {"fields": ["min_members", "zone"]},
    )


def test_saving_without_a_change_writes_nothing(home: House, odile: Client) -> None:
    assert odile.post("/organisation/modifier/", settings_of()).status_code == 302
    assert Entry.objects.count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"min_members": 4},
        {"min_persons": 1},
        {"zone": "Paris"},
        {"works_council_on": ""},
        {"works_council_reference": ""},
        {"language": "de"},
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    home: House, odile: Client, wrong: dict[str, object]
) -> None:
    answer = odile.post("/organisation/modifier/", settings_of(**wrong))
    assert answer.status_code == 422
    assert 'class="problem"' in text(answer)
    assert Entry.objects.count() == 0


def test_the_database_itself_hides_small_groups(home: House) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=home.organisation.pk).update(min_members=4)


def test_enrolment_opens_with_the_consultation_only(home: House) -> None:
    assert home.organisation.enrolment_is_open
    actions.amend(
        home.organisation,
        changes={"works_council_on": None, "works_council_reference": ""},
        by=home.odile,
        at=NOW,
    )
    home.organisation.refresh_from_db()
    assert not home.organisation.enrolment_is_open


def test_a_department_is_added_and_renamed(home: House, odile: Client) -> None:
    odile.post("/organisation/services/nouveau/", {"name": "Recherche", "headcount": 12})
    made = home.organisation.departments.get(name="Recherche")
    odile.post(f"/organisation/services/{made.pk}/", {"name": "Recherche clinique", "headcount": 14})
    made.refresh_from_db()
    assert (made.name, made.headcount) == ("Recherche clinique", 14)
    assert list(Entry.objects.values_list("verb", flat=True)) == ["department.kept", "department.kept"]


def test_a_name_taken_is_refused_and_what_was_typed_stays(home: House, odile: Client) -> None:
    answer = odile.post("/organisation/services/nouveau/", {"name": "Soins", "headcount": 77})
    assert answer.status_code == 422
    assert "déjà pris" in text(answer)
    assert 'value="77"' in text(answer)
    with pytest.raises(NameTaken):
        actions.keep_codir(None, organisation=home.organisation, name="CoDir", by=home.odile, at=NOW)


def test_the_same_name_is_free_elsewhere(home: House, abroad: House) -> None:
    actions.keep_department(
        None, organisation=abroad.organisation, name="Recherche", headcount=1, by=abroad.odile, at=NOW
    )
    actions.keep_department(
        None, organisation=home.organisation, name="Recherche", headcount=1, by=home.odile, at=NOW
    )


def test_every_footer_leads_to_the_declaration(home: House, odile: Client) -> None:
    for page in (Client().get("/connexion/"), odile.get("/organisation/"), Client().get("/nowhere/")):
        assert 'href="/accessibilite/"' in text(page)
    declaration = text(Client().get("/accessibilite/"))
    assert "Non conforme" in declaration
    assert "aucun audit n'a encore eu lieu" in declaration


def found(*words: str, **options: Any) -> str:
    out = io.StringIO()
    given = {"slug": "aciers", "operator_name": "Anne", "operator_email": "anne@aciers.example"} | options
    call_command("found", *words, **given, stdout=out)
    return out.getvalue()


def test_an_organisation_is_founded_with_an_operator_who_is_invited(db: None) -> None:
    assert "invitation leaves for anne@aciers.example" in found("Aciers du Nord")
    organisation = Organisation.objects.get(slug="aciers")
    assert Membership.objects.get(organisation=organisation).role == Role.OPERATOR
    assert Message.objects.get().kind == "invitation"
    assert list(Entry.objects.values_list("verb", flat=True)) == ["organisation.founded", "member.invited"]


@pytest.mark.parametrize(
    "wrong", [{"slug": "deux mots"}, {"zone": "Lille"}, {"operator_email": "anne"}, {"slug": "saint-luc"}]
)
def test_a_foundation_that_cannot_be_says_why_and_leaves_nothing(home: House, wrong: dict[str, str]) -> None:
    with pytest.raises(CommandError, match=next(iter(wrong.values()))):
        found("Aciers du Nord", **wrong)
    assert Organisation.objects.count() == 1
    assert Message.objects.count() == 0
