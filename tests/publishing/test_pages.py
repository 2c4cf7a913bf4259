"""What went out, what did not and why, and what a person can do about it."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from influence.networks.errors import NetworkFailure, Reason, Refused, Temporary, Unclear
from influence.people.models import User
from influence.publishing import actions, outcomes, sending
from influence.publishing.models import Publication
from influence.publishing.policy import CATCH_UP
from tests.makers import NOW, House
from tests.networks.loopback import Loopback
from tests.publishing.stage import DUE, URN, again, approved, claimed, network_of, planned, states

LINK = f"https://www.linkedin.com/feed/update/{URN}/"
LIST = "/mises-en-ligne/"


def signed_in(user: User) -> Client:
    client = Client(enforce_csrf_checks=False, headers={"accept-language": "fr"})
    client.force_login(user)
    return client


def after(home: House, linkedin: Loopback, failure: NetworkFailure) -> Publication:
    claim = claimed(home)
    assert sending.begin(claim.publication_id, token=claim.token, now=DUE, network=network_of(linkedin))
    outcomes.finish(claim.publication_id, token=claim.token, answer=failure, now=DUE)
    return again(claim.publication_id)


def page(user: User, path: str) -> str:
    answer = signed_in(user).get(path)
    assert answer.status_code == 200, path
    return read(answer)


def read(answer: Any) -> str:
    """As typed on a plain keyboard: the catalogue sets French typography, whether it is compiled or not."""
    shown = unescape(answer.content.decode())
    return re.sub("[\u00a0\u202f]", " ", shown).replace("\u2019", "'")


def address(publication: Publication, verb: str = "") -> str:
    return reverse(f"publication_{verb}" if verb else "publication", args=[publication.pk])


def test_what_needs_a_person_comes_first_with_its_reason(home: House, linkedin: Loopback) -> None:
    after(home, linkedin, Refused(Reason.TOO_LONG))
    shown = page(home.bruno, LIST)
    assert "LinkedIn trouve le texte trop long" in shown
    assert "Claire Martin" in shown
    assert "en échec" in shown


def test_an_open_question_comes_before_what_is_over(home: House, linkedin: Loopback) -> None:
    unclear = after(home, linkedin, Unclear(Reason.NO_ANSWER))
    missed = planned(home, at=DUE + timedelta(hours=1))
    actions.sweep(now=DUE + timedelta(hours=1) + CATCH_UP + timedelta(seconds=1))
    shown = page(home.bruno, LIST)
    assert shown.index(address(unclear)) < shown.index(address(missed))


def test_an_empty_list_says_that_all_is_well(home: House) -> None:
    assert "Rien à traiter" in page(home.bruno, LIST)


@pytest.mark.parametrize(
    ("tab", "count"),
    [("a-traiter", 0), ("a-venir", 1), ("en-ligne", 0), ("sans-suite", 0), ("tout", 1), ("n'importe", 0)],
)
def test_the_tabs_hold_what_they_say(home: House, tab: str, count: int) -> None:
    planned(home)
    assert page(home.bruno, f"{LIST}?etat={tab}").count('<li class="card">') == count


def test_a_list_of_fifty_asks_no_more_than_a_list_of_one(
    home: House, django_assert_max_num_queries: object
) -> None:
    for n in range(55):
        planned(home, at=DUE + timedelta(seconds=n))
    client = signed_in(home.bruno)
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        shown = client.get(f"{LIST}?etat=tout").content.decode()
    assert shown.count('<li class="card">') == 50
    assert client.get(f"{LIST}?etat=tout&page=2").content.decode().count('<li class="card">') == 5


def test_the_story_shows_attempts_journal_and_who_was_told(home: House, linkedin: Loopback) -> None:
    publication = after(home, linkedin, Unclear(Reason.NO_ANSWER, http_status=504, request_id="req-1"))
    shown = page(home.bruno, address(publication))
    for words in (
        "HTTP 504",
        "req-1",
        "Bruno Petit",
        "Claire Martin",
        "Issue inconnue",
        "n'a pas confirmé l'envoi",
    ):
        assert words in shown, words


def test_a_leader_sees_their_own_and_can_answer(home: House, linkedin: Loopback) -> None:
    publication = after(home, linkedin, Unclear(Reason.NO_ANSWER))
    assert "La publication est-elle sur le profil" in page(home.claire, address(publication))
    answer = signed_in(home.claire).post(address(publication, "live"), {"link": LINK})
    assert answer.status_code == 302
    assert states(publication) == ("published", "published")


def test_a_bad_link_is_said_beside_its_field_and_nothing_is_lost(home: House, linkedin: Loopback) -> None:
    publication = after(home, linkedin, Unclear(Reason.NO_ANSWER))
    answer = signed_in(home.bruno).post(address(publication, "live"), {"link": "https://example.org/x"})
    assert answer.status_code == 422
    shown = read(answer)
    assert "pas celui d'une publication LinkedIn" in shown
    assert "https://example.org/x" in shown
    assert states(publication) == ("unclear", "publishing")


def test_not_there_too_late_leads_to_a_new_slot(home: House, linkedin: Loopback) -> None:
    publication = after(home, linkedin, Unclear(Reason.NO_ANSWER))
    answer = signed_in(home.bruno).post(address(publication, "absent"), follow=True)
    assert "Son créneau est passé" in read(answer)
    assert states(publication) == ("missed", "missed")


def test_the_second_answer_is_told_that_it_is_the_second(home: House, linkedin: Loopback) -> None:
    publication = after(home, linkedin, Unclear(Reason.NO_ANSWER))
    signed_in(home.bruno).post(address(publication, "live"), {"link": LINK})
    answer = signed_in(home.claire).post(address(publication, "absent"), follow=True)
    assert "déjà répondu" in read(answer)
    assert states(publication) == ("published", "published")


def test_a_leader_without_a_connection_finds_the_text_to_copy(home: House) -> None:
    approved(home)
    actions.plan(now=NOW)
    actions.sweep(now=DUE)
    publication = Publication.objects.get()
    shown = page(home.claire, address(publication))
    assert "<textarea" in shown
    assert "quelque chose" in shown
    assert "Elle n'est pas en ligne" not in shown


def test_a_waiting_try_says_when_and_may_be_withdrawn(home: House, linkedin: Loopback) -> None:
    publication = after(home, linkedin, Temporary(Reason.NOT_CONNECTED))
    assert "Prochain essai" in page(home.bruno, address(publication))
    answer = signed_in(home.bruno).post(address(publication, "withdraw"), follow=True)
    assert "ne partira pas" in read(answer)
    assert states(publication) == ("cancelled", "withdrawn")


def test_a_verb_that_came_too_late_is_a_sentence(home: House) -> None:
    publication = planned(home)
    actions.sweep(now=DUE + CATCH_UP + timedelta(seconds=1))
    for verb in ("hurry", "absent"):
        answer = signed_in(home.bruno).post(address(publication, verb), follow=True)
        assert answer.status_code == 200
        assert "notice bad" in read(answer)
    assert states(publication) == ("missed", "missed")


@pytest.mark.parametrize("verb", ["live", "absent", "hurry", "withdraw"])
def test_a_verb_is_never_a_link(home: House, verb: str) -> None:
    assert signed_in(home.bruno).get(address(planned(home), verb)).status_code == 405


@pytest.mark.parametrize("verb", ["", "live", "absent", "hurry", "withdraw"])
def test_the_stranger_finds_nothing(home: House, abroad: House, verb: str) -> None:
    publication = planned(home)
    for stranger in (abroad.claire, abroad.bruno, abroad.odile):
        client = signed_in(stranger)
        ask = client.post if verb else client.get
        assert ask(address(publication, verb)).status_code == 404
        assert "Claire Martin" not in page(stranger, f"{LIST}?etat=tout")
    assert states(publication) == ("due", "scheduled")


def test_a_reader_is_refused_and_nobody_is_asked_to_sign_in(home: House) -> None:
    publication = planned(home)
    for path in (LIST, address(publication)):
        assert signed_in(home.remi).get(path).status_code == 403
        assert Client().get(path).status_code == 302
