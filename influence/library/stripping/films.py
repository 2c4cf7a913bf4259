"""MP4 (ISO/IEC 14496-12): boxes of words about the film (`udta`, where telephones write the place; `meta`, `uuid`)
become free space of the same size, so that every address in the film still holds."""

from __future__ import annotations

import os
import shutil
import struct
from collections.abc import Iterator
from typing import BinaryIO

from influence.networks.media.mp4 import BOXES

_ABOUT = frozenset({b"udta", b"meta", b"uuid"})
_HOLDERS = frozenset({b"moov", b"trak"})
_BLOCK = 1 << 20
_DEEPEST = 2
"""The film, and the tracks in it. What lies deeper is how to play them."""


def strip(file: BinaryIO, bare: BinaryIO) -> None:
    """Raises ValueError where a box is larger than what holds it."""
    shutil.copyfileobj(file, bare, _BLOCK)
    _clear(bare, iter(range(BOXES)), start=0, end=bare.seek(0, os.SEEK_END))


def _clear(bare: BinaryIO, boxes: Iterator[int], *, start: int, end: int, deep: int = 0) -> None:
    """`boxes`: how many more there may be, on all levels."""
    for _ in boxes:
        if start + 8 > end:
            return
        name, content, stop = _box(bare, start, end)
        if name in _ABOUT:
            _free(bare, start, content, stop)
        elif name in _HOLDERS and deep < _DEEPEST:
            _clear(bare, boxes, start=content, end=stop, deep=deep + 1)
        start = stop
    raise ValueError("a film of too many boxes")


def _box(bare: BinaryIO, start: int, end: int) -> tuple[bytes, int, int]:
    """Its name, where its content begins, and where it ends."""
    bare.seek(start)
    size, name = struct.unpack(">I4s", bare.read(8))
    content = start + 8
    if size == 1:
        size, content = int.from_bytes(bare.read(8), "big"), start + 16
    stop = end if size == 0 else start + size
    if stop < content or stop > end:
        raise ValueError("a box larger than what holds it: not whole")
    return name, content, stop


def _free(bare: BinaryIO, start: int, content: int, stop: int) -> None:
    bare.seek(start + 4)
    bare.write(b"free")
    bare.seek(content)
    while content < stop:
        content += bare.write(bytes(min(_BLOCK, stop - content)))
