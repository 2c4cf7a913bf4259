"""What cameras, telephones and programs write beside a picture does not stay; the picture itself does, byte for byte."""

import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influence.library.stripping import STRIPS, exif, stripped
from influence.networks.linkedin.limits import BadMedia
from influence.networks.media import Format, facts
from tests.library import pictures
from tests.library.pictures import SECRET
from tests.networks import files


def bare(content: bytes, form: Format) -> bytes:
    with stripped(io.BytesIO(content), form) as kept:
        return kept.read()


def test_a_photo_keeps_its_picture_and_colours_and_loses_where_it_was_taken() -> None:
    found = bare(pictures.camera_jpeg(), Format.JPEG)
    assert SECRET not in found
    assert SECRET[:12] not in found
    assert b"Exif" not in found
    assert b"ICC_PROFILE" in found
    assert b"Adobe" in found
    assert found.endswith(b"data\xff\x00\xff\xd0more\xff\xff\x00end\xff\xd9")
    assert (facts(io.BytesIO(found)).width, facts(io.BytesIO(found)).height) == (40, 30)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("turned", range(2, 9))
def test_a_photo_taken_on_its_side_stays_upright(turned: int, order: str) -> None:
    found = bare(pictures.camera_jpeg(turned, order=order), Format.JPEG)
    assert SECRET not in found
    block = found[found.index(b"Exif\x00\x00") + 6 :]
    assert exif.orientation(block[:26]) == turned


def test_a_picture_loses_its_words_and_keeps_its_colours() -> None:
    found = bare(pictures.noted_png(), Format.PNG)
    assert SECRET not in found
    kept = [
        name
        for name in (b"IHDR", b"iCCP", b"pHYs", b"IDAT", b"IEND", b"tEXt", b"eXIf", b"tIME")
        if name in found
    ]
    assert kept == [b"IHDR", b"iCCP", b"pHYs", b"IDAT", b"IEND"]
    assert found.endswith(files.png()[-12:])


def test_a_picture_that_is_turned_stays_turned() -> None:
    found = bare(pictures.noted_png(6), Format.PNG)
    assert SECRET not in found
    assert exif.orientation(found[found.index(b"eXIf") + 4 :]) == 6
    assert bare(found, Format.PNG) == found


def test_a_moving_picture_still_moves() -> None:
    found = bare(pictures.noted_gif(), Format.GIF)
    assert SECRET not in found
    assert b"NETSCAPE2.0" in found
    assert facts(io.BytesIO(found)).frames == 3
    assert found.endswith(b";")


def test_a_film_loses_its_place_and_no_address_in_it_moves() -> None:
    film = pictures.telephone_film()
    found = bare(film, Format.MP4)
    assert SECRET in film
    assert SECRET not in found
    assert len(found) == len(film)
    assert found.index(b"filmfilm") == film.index(b"filmfilm")
    assert b"sound" in found
    assert facts(io.BytesIO(found)).seconds == 10.0


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (files.jpeg(), Format.JPEG), (pictures.camera_jpeg(6), Format.JPEG), (pictures.noted_png(6), Format.PNG),
        (pictures.noted_gif(), Format.GIF), (pictures.telephone_film(), Format.MP4),
    ],
)  # fmt: skip
def test_what_is_bare_stays_as_it_is(content: bytes, form: Format) -> None:
    once = bare(content, form)
    assert bare(once, form) == once


@pytest.mark.parametrize(
    ("content", "form"),
    [(files.jpeg(), Format.JPEG), (pictures.camera_jpeg(6), Format.JPEG), (pictures.noted_png(), Format.PNG)],
)
def test_a_picture_that_was_cut_off_is_refused(content: bytes, form: Format) -> None:
    end = (
        content.index(b"\xff\xd9", content.index(b"\xff\xda"))
        if form is Format.JPEG
        else content.index(b"IEND")
    )
    for size in range(20, end, 7):
        with pytest.raises(BadMedia):
            bare(content[:size], form)


def test_a_picture_whose_bytes_were_damaged_is_refused() -> None:
    content = bytearray(pictures.noted_png())
    content[content.index(b"IDAT") + 6] ^= 1
    with pytest.raises(BadMedia):
        bare(bytes(content), Format.PNG)


def test_a_marker_across_the_edge_of_a_window_is_seen() -> None:
    """The scan is read in windows: the end may lie across two of them."""
    start, end = files.jpeg()[:-2], b"\xff\xd9"
    for short in range(8):
        scan = b"x" * ((1 << 12) - short)
        assert (
            bare(start + scan + end + b"behind", Format.JPEG)
            == bare(start + end, Format.JPEG)[:-2] + scan + end
        )


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (b"\xff\xd8" + b"\xff\xda\x00\x02" * 250_000 + b"\xff\xd9", Format.JPEG),
        (b"\x89PNG\r\n\x1a\n" + pictures.chunk(b"tEXt", b"") * 250_000, Format.PNG),
        (files.box(b"moov", files.box(b"trak", files.box(b"free", b"") * 300) * 300), Format.MP4),
        (files.box(b"moov", files.box(b"free", b"") * 20_000), Format.MP4),
    ],
    ids=["scans", "chunks", "boxes in boxes", "boxes"],
)
def test_a_file_that_was_made_to_keep_us_busy_is_refused_soon(content: bytes, form: Format) -> None:
    began = time.process_time()
    with pytest.raises(BadMedia):
        bare(content, form)
    assert time.process_time() - began < 5


@given(content=st.binary(max_size=400), form=st.sampled_from(sorted(STRIPS)))
def test_whatever_the_bytes_there_is_an_answer(content: bytes, form: Format) -> None:
    starts = {
        Format.JPEG: b"\xff\xd8",
        Format.PNG: b"\x89PNG\r\n\x1a\n",
        Format.GIF: b"GIF89a",
        Format.MP4: b"",
    }
    try:
        found = bare(starts[form] + content, form)
    except BadMedia:
        return
    assert len(found) <= len(starts[form] + content) + 1


@given(block=st.binary(max_size=80), order=st.sampled_from([b"II*\x00", b"MM\x00*"]))
def test_whatever_the_exif_there_is_an_answer(block: bytes, order: bytes) -> None:
    assert 1 <= exif.orientation(order + block) <= 8
