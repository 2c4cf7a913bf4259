"""Width, height and frames of JPEG (ITU T.81 annex B), PNG (W3C PNG §11.2.2) and GIF (89a §18-23) files."""

from __future__ import annotations

import os
import struct
from typing import BinaryIO

from influence.networks.media.bytes import exactly, integer

FILL, BLOCKS = 1 << 16, 2_000_000
"""Most fill bytes and data blocks that we step over: a file that has more was made to keep us busy."""

_PNG = b"\x89PNG\r\n\x1a\n"

# Start of frame, of every coding; C4, C8 and CC lie between them and are something else.
_FRAME_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE_MARKERS = frozenset({0x01, *range(0xD0, 0xD9)})
_END_OF_IMAGE, _START_OF_SCAN = 0xD9, 0xDA

_IMAGE, _EXTENSION, _TRAILER = b",", b"!", b";"


def is_jpeg(start: bytes) -> bool:
    return start.startswith(b"\xff\xd8\xff")


def is_png(start: bytes) -> bool:
    return start.startswith(_PNG)


def is_gif(start: bytes) -> bool:
    return start.startswith((b"GIF87a", b"GIF89a"))


def jpeg(file: BinaryIO) -> tuple[int, int]:
    exactly(file, 2)
    while True:
        marker = _next_marker(file)
        if marker in _FRAME_MARKERS:
            _length, _precision, height, width = struct.unpack(">HBHH", exactly(file, 7))
            return _positive(width, height)
        if marker in (_END_OF_IMAGE, _START_OF_SCAN):
            raise ValueError("a JPEG without a frame")
        if marker not in _BARE_MARKERS:
            _skip(file, integer(file, 2) - 2)


def _next_marker(file: BinaryIO) -> int:
    if exactly(file, 1) != b"\xff":
        raise ValueError("a broken JPEG")
    # FF may fill the space before a marker.
    found = (integer(file, 1) for _ in range(FILL))
    return next((marker for marker in found if marker != 0xFF), _END_OF_IMAGE)


def png(file: BinaryIO) -> tuple[int, int]:
    header = exactly(file, 24)
    if header[12:16] != b"IHDR":
        raise ValueError("a PNG without a header")
    width, height = struct.unpack(">II", header[16:24])
    return _positive(width, height)


def gif(file: BinaryIO) -> tuple[int, int, int]:
    """Counts the frames by stepping over their data."""
    width, height, flags = struct.unpack("<HHB", exactly(file, 13)[6:11])
    _positive(width, height)
    _skip(file, _palette(flags))
    frames = _frames(file)
    if not frames:
        raise ValueError("a GIF without a frame")
    return width, height, frames


def _frames(file: BinaryIO) -> int:
    """A file cut off after whole frames still plays them: its end counts as the trailer."""
    frames, blocks = 0, BLOCKS
    while (block := file.read(1)) not in (_TRAILER, b"") and blocks > 0:
        frames += block == _IMAGE
        blocks -= _skip_block(file, block, most=blocks)
    return frames


def _skip_block(file: BinaryIO, block: bytes, *, most: int) -> int:
    """How many blocks of data there were."""
    if block == _IMAGE:
        flags = exactly(file, 9)[8]
        _skip(file, _palette(flags) + 1)
    elif block == _EXTENSION:
        _skip(file, 1)
    else:
        raise ValueError("a broken GIF")
    for number in range(most):
        size = integer(file, 1)
        if not size:
            return number + 1
        _skip(file, size)
    raise ValueError("a GIF of too many blocks")


def _palette(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _skip(file: BinaryIO, size: int) -> None:
    if size < 0:
        raise ValueError("a negative length")
    file.seek(size, os.SEEK_CUR)


def _positive(width: int, height: int) -> tuple[int, int]:
    if not width or not height:
        raise ValueError("a picture without an extent")
    return width, height
