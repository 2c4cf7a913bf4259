"""Every kind of content of linkedin-api.md §3.2, and what is refused before it is sent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from influence.networks.errors import Reason, Refused
from influence.networks.linkedin import LinkedIn
from influence.networks.ports import Article, Content, Credentials, Duration, Media, Poll
from tests.networks.loopback import Loopback

CLAIRE, PAGE = "urn:li:person:Ab12Cd34Ef", "urn:li:organization:5501001"
SHARE = "urn:li:share:7529830966886400000"
IMAGE, DOCUMENT, VIDEO = (Media(f"urn:li:{kind}:C4E22AQ") for kind in ("image", "document", "video"))
POLL = Poll("Télétravail ?", ("Oui", "Non"))
ARTICLE = Article("https://example.com/a?b=c", "Titre")
TEXT = Content(CLAIRE, "Bonjour")


def sent(linkedin: LinkedIn, server: Loopback, claire: Credentials, content: Content) -> Any:
    server.answer(201, x_restli_id=SHARE)
    linkedin.publish(content, credentials=claire)
    return server.last.json


@pytest.mark.parametrize(
    ("content", "made"),
    [
        (replace(TEXT, media=(VIDEO,)), {"media": {"id": "urn:li:video:C4E22AQ"}}),
        (
            replace(TEXT, media=(replace(VIDEO, title=" Atelier "),)),
            {"media": {"id": "urn:li:video:C4E22AQ", "title": "Atelier"}},
        ),
        (replace(TEXT, media=(replace(IMAGE, alt_text="  "),)), {"media": {"id": "urn:li:image:C4E22AQ"}}),
        (
            replace(TEXT, media=(IMAGE,) * 20),
            {"multiImage": {"images": [{"id": "urn:li:image:C4E22AQ"}] * 20}},
        ),
        (
            replace(TEXT, poll=replace(POLL, duration=Duration.SEVEN_DAYS)),
            {
                "poll": {
                    "question": "Télétravail ?",
                    "options": [{"text": "Oui"}, {"text": "Non"}],
                    "settings": {"duration": "SEVEN_DAYS"},
                }
            },
        ),
        (
            replace(TEXT, article=ARTICLE),
            {"article": {"source": "https://example.com/a?b=c", "title": "Titre"}},
        ),
        (
            replace(
                TEXT,
                article=replace(
                    ARTICLE, description="Suite", thumbnail_urn=IMAGE.urn, thumbnail_alt_text="Vue"
                ),
            ),
            {
                "article": {
                    "source": "https://example.com/a?b=c",
                    "title": "Titre",
                    "description": "Suite",
                    "thumbnail": IMAGE.urn,
                    "thumbnailAltText": "Vue",
                }
            },
        ),
        (
            replace(TEXT, article=replace(ARTICLE, thumbnail_alt_text="Vue")),
            {"article": {"source": "https://example.com/a?b=c", "title": "Titre"}},
        ),
    ],
)
def test_each_kind_has_its_form(
    linkedin: LinkedIn, server: Loopback, claire: Credentials, content: Content, made: object
) -> None:
    assert sent(linkedin, server, claire, content)["content"] == made


def test_a_reshare_names_its_parent_and_has_no_content(
    linkedin: LinkedIn, server: Loopback, claire: Credentials
) -> None:
    body = sent(linkedin, server, claire, Content(CLAIRE, "", reshare_of=SHARE))
    assert body["reshareContext"] == {"parent": SHARE}
    assert body["commentary"] == ""
    assert "content" not in body


def test_a_page_publishes_under_its_own_name(
    linkedin: LinkedIn, server: Loopback, claire: Credentials
) -> None:
    body = sent(linkedin, server, claire, Content(PAGE, "Bonjour", resharable=False))
    assert (body["author"], body["isReshareDisabledByAuthor"]) == (PAGE, True)


@pytest.mark.parametrize(
    "content", [replace(TEXT, text="", media=(IMAGE,)), replace(TEXT, text="", poll=POLL)]
)
def test_pictures_and_polls_may_do_without_a_text(
    linkedin: LinkedIn, server: Loopback, claire: Credentials, content: Content
) -> None:
    assert sent(linkedin, server, claire, content)["commentary"] == ""


TITLED = replace(DOCUMENT, title="Rapport.pdf")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (replace(TEXT, text=""), Reason.INVALID_FIELD),
        (replace(TEXT, text=" \n"), Reason.INVALID_FIELD),
        (replace(TEXT, text="", media=(TITLED,)), Reason.INVALID_FIELD),
        (replace(TEXT, text="", article=ARTICLE), Reason.INVALID_FIELD),
        (replace(TEXT, visibility="EVERYBODY"), Reason.INVALID_FIELD),
        (replace(TEXT, visibility="CONTAINER"), Reason.INVALID_FIELD),
        (replace(TEXT, author_urn=PAGE, visibility="CONNECTIONS"), Reason.INVALID_FIELD),
        (replace(TEXT, media=(DOCUMENT,)), Reason.INVALID_FIELD),
        (replace(TEXT, media=(Media("urn:li:share:1"),)), Reason.INVALID_FIELD),
        (replace(TEXT, media=(IMAGE, VIDEO)), Reason.INVALID_FIELD),
        (replace(TEXT, media=(TITLED, TITLED)), Reason.INVALID_FIELD),
        (replace(TEXT, media=(IMAGE,) * 21), Reason.INVALID_FIELD),
        (replace(TEXT, media=(replace(IMAGE, alt_text="x" * 4087),)), Reason.TOO_LONG),
        (replace(TEXT, media=(IMAGE,), poll=POLL), Reason.INVALID_FIELD),
        (replace(TEXT, article=ARTICLE, reshare_of=SHARE), Reason.INVALID_FIELD),
        (replace(TEXT, reshare_of="urn:li:person:x"), Reason.INVALID_FIELD),
        (replace(TEXT, poll=replace(POLL, options=("Oui",))), Reason.INVALID_FIELD),
        (replace(TEXT, poll=replace(POLL, options=tuple("abcde"))), Reason.INVALID_FIELD),
        (replace(TEXT, poll=replace(POLL, options=("Oui", " "))), Reason.INVALID_FIELD),
        (replace(TEXT, poll=replace(POLL, options=("Oui", "Oui"))), Reason.INVALID_FIELD),
        (replace(TEXT, poll=replace(POLL, options=("Oui", "x" * 31))), Reason.TOO_LONG),
        (replace(TEXT, poll=replace(POLL, question="")), Reason.INVALID_FIELD),
        (replace(TEXT, poll=replace(POLL, question="x" * 141)), Reason.TOO_LONG),
        (replace(TEXT, article=replace(ARTICLE, url="example.com")), Reason.INVALID_FIELD),
        (replace(TEXT, article=replace(ARTICLE, url="javascript:alert(1)")), Reason.INVALID_FIELD),
        (replace(TEXT, article=replace(ARTICLE, title=" ")), Reason.INVALID_FIELD),
        (replace(TEXT, article=replace(ARTICLE, title="x" * 400)), Reason.TOO_LONG),
        (replace(TEXT, article=replace(ARTICLE, description="x" * 4086)), Reason.TOO_LONG),
        (replace(TEXT, article=replace(ARTICLE, thumbnail_urn=VIDEO.urn)), Reason.INVALID_FIELD),
    ],
)
def test_what_linkedin_would_refuse_is_not_sent(
    linkedin: LinkedIn, server: Loopback, claire: Credentials, content: Content, reason: Reason
) -> None:
    with pytest.raises(Refused) as caught:
        linkedin.publish(content, credentials=claire)
    assert caught.value.reason is reason
    assert server.seen == []


def test_an_edit_patches_the_text_alone(linkedin: LinkedIn, server: Loopback, claire: Credentials) -> None:
    server.answer(204)
    linkedin.edit(SHARE, "Corrigé (enfin)", credentials=claire)
    assert server.last.path == "/rest/posts/urn%3Ali%3Ashare%3A7529830966886400000"
    assert server.last.headers["X-RestLi-Method"] == "PARTIAL_UPDATE"
    assert server.last.json == {"patch": {"$set": {"commentary": r"Corrigé \(enfin\)"}}}


def test_an_edit_too_long_is_not_sent(linkedin: LinkedIn, server: Loopback, claire: Credentials) -> None:
    with pytest.raises(Refused) as caught:
        linkedin.edit(SHARE, "x" * 3001, credentials=claire)
    assert caught.value.reason is Reason.TOO_LONG
    assert server.seen == []
