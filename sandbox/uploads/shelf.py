"""The newest images, on disk for as long as the process lives, so that the feed can show them."""

import shutil
import tempfile
import weakref
from dataclasses import dataclass, field
from pathlib import Path

MOST_FILES, MOST_BYTES = 200, 10 * 1024 * 1024


@dataclass(slots=True, weakref_slot=True)
class Shelf:
    """The folder goes when the shelf does, or the process ends."""

    folder: Path | None = None
    files: dict[str, Path] = field(default_factory=dict)  # by the last part of the image's URN

    def keep(self, name: str, path: Path, *, size: int) -> None:
        if size > MOST_BYTES:
            return
        if self.folder is None:
            self.folder = Path(tempfile.mkdtemp(prefix="sandbox-images-"))
            weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
        kept = self.folder / name
        shutil.copyfile(path, kept)
        self.files[name] = kept
        while len(self.files) > MOST_FILES:
            self.files.pop(next(iter(self.files))).unlink()

    def read(self, name: str) -> bytes | None:
        found = self.files.get(name)
        return found.read_bytes() if found else None
