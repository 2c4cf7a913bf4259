"""What a file is, by its content; and what LinkedIn would not take of it."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influence.networks.errors import Reason, Refused
from influence.networks.linkedin.limits import BOUNDS, MB, BadMedia, Limit, breaches, check
from influence.networks.media import Facts, Format, Kind, Unknown, facts
from influence.networks.media.pdf import WINDOW
from tests.networks import files


def look(content: bytes) -> Facts:
    return facts(io.BytesIO(content))


@pytest.mark.parametrize("coding", [0xC0, 0xC1, 0xC2, 0xCF])
def test_a_jpeg_of_any_coding_tells_its_extent(coding: int) -> None:
    found = look(files.jpeg(1920, 1080, coding=coding))
    assert (found.format, found.kind, found.width, found.height) == (Format.JPEG, Kind.IMAGE, 1920, 1080)


def test_a_png_tells_its_extent() -> None:
    assert look(files.png(6000, 6000)) == Facts(Format.PNG, len(files.png()), 6000, 6000, frames=1)


@pytest.mark.parametrize("frames", [1, 2, 251])
def test_a_gif_tells_its_frames(frames: int) -> None:
    found = look(files.gif(80, 60, frames=frames))
    assert (found.width, found.height, found.frames) == (80, 60, frames)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("padding", [0, WINDOW - 200, WINDOW + 10])
def test_a_pdf_tells_its_pages_wherever_its_tree_lies(packed: bool, padding: int) -> None:
    found = look(files.pdf(12, packed=packed, nested=5, padding=padding))
    assert (found.kind, found.pages) == (Kind.DOCUMENT, 12)


def test_a_pdf_whose_tree_is_hidden_does_not_tell() -> None:
    hidden = b"%PDF-1.7\n1 0 obj\n<< /Type /ObjStm >>\nstream\nnot packed\nendstream\n%%EOF"
    assert look(hidden).pages is None


@pytest.mark.parametrize("left", [12, WINDOW, -6])
def test_a_pdf_that_was_cut_off_is_refused(left: int) -> None:
    whole = files.pdf(padding=2 * WINDOW)
    assert look(whole).pages == 3
    with pytest.raises(Unknown, match="cut off"):
        look(whole[:left])


def test_a_pdf_with_something_behind_its_end_is_whole() -> None:
    assert look(files.pdf() + b"\0" * 40_000).pages == 3


@pytest.mark.parametrize("long", [False, True])
@pytest.mark.parametrize("index_first", [False, True])
def test_an_mp4_tells_its_seconds(long: bool, index_first: bool) -> None:
    found = look(files.mp4(12.5, long=long, index_first=index_first))
    assert (found.kind, found.seconds) == (Kind.VIDEO, 12.5)


def test_an_mp4_in_fragments_does_not_tell_its_seconds() -> None:
    assert look(files.mp4(0)).seconds is None


def test_the_name_of_a_file_says_nothing() -> None:
    file = io.BytesIO(files.pdf())
    file.name = "photo.jpg"
    assert facts(file).format is Format.PDF
    assert file.tell() == 0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Bonjour",
        b"PK\x03\x04word/document.xml",
        b"RIFF\x00\x00\x00\x00WEBPVP8 ",
        b"\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00",
        files.png()[:20],
        files.png(0, 30),
        files.jpeg()[:24],
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8\xff\xda\x00\x02",
        b"\xff\xd8\xff\xe0\x00\x01",
        b"\xff\xd8\xff" + b"\xff" * 70_000,
        files.gif(frames=0),
        files.gif()[:30],
        files.gif(0, 1),
        files.mp4()[:5_000],
        files.mp4()[:200],
        files.box(b"ftyp", b"isom") + files.box(b"mdat", b"x"),
        files.box(b"ftyp", b"isom") + files.box(b"moov", files.box(b"trak", b"")),
    ],
)
def test_what_is_no_whole_file_of_ours_is_refused(content: bytes) -> None:
    with pytest.raises(Unknown):
        look(content)
    with pytest.raises(BadMedia) as caught:
        check(io.BytesIO(content))
    assert caught.value.limit is Limit.FORMAT


STARTS = (
    files.png(),
    files.jpeg(),
    files.gif(frames=3),
    files.pdf(packed=True),
    files.pdf(),
    files.mp4(size=300),
)


@given(st.sampled_from(STARTS), st.binary(max_size=300), st.integers(0, 300), st.integers(0, 300))
def test_no_file_breaks_the_reading(start: bytes, noise: bytes, cut: int, place: int) -> None:
    broken = start[:place] + noise + start[place : place + cut]
    try:
        found = look(broken)
    except Unknown:
        return
    assert found.size == len(broken)


def made(of: Format, size: int = MB, **known: float) -> Facts:
    return Facts(of, size, **known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "limit"),
    [
        (made(Format.PNG, width=6013, height=6013), Limit.PIXELS),
        (made(Format.JPEG, size=100 * MB + 1), Limit.BYTES_MOST),
        (made(Format.GIF, frames=251), Limit.FRAMES),
        (made(Format.PDF, size=100 * MB + 1), Limit.BYTES_MOST),
        (made(Format.PDF, pages=301), Limit.PAGES),
        (made(Format.MP4, size=500 * MB + 1), Limit.BYTES_MOST),
        (made(Format.MP4, size=75 * 1024 - 1), Limit.BYTES_LEAST),
        (made(Format.MP4, seconds=1800.1), Limit.SECONDS_MOST),
        (made(Format.MP4, seconds=2.9), Limit.SECONDS_LEAST),
    ],
)
def test_each_limit_is_named_when_it_is_broken(found: Facts, limit: Limit) -> None:
    (broken,) = breaches(found)
    assert broken.limit is limit
    assert broken.allowed is not None
    assert str(broken.allowed) in broken.detail
    assert isinstance(broken, Refused)
    assert broken.reason is (Reason.TOO_LARGE if limit is Limit.BYTES_MOST else Reason.MEDIA_FAILED)


@pytest.mark.parametrize(
    "found",
    [
        made(Format.PNG, width=6012, height=6012),
        made(Format.GIF, frames=250),
        made(Format.PDF, size=100 * MB, pages=300),
        made(Format.PDF),
        made(Format.MP4, size=75 * 1024, seconds=3.0),
        made(Format.MP4, size=500 * MB, seconds=1800.0),
        made(Format.MP4),
    ],
)
def test_what_is_just_within_or_unknown_passes(found: Facts) -> None:
    assert list(breaches(found)) == []


def test_the_pixels_of_linkedins_page_are_too_many() -> None:
    assert BOUNDS[Kind.IMAGE].pixels == 36_152_320 - 1


def test_an_empty_place_for_an_image_takes_no_document() -> None:
    with pytest.raises(BadMedia) as caught:
        check(io.BytesIO(files.pdf()), kind=Kind.IMAGE)
    assert caught.value.limit is Limit.FORMAT
