"""The pages of what goes with a publication and of what is done to it once it is live."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from influence.outbox.models import Message
from influence.people.models import User
from influence.publishing import actions
from influence.publishing.models import (
    Change,
    ChangeState,
    CommentState,
    FirstComment,
    Publication,
    UploadState,
)
from tests.editorial import stories
from tests.makers import NOW, House
from tests.networks.files import pdf
from tests.publishing.stage import DUE, states
from tests.publishing.test_pages import page, read, signed_in
from tests.publishing.theatre import EARLY, Theatre, again, approved, vendors_words

LATER = DUE + timedelta(hours=1)
CORRECTED = "Hier, au bloc, une équipe m'a beaucoup appris."


def address(name: str, *args: object) -> str:
    return reverse(name, args=args)


@pytest.fixture(autouse=True)
def an_hour_later() -> Iterator[None]:
    """The clock that pages read."""
    with time_machine.travel(LATER, tick=True):
        yield


def post(user: User, name: str, *args: object, status: int = 200, **given: Any) -> str:
    answer = signed_in(user).post(address(name, *args), given, follow=True)
    assert answer.status_code == status
    return read(answer)


def live(theatre: Theatre, **beside: Any) -> Publication:
    theatre.connect()
    return theatre.live(**beside)


def by_hand(home: House, **beside: Any) -> Publication:
    approved(home, at=DUE, **beside)
    actions.plan(now=NOW)
    actions.recover(now=DUE)
    return Publication.objects.get()


def test_the_page_tells_where_each_file_is(theatre: Theatre) -> None:
    theatre.connect()
    publication = theatre.planned(media=[stories.part(stories.kept(theatre.home))])
    where = address("publication", publication.pk)
    assert "Envoyé à LinkedIn deux heures avant le créneau" in page(theatre.home.bruno, where)
    theatre.fault("500-before")
    theatre.carry(at=EARLY)
    shown = page(theatre.home.bruno, where)
    assert "en attente d'envoi" in shown
    assert "LinkedIn ne répond pas normalement" in shown
    theatre.carry(at=EARLY + timedelta(minutes=1))
    theatre.carry(at=EARLY + timedelta(minutes=2))
    assert "prêt chez LinkedIn" in page(theatre.home.claire, where)
    assert publication.uploads.get().state == UploadState.AVAILABLE


def test_a_held_post_offers_another_try_with_its_files(theatre: Theatre) -> None:
    theatre.connect()
    publication = theatre.planned(media=[stories.part(stories.kept(theatre.home))])
    theatre.fault("media-failed", times=None)
    for minute in range(9):
        theatre.carry(at=EARLY + timedelta(minutes=minute))
    shown = page(theatre.home.bruno, address("publication", publication.pk))
    assert "LinkedIn n'a pas pu traiter l'image" in shown
    assert "Essayer maintenant" in shown
    assert "Nouvel essai dans quelques secondes" in post(
        theatre.home.bruno, "publication_hurry", publication.pk
    )
    assert states(publication) == ("due", "scheduled")


def test_what_the_network_said_is_there_for_its_support_desk(theatre: Theatre) -> None:
    theatre.connect()
    publication = live(theatre, first_comment="Le lien")
    theatre.fault("403-scope")
    theatre.follow(at=DUE + timedelta(minutes=1))
    said = FirstComment.objects.get()
    html = page(theatre.home.bruno, address("publication", publication.pk))
    assert vendors_words(said) == (403, True, True)
    for word in (f"HTTP {said.http_status}", said.vendor_code, said.request_id):
        assert word in html


def test_everything_to_publish_by_hand_is_on_one_page(home: House) -> None:
    file = stories.kept(home, pdf(), name="rapport.pdf")
    publication = by_hand(
        home, media=[stories.part(file, title="Notre année")], first_comment="Le lien : https://x.example"
    )
    shown = page(home.claire, address("publication", publication.pk))
    for words in ("quelque chose", "rapport.pdf", "Titre à donner : Notre année", "Le lien : https://x.example",
                  "/feed/?shareActive=true", "Copier"):  # fmt: skip
        assert words in shown, words
    answer = signed_in(home.claire).get(address("publication_file", publication.pk, file.sha256) + "?copie=1")
    assert b"".join(answer) == pdf()  # type: ignore[arg-type]
    assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("card", "words"),
    [
        ({"kind": "poll", "question": "Où ?", "options": ["À Lyon", "À Lille"], "duration": "ONE_DAY"}, "À Lille"),
        ({"kind": "article", "url": "https://x.example/y", "title": "Un titre"}, "https://x.example/y"),
        ({"kind": "reshare", "urn": "urn:li:share:7467000000000000000"}, "urn:li:share:7467000000000000000"),
    ],
    ids=["poll", "article", "reshare"],
)  # fmt: skip
def test_cards_are_laid_out_for_a_person(home: House, card: dict[str, Any], words: str) -> None:
    assert words in page(home.claire, address("publication", by_hand(home, card=card).pk))


def test_a_file_of_another_post_is_not_given(home: House, abroad: House) -> None:
    mine, other = stories.kept(home), stories.kept(home, pdf(), name="autre.pdf")
    publication = by_hand(home, media=[stories.part(mine)])
    assert (
        signed_in(home.claire).get(address("publication_file", publication.pk, other.sha256)).status_code
        == 404
    )
    for stranger in (abroad.claire, abroad.odile):
        assert (
            signed_in(stranger).get(address("publication_file", publication.pk, mine.sha256)).status_code
            == 404
        )
    assert (
        signed_in(home.remi).get(address("publication_file", publication.pk, mine.sha256)).status_code == 403
    )


def test_an_editor_proposes_and_the_leader_reads_the_difference_and_approves(theatre: Theatre) -> None:
    publication = live(theatre)
    shown = post(theatre.home.bruno, "publication_correct", publication.pk, text=CORRECTED)
    assert "Claire Martin reçoit un courrier pour l'approuver" in shown
    assert "Approuver ce texte" not in shown
    change = Change.objects.select_related("version").get()
    assert change.version
    shown = page(theatre.home.claire, address("publication", publication.pk))
    assert "<ins>beaucoup" in shown
    assert CORRECTED in shown
    digest = change.version.content_hash
    refused = post(theatre.home.bruno, "correction_approve", publication.pk, change.pk, content_hash=digest)
    assert "Seul le dirigeant" in refused
    shown = post(theatre.home.claire, "correction_approve", publication.pk, change.pk, content_hash=digest)
    assert "corrigé sur LinkedIn dans quelques secondes" in shown
    theatre.follow(at=LATER + timedelta(minutes=1))
    assert "Texte (version 2)" in page(theatre.home.bruno, address("publication", publication.pk))


def test_a_leader_s_no_says_why(theatre: Theatre) -> None:
    publication = live(theatre)
    post(theatre.home.bruno, "publication_correct", publication.pk, text=CORRECTED)
    change = Change.objects.get()
    assert "Dites en quelques mots" in post(
        theatre.home.claire, "correction_refuse", publication.pk, change.pk
    )
    shown = post(theatre.home.claire, "correction_refuse", publication.pk, change.pk, reason="Trop long")
    assert "Trop long" in shown
    assert Change.objects.get().state == ChangeState.REFUSED


def test_a_text_that_does_not_fit_is_said_beside_its_field(theatre: Theatre) -> None:
    publication = live(theatre)
    answer = signed_in(theatre.home.bruno).post(
        address("publication_correct", publication.pk), {"text": "x" * 3001}
    )
    assert answer.status_code == 422
    assert "x" * 3001 in answer.content.decode()
    assert not Change.objects.exists()


def test_a_removal_is_asked_on_a_page_that_says_what_is_lost(theatre: Theatre) -> None:
    publication = live(theatre)
    shown = page(theatre.home.bruno, address("publication_remove", publication.pk))
    assert "Ce retrait est définitif" in shown
    without = signed_in(theatre.home.bruno).post(
        address("publication_remove", publication.pk), {"reason": " "}
    )
    assert without.status_code == 422
    post(theatre.home.bruno, "publication_remove", publication.pk, reason="Mauvaise date")
    theatre.follow(at=LATER + timedelta(minutes=1))
    shown = page(theatre.home.claire, address("publication", publication.pk))
    assert "retirée de LinkedIn" in shown
    assert "Mauvaise date" in shown
    assert "Voir sur LinkedIn" not in shown
    assert again(publication).state == "removed"
    assert Client().get(address("publication_remove", publication.pk)).status_code == 302


def test_the_comment_to_paste_has_its_own_place_and_answer(theatre: Theatre) -> None:
    theatre.alone()
    publication = theatre.live(first_comment="Le lien")
    theatre.follow(at=DUE + timedelta(seconds=5))
    shown = page(theatre.home.claire, address("publication", publication.pk))
    assert "à publier à la main" in shown
    assert "ne permet pas à Influence de commenter" in shown
    post(theatre.home.claire, "comment_made", publication.pk)
    assert FirstComment.objects.get().state == CommentState.MADE
    assert "il n'y a rien à faire" in post(theatre.home.bruno, "comment_again", publication.pk)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_mail_of_this_kind_is_whole_in_both_languages(theatre: Theatre, language: str) -> None:
    User.objects.update(language=language)
    publication = live(theatre, first_comment="Le lien")
    theatre.fault("403-scope")
    theatre.follow(at=DUE + timedelta(seconds=5))
    change = actions.propose_correction(again(publication), text=CORRECTED, by=theatre.home.bruno, at=DUE)
    assert change.version
    actions.approve_correction(
        change, content_hash=change.version.content_hash, by=theatre.home.claire, at=DUE
    )
    theatre.fault("403-scope")
    theatre.follow(at=DUE + timedelta(minutes=1))
    actions.ask_removal(again(publication), reason="Erreur", by=theatre.home.bruno, at=DUE)
    second = theatre.planned(at=DUE + timedelta(hours=1), text="Une autre.")
    theatre.send(at=DUE + timedelta(hours=1))
    actions.propose_correction(again(second), text="Une autre, corrigée.", by=theatre.home.bruno, at=DUE)
    found = {mail.kind: mail for mail in Message.objects.filter(language=language)}
    kinds = {f"publication_{kind}" for kind in ("comment", "change", "removal", "correction")}
    assert kinds <= set(found)
    for kind in kinds:
        assert found[kind].subject.strip()
        assert reverse("publication", args=[publication.pk]).rsplit("/", 2)[0] in found[kind].text
        assert "{{" not in found[kind].text + found[kind].html


def test_the_post_s_own_page_says_that_it_left_linkedin(theatre: Theatre) -> None:
    publication = live(theatre)
    there = address("post", publication.post_id)
    assert "retirée de LinkedIn" not in page(theatre.home.bruno, there)
    actions.ask_removal(publication, reason="Erreur", by=theatre.home.bruno, at=LATER)
    assert theatre.follow(at=LATER) == [ChangeState.DONE]
    for somebody in (theatre.home.bruno, theatre.home.claire):
        shown = page(somebody, there)
        assert "retirée de LinkedIn" in shown
        assert ">en ligne<" not in shown
        assert "Pourquoi" not in shown


def test_what_a_live_post_still_waits_for_is_on_the_list_of_things_to_do(theatre: Theatre) -> None:
    waits = "attend une personne"
    publication = live(theatre)
    todo = address("publications") + "?etat=a-traiter"
    assert waits not in page(theatre.home.bruno, todo)
    change = actions.propose_correction(publication, text=CORRECTED, by=theatre.home.bruno, at=LATER)
    for somebody in (theatre.home.bruno, theatre.home.claire):
        assert page(somebody, todo).count(waits) == 1
    actions.drop_change(change, by=theatre.home.bruno, at=LATER)
    FirstComment.objects.create(publication=publication, state=CommentState.UNCLEAR, changed_at=LATER)
    assert page(theatre.home.bruno, todo).count(waits) == 1
    FirstComment.objects.update(state=CommentState.MADE, made_at=LATER)
    assert waits not in page(theatre.home.bruno, todo)
