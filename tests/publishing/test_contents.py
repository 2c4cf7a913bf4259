"""Each kind of content from the leader's yes to the network, through the real sandbox."""

from datetime import timedelta
from typing import Any

import pytest

from influence.publishing import actions
from influence.publishing.models import Publication
from tests.editorial import stories
from tests.networks.files import gif, mp4, pdf, png
from tests.publishing.stage import DUE, states
from tests.publishing.theatre import PAGE, Theatre, again

POLL = {
    "kind": "poll",
    "question": "Où nous voir ?",
    "options": ["À Lyon", "À Lille"],
    "duration": "SEVEN_DAYS",
}
PARENT = "urn:li:share:7467000000000000000"


def image(theatre: Theatre, size: int = 40) -> dict[str, str]:
    return stories.part(
        stories.kept(theatre.home, png(width=size), name=f"{size}.png"), alt_text=f"Image {size}"
    )


def published(theatre: Theatre, **beside: Any) -> tuple[Publication, dict[str, Any]]:
    publication = theatre.live(**beside)
    assert states(publication) == ("published", "published")
    return publication, theatre.shown(publication)


def test_a_text_goes_out_alone(theatre: Theatre) -> None:
    theatre.connect()
    _publication, shown = published(theatre)
    assert "content" not in shown
    assert shown["visibility"] == "PUBLIC"


def test_an_image_goes_out_with_the_text_that_replaces_it(theatre: Theatre) -> None:
    theatre.connect()
    publication, shown = published(theatre, media=[image(theatre)])
    [upload] = publication.uploads.all()
    assert shown["content"]["media"] == {"id": upload.urn, "altText": "Image 40"}


def test_several_images_keep_their_order(theatre: Theatre) -> None:
    theatre.connect()
    _publication, shown = published(
        theatre, media=[image(theatre, 50), image(theatre, 40), image(theatre, 60)]
    )
    found = [one["altText"] for one in shown["content"]["multiImage"]["images"]]
    assert found == ["Image 50", "Image 40", "Image 60"]


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [(pdf(), "rapport.pdf", "document"), (mp4(), "film.mp4", "video"), (gif(frames=3), "pas.gif", "image")],
    ids=["document", "film", "moving image"],
)
def test_a_document_a_film_and_a_moving_image_go_out(
    theatre: Theatre, content: bytes, name: str, kind: str
) -> None:
    theatre.connect()
    file = stories.kept(theatre.home, content, name=name)
    title = "" if kind == "image" else "Notre année"
    _publication, shown = published(
        theatre, media=[stories.part(file, alt_text="Des pas." if kind == "image" else "", title=title)]
    )
    assert shown["content"]["media"]["id"].startswith(f"urn:li:{kind}:")
    assert shown["content"]["media"].get("title", "") == title


def test_a_poll_goes_out(theatre: Theatre) -> None:
    theatre.connect()
    _publication, shown = published(theatre, card=POLL)
    poll = shown["content"]["poll"]
    assert (poll["question"], [one["text"] for one in poll["options"]]) == (
        "Où nous voir ?",
        ["À Lyon", "À Lille"],
    )
    assert poll["settings"]["duration"] == "SEVEN_DAYS"


def test_an_article_goes_out_with_its_picture(theatre: Theatre) -> None:
    theatre.connect()
    picture = stories.kept(theatre.home)
    card = {
        "kind": "article", "url": "https://saint-luc.example/article", "title": "Un article", "description": "Sur le bloc",
        "thumbnail": picture.sha256, "thumbnail_alt": "Le bloc",
    }  # fmt: skip
    publication, shown = published(theatre, card=card)
    [upload] = publication.uploads.all()
    article = shown["content"]["article"]
    assert (article["source"], article["thumbnail"]) == ("https://saint-luc.example/article", upload.urn)
    assert article["thumbnailAltText"] == "Le bloc"


def test_a_post_is_shared_with_a_word(theatre: Theatre) -> None:
    theatre.connect()
    theatre.at(DUE - timedelta(hours=3))
    parent = theatre.sandbox.publish("À partager")
    _publication, shown = published(theatre, card={"kind": "reshare", "urn": parent})
    assert shown["reshareContext"]["parent"] == parent


def test_a_page_speaks_in_its_own_name_with_its_own_files(theatre: Theatre) -> None:
    account = theatre.page()
    publication, shown = published(theatre, account=account, media=[image(theatre)])
    assert shown["author"] == PAGE
    held = theatre.sandbox.control(f"media?owner={PAGE}", method="GET")["media"]
    assert [one["urn"] for one in held] == [upload.urn for upload in publication.uploads.all()]


def test_a_page_whose_profile_is_cut_off_is_held(theatre: Theatre) -> None:
    account = theatre.page()
    publication = theatre.planned(account=account)
    theatre.home.account.state = "reconnect"
    theatre.home.account.save(update_fields=["state"])
    assert theatre.send() == []
    assert states(publication) == ("held", "scheduled")
    assert again(publication).problem == "account_to_reconnect"
    theatre.connect()
    assert theatre.send(at=DUE + timedelta(minutes=1)) == ["published"]


def test_a_page_that_is_cut_off_alone_is_held_too(theatre: Theatre) -> None:
    account = theatre.page()
    publication = theatre.planned(account=account)
    account.state = "disconnected"
    account.save(update_fields=["state"])
    assert theatre.send() == []
    assert states(publication)[0] == "held"
    actions.recover(now=DUE)
    assert states(publication)[0] == "held"
