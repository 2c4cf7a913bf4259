"""Contract 3.2: what a post carries, and the media it names."""

from typing import Any

import pytest

from tests.sandbox import files
from tests.sandbox.conftest import Sandbox, encoded

PAGE = "urn:li:organization:5501001"
ARTICLE = {"source": "https://exemple.fr/a", "title": "Un titre"}
POLL: dict[str, Any] = {
    "question": "Oui ?",
    "options": [{"text": "Oui"}, {"text": "Non"}],
    "settings": {"duration": "ONE_DAY"},
}


def test_one_image_with_its_words(sandbox: Sandbox) -> None:
    media = {"id": sandbox.upload("image", files.png()), "altText": "L'atelier"}
    urn = _publish(sandbox, {"media": media})
    assert urn.startswith("urn:li:share:")
    post = sandbox.get(f"/rest/posts/{encoded(urn)}").json()
    assert (post["content"], post["lifecycleState"]) == ({"media": media}, "PUBLISHED")


@pytest.mark.parametrize(("count", "status"), [(1, 400), (2, 201), (20, 201), (21, 400)])
def test_two_to_twenty_images(sandbox: Sandbox, count: int, status: int) -> None:
    images = [{"id": sandbox.upload("image", files.png())} for _ in range(count)]
    assert _create(sandbox, {"multiImage": {"images": images}}).status_code == status


def test_a_document_has_a_title_and_a_text(sandbox: Sandbox) -> None:
    urn = sandbox.upload("document", files.pdf())
    assert _fault(sandbox, {"media": {"id": urn}}) == ("/content/media/title", "MISSING_FIELD")
    media = {"media": {"id": urn, "title": "Rapport.pdf"}}
    blank = sandbox.create("", fields={"content": media}).json()["errorDetails"]["inputErrors"][0]
    assert blank["code"] == "INVALID_VALUE_BLANK_FIELD"
    assert _publish(sandbox, media).startswith("urn:li:ugcPost:")


def test_a_video_must_be_available(sandbox: Sandbox) -> None:
    urn = sandbox.upload_video(files.mp4(100_000))
    assert _publish(sandbox, {"media": {"id": urn, "title": "Visite"}}).startswith("urn:li:ugcPost:")
    sandbox.control("media", video_seconds=120)
    late = {"media": {"id": sandbox.upload_video(files.mp4(100_000))}}
    assert _fault(sandbox, late) == ("/content/media/id", "MEDIA_ASSET_WAITING_UPLOAD")


def test_an_image_that_is_not_there_yet_is_awaited(sandbox: Sandbox) -> None:
    value = sandbox.announce("image").json()["value"]
    content = {"media": {"id": value["image"]}}
    assert _fault(sandbox, content) == ("/content/media/id", "MEDIA_ASSET_WAITING_UPLOAD")
    sandbox.put(value["uploadUrl"], files.png())
    urn = _publish(sandbox, content)
    assert _state(sandbox, urn) == "PUBLISH_REQUESTED"
    sandbox.control("clock", advance_seconds=5)
    assert _state(sandbox, urn) == "PUBLISHED"


def test_an_image_that_fails_takes_its_post_with_it(sandbox: Sandbox) -> None:
    value = sandbox.announce("image").json()["value"]
    sandbox.put(value["uploadUrl"], b"no image")
    urn = _publish(sandbox, {"media": {"id": value["image"]}})
    sandbox.control("clock", advance_seconds=5)
    assert _state(sandbox, urn) == "PUBLISH_FAILED"
    again = {"media": {"id": value["image"]}}
    assert _fault(sandbox, again) == ("/content/media/id", "MEDIA_ASSET_PROCESSING_FAILED")


def test_an_asset_can_be_lost(sandbox: Sandbox) -> None:
    sandbox.control("faults", fault="media-lost")
    content = {"media": {"id": sandbox.upload("image", files.png())}}
    assert _fault(sandbox, content) == ("/content/media/id", "UPDATING_ASSET_FAILED")


@pytest.mark.parametrize("kind", ["image", "video", "document"])
def test_media_that_nobody_uploaded(sandbox: Sandbox, kind: str) -> None:
    content = {"media": {"id": f"urn:li:{kind}:none", "title": "Un titre"}}
    assert _fault(sandbox, content) == ("/content/media/id", f"INVALID_{kind.upper()}_ID")


def test_the_image_of_a_page_is_for_the_page(sandbox: Sandbox) -> None:
    of_page = {"media": {"id": sandbox.upload("image", files.png(), owner=PAGE)}}
    assert _fault(sandbox, of_page) == ("/content/media/id", "INVALID_IMAGE_ID")
    fields = {"content": of_page, "author": PAGE}
    assert sandbox.create("Bonjour", fields=fields, token="tok-pageadmin").status_code == 201


@pytest.mark.parametrize(
    ("content", "path", "code"),
    [
        ({"media": {}}, "media/id", "MISSING_FIELD"),
        ({"media": {"id": 3}}, "media/id", "INVALID_URN_TYPE"),
        ({"media": {"id": "urn:li:share:1"}}, "media/id", "INVALID_URN_TYPE"),
        ({"media": {"id": "urn:li:image:a", "altText": ""}}, "media/altText", "INVALID_VALUE_BLANK_FIELD"),
        (
            {"media": {"id": "urn:li:image:a", "altText": "a" * 4087}},
            "media/altText",
            "FIELD_LENGTH_TOO_LONG",
        ),
        ({"media": {"id": "urn:li:image:a", "alt": "a"}}, "media/alt", "INVALID_VALUE_FOR_FIELD"),
        (
            {"multiImage": {"images": [{"id": "urn:li:image:a"}, {"id": "urn:li:video:a"}]}},
            "multiImage/images/1/id",
            "INVALID_URN_TYPE",
        ),
        ({"article": {**ARTICLE, "title": "a" * 400}}, "article/title", "FIELD_LENGTH_TOO_LONG"),
        ({"article": {**ARTICLE, "description": ""}}, "article/description", "INVALID_VALUE_BLANK_FIELD"),
        ({"article": {**ARTICLE, "description": "a" * 4086}}, "article/description", "FIELD_LENGTH_TOO_LONG"),
        ({"article": {**ARTICLE, "source": "exemple.fr"}}, "article/source", "INVALID_VALUE_FOR_FIELD"),
        (
            {"article": {**ARTICLE, "thumbnail": "https://a.fr/b.png"}},
            "article/thumbnail",
            "INVALID_URN_TYPE",
        ),
        ({"poll": {**POLL, "question": "a" * 141}}, "poll/question", "FIELD_LENGTH_TOO_LONG"),
        ({"poll": {**POLL, "options": [{"text": "a"}]}}, "poll/options", "INVALID_VALUE_FOR_FIELD"),
        ({"poll": {**POLL, "options": [{"text": "a"}] * 5}}, "poll/options", "INVALID_VALUE_FOR_FIELD"),
        (
            {"poll": {**POLL, "options": [{"text": "a" * 31}, {"text": "b"}]}},
            "poll/options/0/text",
            "FIELD_LENGTH_TOO_LONG",
        ),
        ({"poll": {**POLL, "settings": {}}}, "poll/settings/duration", "INVALID_VALUE_FOR_FIELD"),
        (
            {"poll": {**POLL, "settings": {"duration": "ONE_DAY", "isVoterVisibleToAuthor": False}}},
            "poll/settings/isVoterVisibleToAuthor",
            "INVALID_VALUE_FOR_FIELD",
        ),
        (
            {"poll": {**POLL, "settings": {"duration": "ONE_DAY", "voteSelectionType": "MULTIPLE_VOTE"}}},
            "poll/settings/voteSelectionType",
            "INVALID_VALUE_FOR_FIELD",
        ),
        ({"celebration": {}}, "celebration", "INVALID_VALUE_FOR_FIELD"),
    ],
)
def test_each_fault_of_a_content_has_its_place(
    sandbox: Sandbox, content: dict[str, Any], path: str, code: str
) -> None:
    assert _fault(sandbox, content) == (f"/content/{path}", code)


def test_an_article_may_have_a_thumbnail(sandbox: Sandbox) -> None:
    thumbnail = sandbox.upload("image", files.jpeg())
    article = {**ARTICLE, "title": "a" * 399, "description": "b", "thumbnail": thumbnail}
    _publish(sandbox, {"article": article})


def test_a_poll_cannot_be_edited(sandbox: Sandbox) -> None:
    urn = _publish(sandbox, {"poll": POLL})
    patch = {"patch": {"$set": {"commentary": "Autre"}}}
    headers: dict[str, str | None] = {"X-RestLi-Method": "PARTIAL_UPDATE"}
    answer = sandbox.call("POST", f"/rest/posts/{encoded(urn)}", json=patch, headers=headers)
    assert answer.status_code == 400


def test_a_page_speaks_through_its_administrators(sandbox: Sandbox) -> None:
    fields = {"author": PAGE}
    assert sandbox.create("Bonjour", fields=fields, token="tok-notadmin").status_code == 403
    assert sandbox.create("Bonjour", fields=fields, token="tok-selfserve").status_code == 403
    urn = sandbox.publish("Bonjour", fields=fields, token="tok-pageadmin")
    path = f"/rest/posts/{encoded(urn)}"
    assert sandbox.get(path, token="tok-pageadmin").json()["author"] == PAGE
    assert sandbox.get(path, token="tok-notadmin").status_code == 403
    found = sandbox.get(f"/rest/posts?q=author&author={encoded(PAGE)}", token="tok-pageadmin").json()
    assert [post["id"] for post in found["elements"]] == [urn]
    assert sandbox.call("DELETE", path, token="tok-notadmin").status_code == 403
    assert sandbox.call("DELETE", path, token="tok-pageadmin").status_code == 204


def test_the_same_words_of_a_person_and_a_page_are_no_duplicate(sandbox: Sandbox) -> None:
    sandbox.publish("Bonjour", token="tok-pageadmin")
    page = {"author": PAGE}
    assert sandbox.create("Bonjour", fields=page, token="tok-pageadmin").status_code == 201
    assert sandbox.create("Bonjour", fields=page, token="tok-pageadmin").status_code == 422


def _create(sandbox: Sandbox, content: dict[str, Any]) -> Any:
    return sandbox.create("Regardez", fields={"content": content})


def _publish(sandbox: Sandbox, content: dict[str, Any]) -> str:
    return sandbox.publish("Regardez", fields={"content": content})


def _fault(sandbox: Sandbox, content: dict[str, Any]) -> tuple[str, str]:
    answer = _create(sandbox, content)
    assert answer.status_code == 400
    (error,) = answer.json()["errorDetails"]["inputErrors"]
    return error["input"]["inputPath"]["fieldPath"], error["code"]


def _state(sandbox: Sandbox, urn: str) -> str:
    return str(sandbox.get(f"/rest/posts/{encoded(urn)}").json()["lifecycleState"])
