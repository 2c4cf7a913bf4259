"""R-5.4: a declaration that each organisation writes, and that never says more than its audit."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from influence.journal.models import Entry
from influence.people import actions
from influence.people.models import Conformity, Statement
from influence.people.statements import VALID, conformity
from tests.makers import NOW, House
from tests.reading import said as text

AUDIT = {
    "conformity": "partial", "audited_on": "2026-03-02", "audited_by": "Cabinet Tous Lecteurs", "rate": "83",
    "gaps": "Le calendrier du mois se lit mal avec NVDA\n<script>alert(1)</script>", "exemptions": "", "outside": "Les pages d'administration",
    "contact": "accessibilite@saint-luc.example",
}  # fmt: skip


@pytest.fixture
def odile(home: House) -> Client:
    client = Client()
    client.force_login(home.odile)
    return client


def kept(home: House, **facts: object) -> Statement:
    known = {"conformity": "partial", "audited_on": date(2026, 3, 2), "audited_by": "X", "rate": 83}
    return actions.keep_statement(home.organisation, by=home.odile, at=NOW, **(known | facts))


def test_an_operator_writes_it_and_everybody_reads_it(home: House, odile: Client) -> None:
    assert odile.post("/accessibilite/modifier/", AUDIT).status_code == 302
    for page in (odile.get("/accessibilite/"), Client().get(f"/accessibilite/{home.organisation.slug}/")):
        said = text(page)
        assert "Partiellement conforme" in said
        assert "Cabinet Tous Lecteurs" in said
        assert "accessibilite@saint-luc.example" in said
        assert "<script>alert" not in page.content.decode()
    assert "Accessibilité : partiellement conforme" in text(odile.get("/organisation/"))
    assert Entry.objects.filter(verb="statement.kept").count() == 1


def test_another_organisations_word_is_not_ours(home: House, abroad: House) -> None:
    kept(home)
    ophelie = Client()
    ophelie.force_login(abroad.odile)
    assert "Non conforme" in text(ophelie.get("/accessibilite/"))
    assert "Accessibilité : non conforme" in text(Client().get("/connexion/"))


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("audited_on", "", "dites lequel"),
        ("audited_by", "", "dites lequel"),
        ("audited_on", "2062-03-02", "pas encore venue"),
        ("rate", "49", "de 50 à 99"),
        ("rate", "", "de 50 à 99"),
        ("conformity", "full", "100 %"),
    ],
)
def test_no_state_without_the_audit_that_it_rests_on(
    home: House, odile: Client, field: str, value: str, word: str
) -> None:
    answer = odile.post("/accessibilite/modifier/", AUDIT | {field: value})
    assert answer.status_code == 422
    assert word in text(answer)
    assert not Statement.objects.exists()


@pytest.mark.parametrize(
    "facts", [{"audited_on": None}, {"audited_by": ""}, {"rate": 49}, {"conformity": "full", "rate": 99}]
)
def test_the_database_says_so_too(home: House, facts: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        kept(home, **facts)


def test_an_audit_is_worth_three_years(home: House) -> None:
    statement = kept(home)
    last = date(2026, 3, 2) + VALID
    assert conformity(statement, today=last) is Conformity.PARTIAL
    assert conformity(statement, today=last + timedelta(days=1)) is Conformity.NONE
    assert conformity(None, today=last) is Conformity.NONE
