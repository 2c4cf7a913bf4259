"""The only module that talks HTTP. One address, short patience, no proxy, no redirect, no endless answer.

Uploads alone may go to another address, which the network's answer names: over https, or to our own address.

What it tells apart, because a create that was perhaps received must not be repeated:

    the connection was not made        → Temporary(not_connected)    nothing was sent
    it was, and no whole answer came   → Unclear(no_answer)          for a call that creates
                                       → Temporary(no_answer)        for any other
"""

from __future__ import annotations

import json
import re
import ssl
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from typing import BinaryIO
from urllib.parse import SplitResult, urlsplit

import requests
from requests.exceptions import ConnectionError as RequestsConnectionError
from requests.exceptions import ConnectTimeout, RequestException
from requests.structures import CaseInsensitiveDict
from urllib3.exceptions import HTTPError, MaxRetryError, NewConnectionError, SSLError

from influence.networks.errors import NetworkFailure, Reason, Temporary, Unclear

CONNECT_SECONDS = 3.05
READ_SECONDS = 30.0
UPLOAD_SECONDS = 30.0
"""How long an upload may stand still. Over all it takes what it takes."""
BODY_SECONDS = 60.0
BODY_BYTES = 4 * 1024 * 1024
_CHUNK = 64 * 1024
_PLAIN_URL = re.compile(
    r"https?://(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?(?:[/?][!-\[\]-~]*)?\Z", re.IGNORECASE
)
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
class Upload:
    """`size` bytes of `file` from `start` on, for the address that the network gave. Repeating it is harmless."""

    url: str = field(repr=False)
    file: BinaryIO = field(repr=False)
    start: int
    size: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


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
        except (ValueError, RecursionError):
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

    def upload(self, upload: Upload) -> Answer:
        """Streamed: what is in memory at any moment is one small block of the file."""
        if not self.takes(upload.url):
            raise Temporary(Reason.BAD_ANSWER, detail="upload address neither https nor ours")
        try:
            upload.file.seek(upload.start)
            with _session() as session:
                return self._answer(session, "PUT", upload.url, upload.headers, _Part(upload))
        except (RequestException, HTTPError, OSError) as error:
            raise _failure(error, creates=False) from None

    def takes(self, url: str) -> bool:
        """May files go there? Over https, or to the address that we were configured with (a sandbox's)."""
        address = _address(url)
        if address is None:
            return False
        return address.scheme == "https" or self.is_ours(url)

    def is_ours(self, url: str) -> bool:
        address, own = _address(url), _address(self.base_url)
        return address is not None and own is not None and address[:2] == own[:2]

    def _exchange(self, session: requests.Session, call: Call) -> Answer:
        return self._answer(session, call.method, self.base_url + call.path, call.headers, call.body)

    def _answer(
        self,
        session: requests.Session,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | _Part | None,
    ) -> Answer:
        # While a body is being sent, the first of the two times out each block of it.
        connect, read = self._timeouts
        with session.request(
            method,
            url,
            headers=dict(headers),
            data=body,
            timeout=(max(connect, UPLOAD_SECONDS) if isinstance(body, _Part) else connect, read),
            allow_redirects=False,
            stream=True,
        ) as response:
            said, complete = _read(response)
            return Answer(
                response.status_code, CaseInsensitiveDict(response.headers), said, complete=complete
            )


class _Part:
    """Part of a file, of a length known beforehand: hence sent with Content-Length, and block by block."""

    def __init__(self, upload: Upload) -> None:
        self._file = upload.file
        self._size = self._left = upload.size

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[bytes]:
        while block := self.read(_CHUNK):
            yield block

    def read(self, size: int = -1) -> bytes:
        wanted = min(self._left, _CHUNK if size < 0 else size)
        block = self._file.read(wanted) if wanted else b""
        if wanted and not block:
            raise OSError("the file is shorter than it was")
        self._left -= len(block)
        return block


def host(url: str) -> str | None:
    address = _address(url)
    return None if address is None else address.hostname


def _address(url: str) -> SplitResult | None:
    """None for an address that two readers could read differently: then we would ask one host and reach another."""
    if not _PLAIN_URL.match(url):
        return None
    try:
        address = urlsplit(url)
        return address if address.hostname and address.port != 0 else None
    except ValueError:
        return None


class _Session(requests.Session):
    """Asked not to follow a redirect, requests still reads the whole answer and its Location. This one does not look."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        return None


def _session() -> requests.Session:
    session = _Session()
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
