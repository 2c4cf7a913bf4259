"""The button: within seconds whatever the database does, and let go by two."""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.urls import reverse

from influence.journal.models import Entry
from influence.publishing import actions
from influence.safeguards import brake, freezing
from influence.safeguards.models import Freeze
from influence.safeguards.refusals import (
    AlreadyReleased,
    NotFrozen,
    ReleaseAsked,
    ReleaseNotAsked,
    SamePerson,
)
from tests import makers
from tests.makers import NOW, House

LATER = NOW + timedelta(minutes=5)
EVERYTHING = {"scope": "tout", "reason": "Un accident grave."}


@pytest.fixture
def nobody_answers(settings: LazySettings) -> Iterator[None]:
    """Valkey is not there: the port is closed."""
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    brake.valkey.cache_clear()
    yield
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    brake.valkey.cache_clear()


def frozen(home: House, **scope: object) -> Freeze:
    placed = freezing.freeze(home.organisation, reason="Un deuil.", by=home.bruno, at=NOW, **scope)  # type: ignore[arg-type]
    assert placed.row
    return placed.row


def test_a_freeze_is_a_row_a_brake_and_an_entry(home: House) -> None:
    row = frozen(home)
    assert (row.frozen_by, row.frozen_at, row.reason, row.is_journalled) == (
        home.bruno,
        NOW,
        "Un deuil.",
        True,
    )
    assert brake.is_pressed(
        brake.Scope(home.organisation.pk, leader_id=home.leader.pk, pillar_id=home.pillar.pk)
    )
    [entry] = Entry.objects.filter(verb="freeze.placed")
    assert (entry.actor_id, entry.subject_id) == (home.bruno.pk, row.pk)


def test_pressing_twice_freezes_once(home: House) -> None:
    assert frozen(home) == frozen(home)
    assert Freeze.objects.count() == 1
    assert Entry.objects.filter(verb="freeze.placed").count() == 1


def test_a_freeze_of_one_leader_is_not_anothers(home: House, abroad: House) -> None:
    frozen(home, leader=home.leader)
    assert not brake.is_pressed(brake.Scope(home.organisation.pk, leader_id=home.leader.pk + 1, pillar_id=1))
    assert not brake.is_pressed(
        brake.Scope(abroad.organisation.pk, leader_id=abroad.leader.pk, pillar_id=abroad.pillar.pk)
    )


def test_without_valkey_the_row_alone_freezes(home: House, nobody_answers: None) -> None:
    assert frozen(home).released_at is None
    assert Freeze.objects.count() == 1


def test_two_persons_let_go(home: House) -> None:
    row = frozen(home)
    with pytest.raises(ReleaseNotAsked):
        freezing.release(row, by=home.odile, at=LATER)
    freezing.ask_release(row, by=home.bruno, at=LATER)
    with pytest.raises(ReleaseAsked):
        freezing.ask_release(row, by=home.odile, at=LATER)
    with pytest.raises(SamePerson):
        freezing.release(row, by=home.bruno, at=LATER)
    freezing.release(row, by=home.odile, at=LATER)
    with pytest.raises(AlreadyReleased):
        freezing.release(row, by=home.claire, at=LATER)
    row.refresh_from_db()
    assert (row.release_asked_by, row.released_by, row.released_at) == (home.bruno, home.odile, LATER)
    assert not brake.is_pressed(freezing.scope_of(row))
    assert [one.verb for one in Entry.objects.order_by("sequence")] == [
        "freeze.placed", "freeze.release_asked", "freeze.released",
    ]  # fmt: skip


def test_a_release_that_was_asked_for_may_be_taken_back(home: House) -> None:
    row = frozen(home)
    freezing.ask_release(row, by=home.bruno, at=LATER)
    freezing.keep_frozen(row, by=home.odile, at=LATER)
    with pytest.raises(ReleaseNotAsked):
        freezing.release(row, by=home.odile, at=LATER)


def test_the_exercise_says_how_long_it_takes_and_changes_nothing(home: House) -> None:
    entries = Entry.objects.count()
    found = freezing.rehearse(home.organisation, by=home.bruno, at=NOW)
    assert found.brake is not None
    assert found.row is not None
    assert found.total < 5000
    assert not Freeze.objects.exists()
    assert brake.all_pressed() == {}
    assert Entry.objects.count() == entries


@contextmanager
def held_lock(statement: str) -> Iterator[None]:
    """Somebody else's transaction stands on it, as a slow database would."""
    taken, done = threading.Event(), threading.Event()

    def hold() -> None:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(statement)
            taken.set()
            done.wait(20)
            cursor.execute("ROLLBACK")
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    assert taken.wait(10)
    try:
        yield
    finally:
        done.set()
        holder.join()


@pytest.mark.deep
@pytest.mark.django_db(transaction=True)
def test_the_button_answers_in_five_seconds_while_the_table_is_locked(client: Client) -> None:
    """The brake holds meanwhile; the row and its entry follow by the tick, once."""
    home = makers.house()
    client.force_login(home.bruno)
    with held_lock("LOCK TABLE safeguards_freeze IN ACCESS EXCLUSIVE MODE"):
        began = time.monotonic()
        answer = client.post(reverse("freeze_place"), EVERYTHING)
        took = time.monotonic() - began
        assert brake.is_pressed(
            brake.Scope(home.organisation.pk, leader_id=home.leader.pk, pillar_id=home.pillar.pk)
        )
    assert (answer.status_code, took < 5) == (200, True)
    assert "C'est gelé" in answer.content.decode().replace("’", "'").replace("&#39;", "'")
    assert not Freeze.objects.exists()
    actions.tidy(now=LATER)
    actions.tidy(now=LATER)
    row = Freeze.objects.get()
    assert (row.frozen_by, row.reason, row.is_journalled) == (home.bruno, EVERYTHING["reason"], True)
    assert Entry.objects.filter(verb="freeze.placed").count() == 1


@pytest.mark.deep
@pytest.mark.django_db(transaction=True)
def test_the_button_does_not_wait_for_the_journal(client: Client) -> None:
    home = makers.house()
    client.force_login(home.bruno)
    lock = f"SELECT pg_advisory_xact_lock(hashtext('journal'), {home.organisation.pk})"
    with held_lock(lock):
        began = time.monotonic()
        answer = client.post(reverse("freeze_place"), EVERYTHING)
        assert time.monotonic() - began < 5
    assert answer.status_code == 302
    assert not Freeze.objects.get().is_journalled
    freezing.settle()
    assert Freeze.objects.get().is_journalled


@pytest.mark.django_db(transaction=True)
def test_it_says_so_when_nothing_took_it(nobody_answers: None) -> None:
    home = makers.house()
    with held_lock("LOCK TABLE safeguards_freeze IN ACCESS EXCLUSIVE MODE"), pytest.raises(NotFrozen):
        freezing.freeze(home.organisation, reason="Un deuil.", by=home.bruno, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_who_let_go_at_once_are_one_release() -> None:
    home = makers.house()
    row = frozen(home)
    freezing.ask_release(row, by=home.bruno, at=NOW)
    answers: list[str] = []
    start = threading.Barrier(2)

    def let_go(person: object) -> None:
        start.wait(5)
        try:
            freezing.release(row, by=person, at=LATER)  # type: ignore[arg-type]
            answers.append("released")
        except AlreadyReleased:
            answers.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=let_go, args=(person,)) for person in (home.odile, home.claire)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["refused", "released"]
    assert Entry.objects.filter(verb="freeze.released").count() == 1


def test_the_button_is_two_taps_from_any_page(home: House, client: Client) -> None:
    """The place in the navigation, then the button: nothing needs to be typed."""
    client.force_login(home.bruno)
    assert f'href="{reverse("freezes")}"' in client.get(reverse("calendar")).content.decode()
    page = client.get(reverse("freezes")).content.decode()
    [chosen] = re.findall(r"<input[^>]*checked[^>]*>", page)
    assert 'value="tout"' in chosen
    assert client.post(reverse("freeze_place"), {"scope": "tout"}).status_code == 302
    row = Freeze.objects.get()
    assert (row.leader_id, row.pillar_id) == (None, None)
    assert "Urgence" in row.reason
    assert home.bruno.name in client.get(reverse("freezes")).content.decode()


def test_a_leader_freezes_what_carries_their_name_and_no_more(home: House, client: Client) -> None:
    client.force_login(home.claire)
    assert client.post(reverse("freeze_place"), {"scope": "tout"}).status_code == 422
    assert client.post(reverse("freeze_place"), {"scope": f"pilier:{home.pillar.pk}"}).status_code == 422
    assert not Freeze.objects.exists()
    assert client.post(reverse("freeze_place"), {"scope": f"dirigeant:{home.leader.pk}"}).status_code == 302
    assert Freeze.objects.get().leader == home.leader


def test_a_leader_does_not_let_go_of_the_houses_freeze(home: House, client: Client) -> None:
    row = frozen(home)
    client.force_login(home.claire)
    assert client.post(reverse("freeze_ask_release", args=[row.pk])).status_code == 404
    assert "Un deuil." in client.get(reverse("freezes")).content.decode()


def test_a_reader_freezes_nothing(home: House, client: Client) -> None:
    client.force_login(home.remi)
    assert client.post(reverse("freeze_place"), {"scope": "tout"}).status_code == 403
    assert not Freeze.objects.exists()


def test_the_page_of_the_exercise_lists_what_would_be_stopped(home: House, client: Client) -> None:
    client.force_login(home.bruno)
    page = client.post(reverse("freeze_rehearse"), {"scope": "tout"}).content.decode()
    assert "rien n'a été gelé" in page.replace("’", "'").replace("&#39;", "'").replace("\xa0", " ")
    assert not Freeze.objects.exists()


def test_the_pages_let_go_by_two(home: House, client: Client) -> None:
    row = frozen(home)
    client.force_login(home.bruno)
    client.post(reverse("freeze_ask_release", args=[row.pk]))
    client.post(reverse("freeze_release", args=[row.pk]))
    assert Freeze.objects.get().released_at is None
    client.force_login(home.odile)
    assert client.post(reverse("freeze_release", args=[row.pk])).headers["Location"] == reverse("to_confirm")
    assert Freeze.objects.get().released_by == home.odile
