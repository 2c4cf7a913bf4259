"""A file's bytes on their way to a browser."""

import pytest
from django.test import Client
from django.urls import reverse
from structlog.testing import capture_logs

from tests.library.conftest import Keep
from tests.makers import House
from tests.networks import files


def get(client: Client, file: object, **headers: str) -> object:
    return client.get(reverse("media_bytes", args=[file.pk]), headers=headers)  # type: ignore[attr-defined]


def body(response: object) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]


@pytest.fixture
def bruno(home: House, client: Client) -> Client:
    client.force_login(home.bruno)
    return client


def test_an_image_is_shown_and_can_do_nothing(bruno: Client, keep: Keep) -> None:
    file = keep(files.png(), "mur.html")
    response = get(bruno, file)
    assert body(response) == files.png()
    headers = response.headers  # type: ignore[attr-defined]
    assert headers["Content-Type"] == "image/png"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Disposition"] == 'inline; filename="mur.html"'
    assert "sandbox" in headers["Content-Security-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"].startswith("private")
    assert headers["ETag"] == f'"{file.sha256}"'


def test_a_document_is_downloaded(bruno: Client, keep: Keep) -> None:
    response = get(bruno, keep(files.pdf(), "rapport.pdf"))
    assert response.headers["Content-Disposition"] == 'attachment; filename="rapport.pdf"'  # type: ignore[attr-defined]
    assert body(response) == files.pdf()


def test_what_a_browser_has_already_is_not_sent_again(bruno: Client, keep: Keep) -> None:
    file = keep(files.png())
    response = get(bruno, file, if_none_match=f'"{file.sha256}"')
    assert response.status_code == 304  # type: ignore[attr-defined]
    assert body(response) == b""


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-9", 0, 9),
        ("bytes=99990-", 99990, 99999),
        ("bytes=-10", 99990, 99999),
        ("bytes=5-999999", 5, 99999),
    ],
)
def test_a_part_of_a_film_is_exactly_that_part(
    bruno: Client, keep: Keep, asked: str, first: int, last: int
) -> None:
    film = files.mp4(size=100_000)
    file = keep(film, "film.mp4")
    with file.file.open("rb") as kept:
        whole = kept.read()
    response = get(bruno, file, range=asked)
    assert response.status_code == 206  # type: ignore[attr-defined]
    assert response.headers["Content-Range"] == f"bytes {first}-{last}/{len(film)}"  # type: ignore[attr-defined]
    assert response.headers["Content-Length"] == str(last - first + 1)  # type: ignore[attr-defined]
    assert body(response) == whole[first : last + 1]


@pytest.mark.parametrize("asked", ["bytes=100000-", "bytes=9-3", "bytes=-0"])
def test_a_part_that_is_not_there_is_said(bruno: Client, keep: Keep, asked: str) -> None:
    response = get(bruno, keep(files.mp4(size=100_000)), range=asked)
    assert response.status_code == 416  # type: ignore[attr-defined]
    assert response.headers["Content-Range"] == "bytes */100000"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "asked", ["bytes=-", "bytes=0-1,5-6", "pixels=0-1", "bytes=a-b", "bytes=0-" + "9" * 400]
)
def test_a_part_asked_for_in_no_known_way_gets_the_whole(bruno: Client, keep: Keep, asked: str) -> None:
    response = get(bruno, keep(files.mp4(size=100_000)), range=asked)
    assert response.status_code == 200  # type: ignore[attr-defined]
    assert len(body(response)) == 100_000


def test_a_part_of_what_has_changed_gets_the_whole(bruno: Client, keep: Keep) -> None:
    response = get(bruno, keep(files.mp4(size=100_000)), range="bytes=0-9", if_range='"other"')
    assert response.status_code == 200  # type: ignore[attr-defined]
    assert len(body(response)) == 100_000


def test_bytes_that_are_gone_are_not_found_and_the_log_says_so(bruno: Client, keep: Keep) -> None:
    file = keep(files.png())
    file.file.storage.delete(file.file.name)
    with capture_logs() as said:
        assert get(bruno, file).status_code == 404  # type: ignore[attr-defined]
    assert [(line["event"], line["file"]) for line in said] == [("media.bytes_missing", file.pk)]


def test_a_file_of_another_organisation_does_not_exist(
    client: Client, abroad: House, keep: Keep, home: House
) -> None:
    file = keep(files.png())
    for person in (abroad.bruno, abroad.odile):
        client.force_login(person)
        for name in ("media_bytes", "media_file", "media_discard"):
            assert client.get(reverse(name, args=[file.pk])).status_code == 404, name
        assert file.name not in client.get(reverse("library")).content.decode()


def test_the_same_bytes_in_two_organisations_are_two_files(keep: Keep, home: House, abroad: House) -> None:
    ours, theirs = keep(files.png(), house=home), keep(files.png(), house=abroad)
    assert ours.sha256 == theirs.sha256
    assert (ours.pk, ours.file.name) != (theirs.pk, theirs.file.name)
