"""What comes into the library, and what does not."""

import hashlib
from pathlib import Path

import pytest

from influence.journal.models import Entry
from influence.library import actions
from influence.library.models import MediaFile
from influence.library.refusals import NotTaken
from tests import makers
from tests.library import pictures
from tests.library.conftest import Keep
from tests.makers import House
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


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (files.pdf(312), "312 pages : LinkedIn en accepte 300."),
        (files.gif(frames=251), "Cette image animée compte 251 images : LinkedIn en accepte 250."),
        (files.png(60_000, 60_000), "millions de pixels : LinkedIn en accepte 36,1."),
        (files.mp4(2.0), "2 s : LinkedIn demande au moins 3 s."),
        (files.mp4(3600.0), "60 min 00 s : LinkedIn accepte au plus 30 min 00 s."),
        (files.mp4(size=1_000), "LinkedIn demande au moins 75 Ko."),
        (b"", "incomplet"),
    ],
    ids=["pages", "frames", "pixels", "short", "long", "small", "empty"],
)
def test_a_refusal_names_the_limit_in_words(keep: Keep, content: bytes, said: str) -> None:
    with pytest.raises(NotTaken) as refused:
        keep(content)
    assert said in str(refused.value).replace("\u202f", " ").replace("\xa0", " ")


def test_a_picture_of_a_thousand_million_pixels_costs_nothing_to_refuse(keep: Keep) -> None:
    """Measures are read from the header; nothing is ever unpacked."""
    with pytest.raises(NotTaken, match="millions"):
        keep(files.png(2**31 - 1, 2**31 - 1))


def test_a_document_that_is_also_an_image_is_only_what_comes_first(keep: Keep, folder: Path) -> None:
    both = files.png() + files.pdf()
    file = keep(both, "les-deux.pdf")
    assert file.kind == "image"
    with file.file.open("rb") as kept:
        assert kept.read() == files.png()


def test_two_photos_that_differ_only_in_where_they_were_taken_are_one_file(keep: Keep) -> None:
    assert keep(files.png()).pk == keep(files.png() + b"elsewhere").pk


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.png", "passwd.png"), (r"C:\Users\Bruno\mur.png", "mur.png"), ("a\x00b\r\n.png", "ab.png"),
        ("fdp\u202egnp.exe", "fdpgnp.exe"), ("  ", "fichier"), ("é" * 300 + ".png", "é" * 196 + ".png"), ("", "fichier"),
        ("<b>.png", "<b>.png"), ("e\u0301quipe.png", "\u00e9quipe.png"),
    ],
)  # fmt: skip
def test_a_name_is_for_reading_and_never_a_path(keep: Keep, folder: Path, name: str, kept: str) -> None:
    file = keep(files.png(), name)
    assert file.name == kept
    assert [path.relative_to(folder).as_posix() for path in stored(folder)] == [
        f"library/{file.organisation_id}/{file.sha256}"
    ]


def test_nothing_lies_about_once_a_file_is_kept(keep: Keep, folder: Path) -> None:
    keep(pictures.camera_jpeg())
    assert list((folder / "incoming").iterdir()) == []


def test_a_second_upload_completes_what_the_first_left_out_and_changes_nothing_else(keep: Keep) -> None:
    first = keep(files.png(), "a.png")
    again = keep(files.png(), "b.png", alt_text="Un mur", checked=True)
    assert (again.pk, again.name, again.alt_text, again.checked_at) == (
        first.pk,
        "a.png",
        "Un mur",
        makers.NOW,
    )
    third = keep(files.png(), alt_text="Autre")
    assert third.alt_text == "Un mur"


def test_bytes_that_were_lost_come_back_with_the_next_upload(keep: Keep, folder: Path) -> None:
    file = keep(files.png())
    (folder / file.file.name).unlink()
    assert keep(files.png()).pk == file.pk
    assert stored(folder) == [folder / file.file.name]
    assert (folder / file.file.name).read_bytes() == files.png()


def test_each_act_stands_in_the_journal(keep: Keep, home: House) -> None:
    file = keep(files.png())
    actions.confirm(file, by=home.odile, at=makers.NOW)
    actions.confirm(file, by=home.bruno, at=makers.NOW)
    actions.describe(file, name="mur.png", alt_text="Un mur", by=home.bruno, at=makers.NOW)
    actions.discard(file, used=lambda _file: False, by=home.bruno, at=makers.NOW)
    said = list(
        Entry.objects.filter(subject_type="mediafile").values_list("verb", flat=True).order_by("sequence")
    )
    assert said == ["media.kept", "media.checked", "media.described", "media.discarded"]


def test_a_row_that_could_not_be_written_leaves_no_bytes(
    keep: Keep, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broke(*_args: object, **_rest: object) -> None:
        raise RuntimeError("the journal is gone")

    monkeypatch.setattr(actions, "record", broke)
    with pytest.raises(RuntimeError):
        keep(files.png())
    assert stored(folder) == []
    assert not MediaFile.objects.exists()
