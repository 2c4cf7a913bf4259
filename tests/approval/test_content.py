"""A leader sees all that they approve: files, cards, the first comment, the voice; by mail, in the queue, by the link."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from influence.approval import actions
from influence.editorial import actions as editorial
from influence.editorial.models import Post
from influence.library.models import MediaFile
from tests.approval.stories import browser, invited, link, locator, mails, post, proven, read, words
from tests.editorial.stories import TEXT, fresh, kept, page, part
from tests.makers import NOW, House, slot
from tests.networks import files

pytestmark = pytest.mark.django_db

POLL = {
    "kind": "poll", "question": "Où gagner du temps ?", "options": ["Au codage", "Aux plannings"], "duration": "SEVEN_DAYS",
}  # fmt: skip
ARTICLE = {
    "kind": "article", "url": "https://www.saint-luc.example/bilan", "title": "Trois ans", "description": "Ce qui a changé.",
}  # fmt: skip
RESHARE = {"kind": "reshare", "urn": "urn:li:share:7529830966886400000"}


def of_link(where: str, file: MediaFile) -> str:
    return reverse("approval_media", args=[where, file.sha256])


def of_queue(one: Post, file: MediaFile) -> str:
    return reverse("decide_media", args=[one.pk, one.version_id, file.sha256])


def pages(home: House, one: Post, where: str) -> list[str]:
    """What the link, the queue and the post's own page say."""
    claire = browser(home.claire.email)
    addresses = [link(where), reverse("queue"), reverse("decide", args=[one.pk])]
    return [
        words(client.get(address))
        for client, address in zip((browser(), claire, claire), addresses, strict=True)
    ]


@pytest.mark.parametrize(
    ("beside", "said"),
    [
        ({"card": POLL}, ["Où gagner du temps ?", "Aux plannings", "Sondage ouvert une semaine.", "L'auteur voit qui a voté"]),
        ({"card": ARTICLE}, ["Trois ans", "Ce qui a changé.", 'href="https://www.saint-luc.example/bilan"', "saint-luc.example"]),
        ({"card": RESHARE}, ["/feed/update/urn:li:share:7529830966886400000/"]),
        ({"first_comment": "Le lien du jour."}, ["Le lien du jour.", "Claire Martin l'ajoutera à la main"]),
        ({"audience": "CONNECTIONS"}, ["Relations seulement"]),
    ],
    ids=["poll", "article", "reshare", "first comment", "audience"],
)  # fmt: skip
def test_every_page_that_asks_for_a_decision_shows_it_whole(
    home: House, beside: dict[str, Any], said: list[str]
) -> None:
    one, where = invited(home, **beside)
    for shown in pages(home, one, where):
        assert [sentence for sentence in said if sentence not in shown] == []


def test_a_poll_without_a_word_beside_it_is_decided_like_any_other(home: House) -> None:
    one, where = invited(home, text=" ", card=POLL)
    for shown in pages(home, one, where):
        assert "Où gagner du temps ?" in shown
    claire = proven(home, where)
    post(claire, reverse("decide", args=[one.pk]), read(one))
    assert "Sans texte" in words(claire.get(reverse("queue")))


def test_pictures_are_shown_with_the_words_that_stand_for_them(home: House) -> None:
    picture = kept(home)
    one, where = invited(home, media=[part(picture)])
    by_link, queue, alone = pages(home, one, where)
    for shown, address in (
        (by_link, of_link(where, picture)),
        (queue, of_queue(one, picture)),
        (alone, of_queue(one, picture)),
    ):
        assert f'src="{address}" alt="Une équipe devant le bloc."' in shown
        assert "Texte de remplacement :" in shown


def test_a_document_is_named_measured_and_opened(home: House) -> None:
    pdf = kept(home, files.pdf(12), name="bilan.pdf")
    _one, where = invited(home, media=[part(pdf, title="Le bilan 2026")])
    shown = words(browser().get(link(where)))
    assert "Le bilan 2026" in shown
    assert "PDF, 12 pages" in shown
    answer = browser().get(of_link(where, pdf))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    with pdf.file.open("rb") as stored:
        assert b"".join(answer.streaming_content) == stored.read()  # type: ignore[attr-defined]


def test_a_page_is_named_as_the_voice(home: House) -> None:
    one, where = invited(home, account=page(home, name="Hôpitaux réunis"))
    for shown in pages(home, one, where):
        assert "LinkedIn, page Hôpitaux réunis" in shown
        assert "profil de Claire Martin" not in shown
    assert "sur la page LinkedIn Hôpitaux réunis" in mails("draft_to_approve")[0].text


@pytest.mark.parametrize(
    ("beside", "flag"),
    [
        ({"card": POLL}, "Un sondage, qui ne se corrige plus"), ({"card": RESHARE}, "Partage la publication de quelqu'un d'autre"),
        ({"first_comment": "Le lien."}, "Avec un premier commentaire en votre nom"),
    ],
)  # fmt: skip
def test_what_is_unusual_is_flagged(home: House, beside: dict[str, Any], flag: str) -> None:
    _one, where = invited(home, **beside)
    assert flag in words(browser().get(link(where)))
    _plain, other = invited(home, where=slot(home, at=NOW + timedelta(days=3)))
    assert flag not in words(browser().get(link(other)))


def test_a_page_and_an_unchecked_picture_are_flagged(home: House) -> None:
    picture = kept(home)
    MediaFile.objects.filter(pk=picture.pk).update(checked_by=None, checked_at=None)
    _one, where = invited(home, account=page(home), media=[part(picture)])
    shown = words(browser().get(link(where)))
    assert "Sur une page, pas sur votre profil" in shown
    assert "Image dont personne n'a vérifié" in shown


def test_a_file_that_disappeared_is_said_and_not_hidden(home: House) -> None:
    picture = kept(home)
    one, where = invited(home, media=[part(picture)])
    MediaFile.objects.filter(pk=picture.pk).delete()
    shown = words(browser().get(link(where)))
    assert "Une pièce jointe a disparu" in shown
    assert "n'est plus dans la médiathèque" in shown
    assert status(browser(), of_link(where, picture)) == 404
    assert one.state == "in_review"


def test_the_mail_tells_all_of_it_in_words(home: House) -> None:
    first, second = kept(home), kept(home, files.png(width=41))
    media = [part(first, alt_text="Le bloc."), part(second, alt_text="Le jardin.")]
    invited(home, media=media, first_comment="Le lien du jour.", audience="CONNECTIONS")
    (mail,) = mails("draft_to_approve")
    for text in (mail.text, mail.html):
        for said in ("Le bloc.", "Le jardin.", "Le lien du jour.", "Relations seulement"):
            assert said in text, said
        assert first.sha256 not in text


@pytest.mark.parametrize(
    ("card", "said"),
    [
        (POLL, ["Où gagner du temps ?", "Au codage", "Aux plannings", "une semaine"]),
        (ARTICLE, ["Trois ans", "https://www.saint-luc.example/bilan", "Ce qui a changé."]),
        (RESHARE, ["/feed/update/urn:li:share:7529830966886400000/"]),
    ],
)  # fmt: skip
def test_the_mail_tells_a_card(home: House, card: dict[str, Any], said: list[str]) -> None:
    invited(home, card=card)
    (mail,) = mails("draft_to_approve")
    assert [one for one in said if one not in mail.text or one not in mail.html] == []


def test_twenty_pictures_with_long_words_still_make_a_mail(home: House) -> None:
    media = [part(kept(home, files.png(width=40 + n)), alt_text="é" * 4086) for n in range(20)]
    invited(home, media=media)
    assert len(mails("draft_to_approve")[0].html.encode()) < 100_000


def test_a_picture_is_read_as_long_as_the_text_and_by_the_same_people(
    home: House, clock: time_machine.Traveller
) -> None:
    picture = kept(home)
    one, where = invited(home, media=[part(picture)])
    claire = proven(home, where)
    assert status(browser(), of_link(where, picture)) == 200
    post(claire, reverse("decide", args=[one.pk]), read(one))
    assert fresh(one).state == "approved"
    assert status(browser(), of_link(where, picture)) == 404
    assert status(claire, of_link(where, picture)) == 200
    assert status(claire, of_queue(one, picture)) == 200


def status(client: Client, address: str) -> int:
    """Reads to the end, as a browser does."""
    answer = client.get(address)
    if answer.streaming:
        b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    return answer.status_code


def test_an_expired_link_shows_no_picture(home: House, clock: time_machine.Traveller) -> None:
    picture = kept(home)
    _one, where = invited(home, media=[part(picture)], where=slot(home, at=NOW + timedelta(days=9)))
    clock.move_to(NOW + timedelta(hours=73))
    assert status(browser(), of_link(where, picture)) == 404


def test_a_link_shows_the_files_of_its_own_version_only(home: House) -> None:
    old, new = kept(home), kept(home, files.png(width=41))
    one, where = invited(home, media=[part(old)])
    assert status(browser(), of_link(where, new)) == 404
    editorial.revise(one, text=TEXT, seen=1, media=[part(new)], by=home.bruno, at=NOW)
    assert status(browser(), of_link(where, old)) == 404
    assert status(browser(), of_link("forged", old)) == 404


def test_nobody_elses_queue_opens_the_picture(home: House, abroad: House) -> None:
    picture = kept(home)
    one, _where = invited(home, media=[part(picture)])
    assert status(browser(abroad.claire.email), of_queue(one, picture)) == 404
    assert status(browser(home.bruno.email), of_queue(one, picture)) == 403
    assert status(browser(), of_queue(one, picture)) == 302


def test_a_version_that_was_never_submitted_shows_the_leader_nothing(home: House) -> None:
    old, new = kept(home), kept(home, files.png(width=41))
    one, where = invited(home, media=[part(old)])
    claire = proven(home, where)
    post(claire, reverse("decide", args=[one.pk]), read(one, kind="return", reason="Une autre photo."))
    editorial.revise(fresh(one), text=TEXT, seen=1, media=[part(new)], by=home.bruno, at=NOW)
    assert status(claire, of_queue(fresh(one), new)) == 404
    assert status(claire, of_queue(one, old)) == 200


def test_what_changed_since_the_last_decision_is_said_in_words(home: House) -> None:
    first, second = kept(home), kept(home, files.png(width=41))
    one, where = invited(home, media=[part(first)], first_comment="Le lien.")
    claire = proven(home, where)
    post(claire, reverse("decide", args=[one.pk]), read(one, kind="return", reason="Une autre photo."))
    editorial.revise(
        fresh(one), text=TEXT, seen=1, media=[part(second)], first_comment="", by=home.bruno, at=NOW
    )
    editorial.submit(fresh(one), by=home.bruno, at=NOW)
    assert actions.invite(now=NOW) == 1
    shown = words(browser().get(link(locator(to=home.claire.email))))
    assert "Modifiée depuis votre dernière décision" in shown
    assert "Pièce jointe remplacée." in shown
    assert "Premier commentaire retiré." in shown


def test_a_picture_changed_under_the_leaders_eyes_decides_nothing(home: House) -> None:
    first, second = kept(home), kept(home, files.png(width=41))
    one, where = invited(home, media=[part(first)])
    claire = proven(home, where)
    seen = read(one)
    editorial.revise(one, text=TEXT, seen=1, media=[part(second)], by=home.bruno, at=NOW)
    editorial.submit(fresh(one), by=home.bruno, at=NOW)
    answer = post(claire, reverse("decide", args=[one.pk]), seen, follow=True)
    assert "Ce qui a changé depuis la version que vous lisiez" in words(answer)
    assert "Pièce jointe remplacée." in words(answer)
    assert fresh(one).state == "in_review"


def test_more_posts_with_pictures_ask_the_database_no_more(home: House) -> None:
    claire = browser(home.claire.email)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            claire.get(reverse("queue"))
        return len(found)

    invited(home, media=[part(kept(home))])
    asked()
    few = asked()
    for day in (3, 4, 5):
        invited(
            home,
            media=[part(kept(home, files.png(width=40 + day)))],
            where=slot(home, at=NOW + timedelta(days=day)),
        )
    assert asked() == few
