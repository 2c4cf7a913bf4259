"""From an answer of LinkedIn to one of our five failures (linkedin-api.md §2.8-2.11, §3.8): the one place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from influence.networks.errors import (
    Known,
    NetworkFailure,
    RateLimited,
    Reason,
    Refused,
    Temporary,
    Unauthorised,
    Unclear,
)
from influence.networks.http import Answer
from influence.networks.linkedin.shapes import kept, maybe_record, maybe_text
from influence.networks.linkedin.urns import duplicate_of

BACKOFF = timedelta(seconds=30)
COMMENT_THROTTLE = timedelta(seconds=75)
LONGEST_WAIT = 7 * 24 * 3600
QUOTA_MARGIN = timedelta(minutes=5)
"""Daily quotas are reset at midnight UTC; we come back a little later."""

_TOKEN_CODES = {
    "EXPIRED_ACCESS_TOKEN": Reason.TOKEN_EXPIRED,
    "REVOKED_ACCESS_TOKEN": Reason.TOKEN_REVOKED,
    "INVALID_ACCESS_TOKEN": Reason.TOKEN_INVALID,
    "EMPTY_ACCESS_TOKEN": Reason.TOKEN_MISSING,
}
_TOKEN_NUMBERS = {"65600": Reason.TOKEN_INVALID, "65601": Reason.TOKEN_REVOKED, "65602": Reason.TOKEN_EXPIRED}

_FIELD_CODES = {
    "FIELD_LENGTH_TOO_LONG": Reason.TOO_LONG,
    "DUPLICATE_POST": Reason.DUPLICATE,
    "INVALID_IMAGE_ID": Reason.MEDIA_FAILED,
    "INVALID_VIDEO_ID": Reason.MEDIA_FAILED,
    "INVALID_DOCUMENT_ID": Reason.MEDIA_FAILED,
    "EXPIRED_UPLOAD_URL": Reason.MEDIA_FAILED,
    "MEDIA_ASSET_PROCESSING_FAILED": Reason.MEDIA_FAILED,
    "UPDATING_ASSET_FAILED": Reason.MEDIA_FAILED,
    "MEDIA_ASSET_WAITING_UPLOAD": Reason.MEDIA_PENDING,
    "VERSION_MISSING": Reason.VERSION_MISSING,
    "INVALID_VERSION": Reason.VERSION_RETIRED,
    "NONEXISTENT_VERSION": Reason.VERSION_RETIRED,
}
_MESSAGES = (
    (re.compile(r"not enough permissions", re.IGNORECASE), Reason.SCOPE_MISSING),
    (re.compile(r"member permissions must be used", re.IGNORECASE), Reason.SCOPE_MISSING),
    (re.compile(r"unpermitted fields", re.IGNORECASE), Reason.NOT_OWNER),
    (re.compile(r"is forbidden", re.IGNORECASE), Reason.FORBIDDEN),
    (re.compile(r"no virtual resource found", re.IGNORECASE), Reason.VERSION_TOO_OLD),
)
_BY_STATUS: Mapping[int, Reason] = {
    HTTPStatus.BAD_REQUEST: Reason.INVALID_FIELD,
    HTTPStatus.FORBIDDEN: Reason.FORBIDDEN,
    HTTPStatus.NOT_FOUND: Reason.NOT_FOUND,
    HTTPStatus.CONFLICT: Reason.CONFLICT,
    HTTPStatus.GONE: Reason.NOT_FOUND,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: Reason.TOO_LARGE,
    HTTPStatus.REQUEST_URI_TOO_LONG: Reason.TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: Reason.MEDIA_FAILED,
    HTTPStatus.UNPROCESSABLE_ENTITY: Reason.INVALID_FIELD,
    HTTPStatus.UPGRADE_REQUIRED: Reason.VERSION_RETIRED,
}
_PASSES = frozenset({Reason.MEDIA_PENDING, Reason.CONFLICT, Reason.VERSION_MISSING, Reason.VERSION_RETIRED})
"""Nothing is wrong with what was asked: it will be taken once the file is ready, or our version set right."""
# 409 until October 2020, 422 since; adapters still meet both.
_MAY_BE_DUPLICATE = (HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY)


@dataclass(frozen=True)
class Complaint:
    """The body of an error, whichever of its three shapes it has, or none."""

    message: str
    codes: tuple[str, ...]
    number: str

    @property
    def code(self) -> str | None:
        return next(iter(self.codes), None)


def from_response(
    answer: Answer, *, at: datetime, creates: bool = False, secrets: Iterable[str] = ()
) -> NetworkFailure:
    """`at`: now, to count waiting times from. `secrets` are struck out of what the vendor says."""
    complaint = _complaint(answer)
    known = _known(answer, complaint, secrets=secrets)
    if answer.status == HTTPStatus.UNAUTHORIZED:
        return Unauthorised(_token_reason(complaint), **known)
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        return _limited(answer, complaint, at=at, known=known)
    if answer.status == HTTPStatus.REQUEST_TIMEOUT or not HTTPStatus.BAD_REQUEST <= answer.status < 500:
        return _lost(answer, at=at, creates=creates, known=known)
    return _refused(answer, complaint, known=known)


def _complaint(answer: Answer) -> Complaint:
    body = maybe_record(answer.json())
    details = maybe_record(body.get("errorDetails")).get("inputErrors")
    inputs = [maybe_record(one) for one in details] if isinstance(details, list) else []
    codes = [maybe_text(body.get("code")), *(maybe_text(one.get("code")) for one in inputs)]
    return Complaint(
        message=_message(body, inputs=inputs),
        codes=tuple(code for code in codes if code),
        number=str(body.get("serviceErrorCode") or ""),
    )


def _message(body: Mapping[str, object], *, inputs: Sequence[Mapping[str, object]]) -> str:
    said = [maybe_text(body.get("message"))]
    for one in inputs:
        path = maybe_text(maybe_record(maybe_record(one.get("input")).get("inputPath")).get("fieldPath"))
        said.append(": ".join(part for part in (path, maybe_text(one.get("description"))) if part))
    return " ".join(part for part in said if part)


def _known(answer: Answer, complaint: Complaint, *, secrets: Iterable[str]) -> Known:
    secrets = tuple(secrets)
    code = complaint.code or complaint.number
    return Known(
        http_status=answer.status,
        vendor_code=kept(without(code, secrets), 100) or None,
        request_id=request_id(answer, secrets=secrets),
        detail=kept(without(complaint.message, secrets), 500),
    )


def request_id(answer: Answer, *, secrets: Iterable[str]) -> str | None:
    """What LinkedIn's support asks for."""
    return kept(without(answer.headers.get("x-li-uuid") or "", secrets), 100) or None


def without(said: str, secrets: Iterable[str]) -> str:
    for secret in filter(None, secrets):
        said = said.replace(secret, "[redacted]")
    return said


def _token_reason(complaint: Complaint) -> Reason:
    """By code, then by number, then simply invalid."""
    by_code = (_TOKEN_CODES[code] for code in complaint.codes if code in _TOKEN_CODES)
    return next(by_code, _TOKEN_NUMBERS.get(complaint.number, Reason.TOKEN_INVALID))


def _limited(answer: Answer, complaint: Complaint, *, at: datetime, known: Known) -> RateLimited:
    daily = re.search(r"\bDAY\b", complaint.message) is not None
    reason = Reason.DAILY_QUOTA if daily else Reason.THROTTLED
    return RateLimited(reason, until=_until(answer, complaint, at=at, daily=daily), **known)


def _until(answer: Answer, complaint: Complaint, *, at: datetime, daily: bool) -> datetime:
    asked = retry_after(answer, at=at)
    if asked is not None:
        return at + timedelta(seconds=asked)
    if daily:
        return after_midnight(at)
    return at + (COMMENT_THROTTLE if "comment create throttled" in complaint.message.lower() else BACKOFF)


def after_midnight(at: datetime) -> datetime:
    """When the next day's quota is there."""
    midnight = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=1) + QUOTA_MARGIN


def retry_after(answer: Answer, *, at: datetime) -> int | None:
    """Seconds, from either form of the header. LinkedIn does not promise it."""
    value = answer.headers.get("retry-after", "").strip()
    try:
        if value.isascii() and value.isdigit():
            return min(int(value), LONGEST_WAIT)
        asked = round((parsedate_to_datetime(value) - at).total_seconds())
    except (TypeError, ValueError, OverflowError):
        return None
    return min(max(0, asked), LONGEST_WAIT)


def _lost(answer: Answer, *, at: datetime, creates: bool, known: Known) -> NetworkFailure:
    """Server errors, redirects, time-outs: on a create they do not say whether it was made."""
    reason = Reason.SERVER_ERROR if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR else Reason.BAD_ANSWER
    if creates:
        return Unclear(reason, **known)
    return Temporary(reason, retry_after=retry_after(answer, at=at), **known)


def _refused(answer: Answer, complaint: Complaint, *, known: Known) -> NetworkFailure:
    reason = _refusal(answer, complaint)
    if reason is Reason.DUPLICATE:
        return Refused(reason, urn=duplicate_of(complaint.message), **known)
    if reason in _PASSES:
        return Temporary(reason, **known)
    return Refused(reason, **known)


def _refusal(answer: Answer, complaint: Complaint) -> Reason:
    if "unable to obtain activity" in complaint.message.lower():
        return Reason.CONFLICT  # Seen to pass by itself.
    by_code = next((_FIELD_CODES[code] for code in complaint.codes if code in _FIELD_CODES), None)
    if by_code is None and answer.status in _MAY_BE_DUPLICATE and "duplicate" in complaint.message.lower():
        return Reason.DUPLICATE
    by_message = next((reason for pattern, reason in _MESSAGES if pattern.search(complaint.message)), None)
    return by_code or by_message or _BY_STATUS.get(answer.status, Reason.UNEXPECTED)
