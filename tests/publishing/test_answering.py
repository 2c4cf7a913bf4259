"""A leader answers from the mail whether a post is there: on a browser that is known, by one tap, without a session."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from influence.approval.doors import COOKIE
from influence.approval.models import Device
from influence.approval.proofs import digest
from influence.core.lifecycle import PublicationState
from influence.journal.models import Entry
from influence.networks.errors import Reason, Refused, Unclear
from influence.outbox.models import Message
from influence.people.models import User
from influence.publishing.models import Publication
from influence.publishing.problems import Problem
from tests.makers import House
from tests.networks.loopback import Loopback
from tests.publishing.stage import states
from tests.publishing.test_pages import LINK, address, after, read, signed_in


def known(user: User) -> Client:
    """A browser that once proved a code."""
    now = timezone.now()
    Device.objects.create(user=user, secret_hash=digest(f"secret of {user.pk}"), label="iPhone", created_at=now,
                          expires_at=now + timedelta(days=1))  # fmt: skip
    client = Client(headers={"accept-language": "fr"})
    client.cookies[COOKIE] = f"secret of {user.pk}"
    return client


def lost(home: House, linkedin: Loopback) -> Publication:
    return after(home, linkedin, Unclear(Reason.NO_ANSWER))


def test_the_leaders_mail_leads_where_a_known_browser_may_answer(home: House, linkedin: Loopback) -> None:
    publication = lost(home, linkedin)
    bodies = {mail.to_email: mail.text for mail in Message.objects.filter(kind="publication_unclear")}
    assert f"{address(publication, 'answer')}\n" in bodies[home.claire.email]
    assert f"{address(publication)}\n" in bodies[home.bruno.email]


def test_reading_the_page_changes_nothing_and_one_tap_answers(home: House, linkedin: Loopback) -> None:
    publication = lost(home, linkedin)
    client = known(home.claire)
    assert "Votre publication est-elle en ligne" in read(client.get(address(publication, "answer")))
    client.head(address(publication, "answer"))
    assert states(publication) == ("unclear", "publishing")
    assert not Device.objects.get(user=home.claire).last_used_at
    answer = client.post(address(publication, "answer"), {"answer": "absent"}, follow=True)
    assert "C'est noté, merci." in read(answer)
    assert states(publication)[0] != "unclear"
    entry = Entry.objects.filter(verb="publication.settled_absent").get()
    assert entry.actor_id == home.claire.pk
    assert Device.objects.get(user=home.claire).last_used_at


def test_with_its_link_it_is_live(home: House, linkedin: Loopback) -> None:
    publication = lost(home, linkedin)
    client = known(home.claire)
    wrong = client.post(address(publication, "answer"), {"link": "https://example.org/x"})
    assert (wrong.status_code, "https://example.org/x" in read(wrong)) == (422, True)
    client.post(address(publication, "answer"), {"link": LINK})
    assert states(publication) == ("published", "published")


@pytest.mark.parametrize(("answer", "state"), [("there", "published"), ("gone", "removed")])
def test_one_that_vanished_is_answered_alike(
    home: House, linkedin: Loopback, answer: str, state: str
) -> None:
    publication = lost(home, linkedin)
    client = known(home.claire)
    client.post(address(publication, "answer"), {"link": LINK})
    Publication.objects.filter(pk=publication.pk).update(problem=Problem.VANISHED)
    assert "encore en ligne" in read(client.get(address(publication, "answer")))
    client.post(address(publication, "answer"), {"answer": answer})
    assert states(publication)[0] == state


def test_the_second_answer_finds_nothing_to_answer(home: House, linkedin: Loopback) -> None:
    publication = lost(home, linkedin)
    client = known(home.claire)
    client.post(address(publication, "answer"), {"link": LINK})
    again = client.post(address(publication, "answer"), {"answer": "absent"}, follow=True)
    assert "plus rien à répondre" in read(again)
    assert states(publication) == ("published", "published")


def test_what_was_never_in_question_is_not_answered(home: House, linkedin: Loopback) -> None:
    publication = after(home, linkedin, Refused(Reason.TOO_LONG))
    known(home.claire).post(address(publication, "answer"), {"answer": "absent"})
    assert states(publication)[0] == PublicationState.FAILED


def test_nobody_answers_for_another_leader(home: House, abroad: House, linkedin: Loopback) -> None:
    publication = lost(home, linkedin)
    for client, expected in (
        (known(abroad.claire), 404),
        (known(home.bruno), 404),
        (signed_in(home.bruno), 403),
        (Client(), 302),
    ):
        assert client.post(address(publication, "answer"), {"answer": "absent"}).status_code == expected
    assert states(publication) == ("unclear", "publishing")
