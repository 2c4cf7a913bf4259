"""What a file is, told by its content and never by its name: the type, the pixels, the pages."""

import re
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_HEAD = 64
_PAGE = re.compile(rb"/Type\s*/Page(?![a-zA-Z])")
_CHUNK, _OVERLAP = 1024 * 1024, 32
# Start-of-frame markers of JPEG: all of C0..CF but the tables (C4, C8, CC).
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True)
class Shape:
    """mime "" is unknown; width 0 is unreadable; pages 0 is not told (compressed inside, or no PDF)."""

    mime: str = ""
    width: int = 0
    height: int = 0
    frames: int = 1
    pages: int = 0


def look_at(path: Path) -> Shape:
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if head.startswith(b"\x89PNG\r\n\x1a\n"):
            return _png(head)
        if head.startswith((b"GIF87a", b"GIF89a")):
            return _gif(file)
        if head.startswith(b"\xff\xd8\xff"):
            return _jpeg(file)
        if head.startswith(b"%PDF-"):
            return Shape("application/pdf", pages=_pages(file))
        return Shape(_mime(head))


def _mime(head: bytes) -> str:
    if head[4:8] == b"ftyp":
        return "video/mp4"
    if head.startswith(b"PK\x03\x04"):
        return "application/vnd.openxmlformats"
    return "application/msword" if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") else ""


def _png(head: bytes) -> Shape:
    width, height = (
        struct.unpack(">II", head[16:24]) if head[12:16] == b"IHDR" and len(head) >= 24 else (0, 0)
    )
    return Shape("image/png", width, height)


def _jpeg(file: BinaryIO) -> Shape:
    """Walks from marker to marker: a photograph's metadata may be longer than any head."""
    file.seek(2)
    while (start := file.read(4)) and len(start) == 4 and start[0] == 0xFF:
        length = struct.unpack(">H", start[2:])[0]
        if start[1] in _FRAMES:
            frame = file.read(5)
            height, width = struct.unpack(">HH", frame[1:]) if len(frame) == 5 else (0, 0)
            return Shape("image/jpeg", width, height)
        if length < 2:
            break
        file.seek(length - 2, 1)
    return Shape("image/jpeg")


def _gif(file: BinaryIO) -> Shape:
    file.seek(6)
    screen = file.read(7)
    if len(screen) < 7:
        return Shape("image/gif")
    width, height, flags = struct.unpack("<HHB", screen[:5])
    _skip_colours(file, flags)
    return Shape("image/gif", width, height, frames=_gif_frames(file))


def _gif_frames(file: BinaryIO) -> int:
    frames = 0
    while (kind := file.read(1)) in (b"\x21", b"\x2c"):
        if kind == b"\x2c":
            frames += 1
            _skip_colours(file, (file.read(9) or b"\0")[-1])
        file.seek(1, 1)  # the label of an extension, or the code size of an image
        while size := (file.read(1) or b"\0")[0]:
            file.seek(size, 1)
    return frames


def _skip_colours(file: BinaryIO, flags: int) -> None:
    if flags & 0x80:
        file.seek(3 << ((flags & 7) + 1), 1)


def _pages(file: BinaryIO) -> int:
    """Page objects written in the open. Those inside compressed streams are not seen."""
    file.seek(0)
    count, tail = 0, b""
    while chunk := file.read(_CHUNK):
        window = tail + chunk
        count += sum(1 for found in _PAGE.finditer(window) if found.end() > len(tail))
        tail = window[-_OVERLAP:]
    return count
