"""A file goes only where nobody has to answer for what it showed."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from influence.core.fingerprint import content_hash
from influence.editorial import showing
from influence.editorial.models import Version
from influence.library import actions
from influence.library.models import MediaFile
from influence.library.refusals import InUse
from tests import makers
from tests.editorial import stories
from tests.library.conftest import Keep
from tests.library.test_keeping import stored
from tests.makers import House
from tests.networks import files


@pytest.fixture
def bruno(home: House, client: Client) -> Client:
    client.force_login(home.bruno)
    return client


def version_with(home: House, **shown: object) -> Version:
    post = stories.draft(home)
    return Version.objects.create(
        post=post, number=2, text="Un mur.", account=home.account, written_by=home.bruno, written_at=makers.NOW,
        content_hash=content_hash(text="x", account="1", audience="PUBLIC"), **shown,
    )  # fmt: skip


def test_a_file_that_nothing_shows_goes_with_its_bytes(
    bruno: Client, keep: Keep, folder: Path, django_capture_on_commit_callbacks: "pytest.FixtureRequest"
) -> None:
    file = keep(files.png())
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert bruno.post(reverse("media_discard", args=[file.pk])).status_code == 302
    assert not MediaFile.objects.exists()
    assert stored(folder) == []


def test_a_file_that_any_version_shows_stays(bruno: Client, keep: Keep, home: House, folder: Path) -> None:
    file = keep(files.png())
    version = version_with(home, media=[{"sha256": file.sha256, "alt_text": "Un mur", "title": ""}])
    address = reverse("media_discard", args=[file.pk])
    assert reverse("post", args=[version.post_id]) in bruno.get(address).content.decode()
    assert bruno.post(address, follow=True).status_code == 200
    assert MediaFile.objects.filter(pk=file.pk).exists()
    assert len(stored(folder)) == 1


def test_the_thumbnail_of_an_article_stays_too(keep: Keep, home: House) -> None:
    file = keep(files.png())
    version_with(home, card={"kind": "article", "thumbnail": file.sha256})
    with pytest.raises(InUse):
        actions.discard(file, used=showing.is_shown, by=home.bruno, at=makers.NOW)


def test_what_another_organisation_shows_keeps_nothing_here(keep: Keep, home: House, abroad: House) -> None:
    ours, theirs = keep(files.png()), keep(files.png(), house=abroad)
    version_with(abroad, media=[{"sha256": theirs.sha256, "alt_text": "", "title": ""}])
    assert showing.is_shown(theirs)
    assert not showing.is_shown(ours)


def test_giving_up_twice_is_no_error(keep: Keep, home: House) -> None:
    file = keep(files.png())
    for _ in range(2):
        actions.discard(file, used=showing.is_shown, by=home.bruno, at=makers.NOW)
    assert not MediaFile.objects.exists()
