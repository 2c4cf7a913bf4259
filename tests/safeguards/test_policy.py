from datetime import time

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from influence.journal.models import Entry
from influence.journal.queries import breaks
from influence.people.models import Language, User
from influence.safeguards.models import Policy
from influence.safeguards.policies import policy_of, setting
from influence.safeguards.policy_actions import keep_policy
from influence.safeguards.policy_form import RULES, PolicyForm
from tests.makers import NOW, House

GOOD = {
    "min_gap_hours": "24", "spacing_minutes": "90", "theme_hours": "12", "alike_days": "30",
    "jitter_seconds": "45", "catch_up_minutes": "20", "undated_hours": "2",
    "late_approval_minutes": "60", "cooling_off_minutes": "15", "opens_at": "08:00", "closes_at": "20:30",
}  # fmt: skip


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_without_a_row_the_defaults_of_the_table_hold(home: House) -> None:
    Policy.objects.all().delete()
    policy = policy_of(home.organisation)
    assert (policy.min_gap_hours, policy.spacing_minutes, policy.catch_up_minutes) == (20, 60, 30)
    assert (policy.undated_hours, policy.late_approval_minutes, policy.cooling_off_minutes) == (6, 120, 10)
    assert (policy.opens_at, policy.closes_at, policy.resubmits) == (time(7), time(21), False)
    assert setting("catch_up_minutes") == "COALESCE(policy.catch_up_minutes, 30)"


def test_an_operator_changes_the_rules_and_the_journal_keeps_what_was(home: House) -> None:
    page = browser(home.odile).post(reverse("policy"), GOOD | {"resubmits": "on"}, follow=True)
    assert "Les règles sont enregistrées." in page.content.decode()
    policy = policy_of(home.organisation)
    assert (policy.min_gap_hours, policy.opens_at, policy.resubmits) == (24, time(8), True)
    entry = Entry.objects.get(verb="policy.changed")
    assert entry.actor_id == home.odile.pk
    assert (entry.details["was"]["min_gap_hours"], entry.details["now"]["min_gap_hours"]) == (0, 24)
    assert entry.details["now"]["closes_at"] == "20:30"
    assert not list(breaks(home.organisation.pk))


def test_saving_what_is_already_so_leaves_no_trace(home: House) -> None:
    keep_policy(home.organisation, changes={"min_gap_hours": 24}, by=home.odile, at=NOW)
    keep_policy(home.organisation, changes={"min_gap_hours": 24}, by=home.odile, at=NOW)
    assert Entry.objects.filter(verb="policy.changed").count() == 1


@pytest.mark.parametrize(
    ("name", "given", "sentence"),
    [
        ("min_gap_hours", "169", "Indiquez un nombre entier, de 0 à 168."),
        ("min_gap_hours", "-1", "Indiquez un nombre entier, de 0 à 168."),
        ("catch_up_minutes", "31", "Indiquez un nombre entier, de 1 à 30."),
        ("jitter_seconds", "1,5", "Indiquez un nombre entier, de 0 à 90."),
        ("spacing_minutes", "", "Indiquez un nombre entier, de 0 à 1440."),
        ("opens_at", "tôt", "Indiquez une heure, par exemple 07:00."),
        ("closes_at", "06:00", "Cette heure doit venir après celle de « Pas avant »."),
    ],
)
def test_bad_input_is_answered_in_words_and_changes_nothing(
    home: House, name: str, given: str, sentence: str
) -> None:
    page = browser(home.odile).post(reverse("policy"), GOOD | {name: given})
    words = page.content.decode().replace("\xa0", " ").replace("\u202f", " ").replace("’", "'")
    assert page.status_code == 422
    assert sentence in words
    assert policy_of(home.organisation).min_gap_hours == 0
    assert not Entry.objects.exists()


def test_an_editor_reads_the_rules_and_cannot_change_them(home: House) -> None:
    bruno = browser(home.bruno)
    page = bruno.get(reverse("policy")).content.decode()
    assert "Règles de publication" in page
    assert 'name="min_gap_hours"' not in page
    assert bruno.post(reverse("policy"), GOOD).status_code == 403
    assert policy_of(home.organisation).min_gap_hours == 0


def test_another_organisation_reads_and_writes_its_own_rules_only(home: House, abroad: House) -> None:
    browser(abroad.odile).post(reverse("policy"), GOOD)
    assert policy_of(home.organisation).min_gap_hours == 0
    assert policy_of(abroad.organisation).min_gap_hours == 24


@pytest.mark.django_db
def test_the_form_and_the_table_know_the_same_bounds(home: House) -> None:
    """Each bound itself fits, and one step beyond is refused by the database too."""
    policy = Policy.objects.filter(organisation=home.organisation)
    for rule in RULES:
        if rule.bounds is None:
            continue
        least, most = rule.bounds
        assert least <= rule.default <= most
        policy.update(**{rule.name: least})
        policy.update(**{rule.name: most})
        for beyond in (least - 1, most + 1):
            with pytest.raises(IntegrityError), transaction.atomic():
                policy.update(**{rule.name: beyond})


@pytest.mark.parametrize("language", Language.values)
def test_every_rule_says_its_unit_its_bounds_and_its_reason(home: House, language: str) -> None:
    named = {field.name for field in Policy._meta.get_fields()} - {"id", "organisation", "resubmits"}
    assert {rule.name for rule in RULES} == named
    User.objects.update(language=language)
    page = browser(home.odile).get(reverse("policy"), headers={"accept-language": language})
    assert page.content.decode().count("helptext") >= 2 * len(RULES)
    form = PolicyForm(None, policy=policy_of(home.organisation))
    for rule in RULES:
        assert str(rule.why) in str(form.fields[rule.name].help_text)
