"""Bytes as they come in, through a temporary file: only their size and their digest stay."""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

_CHUNK = 256 * 1024


class Source(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Received:
    """`path` is there until the answer has gone out, unless somebody has moved it away."""

    size: int
    sha256: str
    path: Path


@contextmanager
def receive(source: Source, length: int) -> Iterator[Received]:
    """Raises ConnectionError when the caller leaves before the end."""
    digest, left = hashlib.sha256(), length
    with tempfile.NamedTemporaryFile(prefix="sandbox-upload-", delete=False) as file:
        path = Path(file.name)
        try:
            while left:
                chunk = source.read(min(_CHUNK, left))
                if not chunk:
                    raise ConnectionError("the caller left in the middle of an upload")
                digest.update(chunk)
                file.write(chunk)
                left -= len(chunk)
            file.flush()
            yield Received(length, digest.hexdigest(), path)
        finally:
            path.unlink(missing_ok=True)
