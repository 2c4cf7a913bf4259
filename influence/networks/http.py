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
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import BinaryIO
from urllib.parse import SplitResult, urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.exceptions import ConnectionError as RequestsConnectionError
from requests.exceptions import ConnectTimeout, RequestException
from requests.structures import CaseInsensitiveDict
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3.exceptions import HTTPError, MaxRetryError, NewConnectionError, SSLError

from influence.networks.errors import NetworkFailure, Reason, Temporary, Unclear
from influence.networks.lines import Limits, Lines, NotMade

CONNECT_SECONDS = 3.05
READ_SECONDS = 30.0
UPLOAD_SECONDS = 30.0
"""How long an upload may stand still. Over all it takes what it takes."""
BODY_SECONDS = 60.0
BODY_BYTES = 4 * 1024 * 1024
_CHUNK = 64 * 1024
_WITH_LENGTH = frozenset({"POST", "PUT", "PATCH"})
_USUAL = {"User-Agent": "Influence", "Accept": "application/json"}
_READING = {**_USUAL, "Accept-Encoding": "gzip, deflate"}
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
    """Connections are kept from one call to the next, and nothing else is: one of these serves many leaders, and what the
    network would remember of one (a cookie) must not travel with another."""

    def __init__(
        self, base_url: str, *, connect_seconds: float = CONNECT_SECONDS, read_seconds: float = READ_SECONDS
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self._timeouts = (connect_seconds, read_seconds)
        self._adapter = HTTPAdapter()
        self._lines = Lines(
            self.base_url,
            limits=Limits(connect_seconds, read_seconds, BODY_SECONDS, BODY_BYTES),
            trusted=DEFAULT_CA_BUNDLE_PATH,
        )

    def send(self, call: Call) -> Answer:
        if not call.path.startswith("/") or call.path.startswith("//"):
            raise ValueError("a path starts with one slash")  # Else the token could go to another host.
        if call.creates:
            return self._created(call)
        try:
            return self._answer(
                self._adapter, call.method, self.base_url + call.path, call.headers, call.body
            )
        except (RequestException, HTTPError, OSError) as error:
            raise _failure(error) from None

    def _created(self, call: Call) -> Answer:
        """Only the kind of an error is told: its text quotes the address and may quote more."""
        try:
            said = self._lines.send(
                call.method, call.path, headers={**_USUAL, **call.headers}, body=call.body
            )
        except NotMade as error:
            raise Temporary(Reason.NOT_CONNECTED, detail=str(error)) from None
        except (OSError, HTTPException) as error:
            raise Unclear(Reason.NO_ANSWER, detail=type(error).__name__) from None
        return Answer(
            said.status, CaseInsensitiveDict(said.headers.items()), said.body, complete=said.complete
        )

    def upload(self, upload: Upload) -> Answer:
        """Streamed: what is in memory at any moment is one small block of the file."""
        if not self.takes(upload.url):
            raise Temporary(Reason.BAD_ANSWER, detail="upload address neither https nor ours")
        try:
            upload.file.seek(upload.start)
            with closing(HTTPAdapter()) as lines:
                return self._answer(lines, "PUT", upload.url, upload.headers, _Part(upload))
        except (RequestException, HTTPError, OSError) as error:
            raise _failure(error) from None

    def takes(self, url: str) -> bool:
        """May files go there? Over https, or to the address that we were configured with (a sandbox's)."""
        address = _address(url)
        if address is None:
            return False
        return address.scheme == "https" or self.is_ours(url)

    def is_ours(self, url: str) -> bool:
        address, own = _address(url), _address(self.base_url)
        return address is not None and own is not None and address[:2] == own[:2]

    def _answer(
        self,
        lines: HTTPAdapter,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | _Part | None,
    ) -> Answer:
        # While a body is being sent, the first of the two times out each block of it.
        connect, read = self._timeouts
        timeouts = (max(connect, UPLOAD_SECONDS) if isinstance(body, _Part) else connect, read)
        with lines.send(_request(method, url, headers, body), stream=True, timeout=timeouts) as response:
            said, complete = _read(response)
            return Answer(
                response.status_code, CaseInsensitiveDict(response.headers), said, complete=complete
            )


def _request(
    method: str, url: str, headers: Mapping[str, str], body: bytes | _Part | None
) -> requests.PreparedRequest:
    """As it goes out. requests' sessions would add what the environment says (proxies, passwords), look for redirects and
    keep cookies."""
    made = requests.PreparedRequest()
    made.method, made.body = method, body  # type: ignore[assignment]
    made.prepare_url(url, None)
    made.headers = CaseInsensitiveDict({**_READING, **headers})
    if body is not None or method in _WITH_LENGTH:
        made.headers["Content-Length"] = str(len(body or b""))
    return made


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


def _failure(error: Exception) -> NetworkFailure:
    """Of a call that may be made again. Built from the error's kind alone: its text quotes the address and may quote more."""
    reason = Reason.NOT_CONNECTED if _was_never_sent(error) else Reason.NO_ANSWER
    return Temporary(reason, detail=type(error).__name__)


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
