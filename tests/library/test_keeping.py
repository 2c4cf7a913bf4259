"""What comes into the library, and what does not."""

import hashlib
from pathlib import Path

import pytest

from influence.library.models import MediaFile
from influence.library.refusals import NotTaken
from tests.library.conftest import Keep
from tests.networks import files


def stored(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("library/**/*") if path.is_file())


@pytest.mark.parametrize(
    ("content", "kind", "form"),
    [
        (files.jpeg(), "image", "jpeg"), (files.png(), "image", "png"), (files.gif(frames=3), "image", "gif"),
        (files.pdf(12), "document", "pdf"), (files.mp4(), "video", "mp4"),
    ],
    ids=["jpeg", "png", "gif", "pdf", "mp4"],
)  # fmt: skip
def test_a_file_is_what_its_bytes_say(keep: Keep, content: bytes, kind: str, form: str) -> None:
    file = keep(content, "tableur.xlsx")
    assert (file.kind, file.format) == (kind, form)
    with file.file.open("rb") as kept:
        again = kept.read()
    assert hashlib.sha256(again).hexdigest() == file.sha256
    assert len(again) == file.size


def test_the_same_bytes_twice_are_one_file(keep: Keep, folder: Path) -> None:
    assert keep(files.png(), "a.png").pk == keep(files.png(), "b.png").pk
    assert MediaFile.objects.count() == 1
    assert len(stored(folder)) == 1


def test_what_is_none_of_our_formats_is_refused_and_leaves_nothing(
    keep: Keep, folder: Path, db: None
) -> None:
    with pytest.raises(NotTaken, match="incomplet"):
        keep(b"<html>bonjour</html>", "photo.jpg")
    assert not MediaFile.objects.exists()
    assert stored(folder) == []
