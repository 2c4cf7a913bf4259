"""Pictures and films with all that telephones and programs hang on them."""

import struct
import zlib

from tests.networks import files

SECRET = b"48.8566N 2.3522E"


def segment(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content


def tiff(orientation: int, *, order: str = ">") -> bytes:
    """With a maker's note before the orientation, and a place behind it."""
    start = (b"MM\x00\x2a" if order == ">" else b"II\x2a\x00") + struct.pack(f"{order}I", 8)
    note = struct.pack(f"{order}HHII", 0x010F, 2, len(SECRET), 200)
    turned = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    return start + struct.pack(f"{order}H", 2) + note + turned + bytes(4) + SECRET


def camera_jpeg(orientation: int = 1, *, order: str = ">") -> bytes:
    """Exif, XMP, IPTC, colours, a comment; a picture whose data holds stuffed bytes; a second picture behind its end."""
    bare = files.jpeg()
    scan = bare.index(b"\xff\xda")
    return b"".join((
        b"\xff\xd8",
        segment(0xE0, b"JFIF\x00\x01\x02\x01\x00\x48\x00\x48\x02\x02" + SECRET[:12]),
        segment(0xE1, b"Exif\x00\x00" + tiff(orientation, order=order)),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + SECRET),
        segment(0xE2, b"ICC_PROFILE\x00\x01\x01profile"),
        segment(0xE2, b"MPF\x00" + SECRET),
        segment(0xED, b"Photoshop 3.0\x00" + SECRET),
        segment(0xEE, b"Adobe\x00\x64\x00\x00\x00\x00\x01"),
        segment(0xFE, SECRET),
        bare[2:scan],
        b"\xff\xda\x00\x02" + b"data\xff\x00\xff\xd0more\xff\xff\x00end",
        b"\xff\xd9",
        camera_trailer(),
    ))  # fmt: skip


def camera_trailer() -> bytes:
    return files.jpeg(8, 8) + b"MotionPhoto_Data" + SECRET


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def noted_png(orientation: int = 1) -> bytes:
    bare = files.png()
    header, end = bare[:33], bare[33:]
    return b"".join((
        header, chunk(b"iCCP", b"p\x00\x00colours"), chunk(b"pHYs", bytes(9)), chunk(b"tEXt", b"Author\x00" + SECRET),
        chunk(b"iTXt", SECRET), chunk(b"zTXt", SECRET), chunk(b"tIME", bytes(7)), chunk(b"eXIf", tiff(orientation)),
        chunk(b"prVt", SECRET), chunk(b"IDAT", zlib.compress(bytes(3700))), end, b"PK\x03\x04" + SECRET,
    ))  # fmt: skip


def noted_gif() -> bytes:
    bare = files.gif(frames=3)
    comment = b"!\xfe" + bytes([len(SECRET)]) + SECRET + b"\x00"
    xmp = b"!\xff\x0bXMP DataXMP" + bytes([len(SECRET)]) + SECRET + b"\x00"
    again = b"!\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
    return bare[:19] + comment + xmp + again + bare[19:] + b"PK\x03\x04" + SECRET


def telephone_film() -> bytes:
    """The place in the film's own notes and in a track's; another program's box at the end."""
    about = files.box(b"udta", files.box(b"\xa9xyz", SECRET)) + files.box(b"meta", bytes(4) + SECRET)
    track = files.box(
        b"trak", files.box(b"tkhd", bytes(20)) + files.box(b"udta", SECRET) + files.box(b"mdia", b"sound")
    )
    bare = files.mp4()
    header = bare.index(b"mvhd") - 4
    index = files.box(b"moov", bare[header : header + 108] + about + track)
    start = files.box(b"ftyp", b"isom\x00\x00\x02\x00isommp41")
    return (
        start
        + index
        + files.box(b"mdat", b"film" * 25_000, wide=True)
        + files.box(b"uuid", bytes(16) + SECRET)
    )
