"""What an operator hears, sees and asks of the house's health."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from influence.accounts.models import Account
from influence.outbox.models import Message
from influence.publishing import actions
from influence.publishing.alarming import watch
from influence.publishing.health import Check
from influence.publishing.models import Publication, Pulse
from influence.publishing.policy import CATCH_UP
from tests import makers
from tests.makers import NOW, House
from tests.publishing.stage import DUE, planned
from tests.publishing.test_health import HALF_AN_HOUR, MINUTE, SECOND, all_is_well, write

pytestmark = pytest.mark.django_db


def read(words: str) -> str:
    """Without the typography that the French catalogue brings."""
    return words.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


# Told.


def test_operators_hear_once_a_day_of_an_alarm_that_lasts_ten_minutes(home: House) -> None:
    planned(home)
    began = DUE + CATCH_UP + 3 * MINUTE
    for minute in range(20):
        all_is_well(now=began + minute * MINUTE)
        told = [one.check for one in watch(now=began + minute * MINUTE)]
        assert told == ([Check.STUCK] if minute >= 10 else [])
    [mail] = Message.objects.filter(kind="health_alarm")
    assert mail.to_email == home.odile.email
    assert read(mail.subject) == "Alarme : Lignes bloquées"
    assert "dues, au-delà de leur délai : 1" in read(mail.text)
    assert "Redémarrez les workers" in read(mail.text)
    all_is_well(now=began + timedelta(days=1))
    watch(now=began + timedelta(days=1))
    assert Message.objects.filter(kind="health_alarm").count() == 2


def test_an_alarm_that_went_begins_anew(home: House) -> None:
    planned(home)
    began = DUE + CATCH_UP + 3 * MINUTE
    all_is_well(now=began)
    watch(now=began)
    actions.sweep(now=began)
    Message.objects.all().delete()
    all_is_well(now=began + 11 * MINUTE)
    assert watch(now=began + 11 * MINUTE) == []
    assert not Pulse.objects.filter(name__startswith="alarm:").exists()
    assert not Message.objects.filter(kind="health_alarm").exists()


def test_each_operator_reads_it_in_their_language(home: House) -> None:
    abroad = makers.stranger()
    abroad.odile.language = "en"
    abroad.odile.save(update_fields=["language"])
    for after in (0, 10):
        all_is_well(now=NOW + after * MINUTE, skew=60 * SECOND)
        watch(now=NOW + after * MINUTE)
    subjects = {mail.to_email: read(mail.subject) for mail in Message.objects.filter(kind="health_alarm")}
    assert subjects == {
        home.odile.email: "Alarme : Horloges des machines",
        abroad.odile.email: "Alarm: Clocks of the hosts",
    }


# On the page, and by the command.


def page(person: Any) -> str:
    client = Client()
    client.force_login(person)
    return read(client.get("/exploitation/sante/").content.decode())


def test_the_page_says_that_all_is_well_and_counts_our_own_posts(home: House) -> None:
    all_is_well(now=timezone.now())
    makers.published(home, at=timezone.now() - timedelta(days=1))
    html = page(home.odile)
    assert "Tout va bien" in html
    assert "À faire" not in html
    assert '<td class="number">1</td>' in html


def test_each_alarm_says_what_to_do(home: House) -> None:
    html = page(home.odile)
    assert "Jamais entendu depuis" in html
    assert "Redémarrez celui qui manque" in html
    assert "alarme" in html


def test_a_lost_answer_is_shown_to_its_own_operators_alone(home: House) -> None:
    abroad = makers.stranger()
    publication = makers.published(home, at=timezone.now() - timedelta(hours=2))
    Publication.objects.filter(pk=publication.pk).update(
        state="unclear", changed_at=timezone.now() - HALF_AN_HOUR
    )
    assert f"/mises-en-ligne/{publication.pk}/" in page(home.odile)
    theirs = page(abroad.odile)
    assert f"/mises-en-ligne/{publication.pk}/" not in theirs
    assert home.leader.name not in theirs
    assert "à vérifier" not in theirs


def command(*arguments: str) -> tuple[int, str]:
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("health", *arguments, stdout=out)
    return int(ended.value.code or 0), out.getvalue()


def test_the_command_ends_as_the_house_is(home: House) -> None:
    code, said = command()
    assert code == 2
    assert "bad   Beat" in said
    all_is_well(now=timezone.now())
    assert command()[0] == 0
    write(home, state="failed", created_at=timezone.now())
    assert command()[0] == 1


def test_the_command_says_the_same_as_json(home: House) -> None:
    all_is_well(now=timezone.now(), skew=2 * SECOND)
    code, said = command("--json")
    told = json.loads(said)
    assert (code, told["level"], told["database"]) == (0, "good", "ok")
    assert [one["check"] for one in told["checks"]] == [str(check) for check in Check]
    assert told["hosts"][0]["skew"] == 2.0
    assert told["stuck"]["sending"] == {"count": 0, "since": None}


def test_no_tenant_is_named_by_the_command(home: House) -> None:
    Account.objects.filter(pk=home.account.pk).update(author_name="Claire M.")
    _code, said = command("--json")
    assert home.organisation.name not in said
    assert home.leader.name not in said
