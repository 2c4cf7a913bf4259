"""Small real files, built byte by byte."""

import struct
import zlib


def png(width: int = 40, height: int = 30) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IEND", b"")


def gif(frames: int = 1) -> bytes:
    one = b"!\xf9\x04\0\0\0\0\0," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02L\x01\0"
    return b"GIF89a" + struct.pack("<HHBBB", 40, 30, 0x80, 0, 0) + b"\0" * 6 + one * frames + b";"


def jpeg() -> bytes:
    frame = struct.pack(">HBHHB", 17, 8, 30, 40, 3) + b"\x01\x11\0\x02\x11\0\x03\x11\0"
    return b"\xff\xd8\xff\xc0" + frame + b"\xff\xda\0\x02\xff\xd9"


def pdf(pages: int = 3) -> bytes:
    kids = b" ".join(b"%d 0 R" % (10 + number) for number in range(pages))
    root = b"2 0 obj\n<< /Type /Pages /Kids [ %b ] /Count %d >>\nendobj\n" % (kids, pages)
    each = b"".join(b"%d 0 obj\n<< /Type /Page >>\nendobj\n" % (10 + number) for number in range(pages))
    return b"%PDF-1.7\n" + root + each + b"%%EOF\n"


def mp4(seconds: float = 10.0, *, size: int = 100_000) -> bytes:
    """`size`: padded so, in its data."""
    header = b"\0\0\0\0" + struct.pack(">IIII", 0, 0, 600, round(seconds * 600)) + b"\0" * 80
    start = _box(b"ftyp", b"isom\0\0\x02\0isommp41") + _box(b"moov", _box(b"mvhd", header))
    return start + _box(b"mdat", b"\0" * max(0, size - len(start) - 8))


def _box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", len(content) + 8, name) + content


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
