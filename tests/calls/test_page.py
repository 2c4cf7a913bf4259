"""The page of the call budget: numbers for everybody who may see it, names of one's own leaders only."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from influence.accounts.models import Account
from influence.calls.gate import gate_for
from influence.calls.models import Breaker, BreakerState
from influence.networks.errors import RateLimited, Reason, Temporary
from influence.networks.ports import Purpose
from influence.people.models import User
from tests.makers import House

APP = {"client_id": "app", "client_secret": "", "scopes": []}


@pytest.fixture(autouse=True)
def noon() -> Iterator[time_machine.Traveller]:
    """Of a day: at midnight UTC, another one's budget would be looked at."""
    with time_machine.travel(datetime(2026, 11, 21, 11, 0, tzinfo=UTC)) as clock:
        yield clock


@pytest.fixture(autouse=True)
def app(settings: Any) -> None:
    settings.LINKEDIN_APPS = {"community": APP}
    settings.LINKEDIN_CALLS = {"community": {"app": 10, "member": 10}}


def speaks(home: House) -> Account:
    account = home.account
    account.app, account.state, account.author_urn = "community", "connected", f"urn:li:person:{account.pk}"
    account.sealed_access = b"sealed"
    account.save()
    return account


def call(account: Account, purpose: Purpose, *, times: int = 1) -> None:
    for _ in range(times):
        gate = gate_for("community", account.pk)
        gate.before(purpose)
        gate.after(None)


def page(user: User) -> str:
    client = Client()
    client.force_login(user)
    said = client.get("/comptes/appels/").content.decode()
    return said.replace("&#39;", "'").replace("’", "'").replace("\u202f", " ").replace("\u00a0", " ")


def post(user: User) -> str:
    client = Client()
    client.force_login(user)
    answer = client.post("/comptes/appels/reessayer/", follow=True)
    return answer.content.decode().replace("&#39;", "'").replace("’", "'").replace("\u00a0", " ")


def trip() -> Breaker:
    gate = gate_for("community", None)
    gate.before(Purpose.PUBLISH)
    gate.after(
        Temporary(Reason.VERSION_RETIRED, http_status=426, detail="Requested version 20260901 is not active")
    )
    return Breaker.objects.get()


def test_it_shows_what_the_app_and_each_leader_spent(home: House) -> None:
    call(speaks(home), Purpose.YOUNG, times=3)
    said = page(home.bruno)
    assert "3 sur 10 appels" in said
    assert 'aria-label="Appels de Claire Martin"' in said


def test_a_stranger_sees_the_sum_and_no_name(home: House, abroad: House) -> None:
    call(speaks(home), Purpose.YOUNG, times=3)
    call(speaks(abroad), Purpose.YOUNG)
    theirs = page(abroad.odile)
    assert "4 sur 10 appels" in theirs
    assert "Claire" not in theirs
    assert home.leader.name not in theirs
    assert f'aria-label="Appels de {abroad.leader.name}"' in theirs
    assert abroad.leader.name not in page(home.bruno)


def test_what_waits_says_until_when(home: House) -> None:
    call(speaks(home), Purpose.OLD, times=6)
    said = page(home.bruno)
    assert said.count("attend jusqu") == 1
    assert said.count("passe</span>") == 3


def test_the_networks_own_word_is_shown(home: House) -> None:
    gate = gate_for("community", speaks(home).pk)
    gate.before(Purpose.YOUNG)
    until = timezone.now() + timedelta(hours=1)
    gate.after(RateLimited(Reason.DAILY_QUOTA, until=until, detail="throttle APPLICATION DAY limit"))
    said = page(home.bruno)
    assert "LinkedIn a répondu que le quota du jour est épuisé" in said
    assert said.count("attend jusqu") == 3


def test_an_unknown_limit_is_said(home: House, settings: Any) -> None:
    settings.LINKEDIN_CALLS = {}
    call(speaks(home), Purpose.YOUNG)
    assert "limite inconnue" in page(home.bruno)


def test_without_an_app_there_is_nothing_to_count(home: House, settings: Any) -> None:
    settings.LINKEDIN_APPS = {}
    assert "Aucune application LinkedIn" in page(home.bruno)


def test_the_breaker_is_shown_and_an_operator_may_try(home: House) -> None:
    trip()
    assert "Réessayer" in page(home.odile)
    assert "is not active" in page(home.bruno)
    assert "Réessayer" not in page(home.bruno)
    assert "dira si les appels peuvent reprendre" in post(home.odile)
    assert Breaker.objects.get().state == BreakerState.TRIAL
    assert "Un essai est permis" in page(home.odile)
    assert "rien à réessayer" in post(home.odile)


def test_nothing_is_tried_while_calls_pass(home: House) -> None:
    assert "rien à réessayer" in post(home.odile)
    assert "Disjoncteur" not in page(home.odile)


def test_an_editor_lets_no_call_through(home: House) -> None:
    trip()
    client = Client()
    client.force_login(home.bruno)
    assert client.post("/comptes/appels/reessayer/").status_code == 403
    assert Breaker.objects.get().state == BreakerState.OPEN
