"""What no keyboard types: a form that carries it is answered, never by an error of ours."""

import pytest
from django.test import Client
from django.urls import reverse

from influence.editorial.models import Post
from tests.editorial.stories import draft, fresh, kept, part
from tests.makers import House
from tests.networks import files

NUL = "\x00"


@pytest.fixture
def bruno(home: House, client: Client) -> Client:
    client.force_login(home.bruno)
    return client


def form_of(post: Post, **more: str) -> dict[str, str]:
    assert post.version
    return {
        "seen": str(post.version.number), "leader": str(post.leader_id), "pillar": str(post.pillar_id),
        "language": "fr", "audience": post.version.audience, "text": post.version.text, "do": "save",
    } | more  # fmt: skip


@pytest.mark.parametrize(
    "name", ["words-image", "media", "pick-image", "question", "first_comment", "template", "leader"]
)
@pytest.mark.parametrize("page", ["post_preview", "post_edit"])
def test_a_nul_in_any_field_is_answered(home: House, bruno: Client, name: str, page: str) -> None:
    post = draft(home)
    address = reverse(page, args=[post.pk] if page == "post_edit" else [])
    given = form_of(post, joined="image", do="search") | {name: NUL * 64}
    assert bruno.post(address, given).status_code == 200


def test_the_words_of_an_image_are_kept_without_it(home: House, bruno: Client) -> None:
    file = kept(home)
    post = draft(home, media=[part(file)])
    given = form_of(post, joined="image", media=file.sha256) | {f"alt-{file.sha256}": f"Une{NUL} équipe."}
    assert bruno.post(reverse("post_edit", args=[post.pk]), given).status_code == 302
    assert fresh(post).version.media[0]["alt_text"] == "Une équipe."


def test_nor_the_title_of_a_document(home: House, bruno: Client) -> None:
    file = kept(home, files.pdf(2))
    post = draft(home, media=[part(file, title="Bilan")])
    given = form_of(post, joined="document", media=file.sha256) | {f"title-{file.sha256}": f"Bilan{NUL} 2026"}
    assert bruno.post(reverse("post_edit", args=[post.pk]), given).status_code == 302
    assert fresh(post).version.media[0]["title"] == "Bilan 2026"
