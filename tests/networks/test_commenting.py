"""First comments (linkedin-api.md §6.1)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from influence.networks.errors import RateLimited, Reason, Refused, Unclear
from influence.networks.linkedin import LinkedIn
from influence.networks.linkedin.commenting import LIMIT, Route
from influence.networks.ports import Commented, Credentials
from tests.networks.conftest import NOW
from tests.networks.loopback import Fault, Loopback

CLAIRE = "urn:li:person:Ab12Cd34Ef"
SHARE = "urn:li:share:7529830966886400000"
POST_PATH = "urn%3Ali%3Ashare%3A7529830966886400000"
COMMENT = "urn:li:comment:(urn:li:activity:7529830966886400001,7529831000000000002)"
BODY = {"id": "7529831000000000002", "object": "urn:li:activity:7529830966886400001", "commentUrn": COMMENT}


def comment(
    linkedin: LinkedIn, claire: Credentials, text: str, *, urn: str = SHARE, route: Route = Route.CURRENT
) -> Commented:
    return linkedin.comment(urn, text, actor_urn=CLAIRE, credentials=claire, route=route)


def test_a_comment_is_plain_text(linkedin: LinkedIn, server: Loopback, claire: Credentials) -> None:
    server.answer(201, BODY, x_restli_id="7529831000000000002")
    made = comment(linkedin, claire, "Le lien (complet) : https://example.com/a_b #IA \\o/\r\n")
    assert made == Commented(COMMENT)
    assert server.last.path == f"/rest/socialActions/{POST_PATH}/comments"
    assert server.last.headers["LinkedIn-Version"] == "202609"
    assert server.last.json == {
        "actor": CLAIRE,
        "object": SHARE,
        "message": {"text": "Le lien (complet) : https://example.com/a_b #IA \\o/"},
    }


def test_the_old_route_has_the_same_body_and_no_version(
    linkedin: LinkedIn, server: Loopback, claire: Credentials
) -> None:
    server.answer(201, BODY)
    comment(linkedin, claire, "Bravo", route=Route.OLD)
    assert server.last.path == f"/v2/socialActions/{POST_PATH}/comments"
    assert "LinkedIn-Version" not in server.last.headers
    assert server.last.json["message"] == {"text": "Bravo"}


def test_mentions_are_ranges_counted_in_utf16(
    linkedin: LinkedIn, server: Loopback, claire: Credentials
) -> None:
    server.answer(201, BODY)
    comment(linkedin, claire, "😀 @[Karim](urn:li:person:Zz98x) chez @[Acme](urn:li:organization:42)")
    assert server.last.json["message"] == {
        "text": "😀 Karim chez Acme",
        "attributes": [
            {"start": 3, "length": 5, "value": {"person": {"person": "urn:li:person:Zz98x"}}},
            {"start": 14, "length": 4, "value": {"organization": {"organization": "urn:li:organization:42"}}},
        ],
    }


def test_an_answer_to_a_comment_names_it(linkedin: LinkedIn, server: Loopback, claire: Credentials) -> None:
    server.answer(201, BODY)
    comment(linkedin, claire, "Merci", urn=COMMENT)
    assert server.last.path.startswith("/rest/socialActions/urn%3Ali%3Acomment%3A%28urn%3Ali%3Aactivity")
    assert server.last.json["object"] == "urn:li:activity:7529830966886400001"
    assert server.last.json["parentComment"] == COMMENT


@pytest.mark.parametrize(
    ("body", "headers", "urn"),
    [
        (BODY, {}, COMMENT),
        ({"$URN": COMMENT}, {}, COMMENT),
        (None, {"x_resourceidentity_urn": COMMENT}, COMMENT),
        (None, {"x_restli_id": "7529831000000000002"}, f"urn:li:comment:({SHARE},7529831000000000002)"),
    ],
)
def test_its_name_is_read_wherever_it_is(
    linkedin: LinkedIn,
    server: Loopback,
    claire: Credentials,
    body: object,
    headers: dict[str, str],
    urn: str,
) -> None:
    server.answer(201, body, **headers)
    assert comment(linkedin, claire, "Bravo") == Commented(urn)


@pytest.mark.parametrize("body", [b"<html>", {}, {"id": 7}, {"id": "x"}, {"commentUrn": "urn:li:share:1"}])
def test_a_comment_without_a_name_is_unclear(
    linkedin: LinkedIn, server: Loopback, claire: Credentials, body: object
) -> None:
    server.answer(201, body)
    with pytest.raises(Unclear):
        comment(linkedin, claire, "Bravo")


@pytest.mark.parametrize("fault", ["reset", "hang-up", "silence"])
def test_a_lost_answer_is_unclear(
    linkedin: LinkedIn, server: Loopback, claire: Credentials, fault: Fault
) -> None:
    server.break_off(fault)
    with pytest.raises(Unclear):
        comment(linkedin, claire, "Bravo")
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", Reason.INVALID_FIELD), (" \n", Reason.INVALID_FIELD), ("x" * 1251, Reason.TOO_LONG)],
)
def test_nothing_empty_or_too_long_is_sent(
    linkedin: LinkedIn, server: Loopback, claire: Credentials, text: str, reason: Reason
) -> None:
    with pytest.raises(Refused) as caught:
        comment(linkedin, claire, text)
    assert caught.value.reason is reason
    assert server.seen == []


def test_the_limit_counts_what_is_read(linkedin: LinkedIn, server: Loopback, claire: Credentials) -> None:
    server.answer(201, BODY)
    comment(linkedin, claire, "@[K](urn:li:person:Zz98x)" + "😀" * ((LIMIT - 1) // 2))
    assert len(server.seen) == 1


def test_two_comments_within_a_minute_wait(linkedin: LinkedIn, server: Loopback, claire: Credentials) -> None:
    said = "Comment create throttled: creation rate limit exceeded for member"
    server.answer(429, {"status": 429, "message": said})
    with pytest.raises(RateLimited) as caught:
        comment(linkedin, claire, "Bravo")
    assert timedelta(seconds=60) <= caught.value.until - NOW <= timedelta(seconds=90)


def test_a_comment_is_corrected_and_taken_back(
    linkedin: LinkedIn, server: Loopback, claire: Credentials
) -> None:
    path = (
        "/rest/socialActions/urn%3Ali%3Aactivity%3A7529830966886400001/comments/7529831000000000002"
        "?actor=urn%3Ali%3Aperson%3AAb12Cd34Ef"
    )
    server.answer(200, BODY)
    linkedin.edit_comment(COMMENT, "Corrigé", actor_urn=CLAIRE, credentials=claire)
    assert (server.last.method, server.last.path) == ("POST", path)
    assert server.last.headers["X-RestLi-Method"] == "PARTIAL_UPDATE"
    assert server.last.json == {"patch": {"message": {"$set": {"text": "Corrigé"}}}}
    server.answer(204)
    linkedin.delete_comment(COMMENT, actor_urn=CLAIRE, credentials=claire)
    assert (server.last.method, server.last.path) == ("DELETE", path)


def test_a_posts_name_is_no_comments(linkedin: LinkedIn, server: Loopback, claire: Credentials) -> None:
    with pytest.raises(Refused):
        linkedin.delete_comment(SHARE, actor_urn=CLAIRE, credentials=claire)
    assert server.seen == []
