"""JPEG (ITU T.81 annex B): the application and comment segments that do not change what is seen are left out."""

from __future__ import annotations

import re
from typing import BinaryIO

from influence.library.stripping import exif
from influence.networks.media.bytes import exactly, integer

_EXIF, _ICC = b"Exif\x00\x00", b"ICC_PROFILE\x00"
_START, _END, _SCAN = b"\xff\xd8", 0xD9, 0xDA
_JFIF, _APP1, _APP2, _ADOBE, _LAST_APP, _COMMENT = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})
# Within a scan, FF 00 is a byte of the picture, FF D0 to FF D7 mark places in it, and FF FF fills.
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
# Windows grow as the scan goes on: a file of a thousand tiny scans must not cost a thousand megabytes.
_FIRST, _WINDOW = 1 << 12, 1 << 20
_FILL = 1 << 16
_SEGMENTS = 20_000


def strip(file: BinaryIO, bare: BinaryIO) -> None:
    """What lies behind the end of the picture (a second picture, a moving one with its sound) is left out too. Raises
    EOFError or ValueError where the picture is not whole."""
    bare.write(exactly(file, len(_START)))
    for _ in range(_SEGMENTS):
        marker = _next(file)
        if marker == _END:
            bare.write(bytes((0xFF, _END)))
            return
        if marker in _BARE:
            bare.write(bytes((0xFF, marker)))
            continue
        bare.write(_kept(marker, exactly(file, _length(file))))
        if marker == _SCAN:
            _copy_scan(file, bare)
    raise ValueError("a JPEG of too many segments")


def _next(file: BinaryIO) -> int:
    if exactly(file, 1) != b"\xff":
        raise ValueError("a broken JPEG")
    for _ in range(_FILL):
        if (marker := integer(file, 1)) != 0xFF:
            return marker
    raise ValueError("a JPEG full of nothing")


def _length(file: BinaryIO) -> int:
    length = integer(file, 2) - 2
    if length < 0:
        raise ValueError("a segment shorter than itself")
    return length


def _kept(marker: int, content: bytes) -> bytes:
    """The segment as it stays; empty where it goes."""
    if marker == _APP1 and content.startswith(_EXIF):
        block = exif.turned(content[len(_EXIF) :])
        return _segment(marker, _EXIF + block) if block else b""
    if marker == _COMMENT or (_JFIF < marker <= _LAST_APP and not _colours(marker, content)):
        return b""
    return _segment(marker, _without_thumbnail(content) if marker == _JFIF else content)


def _colours(marker: int, content: bytes) -> bool:
    """Segments without which the picture would be of other colours."""
    return marker == _ADOBE or (marker == _APP2 and content.startswith(_ICC))


def _without_thumbnail(content: bytes) -> bytes:
    """JFIF's own: three bytes a pixel behind two bytes of measures. Its extensions hold nothing else."""
    if content.startswith(b"JFIF\x00") and len(content) >= 14:
        return content[:12] + b"\x00\x00"
    return content[:0] if content.startswith(b"JFXX") else content


def _segment(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(content) + 2).to_bytes(2, "big") + content


def _copy_scan(file: BinaryIO, bare: BinaryIO) -> None:
    """Up to the next marker, where the file then stands."""
    length = _FIRST
    while True:
        place = file.tell()
        window = file.read(length)
        length = min(length * 4, _WINDOW)
        if len(window) < 2:
            raise EOFError("a JPEG without its end")
        found = _MARKER.search(window)
        # The last byte may be the first half of a marker.
        size = found.start() if found else len(window) - 1
        bare.write(window[:size])
        file.seek(place + size)
        if found:
            return
