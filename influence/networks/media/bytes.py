"""Reading exactly so many bytes."""

from __future__ import annotations

from typing import BinaryIO


def exactly(file: BinaryIO, size: int) -> bytes:
    """EOFError where the file ends before."""
    found = file.read(size)
    if len(found) < size:
        raise EOFError("the file ends too early")
    return found


def integer(file: BinaryIO, size: int) -> int:
    return int.from_bytes(exactly(file, size), "big")
