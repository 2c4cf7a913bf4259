"""GIF (89a §18-27): pictures, their timing and how often they play stay; comments and programs' own blocks go."""

from __future__ import annotations

from typing import BinaryIO

from influence.networks.media.bytes import exactly

_IMAGE, _EXTENSION, _TRAILER = b",", b"!", b";"
_TIMING, _APPLICATION = b"\xf9", b"\xff"
_KEPT = (b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012")
_BLOCKS = 2_000_000


def strip(file: BinaryIO, bare: BinaryIO) -> None:
    """Ends with the trailer, which is written where it was missing. Raises EOFError or ValueError for a broken file."""
    header = exactly(file, 13)
    bare.write(header + exactly(file, _palette(header[10])))
    blocks = 0
    while (start := file.read(1)) not in (_TRAILER, b""):
        blocks += _pass_on(file, bare, start=start, most=_BLOCKS - blocks)
    bare.write(_TRAILER)


def _pass_on(file: BinaryIO, bare: BinaryIO, *, start: bytes, most: int) -> int:
    """How many blocks of data there were."""
    if start == _IMAGE:
        place = exactly(file, 9)
        bare.write(start + place + exactly(file, _palette(place[8]) + 1))
        return _copy(file, bare, most=most)
    if start != _EXTENSION:
        raise ValueError("a broken GIF")
    label = exactly(file, 1)
    first = exactly(file, exactly(file, 1)[0])
    kept = bare if _stays(label, first) else None
    if kept:
        kept.write(start + label + bytes([len(first)]) + first)
    return _copy(file, kept, most=most) if first else 1


def _stays(label: bytes, first: bytes) -> bool:
    return bool(first) and (label == _TIMING or (label == _APPLICATION and first in _KEPT))


def _copy(file: BinaryIO, bare: BinaryIO | None, *, most: int) -> int:
    for number in range(most):
        size = exactly(file, 1)
        block = exactly(file, size[0])
        if bare:
            bare.write(size + block)
        if not block:
            return number + 1
    raise ValueError("a GIF of too many blocks")


def _palette(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0
