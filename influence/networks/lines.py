"""Connections over which something is created, at one address. Every step is taken here, because it has to be known whether
a create was sent: what comes before the connection is made was not, whatever comes after it may have been."""

from __future__ import annotations

import http.client
import select
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit
from weakref import finalize

KEPT_SECONDS = 1.0
"""How long a connection may stand still and yet carry another create. Far less than any server keeps one: a create that meets
a dying connection looks like a lost one, and a person is asked for nothing."""
_BLOCK = 64 * 1024


class NotMade(Exception):
    """No connection: nothing was sent."""


@dataclass(frozen=True)
class Limits:
    connect_seconds: float
    read_seconds: float
    body_seconds: float
    body_bytes: int


@dataclass(frozen=True)
class Said:
    status: int
    headers: http.client.HTTPMessage
    body: bytes
    complete: bool


@dataclass
class _Line:
    connection: http.client.HTTPConnection
    used: float = 0.0

    @property
    def is_alive(self) -> bool:
        """Used a moment ago, and the other side has said nothing since, its end neither."""
        if self.connection.sock is None or time.monotonic() - self.used > KEPT_SECONDS:
            return False
        waiting = select.poll()
        waiting.register(self.connection.sock, select.POLLIN)
        return not waiting.poll(0)


class Lines:
    """Kept connections to the address of `base_url`, for any number of threads. `trusted`: whose certificates are."""

    def __init__(self, base_url: str, *, limits: Limits, trusted: str) -> None:
        self._address, self._limits, self._trusted = urlsplit(base_url), limits, trusted
        self._idle: list[_Line] = []
        finalize(self, _close, self._idle)

    def send(self, method: str, path: str, *, headers: Mapping[str, str], body: bytes | None) -> Said:
        """NotMade, or OSError and HTTPException of a connection that was. Never a second try."""
        line = self._line()
        try:
            line.connection.request(method, self._address.path + path, body, dict(headers))
            answer = line.connection.getresponse()
            said, complete = self._read(answer)
        except BaseException:
            line.connection.close()
            raise
        if complete and line.connection.sock is not None:
            line.used = time.monotonic()
            self._idle.append(line)
        else:
            line.connection.close()
        return Said(answer.status, answer.headers, said, complete)

    def _line(self) -> _Line:
        while True:
            try:
                line = self._idle.pop()
            except IndexError:
                # Asked first whether there is one, another thread could take it in between.
                return self._connected()
            if line.is_alive:
                return line
            line.connection.close()

    def _connected(self) -> _Line:
        made = self._connection()
        try:
            made.connect()
        except OSError as error:
            made.close()
            raise NotMade(type(error).__name__) from error
        made.sock.settimeout(self._limits.read_seconds)
        return _Line(made)

    def _connection(self) -> http.client.HTTPConnection:
        host, port, timeout = self._address.hostname or "", self._address.port, self._limits.connect_seconds
        if self._address.scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=timeout, context=_trust(self._trusted))
        return http.client.HTTPConnection(host, port, timeout=timeout)

    def _read(self, answer: http.client.HTTPResponse) -> tuple[bytes, bool]:
        """The body up to the cap. A break inside it still leaves the status and the headers, which say the most."""
        deadline = time.monotonic() + self._limits.body_seconds
        parts: list[bytes] = []
        try:
            while block := answer.read(_BLOCK):
                parts.append(block)
                if sum(map(len, parts)) > self._limits.body_bytes or time.monotonic() > deadline:
                    return b"".join(parts)[: self._limits.body_bytes], False
        except (OSError, http.client.HTTPException):
            return b"".join(parts), False
        return b"".join(parts), not answer.length


def _close(lines: list[_Line]) -> None:
    for line in lines:
        line.connection.close()


@cache
def _trust(certificates: str) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certificates)
