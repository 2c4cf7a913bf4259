"""What LinkedIn takes of a file (linkedin-api.md §0.3, §5), checked before a byte is sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

from influence.networks.errors import Reason, Refused
from influence.networks.media import Facts, Format, Kind, Unknown, facts

MB = 1024 * 1024


class Limit(StrEnum):
    FORMAT = "format"
    BYTES_MOST = "bytes_most"
    BYTES_LEAST = "bytes_least"
    PIXELS = "pixels"
    FRAMES = "frames"
    PAGES = "pages"
    SECONDS_MOST = "seconds_most"
    SECONDS_LEAST = "seconds_least"


@dataclass(frozen=True)
class Bounds:
    """Bytes and seconds are from the least to the most that is allowed; the others the most."""

    bytes_most: int
    bytes_least: int = 1
    pixels: int | None = None
    frames: int | None = None
    pages: int | None = None
    seconds_most: float | None = None
    seconds_least: float | None = None


BOUNDS = {
    # LinkedIn states no size for an image; this is what keeps an upload within a request's patience.
    Kind.IMAGE: Bounds(bytes_most=100 * MB, pixels=36_152_319, frames=250),
    Kind.DOCUMENT: Bounds(bytes_most=100 * MB, pages=300),
    Kind.VIDEO: Bounds(bytes_most=500 * MB, bytes_least=75 * 1024, seconds_most=30 * 60.0, seconds_least=3.0),
}


class BadMedia(Refused):
    """A file that LinkedIn would not take. `found` and `allowed` are in the limit's own unit, if it has one."""

    def __init__(
        self, limit: Limit, *, found: float | None = None, allowed: float | None = None, detail: str = ""
    ) -> None:
        reason = Reason.TOO_LARGE if limit is Limit.BYTES_MOST else Reason.MEDIA_FAILED
        super().__init__(reason, detail=detail or f"{limit}: {found} (allowed: {allowed})")
        self.limit = limit
        self.found = found
        self.allowed = allowed


def check(file: BinaryIO, *, kind: Kind | None = None) -> Facts:
    """What the file is; BadMedia, naming the first limit that it breaks. `kind`: what it has to be, if that matters."""
    try:
        found = facts(file)
    except Unknown as error:
        raise BadMedia(Limit.FORMAT, detail=str(error)) from None
    if kind not in (None, found.kind):
        raise BadMedia(Limit.FORMAT, detail=f"{found.format} is no {kind}")
    for broken in breaches(found):
        raise broken
    return found


def breaches(found: Facts) -> Iterator[BadMedia]:
    bounds = BOUNDS[found.kind]
    pixels = found.width * found.height if found.width and found.height else None
    most: tuple[tuple[Limit, float | None, float | None], ...] = (
        (Limit.BYTES_MOST, found.size, bounds.bytes_most),
        (Limit.PIXELS, pixels, bounds.pixels),
        (Limit.FRAMES, found.frames if found.format is Format.GIF else None, bounds.frames),
        (Limit.PAGES, found.pages, bounds.pages),
        (Limit.SECONDS_MOST, found.seconds, bounds.seconds_most),
    )
    least: tuple[tuple[Limit, float | None, float | None], ...] = (
        (Limit.BYTES_LEAST, found.size, bounds.bytes_least),
        (Limit.SECONDS_LEAST, found.seconds, bounds.seconds_least),
    )
    for limit, value, allowed in most:
        if value is not None and allowed is not None and value > allowed:
            yield BadMedia(limit, found=value, allowed=allowed)
    for limit, value, allowed in least:
        if value is not None and allowed is not None and value < allowed:
            yield BadMedia(limit, found=value, allowed=allowed)
