"""Files as a browser sends them."""

import tracemalloc
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from influence.library import actions, uploads
from influence.library.models import MediaFile
from tests import makers
from tests.library.test_keeping import stored
from tests.makers import House
from tests.networks import files


@pytest.fixture
def bruno(home: House, client: Client) -> Client:
    client.force_login(home.bruno)
    return client


def send(client: Client, *contents: tuple[str, bytes], checked: bool = True) -> object:
    sent = [SimpleUploadedFile(name, content, "text/html") for name, content in contents]
    return client.post(reverse("media_upload"), {"files": sent} | ({"checked": "on"} if checked else {}))


def page(response: object) -> str:
    return response.content.decode().replace("\u202f", " ").replace("\xa0", " ")  # type: ignore[attr-defined]


def test_several_files_come_in_at_once(bruno: Client, home: House) -> None:
    response = send(bruno, ("a.png", files.png()), ("b.pdf", files.pdf()), ("c.mp4", files.mp4()))
    assert response.status_code == 302  # type: ignore[attr-defined]
    assert set(MediaFile.objects.values_list("kind", flat=True)) == {"image", "document", "video"}
    assert set(MediaFile.objects.values_list("checked_by", flat=True)) == {home.bruno.pk}


def test_good_files_are_kept_and_each_bad_one_is_named_with_its_reason(bruno: Client) -> None:
    said = page(send(bruno, ("a.png", files.png()), ("gros.pdf", files.pdf(312)), ("faux.jpg", b"GIF?")))
    assert MediaFile.objects.get().name == "a.png"
    assert "312 pages : LinkedIn en accepte 300." in said
    for name in ("gros.pdf", "faux.jpg", "a.png"):
        assert name in said


def test_nothing_comes_in_before_the_checklist_is_confirmed(bruno: Client, folder: Path) -> None:
    response = send(bruno, ("a.png", files.png()), checked=False)
    assert response.status_code == 422  # type: ignore[attr-defined]
    assert "Vérifiez la liste" in page(response)
    assert stored(folder) == []


def test_no_file_at_all_is_said(bruno: Client) -> None:
    assert bruno.post(reverse("media_upload"), {"checked": "on"}).status_code == 422


def test_a_file_beyond_every_limit_is_dropped_while_it_comes_and_the_others_stay(
    bruno: Client, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "FILE_MOST", 300_000)
    said = page(send(bruno, ("long.mp4", files.mp4(size=3_000_000)), ("a.png", files.png())))
    assert "long.mp4" in said
    assert "aucun fichier aussi grand" in said
    assert MediaFile.objects.get().name == "a.png"
    assert list((folder / "incoming").iterdir()) == []


def test_a_request_beyond_every_measure_is_broken_off(
    bruno: Client, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "REQUEST_MOST", 300_000)
    assert send(bruno, ("long.mp4", files.mp4(size=3_000_000))).status_code == 400  # type: ignore[attr-defined]
    assert not MediaFile.objects.exists()
    assert not (folder / "incoming").exists()


def test_nobody_fills_the_disk_without_signing_in(
    folder: Path, settings: "pytest.FixtureRequest", db: None
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 300_000  # type: ignore[attr-defined]
    # Whether the form is ours is asked of the form's own words: it is read before anybody is asked to sign in.
    stranger = Client(enforce_csrf_checks=True)
    stranger.get(reverse("account_login"))
    assert send(stranger, ("long.mp4", files.mp4(size=3_000_000))).status_code == 400  # type: ignore[attr-defined]
    assert not (folder / "incoming").exists()


def test_a_large_film_is_never_whole_in_memory(home: House, tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(files.mp4(size=60 << 20))
    tracemalloc.start()
    try:
        with path.open("rb") as film:
            actions.keep(film, name="film.mp4", organisation=home.organisation, by=home.bruno, at=makers.NOW)
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()


def test_a_name_is_shown_as_it_is_and_runs_nothing(bruno: Client) -> None:
    send(bruno, ("<img src=x onerror=alert(1)>.png", files.png()))
    said = page(bruno.get(reverse("library")))
    assert "<img src=x" not in said
    assert "&lt;img src=x" in said


def test_the_library_is_searched_by_name_and_kind(bruno: Client) -> None:
    send(
        bruno,
        ("Bloc opératoire.png", files.png()),
        ("Bilan social.pdf", files.pdf()),
        ("Bloc.mp4", files.mp4()),
    )
    shown = lambda **asked: {  # noqa: E731
        name
        for name in ("Bloc opératoire.png", "Bilan social.pdf", "Bloc.mp4")
        if name in page(bruno.get(reverse("library"), asked))
    }
    assert shown(nom="bloc") == {"Bloc opératoire.png", "Bloc.mp4"}
    assert shown(nom="BLOC", genre="video") == {"Bloc.mp4"}
    assert shown(genre="mute") == {"Bloc opératoire.png"}
    assert shown(genre="tout", nom="%") == set()
    assert len(shown(page="99")) == 3


def test_pages_hold_twenty_four(bruno: Client, home: House) -> None:
    send(bruno, *((f"mur-{width}.png", files.png(width, 30)) for width in range(1, 31)))
    first, second = page(bruno.get(reverse("library"))), page(bruno.get(reverse("library"), {"page": "2"}))
    assert (first.count("media-card"), second.count("media-card")) == (24, 6)


def test_an_image_is_described(bruno: Client) -> None:
    send(bruno, ("a.png", files.png()))
    file = MediaFile.objects.get()
    assert "sans texte de remplacement" in page(bruno.get(reverse("library")))
    address = reverse("media_file", args=[file.pk])
    assert bruno.post(address, {"name": "Mur.png", "alt_text": " Un mur blanc. "}).status_code == 302
    file.refresh_from_db()
    assert (file.name, file.alt_text) == ("Mur.png", "Un mur blanc.")
    assert bruno.post(address, {"name": "Mur.png", "alt_text": "x" * 4087}).status_code == 422


def test_a_document_has_a_name_and_no_alternative_text(bruno: Client) -> None:
    send(bruno, ("a.pdf", files.pdf()))
    file = MediaFile.objects.get()
    assert 'name="alt_text"' not in page(bruno.get(reverse("media_file", args=[file.pk])))
    bruno.post(reverse("media_file", args=[file.pk]), {"name": "Bilan.pdf", "alt_text": "x"})
    file.refresh_from_db()
    assert (file.name, file.alt_text) == ("Bilan.pdf", "")


def test_a_search_for_what_no_name_has_finds_nothing(bruno: Client) -> None:
    assert bruno.get(reverse("library"), {"nom": "photo\x00", "genre": "\x00"}).status_code == 200


def test_after_a_refusal_the_next_files_are_confirmed_anew(bruno: Client) -> None:
    said = page(send(bruno, ("a.png", files.png()), ("faux.jpg", b"GIF?")))
    assert "faux.jpg" in said
    assert 'id="id_checked"' in said
    assert "checked>" not in said


def test_a_file_that_was_dropped_is_not_called_missing_too(
    bruno: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "FILE_MOST", 1_000)
    response = send(bruno, ("film.mp4", files.mp4(size=200_000)))
    assert response.status_code == 422  # type: ignore[attr-defined]
    assert "film.mp4" in page(response)
    assert "obligatoire" not in page(response)
