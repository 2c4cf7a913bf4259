"""The vectors of linkedin-api.md §8.1 and §8.2, and what an endpoint must not fall for."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influence.networks.linkedin.webhooks import BODY_BYTES, Notice, challenge_response, is_signed, notices

SECRET = "sandbox-secret"
CODE = "3b241101-e2bb-4255-8caf-4136c566a962"
BODY = b'{"type":"ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS","notifications":[]}'
SIGNATURE = "53792f2088311b54e9f291a1e48c2bf065d26358d64e0a5824fb58296430662f"


def test_a_challenge_is_answered_with_the_contracts_digest() -> None:
    assert challenge_response(CODE, secret=SECRET) == {
        "challengeCode": CODE,
        "challengeResponse": "54c6e07452f7ab1b8c2cc2faac80a41ca743b2199c36a941cae4b4d24c7aae7c",
    }


@pytest.mark.parametrize("code", ["", "hmacsha256={}", "a b", "é", "<script>", "1" * 101, CODE + "\n"])
def test_nothing_else_is_signed_for_who_asks(code: str) -> None:
    with pytest.raises(ValueError, match="challenge"):
        challenge_response(code, secret=SECRET)


@pytest.mark.parametrize("signature", [SIGNATURE, SIGNATURE.upper(), f" {SIGNATURE} "])
def test_the_contracts_signature_is_recognised(signature: str) -> None:
    assert is_signed(BODY, signature=signature, secret=SECRET)


@pytest.mark.parametrize(
    ("raw", "signature", "secret"),
    [
        (BODY + b" ", SIGNATURE, SECRET),
        (BODY, SIGNATURE, "other"),
        (BODY, "hmacsha256=" + SIGNATURE, SECRET),
        (BODY, SIGNATURE[:-1], SECRET),
        (BODY, "", SECRET),
        (BODY, "é" * 64, SECRET),
        (BODY, "\udc80" * 64, SECRET),
        (BODY, challenge_response(CODE, secret=SECRET)["challengeResponse"], SECRET),
    ],
)
def test_any_other_is_not(raw: bytes, signature: str, secret: str) -> None:
    assert not is_signed(raw, signature=signature, secret=secret)


def notice(**changed: object) -> dict[str, object]:
    return {
        "notificationId": 88123,
        "organizationalEntity": "urn:li:organization:5501001",
        "action": "COMMENT",
        "sourcePost": "urn:li:share:7529830966886400000",
        "generatedActivity": "urn:li:comment:(urn:li:activity:7529830966886400001,7529831000000000002)",
        "decoratedGeneratedActivity": {"comment": {"text": "Bravo"}},
        "lastModifiedAt": 1795255200000,
        "subscriber": "urn:li:person:Ab12Cd34Ef",
        "somethingNew": {"x": 1},
    } | changed


def body(*elements: object, kind: str = "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS") -> bytes:
    return json.dumps({"type": kind, "notifications": list(elements)}).encode()


def test_a_notice_is_who_what_and_when_and_never_the_words() -> None:
    (found,) = notices(body(notice()))
    assert found == Notice(
        id=88123,
        organisation_urn="urn:li:organization:5501001",
        action="COMMENT",
        post_urn="urn:li:share:7529830966886400000",
        activity_urn="urn:li:comment:(urn:li:activity:7529830966886400001,7529831000000000002)",
        at=datetime(2026, 11, 21, 10, 0, tzinfo=UTC),
    )
    assert "Bravo" not in repr(found)


def test_other_kinds_of_events_are_left() -> None:
    assert notices(body(notice(), kind="LEAD_ACTION")) == ()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff",
        b"[]",
        b"[" * 200_000,
        body() + b" " * BODY_BYTES,
        body(7),
        body(notice(notificationId="88123")),
        body(notice(notificationId=True)),
        body(notice(lastModifiedAt=10**30)),
        body(notice(sourcePost="a\x00b")),
        json.dumps({"type": "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS"}).encode(),
    ],
)
def test_a_broken_body_is_a_value_error(raw: bytes) -> None:
    with pytest.raises(ValueError):
        notices(raw)


@given(st.binary(max_size=200), st.text(max_size=80))
def test_no_body_and_no_signature_break_the_check(raw: bytes, signature: str) -> None:
    assert not is_signed(raw, signature=signature, secret=SECRET)
