"""Small real files of every format, built byte by byte."""

from __future__ import annotations

import struct
import zlib


def png(width: int = 40, height: int = 30) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IEND", b"")


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def jpeg(width: int = 40, height: int = 30, *, coding: int = 0xC0) -> bytes:
    """With a comment that holds a false frame, and a table whose marker is near those of frames."""
    frame = struct.pack(">HBHHB", 17, 8, height, width, 3) + b"\x01\x11\x00\x02\x11\x00\x03\x11\x00"
    comment = b"\xff\xfe" + struct.pack(">H", 12) + b"\xff\xc0\x00\x11\x08\x00\x01\x00\x01\x03"
    table = b"\xff\xff\xff\xc4" + struct.pack(">H", 5) + b"abc"
    return b"\xff\xd8" + comment + table + b"\xff" + bytes([coding]) + frame + b"\xff\xda\x00\x02\xff\xd9"


def gif(width: int = 40, height: int = 30, *, frames: int = 1) -> bytes:
    one = (
        b"!\xf9\x04\x00\x00\x00\x00\x00" + b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02L\x01\x00"
    )
    palette = b"\x00" * 6
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + palette + one * frames + b";"


def pdf(pages: int = 3, *, packed: bool = False, nested: int = 0, padding: int = 0) -> bytes:
    """`packed`: the page tree lies inside a compressed object stream. `nested`: a node below the root counts so many."""
    kids = b" ".join(b"%d 0 R" % (10 + number) for number in range(pages))
    root = b"<< /Type /Pages /Resources << /Font << /Count 9999 >> >> /Kids [ %b ] /Count %d >>" % (
        kids,
        pages,
    )
    node = b"<</Type/Pages/Count %d/Parent 2 0 R>>" % nested if nested else b""
    outlines = b"<< /Type /Outlines /Count 7777 >>"
    body = b"%PDF-1.7\n%" + b"x" * padding + b"\n5 0 obj\n" + outlines + b"\nendobj\n"
    if packed:
        stream = zlib.compress(root + b" " + node)
        made = b"<< /Type /ObjStm /N 2 /First 9 /Filter /FlateDecode /Length %d >>\nstream\r\n" % len(stream)
        return body + b"2 0 obj\n" + made + stream + b"\nendstream\nendobj\n%%EOF\n"
    return body + b"2 0 obj\n" + root + b"\nendobj\n6 0 obj\n" + node + b"\nendobj\n%%EOF\n"


def box(name: bytes, content: bytes, *, wide: bool = False) -> bytes:
    if wide:
        return struct.pack(">I4sQ", 1, name, len(content) + 16) + content
    return struct.pack(">I4s", len(content) + 8, name) + content


def mp4(seconds: float = 10.0, *, size: int = 100_000, long: bool = False, index_first: bool = True) -> bytes:
    """`size`: padded so, in its data."""
    film = box(b"moov", box(b"udta", b"x" * 9) + box(b"mvhd", _header(round(seconds * 600), long=long)))
    start = box(b"ftyp", b"isom\x00\x00\x02\x00isommp41")
    data = box(b"mdat", b"\x00" * max(0, size - len(start) - len(film) - 16), wide=True)
    return start + (film + data if index_first else data + film)


def _header(duration: int, *, long: bool) -> bytes:
    if long:
        return b"\x01\x00\x00\x00" + struct.pack(">QQIQ", 0, 0, 600, duration) + b"\x00" * 80
    return b"\x00\x00\x00\x00" + struct.pack(">IIII", 0, 0, 600, duration) + b"\x00" * 80
