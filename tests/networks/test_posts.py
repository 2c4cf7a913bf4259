from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from influence.core.text import LIMIT
from influence.networks.errors import NetworkFailure, Reason, Refused, Temporary, Unauthorised, Unclear
from influence.networks.linkedin import LinkedIn
from influence.networks.linkedin.urns import created_at
from influence.networks.ports import Article, Content, Credentials, Media, Poll, Published
from tests.networks.conftest import NOW
from tests.networks.loopback import Fault, Loopback

SHARE = "urn:li:share:7529830966886400000"
POLL, CARD = "urn:li:share:7529830966886400007", "urn:li:share:7529830966886400008"
CLAIRE = "urn:li:person:Ab12Cd34Ef"
POST = Content(CLAIRE, "Un atelier à Lyon (voir le lien) #industrie")


def lost(linkedin: LinkedIn, claire: Credentials) -> NetworkFailure:
    with pytest.raises(NetworkFailure) as caught:
        linkedin.publish(POST, credentials=claire)
    return caught.value


def test_a_post_is_made_once_with_the_contracts_words(
    linkedin: LinkedIn, server: Loopback, claire: Credentials
) -> None:
    server.answer(201, x_restli_id=SHARE)
    published = linkedin.publish(POST, credentials=claire)
    assert published == Published(SHARE, f"{server.url}/feed/update/{SHARE}/")
    seen = server.last
    assert (seen.method, seen.path) == ("POST", "/rest/posts")
    assert seen.headers["Authorization"] == "Bearer AQX-s3cret-token"
    assert seen.headers["LinkedIn-Version"] == "202609"
    assert seen.headers["X-Restli-Protocol-Version"] == "2.0.0"
    assert seen.headers["Content-Type"] == "application/json"
    assert seen.json == {
        "author": CLAIRE,
        "commentary": r"Un atelier à Lyon \(voir le lien\) {hashtag|\#|industrie}",
        "visibility": "PUBLIC",
        "distribution": {
            "feedDistribution": "MAIN_FEED",
            "targetEntities": [],
            "thirdPartyDistributionChannels": [],
        },
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
    }


@pytest.mark.parametrize(
    "headers",
    [
        {"x_restli_id": "urn%3Ali%3AugcPost%3A7529830966886400000"},
        {"x_linkedin_id": "urn:li:ugcPost:7529830966886400000"},
    ],
)
def test_the_new_name_is_read_wherever_it_is(
    linkedin: LinkedIn, server: Loopback, claire: Credentials, headers: dict[str, str]
) -> None:
    server.answer(201, **headers)
    assert linkedin.publish(POST, credentials=claire).urn == "urn:li:ugcPost:7529830966886400000"


def test_a_created_post_whose_answer_was_cut_is_still_created(
    linkedin: LinkedIn, server: Loopback, claire: Credentials
) -> None:
    server.break_off("cut-body", status=201, x_restli_id=SHARE)
    assert linkedin.publish(POST, credentials=claire).urn == SHARE


@pytest.mark.parametrize("name", [{}, {"x_restli_id": ""}, {"x_restli_id": "garbage"}])
def test_a_success_without_a_name_is_unclear(
    linkedin: LinkedIn, server: Loopback, claire: Credentials, name: dict[str, str]
) -> None:
    server.answer(201, b"<html>welcome</html>", **name)
    failure = lost(linkedin, claire)
    assert type(failure) is Unclear
    assert failure.reason is Reason.BAD_ANSWER


@pytest.mark.parametrize("fault", ["reset", "hang-up", "silence", "not-http"])
def test_a_lost_answer_is_unclear_and_nothing_is_sent_again(
    linkedin: LinkedIn, server: Loopback, claire: Credentials, fault: Fault
) -> None:
    server.break_off(fault)
    assert type(lost(linkedin, claire)) is Unclear
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (401, {"code": "EXPIRED_ACCESS_TOKEN"}, Unauthorised),
        (403, {"message": "Not enough permissions to access: posts.CREATE.20260901"}, Refused),
        (502, b"<html>", Unclear),
        (409, {"code": "CONFLICT"}, Temporary),
    ],
)
def test_an_answer_that_says_no_is_understood(
    linkedin: LinkedIn,
    server: Loopback,
    claire: Credentials,
    status: int,
    body: Any,
    kind: type[NetworkFailure],
) -> None:
    server.answer(status, body)
    failure = lost(linkedin, claire)
    assert type(failure) is kind
    assert "s3cret" not in f"{failure} {vars(failure)}"


def test_a_second_sending_of_the_same_text_tells_where_the_first_is(
    linkedin: LinkedIn, server: Loopback, claire: Credentials
) -> None:
    message = f"Content is a duplicate of {SHARE}"
    inputs = [{"description": "Duplicate post is detected", "input": {}, "code": "DUPLICATE_POST"}]
    server.answer(422, {"message": message, "errorDetails": {"inputErrors": inputs}, "status": 422})
    failure = lost(linkedin, claire)
    assert isinstance(failure, Refused)
    assert failure.urn == SHARE


@pytest.mark.parametrize("text", ["😀" * (LIMIT // 2) + "!", "(" * (LIMIT // 2 + 1)], ids=["read", "sent"])
def test_a_text_too_long_is_not_even_sent(
    linkedin: LinkedIn, server: Loopback, claire: Credentials, text: str
) -> None:
    """As it is read, or as it travels (linkedin-api.md §3.3)."""
    with pytest.raises(Refused) as caught:
        linkedin.publish(Content(CLAIRE, text), credentials=claire)
    assert caught.value.reason is Reason.TOO_LONG
    assert server.seen == []


def test_a_text_of_exactly_the_limit_is_sent(
    linkedin: LinkedIn, server: Loopback, claire: Credentials
) -> None:
    server.answer(201, x_restli_id=SHARE)
    linkedin.publish(Content(CLAIRE, "😀" * (LIMIT // 2)), credentials=claire)
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    ("media", "content"),
    [
        (
            (Media("urn:li:image:A", "Atelier"),),
            {"media": {"id": "urn:li:image:A", "altText": "Atelier"}},
        ),
        (
            (Media("urn:li:document:D", title="Rapport.pdf"),),
            {"media": {"id": "urn:li:document:D", "title": "Rapport.pdf"}},
        ),
        (
            (Media("urn:li:image:A", "Un"), Media("urn:li:image:B")),
            {"multiImage": {"images": [{"id": "urn:li:image:A", "altText": "Un"}, {"id": "urn:li:image:B"}]}},
        ),
    ],
)
def test_media_has_the_form_of_its_number_and_no_empty_text(
    linkedin: LinkedIn, server: Loopback, claire: Credentials, media: tuple[Media, ...], content: object
) -> None:
    server.answer(201, x_restli_id=SHARE)
    linkedin.publish(Content(CLAIRE, "x", media=media), credentials=claire)
    assert server.last.json["content"] == content


def test_a_delete_names_the_post_in_its_path(
    linkedin: LinkedIn, server: Loopback, claire: Credentials
) -> None:
    server.answer(204)
    linkedin.delete(SHARE, credentials=claire)
    assert (server.last.method, server.last.path) == (
        "DELETE",
        "/rest/posts/urn%3Ali%3Ashare%3A7529830966886400000",
    )
    assert server.last.headers["X-RestLi-Method"] == "DELETE"


def test_a_lost_delete_may_be_repeated(linkedin: LinkedIn, server: Loopback, claire: Credentials) -> None:
    server.break_off("reset")
    with pytest.raises(Temporary):
        linkedin.delete(SHARE, credentials=claire)


def test_a_post_exists_or_not(linkedin: LinkedIn, server: Loopback, claire: Credentials) -> None:
    server.answer(200, {"id": SHARE})
    server.answer(404, {"status": 404, "code": "NOT_FOUND"})
    assert linkedin.exists(SHARE, credentials=claire)
    assert not linkedin.exists(SHARE, credentials=claire)


def test_a_post_that_is_gone_or_whose_film_failed_is_not_there(
    linkedin: LinkedIn, server: Loopback, claire: Credentials
) -> None:
    server.answer(410, {"status": 410})
    server.answer(200, {"id": SHARE, "lifecycleState": "PUBLISH_FAILED"})
    server.answer(200, {"id": SHARE, "lifecycleState": "PUBLISH_REQUESTED"})
    assert [linkedin.exists(SHARE, credentials=claire) for _ in range(3)] == [False, False, True]


def test_who_may_not_read_does_not_learn_whether_it_exists(
    linkedin: LinkedIn, server: Loopback, claire: Credentials
) -> None:
    server.answer(403, {"message": "Not enough permissions to access: partnerApiPostsExternal.GET"})
    with pytest.raises(Refused) as caught:
        linkedin.exists(SHARE, credentials=claire)
    assert caught.value.reason is Reason.SCOPE_MISSING


def listed(urn: str, commentary: str, at: datetime) -> dict[str, object]:
    return {"id": urn, "author": CLAIRE, "commentary": commentary, "createdAt": int(at.timestamp() * 1000)}


def test_a_lost_post_is_found_by_its_text(linkedin: LinkedIn, server: Loopback, claire: Credentials) -> None:
    other = listed("urn:li:share:7529830966886400009", "Autre", NOW)
    ours = listed(SHARE, r"Un atelier à Lyon \(voir le lien\) {hashtag|\#|industrie}", NOW)
    server.answer(200, {"elements": [other, ours], "paging": {"links": []}})
    found = linkedin.find_recent(POST, since=NOW, credentials=claire)
    assert found is not None
    assert found.urn == SHARE
    assert "author=urn%3Ali%3Aperson%3AAb12Cd34Ef" in server.last.path
    assert server.last.headers["X-RestLi-Method"] == "FINDER"


def test_an_older_post_of_the_same_text_is_not_ours(
    linkedin: LinkedIn, server: Loopback, claire: Credentials
) -> None:
    long_ago = datetime(2026, 1, 1, tzinfo=UTC)
    ours = listed(SHARE, r"Un atelier à Lyon \(voir le lien\) \#industrie", long_ago)
    server.answer(200, {"elements": [ours]})
    assert linkedin.find_recent(POST, since=NOW, credentials=claire) is None
    assert len(server.seen) == 1


def shown(urn: str, **content: object) -> dict[str, object]:
    return listed(urn, "", NOW) | {"content": content}


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (Content(CLAIRE, "", media=(Media("urn:li:image:A"), Media("urn:li:image:B"))), SHARE),
        (Content(CLAIRE, "Autre", media=(Media("urn:li:image:A"), Media("urn:li:image:B"))), SHARE),
        (Content(CLAIRE, "", media=(Media("urn:li:image:A"),)), None),
        (Content(CLAIRE, "", poll=Poll("Oui ?", ("a", "b"))), POLL),
        (Content(CLAIRE, "Autre", poll=Poll("Oui ?", ("a", "b"))), None),
        (Content(CLAIRE, "", article=Article("https://example.com/a", "Titre")), CARD),
        (Content(CLAIRE, "", reshare_of=SHARE), None),
    ],
)
def test_a_post_without_words_is_found_by_what_it_shows(
    linkedin: LinkedIn, server: Loopback, claire: Credentials, content: Content, found: str | None
) -> None:
    posts = [
        shown(SHARE, multiImage={"images": [{"id": "urn:li:image:A"}, {"id": "urn:li:image:B"}]}),
        shown(POLL, poll={"question": "Oui ?"}),
        shown(CARD, article={"source": "https://example.com/a"}),
        shown(SHARE, media={"id": "urn:li:image:A"}) | {"lifecycleState": "PUBLISH_FAILED"},
    ]
    server.answer(200, {"elements": posts, "paging": {"links": []}})
    published = linkedin.find_recent(content, since=NOW, credentials=claire)
    assert (published.urn if published else None) == found


def test_a_posts_number_tells_when_it_was_made() -> None:
    made = created_at("urn:li:share:7141138937766391808")
    assert made.replace(microsecond=0) == datetime(2023, 12, 14, 18, 56, 38, tzinfo=UTC)
