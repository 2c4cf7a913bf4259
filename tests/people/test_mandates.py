"""A leader's word that somebody may decide for them: given by nobody else, for days and themes, and taken back at once."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from influence.journal.models import Entry
from influence.outbox.models import Message
from influence.people import actions, mandates
from influence.people.models import Mandate, Role
from influence.people.refusals import (
    BadDays,
    MandateThere,
    MandateTooLong,
    NotADelegate,
    NotTheLeader,
    NotYourMandate,
)
from tests.makers import NOW, House
from tests.reading import plain

TODAY = NOW.date()
WEEK = {"starts_on": TODAY, "ends_on": TODAY + timedelta(days=6)}


def given(home: House, **changes: object) -> Mandate:
    """Claire to Odile, for the week, all themes."""
    facts = (
        {"delegate": home.odile, "pillars": [], "reason": "Congés", "by": home.claire, "at": NOW}
        | WEEK
        | changes
    )
    return actions.give_mandate(home.leader, **facts)  # type: ignore[arg-type]


def test_a_mandate_lasts_whole_days_where_the_leader_is(home: House) -> None:
    mandate = given(home, starts_on=date(2026, 6, 2), ends_on=date(2026, 6, 3), pillars=[home.pillar.pk])
    assert (mandate.starts_at.isoformat(), mandate.ends_at.isoformat()) == (
        "2026-06-01T22:00:00+00:00", "2026-06-03T22:00:00+00:00"
    )  # fmt: skip
    assert list(mandate.pillars.all()) == [home.pillar]
    assert Entry.objects.get(verb="mandate.given").actor == home.claire
    mail = Message.objects.get(kind="mandate_given")
    assert mail.to_email == home.odile.email
    assert "Claire Martin" in mail.subject
    assert "Transformation" in mail.text


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"by": "odile"}, NotTheLeader),
        ({"by": "bruno"}, NotTheLeader),
        ({"delegate": "claire"}, NotADelegate),
        ({"starts_on": TODAY - timedelta(days=1)}, BadDays),
        ({"ends_on": TODAY - timedelta(days=1)}, BadDays),
        ({"ends_on": TODAY + timedelta(days=400)}, MandateTooLong),
    ],
)
def test_what_is_no_mandate_is_refused(
    home: House, changes: dict[str, object], refusal: type[Exception]
) -> None:
    people = {"odile": home.odile, "bruno": home.bruno, "claire": home.claire}
    with pytest.raises(refusal):
        given(home, **{name: people.get(str(value), value) for name, value in changes.items()})
    assert not Mandate.objects.exists()


def test_nobody_outside_the_organisation_is_given_one(home: House, abroad: House) -> None:
    with pytest.raises(NotADelegate):
        given(home, delegate=abroad.bruno)


def test_the_same_person_has_one_mandate_at_a_time(home: House) -> None:
    given(home)
    with pytest.raises(MandateThere, match="Odile Roche"):
        given(home, starts_on=TODAY + timedelta(days=6), ends_on=TODAY + timedelta(days=9))
    assert given(home, delegate=home.remi)
    assert given(home, starts_on=TODAY + timedelta(days=7), ends_on=TODAY + timedelta(days=9))


def test_who_may_take_it_back(home: House) -> None:
    first, second = given(home), given(home, delegate=home.bruno)
    with pytest.raises(NotYourMandate):
        actions.revoke_mandate(first, by=home.member(home.bruno), at=NOW)
    assert actions.revoke_mandate(first, by=home.member(home.claire), at=NOW)
    assert not actions.revoke_mandate(first, by=home.member(home.claire), at=NOW)
    assert actions.revoke_mandate(second, by=home.member(home.odile), at=NOW)
    told = set(Message.objects.filter(kind="mandate_revoked").values_list("to_email", flat=True))
    assert told == {home.odile.email, home.bruno.email, home.claire.email}


@pytest.mark.parametrize(
    ("at", "holds"),
    [
        (timedelta(), True),
        (timedelta(days=7) - timedelta(hours=10, seconds=1), True),
        (timedelta(days=7) - timedelta(hours=10), False),
        (-timedelta(seconds=1), False),
    ],
)
def test_it_holds_from_when_it_is_given_to_the_end_of_its_last_day(
    home: House, at: timedelta, holds: bool
) -> None:
    given(home)
    assert bool(mandates.held_by(home.odile, now=NOW + at)) is holds


def test_whoever_leaves_holds_none_and_gets_none_back_by_returning(home: House) -> None:
    given(home, delegate=home.remi)
    actions.remove(home.member(home.remi), by=home.odile, at=NOW)
    actions.invite(
        home.organisation, name="Rémi", email=home.remi.email, role=Role.READER, by=home.odile, at=NOW
    )
    assert mandates.held_by(home.remi, now=NOW) == []


def revocations(home: House) -> set[str]:
    assert Entry.objects.filter(verb="mandate.revoked").count() == 1
    return set(Message.objects.filter(kind="mandate_revoked").values_list("to_email", flat=True))


def test_a_leader_hears_that_their_delegate_has_left(home: House) -> None:
    """They count on somebody to decide while they are away."""
    given(home, delegate=home.remi)
    actions.remove(home.member(home.remi), by=home.odile, at=NOW)
    assert revocations(home) == {home.claire.email}


def test_a_delegate_hears_that_their_leader_speaks_no_more(home: House) -> None:
    given(home, delegate=home.remi)
    actions.change_role(home.member(home.claire), role=Role.READER, by=home.odile, at=NOW)
    assert revocations(home) == {home.claire.email, home.remi.email}


def test_an_account_that_is_shut_holds_none(home: House) -> None:
    given(home)
    home.odile.is_active = False
    home.odile.save(update_fields=["is_active"])
    assert mandates.held_by(home.odile, now=NOW) == []


def test_a_leader_who_stops_speaking_leaves_none_behind(home: House) -> None:
    given(home)
    for active in (False, True):
        home.leader.refresh_from_db()
        actions.amend_leader(home.leader, changes={"is_active": active}, by=home.odile, at=NOW)
    assert mandates.held_by(home.odile, now=NOW) == []


def test_a_leader_gives_one_on_the_page_and_takes_it_back(home: House, client: Client) -> None:
    with time_machine.travel(NOW, tick=False):
        client.force_login(home.claire)
        fields = {
            "delegate": home.remi.pk,
            "starts_on": "2026-06-01",
            "ends_on": "2026-06-30",
            "is_limited": "1",
        }
        answer = client.post(reverse("mandate_new"), fields)
        assert answer.status_code == 422
        assert "Choisissez au moins un pilier." in plain(answer.content.decode())
        client.post(reverse("mandate_new"), fields | {"pillars": [home.pillar.pk]})
        page = plain(client.get(reverse("mandates")).content.decode())
        assert "Rémi Faure, pour Claire Martin" in page
        client.post(reverse("mandate_revoke", args=[Mandate.objects.get().pk]))
        assert "retiré" in plain(client.get(reverse("mandates")).content.decode())
    assert Mandate.objects.get().revoked_by == home.claire


def test_people_see_the_mandates_that_concern_them(home: House, client: Client) -> None:
    given(home, delegate=home.remi)
    seen = {}
    for person in (home.claire, home.remi, home.odile, home.bruno):
        client.force_login(person)
        seen[person.name] = "Rémi Faure, pour Claire Martin" in plain(
            client.get(reverse("mandates")).content.decode()
        )
    assert seen == {"Claire Martin": True, "Rémi Faure": True, "Odile Roche": True, "Bruno Petit": False}
