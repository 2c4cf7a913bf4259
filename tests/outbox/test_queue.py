from datetime import datetime

import pytest
from django.utils import translation

from influence.outbox.actions import Address, File, queue
from influence.outbox.compose import HTML_LIMIT, BadHeader, TooHeavy
from influence.outbox.models import Message
from tests.makers import NOW, House


def write(
    home: House,
    *,
    key: str = "reconnect:1",
    to: Address | None = None,
    language: str = "fr",
    at: datetime = NOW,
) -> Message | None:
    return queue(
        kind="account_reconnect", dedup_key=key, to=to or Address("claire@saint-luc.example", "Claire Martin"),
        language=language, context={}, at=at, organisation=home.organisation,
    )  # fmt: skip


def test_the_same_reason_never_mails_twice(home: House) -> None:
    assert write(home) is not None
    assert write(home) is None
    assert Message.objects.count() == 1


def test_a_mail_says_who_sends_it_and_why_in_both_parts(home: House) -> None:
    message = write(home)
    assert message is not None
    for part in (message.text, message.html):
        assert home.organisation.name in part
        assert "titulaire de ce compte" in part


def test_styles_are_written_into_the_elements(home: House) -> None:
    message = write(home)
    assert message is not None
    assert "<style" not in message.html
    assert 'style="' in message.html
    assert 'lang="fr"' in message.html


@pytest.mark.parametrize("name", ["Claire\nBcc: all@example.org", "Claire\r\nX: y", "Claire\u2028Z"])
def test_a_line_break_in_a_name_is_refused(home: House, name: str) -> None:
    with pytest.raises(BadHeader):
        write(home, to=Address("claire@saint-luc.example", name))
    assert Message.objects.count() == 0


def test_attachments_are_kept_with_the_mail(home: House) -> None:
    message = queue(
        kind="account_reconnect", dedup_key="with-file", to=Address("a@b.example"), language="en", context={}, at=NOW,
        organisation=None, attachments=[File("chart.png", "image/png", b"\x89PNG", "chart")],
    )  # fmt: skip
    assert message is not None
    [kept] = message.attachments.all()
    assert (kept.filename, bytes(kept.content), kept.content_id) == ("chart.png", b"\x89PNG", "chart")


def test_a_mail_that_webmails_would_clip_is_refused(home: House) -> None:
    with pytest.raises(TooHeavy):
        write(home, to=Address("claire@saint-luc.example", "x" * HTML_LIMIT))
    assert Message.objects.count() == 0


def test_markup_in_a_name_is_text_in_both_parts(home: House) -> None:
    message = write(home, to=Address("claire@saint-luc.example", "Claire <b>D'Arc</b>"))
    assert message is not None
    assert "Claire <b>D'Arc</b>" in message.text
    assert "<b>" not in message.html
    assert "Claire &lt;b&gt;D" in message.html


def test_the_words_are_in_the_recipient_s_language_whoever_is_at_work(home: House) -> None:
    with translation.override("en"):
        message = write(home, language="fr")
    assert message is not None
    assert "Bonjour Claire Martin" in message.text
    assert message.language == "fr"
