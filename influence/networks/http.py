"""The only module that talks HTTP. One address, short patience, no proxy, no redirect, no endless answer.

What it tells apart, because a create that was perhaps received must not be repeated:

    the connection was not made        → Temporary(not_connected)    nothing was sent
    it was, and no whole answer came   → Unclear(no_answer)          for a call that creates
                                       → Temporary(no_answer)        for any other
"""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy

import requests
from requests.exceptions import ConnectionError as RequestsConnectionError
from requests.exceptions import ConnectTimeout, RequestException
from requests.structures import CaseInsensitiveDict
from urllib3.exceptions import HTTPError, MaxRetryError, NewConnectionError, SSLError

from influence.networks.errors import NetworkFailure, Reason, Temporary, Unclear

CONNECT_SECONDS = 3.05
READ_SECONDS = 30.0
BODY_SECONDS = 60.0
BODY_BYTES = 4 * 1024 * 1024
_CHUNK = 64 * 1024
_SECRET_HEADERS = frozenset({"authorization", "cookie", "set-cookie", "proxy-authorization"})


@dataclass(frozen=True)
class Call:
    """`path` starts with a slash and is already encoded. `creates`: repeating it could do the thing twice."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    creates: bool = False


@dataclass(frozen=True)
class Answer:
    """`complete` is False when the connection broke, or the cap was reached, inside the body."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    complete: bool = True

    def json(self) -> object:
        """The body read as JSON; None where it is not whole JSON."""
        if not self.complete:
            return None
        try:
            found: object = json.loads(self.body)
        except ValueError:
            return None
        return found


class Http:
    def __init__(
        self, base_url: str, *, connect_seconds: float = CONNECT_SECONDS, read_seconds: float = READ_SECONDS
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self._timeouts = (connect_seconds, read_seconds)
        self._session = _session()

    def send(self, call: Call) -> Answer:
        if not call.path.startswith("/") or call.path.startswith("//"):
            raise ValueError("a path starts with one slash")  # Else the token could go to another host.
        # A kept-alive connection may have died unnoticed, and then an unsent create would look like a lost one.
        session = _session() if call.creates else self._session
        try:
            return self._exchange(session, call)
        except (RequestException, HTTPError, OSError) as error:
            raise _failure(error, creates=call.creates) from None
        finally:
            if call.creates:
                session.close()

    def _exchange(self, session: requests.Session, call: Call) -> Answer:
        with session.request(
            call.method,
            self.base_url + call.path,
            headers=dict(call.headers),
            data=call.body,
            timeout=self._timeouts,
            allow_redirects=False,
            stream=True,
        ) as response:
            body, complete = _read(response)
            return Answer(
                response.status_code, CaseInsensitiveDict(response.headers), body, complete=complete
            )


def _session() -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    # One session serves many leaders: what LinkedIn would remember of one must not travel with another.
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
    session.headers.update({"User-Agent": "Influence", "Accept": "application/json"})
    return session


def _read(response: requests.Response) -> tuple[bytes, bool]:
    """The body up to the cap. A break inside it still leaves the status and the headers, which say the most."""
    deadline = time.monotonic() + BODY_SECONDS
    parts: list[bytes] = []
    try:
        for chunk in response.iter_content(_CHUNK):
            parts.append(chunk)
            if sum(map(len, parts)) > BODY_BYTES or time.monotonic() > deadline:
                return b"".join(parts)[:BODY_BYTES], False
    except (RequestException, HTTPError, OSError):
        return b"".join(parts), False
    return b"".join(parts), True


def _failure(error: Exception, *, creates: bool) -> NetworkFailure:
    """Built from the error's kind alone: its text quotes the address and may quote more."""
    detail = type(error).__name__
    if _was_never_sent(error):
        return Temporary(Reason.NOT_CONNECTED, detail=detail)
    if creates:
        return Unclear(Reason.NO_ANSWER, detail=detail)
    return Temporary(Reason.NO_ANSWER, detail=detail)


def _was_never_sent(error: Exception) -> bool:
    if isinstance(error, ConnectTimeout):
        return True
    cause = error.args[0] if isinstance(error, RequestsConnectionError) and error.args else None
    return isinstance(cause, MaxRetryError) and _is_before_sending(cause.reason)


def _is_before_sending(reason: Exception | None) -> bool:
    # A broken TLS record may come late; a certificate that we do not trust always comes first.
    if isinstance(reason, SSLError):
        return bool(reason.args) and isinstance(reason.args[0], ssl.SSLCertVerificationError)
    return isinstance(reason, NewConnectionError)


def redacted(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers fit for a log."""
    return {
        name: "[redacted]" if name.lower() in _SECRET_HEADERS else value for name, value in headers.items()
    }
