"""Small true files of each kind, built by hand."""

import struct
import zlib


def png(width: int = 4, height: int = 3) -> bytes:
    """The declared size is what counts: the pixels themselves are one black row."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress((b"\0" * (min(width, 64) + 1)) * min(height, 64))
    chunks = ((b"IHDR", head), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)


def jpeg(width: int = 40, height: int = 30) -> bytes:
    """With long metadata before the frame, as a camera writes it."""
    exif = b"\xff\xe1" + struct.pack(">H", 40_002) + b"x" * 40_000
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8" + exif + frame + b"\xff\xd9"


def gif(frames: int = 2) -> bytes:
    image = b"\x2c" + struct.pack("<HHHHB", 0, 0, 2, 2, 0) + b"\x02\x02\x4c\x01\x00"
    return b"GIF89a" + struct.pack("<HHBBB", 2, 2, 0x80, 0, 0) + b"\0" * 6 + image * frames + b"\x3b"


def pdf(pages: int = 2) -> bytes:
    page = b"<< /Type /Page /Parent 1 0 R >>\n"
    return b"%PDF-1.7\n<< /Type /Pages /Kids [] >>\n" + page * pages + b"%%EOF"


def mp4(size: int = 9 * 1024 * 1024) -> bytes:
    head = struct.pack(">I", 24) + b"ftypisom" + b"\0" * 12
    return head + b"\0" * (size - len(head))


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
