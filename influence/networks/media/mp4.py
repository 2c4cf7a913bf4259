"""Playing time of an MP4 file (ISO/IEC 14496-12 §4.2, §8.2.2), by stepping from box to box."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from influence.networks.media.bytes import exactly

BOXES = 10_000
"""A file of more boxes than this on one level is no film."""


@dataclass(frozen=True)
class Box:
    """`start` and `end` of its content, in the file."""

    name: bytes
    start: int
    end: int


def is_mp4(start: bytes) -> bool:
    """QuickTime's own brand is another format, which LinkedIn does not take."""
    return start[4:8] == b"ftyp" and start[8:12] != b"qt  "


def seconds(file: BinaryIO, *, size: int) -> float | None:
    """None where the header does not say: in a fragmented file the time is spread over its fragments."""
    film = _find(file, b"moov", start=0, end=size)
    if film is None:
        raise ValueError("an MP4 without its index: not whole")
    header = _find(file, b"mvhd", start=film.start, end=film.end)
    if header is None:
        raise ValueError("an MP4 without its header")
    scale, duration = _times(file, header)
    return duration / scale if scale and duration else None


def _times(file: BinaryIO, header: Box) -> tuple[int, int]:
    file.seek(header.start)
    longer = exactly(file, 4)[0] == 1
    scale, duration = struct.unpack(">16xIQ" if longer else ">8xII", exactly(file, 28 if longer else 16))
    unknown = (1 << (64 if longer else 32)) - 1
    return scale, 0 if duration == unknown else duration


def _find(file: BinaryIO, name: bytes, *, start: int, end: int) -> Box | None:
    """The first of that name. The walk goes on to the end all the same: a file cut off shows there."""
    named = [box for box in _boxes(file, start=start, end=end) if box.name == name]
    return next(iter(named), None)


def _boxes(file: BinaryIO, *, start: int, end: int) -> Iterator[Box]:
    for _ in range(BOXES):
        if start + 8 > end:
            return
        file.seek(start)
        size, name = struct.unpack(">I4s", exactly(file, 8))
        content = start + 8
        if size == 1:
            size, content = struct.unpack(">Q", exactly(file, 8))[0], start + 16
        stop = end if size == 0 else start + size
        if stop < content or stop > end:
            raise ValueError("a box larger than what holds it: not whole")
        yield Box(name, content, stop)
        start = stop
