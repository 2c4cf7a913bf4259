"""The pages of recurring places."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from influence.editorial.models import Recurrence, Slot
from influence.people.models import User
from tests.editorial.importing.files import plain
from tests.editorial.stories import colleague
from tests.editorial.test_recurrences import days, keep
from tests.makers import NOW, House


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


GIVEN = {
    "weekdays": ["1", "3"],
    "time": "08:15",
    "starts_on": "2026-06-01",
    "ends_on": "",
    "on_holiday": "skip",
}


@pytest.mark.usefixtures("today")
def test_an_editor_makes_one_sees_its_places_and_fills_one(home: House) -> None:
    bruno = browser(home.bruno)
    typed = GIVEN | {"leader": home.leader.pk, "pillar": home.pillar.pk}
    page = bruno.post(reverse("recurrence_new"), typed, follow=True)
    assert page.status_code == 200
    recurrence = Recurrence.objects.get()
    assert len(days(recurrence)) == 15  # 16 but for 14 July
    words = plain(unescape(page.content.decode()))
    assert "rien : jour férié" in words
    assert "Fête nationale" in words
    assert "mardi, jeudi" in bruno.get(reverse("recurrences")).content.decode()
    calendar = unescape(bruno.get(reverse("calendar") + "?mois=2026-06").content.decode())
    link = f"?dirigeant={home.leader.pk}&jour=2026-06-09&heure=08%3A15&pilier={home.pillar.pk}"
    assert reverse("post_new") + link in calendar
    composer = bruno.get(reverse("post_new") + link).content.decode()
    assert 'value="2026-06-09"' in composer


@pytest.mark.usefixtures("today")
def test_the_place_of_a_leader_elsewhere_is_asked_for_by_their_own_hour(home: House) -> None:
    """The calendar shows the organisation's hour; the composer takes the leader's."""
    karim = colleague(home, zone="Indian/Reunion")
    keep(home, leader=karim)
    for name in ("calendar", "calendar_list"):
        page = browser(home.bruno).get(reverse(name) + "?mois=2026-06").content.decode()
        assert "heure=08%3A15" in page
        assert "06:15" in page


@pytest.mark.usefixtures("today")
def test_what_is_wrong_with_the_form_is_said_on_it(home: House) -> None:
    typed = GIVEN | {
        "leader": home.leader.pk,
        "pillar": home.pillar.pk,
        "weekdays": [],
        "ends_on": "2026-05-01",
    }
    page = browser(home.bruno).post(reverse("recurrence_new"), typed)
    words = plain(page.content.decode())
    assert page.status_code == 422
    assert "Choisissez au moins un jour." in words
    assert "Le dernier jour vient avant le premier." in words
    assert not Recurrence.objects.exists()


@pytest.mark.usefixtures("today")
def test_the_buttons_of_the_page(home: House) -> None:
    recurrence, bruno = keep(home), browser(home.bruno)
    day = reverse("recurrence_day", args=[recurrence.pk])
    bruno.post(day, {"day": "2026-06-16", "is_out": "on"})
    assert date(2026, 6, 16) not in days(recurrence)
    page = plain(unescape(bruno.get(reverse("recurrence", args=[recurrence.pk])).content.decode()))
    assert "rien : jour retiré à la main" in page
    bruno.post(day, {"day": "2026-06-16"})
    assert date(2026, 6, 16) in days(recurrence)
    assert bruno.post(day, {"day": "demain"}, follow=True).status_code == 200
    bruno.post(
        reverse("recurrence", args=[recurrence.pk]), GIVEN | {"pillar": home.pillar.pk, "time": "09:00"}
    )
    assert set(Slot.objects.values_list("time", flat=True)) == {time(9)}
    page = bruno.post(reverse("recurrence_end", args=[recurrence.pk]), follow=True)
    assert "Terminer" not in page.content.decode()
    assert not Slot.objects.exists()


@pytest.mark.usefixtures("today")
def test_a_free_place_that_has_passed_is_not_offered_any_more(home: House) -> None:
    keep(home, at=NOW - timedelta(days=10), starts_on=date(2026, 5, 20))
    page = plain(unescape(browser(home.bruno).get(reverse("calendar") + "?mois=2026-05").content.decode()))
    assert "créneau resté libre" in page
    assert "jour=2026-05-26" not in page
