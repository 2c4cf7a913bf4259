import logging
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from influence.outbox.actions import (
    CLAIM_LASTS,
    PAUSES,
    Address,
    File,
    Outcome,
    claim,
    queue,
    send_one,
    sweep,
)
from influence.outbox.models import Message, MessageState
from ops.ports import free_port
from tests.makers import NOW
from tests.outbox.post_office import PostOffice, at_port, post_office

pytestmark = pytest.mark.django_db(transaction=True)

MINUTE = timedelta(minutes=1)


class Killed(BaseException):
    """Stands for a worker that the system killed."""


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as (office, _port):
        yield office


def write(
    *,
    key: str = "k",
    email: str = "claire@saint-luc.example",
    is_secret: bool = False,
    files: tuple[File, ...] = (),
    expires_at: datetime | None = None,
) -> Message:
    message = queue(
        kind="account_reconnect", dedup_key=key, to=Address(email, "Claire Étienne"), language="fr", context={},
        at=NOW, organisation=None, is_secret=is_secret, attachments=files, expires_at=expires_at,
    )  # fmt: skip
    assert message is not None
    return message


def send_due(*, now: object = NOW) -> list[Outcome]:
    return [send_one(found.message_id, token=found.token, now=now) for found in claim(now=now)]  # type: ignore[arg-type]


def test_a_mail_is_accepted_once(office: PostOffice) -> None:
    message = write()
    assert send_due() == [Outcome.SENT]
    assert send_due() == []
    message.refresh_from_db()
    assert (message.state, message.sent_at, message.attempts) == (MessageState.SENT, NOW, 1)
    [letter] = office.letters
    assert [(person.display_name, person.addr_spec) for person in letter["To"].addresses] == [
        ("Claire Étienne", message.to_email)
    ]
    assert letter["Subject"] == "Votre compte LinkedIn est à reconnecter"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"].endswith("@mail.example>")


def test_text_and_html_are_alternatives_with_pictures_beside_the_html(office: PostOffice) -> None:
    write(
        files=(
            File("chart.png", "image/png", b"\x89PNG picture", "chart"),
            File("rapport.pdf", "application/pdf", b"%PDF-1.7"),
        )
    )
    send_due()
    [letter] = office.letters
    assert [part.get_content_type() for part in letter.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png", "application/pdf",
    ]  # fmt: skip
    picture = next(part for part in letter.walk() if part.get_content_type() == "image/png")
    assert picture["Content-ID"] == "<chart>"
    assert picture.get_content() == b"\x89PNG picture"
    [file] = letter.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("rapport.pdf", b"%PDF-1.7")


def test_a_refused_recipient_fails_with_the_words_of_the_server(office: PostOffice) -> None:
    office.recipient_answers = ["550 5.1.1 no such user"]
    message = write()
    assert send_due() == [Outcome.FAILED]
    message.refresh_from_db()
    assert message.state == MessageState.FAILED
    assert "no such user" in message.last_error
    assert send_due(now=NOW + timedelta(days=3)) == []


def test_a_temporary_refusal_is_tried_again_later(office: PostOffice) -> None:
    office.answers = ["451 greylisted"]
    message = write()
    assert send_due() == [Outcome.LATER]
    assert send_due(now=NOW + timedelta(seconds=59)) == []
    assert send_due(now=NOW + MINUTE) == [Outcome.SENT]
    message.refresh_from_db()
    assert (message.attempts, message.last_error) == (2, "")
    assert len(office.letters) == 1


def test_a_server_that_is_down_loses_nothing() -> None:
    port = free_port()
    message = write()
    with at_port(port):
        assert send_due() == [Outcome.LATER]
    message.refresh_from_db()
    assert message.state == MessageState.QUEUED
    assert "refused" in message.last_error.lower()
    with post_office() as (office, _port):
        assert send_due(now=NOW + MINUTE) == [Outcome.SENT]
        assert len(office.letters) == 1


def test_pauses_grow_to_a_day_and_then_the_mail_has_failed() -> None:
    message, now, waited = write(), NOW, []
    with at_port(free_port()):
        while send_due(now=now) == [Outcome.LATER]:
            message.refresh_from_db()
            waited.append(message.next_attempt_at - now)
            now = message.next_attempt_at
    message.refresh_from_db()
    assert waited == PAUSES
    assert message.state == MessageState.FAILED


def test_an_address_that_no_letter_can_carry_fails_instead_of_coming_back_for_ever(
    office: PostOffice,
) -> None:
    message = write(email="claire@")
    assert send_due() == [Outcome.FAILED]
    message.refresh_from_db()
    assert message.last_error
    assert office.letters == []


def test_a_worker_killed_after_the_answer_sends_again_under_the_same_id(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise Killed

    message = write()
    with monkeypatch.context() as patch:
        patch.setattr("influence.outbox.actions.finish", killed)
        with pytest.raises(Killed):
            send_due()
    assert send_due(now=NOW + MINUTE) == []
    later = NOW + CLAIM_LASTS
    assert sweep(now=later) == 1
    assert send_due(now=later) == [Outcome.SENT]
    first, second = office.letters
    assert first["Message-ID"] == second["Message-ID"]
    message.refresh_from_db()
    assert message.state == MessageState.SENT


def test_a_mail_that_kills_every_worker_stops_coming_back() -> None:
    message = write(is_secret=True)
    Message.objects.filter(pk=message.pk).update(attempts=len(PAUSES) + 1)
    claim(now=NOW)
    assert sweep(now=NOW + CLAIM_LASTS) == 1
    message.refresh_from_db()
    assert (message.state, message.text) == (MessageState.FAILED, "")


def test_a_code_that_has_expired_is_not_sent_any_more(office: PostOffice) -> None:
    message = write(is_secret=True, expires_at=NOW + 10 * MINUTE)
    assert claim(now=NOW + 10 * MINUTE) == []
    sweep(now=NOW + 10 * MINUTE)
    message.refresh_from_db()
    assert (message.state, message.text, message.html) == (MessageState.FAILED, "", "")
    assert send_due(now=NOW + 11 * MINUTE) == []
    assert office.letters == []


def test_a_task_that_the_broker_delivers_twice_sends_once(office: PostOffice) -> None:
    write()
    [found] = claim(now=NOW)
    assert send_one(found.message_id, token=str(found.token), now=NOW) == Outcome.SENT
    assert send_one(found.message_id, token=str(found.token), now=NOW) == Outcome.LOST
    assert len(office.letters) == 1


def test_a_claim_that_waited_too_long_in_the_broker_sends_nothing(office: PostOffice) -> None:
    write()
    [found] = claim(now=NOW)
    assert send_one(found.message_id, token=found.token, now=NOW + CLAIM_LASTS) == Outcome.LOST
    assert office.letters == []


def test_a_worker_that_lost_its_claim_while_sending_does_not_overwrite_the_outcome(
    office: PostOffice,
) -> None:
    message = write()

    def meanwhile() -> None:
        office.on_letter = lambda: None
        Message.objects.filter(pk=message.pk).update(
            state=MessageState.QUEUED, claim_token=None, claimed_until=None
        )
        connection.close()

    office.on_letter = lambda: _in_thread(meanwhile)
    [found] = claim(now=NOW)
    assert send_one(found.message_id, token=found.token, now=NOW) == Outcome.LOST
    message.refresh_from_db()
    assert message.state == MessageState.QUEUED


def _in_thread(work: object) -> None:
    thread = threading.Thread(target=work)  # type: ignore[arg-type]
    thread.start()
    thread.join()


def test_two_workers_at_once_send_each_mail_once(office: PostOffice) -> None:
    for number in range(12):
        write(key=f"k{number}", email=f"p{number}@saint-luc.example")
    ready = threading.Barrier(2)
    outcomes: list[Outcome] = []

    def work() -> None:
        try:
            ready.wait()
            for _ in range(4):
                found = claim(now=NOW, limit=3)
                outcomes.extend(send_one(one.message_id, token=one.token, now=NOW) for one in found)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == [Outcome.SENT] * 12
    assert sorted(letter["To"].addresses[0].username for letter in office.letters) == sorted(
        f"p{n}" for n in range(12)
    )


def test_two_writers_of_the_same_mail_at_once_write_it_once() -> None:
    ready, found = threading.Barrier(2), []

    def work() -> None:
        try:
            ready.wait()
            found.append(queue(kind="account_reconnect", dedup_key="same", to=Address("a@b.example"), language="fr",
                               context={}, at=NOW, organisation=None))  # fmt: skip
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(message is None for message in found) == [False, True]
    assert Message.objects.count() == 1


def test_a_secret_mail_keeps_no_words_once_it_is_sent(
    office: PostOffice, caplog: pytest.LogCaptureFixture
) -> None:
    message = write(is_secret=True)
    words = message.text
    with caplog.at_level(logging.DEBUG):
        send_due()
    message.refresh_from_db()
    assert (message.text, message.html) == ("", "")
    assert office.letters[0].get_body(("plain",)) is not None
    assert words[:40] not in caplog.text


def test_a_second_worker_passes_over_what_the_first_is_taking() -> None:
    write(key="a")
    taken, done, second = threading.Event(), threading.Event(), []

    def slow_worker() -> None:
        try:
            with transaction.atomic():
                claim(now=NOW)
                taken.set()
                done.wait(10)
        finally:
            connection.close()

    first = threading.Thread(target=slow_worker)
    first.start()
    try:
        assert taken.wait(10)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
            second = claim(now=NOW)
    finally:
        done.set()
        first.join()
    assert second == []
