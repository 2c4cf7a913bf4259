"""The number of pages of a PDF file (ISO 32000-1 §7.7.3.2): the `Count` of the root of its page tree.

The tree's nodes are looked for everywhere rather than followed by address, which also reads files whose table of
addresses is damaged. The root's count is the greatest, since every other node counts a part of its pages.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

WINDOW = 1 << 20
OVERLAP = 1 << 16
UNPACKED = 2 << 20
"""Most bytes that we unpack of one object stream: a small file can hold a very large one."""
NODES, STREAMS = 5_000, 1_000
"""Most that we look at: enough for any file that the networks take."""

_NODE = re.compile(rb"/Type\s*/Pages\b")
_PACKED = re.compile(rb"/Type\s*/ObjStm\b")
_STREAM = re.compile(rb"stream\r?\n")
_COUNT = re.compile(rb"/Count\s+(\d{1,9})\b(?!\s+\d+\s+R)")
_BRACKET = re.compile(rb"<<|>>")


def is_pdf(start: bytes) -> bool:
    """Readers accept a header that does not come first, within the first kilobyte."""
    return b"%PDF-" in start


def is_whole(file: BinaryIO, *, size: int) -> bool:
    """Whether the file's end is there (ISO 32000-1 §7.5.5). Some tools write more behind it."""
    file.seek(max(0, size - OVERLAP))
    return b"%%EOF" in file.read(OVERLAP)


def pages(file: BinaryIO) -> int | None:
    """None where the file keeps it from us: encrypted, or its tree packed in a way that we do not read."""
    return max(islice(_found(file), NODES), default=None)


def _windows(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    place = 0
    while True:
        file.seek(place)
        window = file.read(WINDOW + OVERLAP)
        if not window:
            return
        yield place, window
        place += WINDOW


def _found(file: BinaryIO) -> Iterator[int]:
    streams = STREAMS
    for place, window in _windows(file):
        yield from _counts(window)
        for packed in islice(_PACKED.finditer(window, 0, WINDOW), streams):
            streams -= 1
            yield from _counts(_unpacked(file, window, packed.end(), place=place))


def _counts(text: bytes) -> Iterator[int]:
    for node in _NODE.finditer(text):
        if found := _COUNT.search(_own(text, node.start())):
            yield int(found[1])


def _own(text: bytes, place: int) -> bytes:
    """The entries of the dictionary around a place, without those of dictionaries inside it."""
    before, after = text[max(0, place - OVERLAP) : place], text[place : place + OVERLAP]
    return _until_closed(after, opens=b"<<") + b" " + _since_opened(before)


def _until_closed(text: bytes, *, opens: bytes) -> bytes:
    kept, depth, done = b"", 0, 0
    for bracket in _BRACKET.finditer(text):
        if depth == 0:
            kept += text[done : bracket.start()] + b" "
        depth += 1 if bracket[0] == opens else -1
        done = bracket.end()
        if depth < 0:
            return kept
    return kept if depth else kept + text[done:]


def _since_opened(text: bytes) -> bytes:
    """The same, backwards."""
    kept, depth, done = b"", 0, len(text)
    for bracket in reversed(list(_BRACKET.finditer(text))):
        if depth == 0:
            kept = text[bracket.end() : done] + b" " + kept
        depth += 1 if bracket[0] == b">>" else -1
        done = bracket.start()
        if depth < 0:
            return kept
    return kept if depth else text[:done] + kept


def _unpacked(file: BinaryIO, window: bytes, place_in: int, *, place: int) -> bytes:
    """The content of an object stream; empty where it is not packed with Flate."""
    stream = _STREAM.search(window, place_in, place_in + 4096)
    if stream is None:
        return b""
    file.seek(place + stream.end())
    unpacker, found = zlib.decompressobj(), b""
    try:
        while len(found) < UNPACKED and not unpacker.eof and (block := file.read(1 << 16)):
            found += unpacker.decompress(block, UNPACKED)
    except zlib.error:
        return found
    return found
