"""Whether a public address answers, and what: one GET that goes nowhere inside (R-4.10).

The name is resolved once, every address that it has must be a public one, and the connection goes to the address that was
checked: a name that answers differently the second time gains nothing. Each redirect is checked the same way. Whoever answers
drop by drop, or without end, is cut off."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import SplitResult, urljoin, urlsplit

SECONDS = 5.0
# A whole answer, each hop's.
SECONDS_IN_ALL = 15.0
BYTES = 2_000_000
HOPS = 3
PORTS = {"http": 80, "https": 443}

Resolver = Callable[[str, int], list[str]]


class NotPublic(Exception):
    """Not an address that a stranger could reach: another scheme or port, or somewhere inside."""


class Trouble(StrEnum):
    SILENT = "silent"
    STATUS = "status"
    ASTRAY = "astray"
    TOO_LARGE = "too_large"
    CUT_SHORT = "cut_short"
    UNREADABLE = "unreadable"


class NotFetched(Exception):
    """`detail`: the status, where there is one."""

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        super().__init__(f"{trouble} {detail}".strip())
        self.trouble, self.detail = trouble, detail


@dataclass(frozen=True, kw_only=True)
class Page:
    """What lay there: `body` is empty where nothing has changed since (304)."""

    address: str
    is_unchanged: bool = False
    body: bytes = b""
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""


def resolved(host: str, port: int) -> list[str]:
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def answers(
    address: str, *, allowed: Collection[str] = (), resolve: Resolver = resolved, seconds: float = SECONDS
) -> int | None:
    """The status that it answers with, after its redirects; None where nobody answers. `allowed`: "host:port" that are
    trusted as they are (a test's own server). Raises NotPublic."""
    for _hop in range(HOPS + 1):
        parts = urlsplit(address)
        status, onward = asked(parts, ip=checked(parts, allowed=allowed, resolve=resolve), seconds=seconds)
        if not onward:
            return status
        address = urljoin(address, onward)
    return None


def checked(parts: SplitResult, *, allowed: Collection[str], resolve: Resolver) -> str:
    """The numeric address to connect to. Numbers written in other ways (octal, hexadecimal) go through the resolver as
    well, and are judged by what they come to."""
    host, port = parts.hostname or "", port_of(parts)
    trusted = f"{host}:{port}" in allowed
    if parts.scheme not in PORTS or not host or parts.username is not None:
        raise NotPublic
    if not trusted and port != PORTS[parts.scheme]:
        raise NotPublic
    try:
        found = resolve(host, port)
    except (OSError, UnicodeError):
        return ""
    if not trusted and not all(is_public(one) for one in found):
        raise NotPublic
    return found[0] if found else ""


def port_of(parts: SplitResult) -> int:
    try:
        return parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        raise NotPublic from None


def is_public(ip: str) -> bool:
    found = ipaddress.ip_address(ip.partition("%")[0])
    inner = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    return found.is_global and not found.is_multicast and (inner is None or inner.is_global)


def fetch(
    address: str,
    *,
    etag: str = "",
    last_modified: str = "",
    accept: str = "*/*",
    allowed: Collection[str] = (),
    resolve: Resolver = resolved,
    seconds: float = SECONDS_IN_ALL,
    most: int = BYTES,
) -> Page:
    """The page itself, or word that it has not changed since it bore these marks. Raises NotPublic and NotFetched."""
    known = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    headers = {"Accept": accept} | {name: mark for name, mark in known.items() if is_plain(mark)}
    for _hop in range(HOPS + 1):
        parts = urlsplit(address)
        ip = checked(parts, allowed=allowed, resolve=resolve)
        with answered(parts, ip=ip, headers=headers, seconds=SECONDS, in_all=seconds) as answer:
            if onward := leads_to(answer):
                address = urljoin(address, onward)
                continue
            return taken(answer, address=address, most=most)
    raise NotFetched(Trouble.ASTRAY)


def is_plain(mark: str) -> bool:
    """What a server gave us goes back to it, but never as a header of its own making."""
    return bool(mark) and mark.isascii() and mark.isprintable()


def taken(answer: http.client.HTTPResponse, *, address: str, most: int) -> Page:
    etag, last_modified = header(answer, "ETag"), header(answer, "Last-Modified")
    if answer.status == http.client.NOT_MODIFIED:
        return Page(address=address, is_unchanged=True, etag=etag, last_modified=last_modified)
    if answer.status != http.client.OK:
        raise NotFetched(Trouble.STATUS, str(answer.status))
    body = unpacked(bounded(answer, most=most), encoding=header(answer, "Content-Encoding"), most=most)
    kind = header(answer, "Content-Type")
    return Page(address=address, body=body, content_type=kind, etag=etag, last_modified=last_modified)


def header(answer: http.client.HTTPResponse, name: str) -> str:
    return (answer.headers.get(name) or "")[:200].strip()


def bounded(answer: http.client.HTTPResponse, *, most: int) -> bytes:
    try:
        body = answer.read(most + 1)
    except http.client.IncompleteRead:
        raise NotFetched(Trouble.CUT_SHORT) from None
    if len(body) > most:
        raise NotFetched(Trouble.TOO_LARGE)
    # Read by pieces, a body that breaks off raises nothing.
    if answer.length:
        raise NotFetched(Trouble.CUT_SHORT)
    return body


def unpacked(body: bytes, *, encoding: str, most: int) -> bytes:
    """Asked for plain bytes, some servers pack them all the same."""
    if encoding.lower() in ("", "identity"):
        return body
    if encoding.lower() not in ("gzip", "x-gzip", "deflate"):
        raise NotFetched(Trouble.UNREADABLE)
    machine = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    try:
        plain = machine.decompress(body, most + 1)
    except zlib.error:
        raise NotFetched(Trouble.UNREADABLE) from None
    if len(plain) > most:
        raise NotFetched(Trouble.TOO_LARGE)
    return plain


def asked(parts: SplitResult, *, ip: str, seconds: float) -> tuple[int | None, str]:
    """Status, and where it sends us on ("" for nowhere). Nobody reads the body."""
    try:
        with answered(
            parts, ip=ip, headers={"Accept": "*/*"}, seconds=seconds, in_all=SECONDS_IN_ALL
        ) as answer:
            return answer.status, leads_to(answer)
    except NotFetched:
        return None, ""


def leads_to(answer: http.client.HTTPResponse) -> str:
    return answer.headers.get("Location", "") if answer.status in (301, 302, 303, 307, 308) else ""


@contextmanager
def answered(
    parts: SplitResult, *, ip: str, headers: Mapping[str, str], seconds: float, in_all: float
) -> Iterator[http.client.HTTPResponse]:
    """`seconds` for each word of theirs, `in_all` for everything: names, greetings, the body. Raises NotFetched."""
    if not ip:
        raise NotFetched(Trouble.SILENT)
    connection = Pinned(
        parts.hostname or "", port_of(parts), ip=ip, secure=parts.scheme == "https", timeout=seconds
    )
    patience = threading.Timer(in_all, connection.abort)
    patience.daemon = True
    patience.start()
    try:
        connection.request("GET", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
                           headers={"User-Agent": "Influence", "Accept-Encoding": "identity"} | dict(headers))  # fmt: skip
        yield connection.getresponse()
        if connection.is_aborted:
            raise NotFetched(Trouble.CUT_SHORT)
    except (OSError, http.client.HTTPException, ValueError):
        raise NotFetched(Trouble.CUT_SHORT if connection.is_aborted else Trouble.SILENT) from None
    finally:
        patience.cancel()
        connection.close()


class Pinned(http.client.HTTPConnection):
    """To the address that was checked, under the name that was asked for."""

    def __init__(self, host: str, port: int, *, ip: str, secure: bool, timeout: float) -> None:
        super().__init__(host, port, timeout=timeout)
        self.ip, self.secure, self.is_aborted = ip, secure, False
        # Ours to the end: an answer that closes the connection takes `sock` with it.
        self.wire: socket.socket | None = None

    def connect(self) -> None:
        self.sock = self.wire = socket.create_connection((self.ip, self.port), self.timeout)
        if self.secure:
            known = ssl.create_default_context()
            greeting = known.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self.sock = self.wire = greeting
            greeting.do_handshake()

    def abort(self) -> None:
        """From another thread: whoever reads from it is woken up."""
        self.is_aborted = True
        if self.wire:
            with suppress(OSError):
                self.wire.shutdown(socket.SHUT_RDWR)
