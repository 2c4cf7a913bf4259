"""Every row of the contract's error tables (linkedin-api.md §2.8-2.11, §3.8)."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from influence.networks.errors import (
    NetworkFailure,
    RateLimited,
    Reason,
    Refused,
    Temporary,
    Unauthorised,
    Unclear,
)
from influence.networks.http import Answer
from influence.networks.linkedin.failures import from_response
from tests.networks.conftest import NOW

SHARE = "urn:li:share:7529830966886400000"


def fail(
    status: int, body: Any = None, *, creates: bool = False, at: datetime = NOW, **headers: str
) -> NetworkFailure:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-").lower(): value for name, value in headers.items()}
    return from_response(Answer(status, named, raw), at=at, creates=creates, secrets=("AQX-s3cret",))


def standard(status: int, message: str, code: str = "", number: int = 0) -> dict[str, object]:
    body: dict[str, object] = {"status": status, "message": message}
    return body | ({"code": code} if code else {}) | ({"serviceErrorCode": number} if number else {})


def detailed(status: int, *codes: str, message: str = "Multiple errors occurred.") -> dict[str, object]:
    inputs = [
        {"description": f"said {code}", "input": {"inputPath": {"fieldPath": "/commentary"}}, "code": code}
        for code in codes
    ]
    kind = "com.linkedin.common.error.BadRequest"
    return {
        "errorDetailType": kind,
        "message": message,
        "errorDetails": {"inputErrors": inputs},
        "status": status,
    }


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (standard(401, "Invalid access token", "INVALID_ACCESS_TOKEN", 65600), Reason.TOKEN_INVALID),
        (
            standard(401, "The token used in the request has been revoked by the user", number=65601),
            Reason.TOKEN_REVOKED,
        ),
        (standard(401, "The token used in the request has expired", number=65602), Reason.TOKEN_EXPIRED),
        (standard(401, "expired", "EXPIRED_ACCESS_TOKEN", 65600), Reason.TOKEN_EXPIRED),
        (standard(401, "revoked", "REVOKED_ACCESS_TOKEN"), Reason.TOKEN_REVOKED),
        (standard(401, "Empty oauth2 access token", "EMPTY_ACCESS_TOKEN"), Reason.TOKEN_MISSING),
        (standard(401, "Unknown authentication schema"), Reason.TOKEN_INVALID),
        (b"<html>401</html>", Reason.TOKEN_INVALID),
    ],
)
def test_any_401_asks_for_a_new_connection(body: Any, reason: Reason) -> None:
    failure = fail(401, body, creates=True)
    assert type(failure) is Unauthorised
    assert failure.reason is reason


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (
            403,
            standard(403, "Not enough permissions to access: posts.CREATE.20260901", "ACCESS_DENIED", 100),
            Reason.SCOPE_MISSING,
        ),
        (
            403,
            standard(
                403,
                "Unpermitted fields present in REQUEST_BODY: Data Processing Exception [/author]",
                "ACCESS_DENIED",
            ),
            Reason.NOT_OWNER,
        ),
        (
            403,
            standard(403, "Unpermitted fields present in RESOURCE_KEY: ... [/memberId]", "ACCESS_DENIED"),
            Reason.NOT_OWNER,
        ),
        (
            403,
            standard(
                403, "Accessing the UGC resource is forbidden. Please check your permissions", "ACCESS_DENIED"
            ),
            Reason.FORBIDDEN,
        ),
        (403, standard(403, "No", "ACCESS_DENIED"), Reason.FORBIDDEN),
        (
            400,
            standard(400, "Member permissions must be used when using member as author"),
            Reason.SCOPE_MISSING,
        ),
        (400, standard(400, "Syntax exception in path variables"), Reason.INVALID_FIELD),
        (400, standard(400, "Parameter 'entity' is invalid"), Reason.INVALID_FIELD),
        (400, detailed(400, "MISSING_FIELD"), Reason.INVALID_FIELD),
        (400, detailed(400, "INVALID_URN_TYPE"), Reason.INVALID_FIELD),
        (400, detailed(400, "INVALID_URN_ID"), Reason.INVALID_FIELD),
        (400, detailed(400, "INVALID_VALUE_FOR_FIELD"), Reason.INVALID_FIELD),
        (400, detailed(400, "INVALID_VALUE_BLANK_FIELD"), Reason.INVALID_FIELD),
        (400, detailed(400, "MISSING_REQUIRED_FIELD_FOR_DSC"), Reason.INVALID_FIELD),
        (400, detailed(400, "FIELD_LENGTH_TOO_LONG"), Reason.TOO_LONG),
        (400, detailed(400, "MISSING_FIELD", "FIELD_LENGTH_TOO_LONG"), Reason.TOO_LONG),
        (400, detailed(400, "INVALID_IMAGE_ID"), Reason.MEDIA_FAILED),
        (400, detailed(400, "MEDIA_ASSET_PROCESSING_FAILED"), Reason.MEDIA_FAILED),
        (404, standard(404, "Not found", "NOT_FOUND"), Reason.NOT_FOUND),
        (404, standard(404, "No virtual resource found"), Reason.VERSION_TOO_OLD),
        (409, standard(409, "Content is a duplicate", "CONFLICT"), Reason.DUPLICATE),
        (413, standard(413, "Too big", "REQUEST_ENTITY_TOO_LARGE"), Reason.TOO_LARGE),
        (414, b"", Reason.TOO_LARGE),
        (415, standard(415, "No", "UNSUPPORTED_MEDIA_TYPE"), Reason.MEDIA_FAILED),
        (422, standard(422, "No", "UNPROCESSABLE_ENTITY"), Reason.INVALID_FIELD),
        (418, b"teapot", Reason.UNEXPECTED),
        (499, b"", Reason.UNEXPECTED),
    ],
)
@pytest.mark.parametrize("creates", [True, False])
def test_what_will_never_work_is_refused(status: int, body: Any, reason: Reason, creates: bool) -> None:
    failure = fail(status, body, creates=creates)
    assert type(failure) is Refused
    assert failure.reason is reason


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (400, standard(400, "A version must be present.", "VERSION_MISSING"), Reason.VERSION_MISSING),
        (400, standard(400, "Bad version", "INVALID_VERSION"), Reason.VERSION_RETIRED),
        (
            426,
            standard(426, "Requested version 20250401 is not active", "NONEXISTENT_VERSION"),
            Reason.VERSION_RETIRED,
        ),
        (426, b"", Reason.VERSION_RETIRED),
    ],
)
@pytest.mark.parametrize("creates", [True, False])
def test_a_dead_version_is_no_fault_of_what_was_asked(
    status: int, body: Any, reason: Reason, creates: bool
) -> None:
    failure = fail(status, body, creates=creates)
    assert type(failure) is Temporary
    assert failure.reason is reason


def test_a_duplicate_names_the_live_post() -> None:
    message = f"com.linkedin.content.common.exception.BadRequestResponseException: Content is a duplicate of {SHARE}"
    failure = fail(422, detailed(422, "DUPLICATE_POST", message=message), creates=True)
    assert isinstance(failure, Refused)
    assert (failure.reason, failure.urn) == (Reason.DUPLICATE, SHARE)


def test_a_duplicate_without_a_name_is_still_one() -> None:
    failure = fail(422, detailed(422, "DUPLICATE_POST"), creates=True)
    assert isinstance(failure, Refused)
    assert (failure.reason, failure.urn) == (Reason.DUPLICATE, None)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_error_leaves_a_create_unclear(status: int) -> None:
    assert type(fail(status, b"<html>Bad gateway</html>", creates=True)) is Unclear
    failure = fail(status, b"<html>Bad gateway</html>", Retry_After="7")
    assert isinstance(failure, Temporary)
    assert (failure.reason, failure.retry_after) == (Reason.SERVER_ERROR, 7)


@pytest.mark.parametrize("status", [201, 302, 408])
def test_an_answer_that_says_nothing_leaves_a_create_unclear(status: int) -> None:
    assert type(fail(status, b"", creates=True)) is Unclear
    assert type(fail(status, b"")) is Temporary


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (409, standard(409, "Concurrent write", "CONFLICT")),
        (400, standard(400, "Unable to obtain activity")),
        (400, detailed(400, "MEDIA_ASSET_WAITING_UPLOAD")),
    ],
)
def test_what_passes_by_itself_is_temporary(status: int, body: Any) -> None:
    assert type(fail(status, body, creates=True)) is Temporary


APP_DAY = standard(
    429, "Resource level throttle APPLICATION DAY limit for calls to this resource is reached."
)
MEMBER_DAY = standard(429, "Resource level throttle MEMBER DAY limit for calls to this resource is reached.")


@pytest.mark.parametrize("body", [APP_DAY, MEMBER_DAY])
def test_a_daily_quota_waits_for_five_past_midnight_utc(body: Any) -> None:
    failure = fail(429, body)
    assert isinstance(failure, RateLimited)
    assert failure.reason is Reason.DAILY_QUOTA
    assert failure.until == datetime(2026, 11, 22, 0, 5, tzinfo=UTC)


def test_a_daily_quota_counts_days_in_utc() -> None:
    auckland = datetime(2026, 11, 22, 1, 0, tzinfo=UTC).astimezone()
    failure = fail(429, APP_DAY, at=auckland)
    assert isinstance(failure, RateLimited)
    assert failure.until == datetime(2026, 11, 23, 0, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("message", "seconds"),
    [
        ("Resource level throttle limit for calls to this resource is reached.", 30),
        ("Comment create throttled: creation rate limit exceeded for member", 75),
        ("", 30),
    ],
)
def test_other_throttles_are_short(message: str, seconds: int) -> None:
    failure = fail(429, standard(429, message, "TOO_MANY_REQUESTS"))
    assert isinstance(failure, RateLimited)
    assert (failure.reason, failure.until) == (Reason.THROTTLED, NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("120", 120), ("Sat, 21 Nov 2026 09:02:00 GMT", 120), ("Sat, 21 Nov 2026 08:00:00 GMT", 0)],
)
def test_the_waiting_time_that_the_network_asks_for_is_kept(header: str, seconds: int) -> None:
    failure = fail(429, APP_DAY, Retry_After=header)
    assert isinstance(failure, RateLimited)
    assert failure.until == NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize("header", ["soon", "-3", "²", "Sat, 99 Nov 2026"])
def test_a_waiting_time_that_makes_no_sense_is_ignored(header: str) -> None:
    failure = fail(429, standard(429, "throttle"), Retry_After=header)
    assert isinstance(failure, RateLimited)
    assert failure.until == NOW + timedelta(seconds=30)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"x"',
        b"{",
        b"\xff\xfe",
        {"message": 3, "code": []},
        {"errorDetails": [1]},
        {"errorDetails": {"inputErrors": [None, 4]}},
    ],
)
@pytest.mark.parametrize("status", [400, 401, 403, 422, 429, 500])
def test_any_body_gives_a_failure(status: int, body: Any) -> None:
    assert isinstance(fail(status, body), NetworkFailure)


def test_a_failure_keeps_what_the_support_desk_asks_for() -> None:
    failure = fail(400, detailed(400, "FIELD_LENGTH_TOO_LONG"), x_li_uuid="uuid-1")
    assert (failure.http_status, failure.vendor_code, failure.request_id) == (
        400,
        "FIELD_LENGTH_TOO_LONG",
        "uuid-1",
    )
    assert "/commentary: said FIELD_LENGTH_TOO_LONG" in failure.detail


def test_a_log_is_told_what_is_known_and_nothing_that_the_network_wrote() -> None:
    told = fail(403, standard(403, "Claire may not", "ACCESS_DENIED"), x_li_uuid="uuid-1").facts()
    assert told == {
        "reason": "forbidden",
        "status_code": 403,
        "vendor_code": "ACCESS_DENIED",
        "request_id": "uuid-1",
    }
    assert Temporary(Reason.NO_ANSWER, detail="somewhere in the house").facts() == {"reason": "no_answer"}


def test_no_token_is_in_a_failure() -> None:
    failure = fail(403, standard(403, "token AQX-s3cret may not", "ACCESS_DENIED"))
    assert "s3cret" not in f"{failure} {failure!r} {failure.detail} {vars(failure)}"
    assert "[redacted]" in failure.detail


def test_a_failure_crosses_processes() -> None:
    failures = [
        fail(429, APP_DAY),
        fail(503, b"", Retry_After="3"),
        fail(422, detailed(422, "DUPLICATE_POST")),
        fail(401, b""),
    ]
    for failure in failures:
        for twin in (pickle.loads(pickle.dumps(failure)), copy.copy(failure)):
            assert type(twin) is type(failure)
            assert vars(twin) == vars(failure)
            assert str(twin) == str(failure)
