import pytest
from django.test import Client

from influence.journal.models import Entry
from influence.outbox.actions import Address, NotFailed, queue, try_again
from influence.outbox.models import Message, MessageState
from influence.people.models import User
from tests.makers import NOW, House


def as_person(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def failed(home: House, **changes: object) -> Message:
    message = queue(kind="account_reconnect", dedup_key=f"k{home.organisation.pk}", to=Address("claire@saint-luc.example", "Claire"),
                    language="fr", context={}, at=NOW, organisation=home.organisation)  # fmt: skip
    assert message is not None
    Message.objects.filter(pk=message.pk).update(
        **{"state": MessageState.FAILED, "last_error": "550 no such user", "attempts": 1} | changes
    )
    message.refresh_from_db()
    return message


def test_an_operator_sees_what_failed_and_why(home: House) -> None:
    failed(home)
    page = as_person(home.odile).get("/courriers/").content.decode()
    assert "550 no such user" in page
    assert "claire@saint-luc.example" in page
    assert "n'a pas pu être remis" in page.replace("’", "'").replace("&#39;", "'")


def test_the_words_of_a_mail_are_not_on_the_page(home: House) -> None:
    message = failed(home, text="le code est 424242", html="<p>424242</p>")
    assert "424242" not in as_person(home.odile).get("/courriers/").content.decode()
    assert message.text


def test_only_operators_enter(home: House) -> None:
    for user in (home.claire, home.bruno, home.remi):
        assert as_person(user).get("/courriers/").status_code == 403
    assert Client().get("/courriers/").status_code == 302


def test_another_organisation_sees_and_sends_nothing(home: House, abroad: House) -> None:
    message = failed(home)
    stranger = as_person(abroad.odile)
    assert "550 no such user" not in stranger.get("/courriers/").content.decode()
    assert stranger.post(f"/courriers/{message.pk}/renvoyer/").status_code == 404
    message.refresh_from_db()
    assert message.state == MessageState.FAILED


def test_a_failed_mail_starts_over_when_an_operator_says_so(home: House) -> None:
    message = failed(home)
    assert as_person(home.odile).post(f"/courriers/{message.pk}/renvoyer/").status_code == 302
    message.refresh_from_db()
    assert (message.state, message.attempts, message.last_error) == (MessageState.QUEUED, 0, "")
    assert Entry.objects.filter(verb="message.retried", actor=home.odile).count() == 1


@pytest.mark.parametrize("changes", [{"state": MessageState.SENT}, {"text": "", "html": ""}])
def test_a_mail_that_left_or_forgot_its_words_is_not_sent_again(
    home: House, changes: dict[str, object]
) -> None:
    message = failed(home, **changes)
    with pytest.raises(NotFailed):
        try_again(message, by=home.odile.pk, at=NOW)
    assert Entry.objects.count() == 0


def test_the_list_costs_the_same_whatever_its_length(
    home: House, django_assert_max_num_queries: object
) -> None:
    for number in range(5):
        queue(kind="account_reconnect", dedup_key=f"n{number}", to=Address(f"p{number}@x.example"), language="fr", context={},
              at=NOW, organisation=home.organisation)  # fmt: skip
    client = as_person(home.odile)
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        client.get("/courriers/")
