"""How a network fails. Five ways and no more; each says what to do next.

    NetworkFailure
    ├── Temporary       nothing happened; try again later (`retry_after` seconds, if the network said so)
    ├── RateLimited     nothing happened; not before `until`
    ├── Unauthorised    the token is no use any more: ask the leader to reconnect
    ├── Refused         it will never work as it is: show `reason` to the comms team (`urn`: of the live duplicate)
    └── Unclear         it may have happened: look before any second attempt

`reason` is for the publishing room to turn into words; `detail` is the network's own sentence, for logs and
editors. Neither ever holds a token.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import TypedDict, Unpack


class Reason(StrEnum):
    TOKEN_INVALID = "token_invalid"  # noqa: S105
    TOKEN_EXPIRED = "token_expired"  # noqa: S105
    TOKEN_REVOKED = "token_revoked"  # noqa: S105
    TOKEN_MISSING = "token_missing"  # noqa: S105
    SCOPE_MISSING = "scope_missing"
    SCOPE_NOT_ENABLED = "scope_not_enabled"
    CONSENT_REFUSED = "consent_refused"
    CODE_INVALID = "code_invalid"
    REDIRECT_MISMATCH = "redirect_mismatch"
    CLIENT_INVALID = "client_invalid"
    NOT_OWNER = "not_owner"
    FORBIDDEN = "forbidden"
    INVALID_FIELD = "invalid_field"
    TOO_LONG = "too_long"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    NOT_FOUND = "not_found"
    MEDIA_PENDING = "media_pending"
    MEDIA_FAILED = "media_failed"
    THROTTLED = "throttled"
    DAILY_QUOTA = "daily_quota"
    VERSION_MISSING = "version_missing"
    VERSION_RETIRED = "version_retired"
    VERSION_TOO_OLD = "version_too_old"
    SERVER_ERROR = "server_error"
    NOT_CONNECTED = "not_connected"
    NO_ANSWER = "no_answer"
    BAD_ANSWER = "bad_answer"
    TOO_LARGE = "too_large"
    BY_HAND = "by_hand"
    UNEXPECTED = "unexpected"


class Known(TypedDict, total=False):
    """What an answer told about the failure, for the journal and for the network's support desk."""

    http_status: int | None
    vendor_code: str | None
    request_id: str | None
    detail: str


class NetworkFailure(Exception):
    def __init__(self, reason: Reason, **known: Unpack[Known]) -> None:
        super().__init__(reason)
        self.reason = reason
        self.http_status = known.get("http_status")
        self.vendor_code = known.get("vendor_code")
        self.request_id = known.get("request_id")
        self.detail = known.get("detail", "")

    def __str__(self) -> str:
        known = (self.reason, self.http_status, self.vendor_code, self.request_id, self.detail)
        return " ".join(str(part) for part in known if part)

    def facts(self) -> dict[str, str | int]:
        """What a line of the log says of it, as far as it is known: never `detail`, which quotes the network."""
        known = {
            "status_code": self.http_status,
            "vendor_code": self.vendor_code,
            "request_id": self.request_id,
        }
        return {"reason": self.reason.value, **{name: fact for name, fact in known.items() if fact}}

    def __reduce__(
        self,
    ) -> tuple[Callable[..., NetworkFailure], tuple[type[NetworkFailure], dict[str, object]]]:
        # A worker's failure crosses processes; an exception with keyword arguments does not unpickle by itself.
        return _rebuilt, (type(self), self.__dict__)


def _rebuilt(kind: type[NetworkFailure], attributes: dict[str, object]) -> NetworkFailure:
    failure = kind.__new__(kind, attributes["reason"])
    failure.__dict__.update(attributes)
    return failure


class Temporary(NetworkFailure):
    def __init__(self, reason: Reason, *, retry_after: int | None = None, **known: Unpack[Known]) -> None:
        super().__init__(reason, **known)
        self.retry_after = retry_after


class RateLimited(NetworkFailure):
    def __init__(self, reason: Reason, *, until: datetime, **known: Unpack[Known]) -> None:
        super().__init__(reason, **known)
        self.until = until


class Unauthorised(NetworkFailure):
    pass


class Refused(NetworkFailure):
    def __init__(self, reason: Reason, *, urn: str | None = None, **known: Unpack[Known]) -> None:
        super().__init__(reason, **known)
        self.urn = urn


class Unclear(NetworkFailure):
    pass
