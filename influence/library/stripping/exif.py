"""The one thing in an Exif block that changes what is seen: which side is up (tag 0x0112 of Exif 2.32)."""

from __future__ import annotations

import struct

_ORIENTATION, _SHORT, _UPRIGHT = 0x0112, 3, 1
_ENTRIES = 1_000


def orientation(block: bytes) -> int:
    """Of a TIFF block; 1, which is upright, where it does not say or cannot be read."""
    order = {b"II": "<", b"MM": ">"}.get(block[:2])
    if order is None:
        return _UPRIGHT
    try:
        (first,) = struct.unpack_from(f"{order}I", block, 4)
        (count,) = struct.unpack_from(f"{order}H", block, first)
        for entry in range(min(count, _ENTRIES)):
            tag, kind, _count, value = struct.unpack_from(f"{order}HHIH", block, first + 2 + 12 * entry)
            if tag == _ORIENTATION and kind == _SHORT:
                return value if 1 <= value <= 8 else _UPRIGHT
    except struct.error:
        return _UPRIGHT
    return _UPRIGHT


def only(turned: int) -> bytes:
    """A TIFF block that says which side is up, and nothing else."""
    entry = struct.pack(">HHIHH", _ORIENTATION, _SHORT, 1, turned, 0)
    return b"MM\x00\x2a" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0)


def turned(block: bytes) -> bytes:
    """`only` what this block says, or nothing where the picture is upright."""
    found = orientation(block)
    return b"" if found == _UPRIGHT else only(found)
