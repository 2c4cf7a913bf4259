"""PNG (W3C PNG third edition §11): the picture's own chunks, its colours and its movement stay; words, times, Exif and
whatever is private to a program go."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from influence.library.stripping import exif
from influence.networks.media.bytes import exactly

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs sPLT acTL fcTL fdAT".split()
)
_BLOCK = 1 << 20
_CHUNKS = 200_000
_EXIF_MOST = 1 << 16


def strip(file: BinaryIO, bare: BinaryIO) -> None:
    """Ends with IEND, whatever comes behind it. Raises EOFError or ValueError where the picture is not whole."""
    bare.write(exactly(file, len(SIGNATURE)))
    for _ in range(_CHUNKS):
        size, name = struct.unpack(">I4s", exactly(file, 8))
        if name == b"eXIf" and size <= _EXIF_MOST:
            bare.write(_turned(exactly(file, size)))
            exactly(file, 4)
        else:
            _pass_on(file, bare, size=size, name=name)
        if name == b"IEND":
            return
    raise ValueError("a PNG of too many chunks")


def _turned(block: bytes) -> bytes:
    content = exif.turned(block)
    return _head(len(content), b"eXIf") + content + _check(zlib.crc32(b"eXIf" + content)) if content else b""


def _pass_on(file: BinaryIO, bare: BinaryIO, *, size: int, name: bytes) -> None:
    found = zlib.crc32(name)
    if name in _KEPT:
        bare.write(_head(size, name))
    for block in _blocks(file, size):
        found = zlib.crc32(block, found)
        if name in _KEPT:
            bare.write(block)
    check = exactly(file, 4)
    if check != _check(found):
        raise ValueError("a damaged PNG")
    if name in _KEPT:
        bare.write(check)


def _blocks(file: BinaryIO, size: int) -> Iterator[bytes]:
    while size:
        block = exactly(file, min(size, _BLOCK))
        size -= len(block)
        yield block


def _head(size: int, name: bytes) -> bytes:
    return struct.pack(">I4s", size, name)


def _check(found: int) -> bytes:
    return struct.pack(">I", found)
