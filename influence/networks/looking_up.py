"""Whether a public address answers: one GET that goes nowhere inside (R-4.10).

The name is resolved once, every address that it has must be a public one, and the connection goes to the address that was
checked: a name that answers differently the second time gains nothing. Each redirect is checked the same way."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable, Collection
from urllib.parse import SplitResult, urljoin, urlsplit

SECONDS = 5.0
HOPS = 3
PORTS = {"http": 80, "https": 443}

Resolver = Callable[[str, int], list[str]]


class NotPublic(Exception):
    """Not an address that a stranger could reach: another scheme or port, or somewhere inside."""


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


def asked(parts: SplitResult, *, ip: str, seconds: float) -> tuple[int | None, str]:
    """Status, and where it sends us on ("" for nowhere). Nobody reads the body."""
    if not ip:
        return None, ""
    connection = Pinned(
        parts.hostname or "", port_of(parts), ip=ip, secure=parts.scheme == "https", timeout=seconds
    )
    try:
        connection.request("GET", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
                           headers={"User-Agent": "Influence", "Accept": "*/*"})  # fmt: skip
        answer = connection.getresponse()
    except (OSError, http.client.HTTPException, ValueError):
        return None, ""
    finally:
        connection.close()
    onward = answer.headers.get("Location", "") if answer.status in (301, 302, 303, 307, 308) else ""
    return answer.status, onward


class Pinned(http.client.HTTPConnection):
    """To the address that was checked, under the name that was asked for."""

    def __init__(self, host: str, port: int, *, ip: str, secure: bool, timeout: float) -> None:
        super().__init__(host, port, timeout=timeout)
        self.ip, self.secure = ip, secure

    def connect(self) -> None:
        self.sock = socket.create_connection((self.ip, self.port), self.timeout)
        if self.secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)
