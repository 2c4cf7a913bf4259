"""The composer with what goes with a text, over real requests; without a script, as every form here."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from influence.editorial.models import Post
from influence.library.models import MediaFile
from tests.editorial.stories import colleague, draft, fresh, in_review, kept, page, part, yes
from tests.editorial.test_pages import NEW, SOON, Browser, typed
from tests.makers import NOW, House, slot
from tests.networks import files

POLL = {
    "joined": "poll", "question": "Et vous ?", "option_1": "Oui", "option_2": "Non", "option_3": "", "option_4": "",
    "duration": "SEVEN_DAYS",
}  # fmt: skip


@pytest.fixture
def bruno(home: House) -> Browser:
    return Browser(home.bruno)


def saved(home: House, bruno: Browser, **given: object) -> Post:
    words = bruno.send(NEW, NEW, **typed(home, **given))
    assert "Le brouillon est enregistré." in words, words
    return Post.objects.select_related("version__account").get()


def album(home: House, count: int = 3) -> list[MediaFile]:
    return [
        kept(home, files.png(width=40 + n), name=f"photo-{n}.png", alt_text=f"La photo {n}.")
        for n in range(count)
    ]


def order(words: str) -> list[str]:
    return re.findall(r'name="media" value="([0-9a-f]{64})"', words)


def test_ticked_images_are_joined_with_the_librarys_words(home: House, bruno: Browser) -> None:
    first, second, _third = album(home)
    post = saved(home, bruno, joined="image", **{"pick-image": [first.sha256, second.sha256]})
    assert post.version
    assert post.version.media == [part(first, alt_text="La photo 0."), part(second, alt_text="La photo 1.")]


def test_picking_shows_the_fields_and_keeps_everything_typed(home: House, bruno: Browser) -> None:
    first, *_rest = album(home)
    given = typed(home, do="pick", joined="image", first_comment="Le lien.", **{"pick-image": first.sha256})
    words = bruno.send(NEW, NEW, **given)
    assert not Post.objects.exists()
    assert order(words) == [first.sha256]
    assert f'name="alt-{first.sha256}" rows="2" maxlength="4086">La photo 0.</textarea>' in words
    assert "Mon <b>texte</b> à moi." in words
    assert ">\nLe lien.</textarea>" in words


@pytest.mark.parametrize(
    ("do", "expected"),
    [("up:1", [1, 0, 2]), ("down:1", [0, 2, 1]), ("up:0", [0, 1, 2]), ("drop:1", [0, 2]), ("down:9", [0, 1, 2])],
)  # fmt: skip
def test_images_change_places_by_buttons(home: House, bruno: Browser, do: str, expected: list[int]) -> None:
    names = [one.sha256 for one in album(home)]
    verb, place = do.split(":")
    target = names[int(place)] if int(place) < 3 else "f" * 64
    words = bruno.send(NEW, NEW, **typed(home, do=f"{verb}:{target}", joined="image", media=names))
    assert order(words) == [names[n] for n in expected]


def test_the_words_typed_for_an_image_are_what_is_kept(home: House, bruno: Browser) -> None:
    first, *_rest = album(home)
    given = {"media": first.sha256, f"alt-{first.sha256}": "Autre chose."}
    post = saved(home, bruno, joined="image", **given)
    assert post.version
    assert post.version.media[0]["alt_text"] == "Autre chose."
    assert MediaFile.objects.get(pk=first.pk).alt_text == "La photo 0."


def test_a_second_document_takes_the_place_of_the_first(home: House, bruno: Browser) -> None:
    old, new = kept(home, files.pdf(2), name="a.pdf"), kept(home, files.pdf(3), name="b.pdf")
    words = bruno.send(
        NEW,
        NEW,
        **typed(home, do="pick", joined="document", media=old.sha256, **{"pick-document": new.sha256}),
    )
    assert order(words) == [new.sha256]


def test_another_organisations_file_is_not_offered_and_not_taken(
    home: House, abroad: House, bruno: Browser
) -> None:
    theirs = kept(abroad, name="secret.png")
    words = bruno.send(NEW, NEW, **typed(home, joined="image", **{"pick-image": theirs.sha256}))
    assert "n'est plus dans la médiathèque" in words
    assert "secret.png" not in words
    assert not Post.objects.exists()


def test_a_file_of_this_device_goes_to_the_library_and_to_the_desk(home: House, bruno: Browser) -> None:
    photo = SimpleUploadedFile("bloc.png", files.png(), content_type="image/png")
    words = bruno.send(NEW, NEW, **typed(home, do="upload", joined="image", upload=photo, checked="1"))
    file = MediaFile.objects.get()
    assert (file.name, file.checked_by) == ("bloc.png", home.bruno)
    assert order(words) == [file.sha256]
    assert "Mon <b>texte</b> à moi." in words


def test_a_file_whose_people_were_not_asked_is_not_taken(home: House, bruno: Browser) -> None:
    photo = SimpleUploadedFile("bloc.png", files.png(), content_type="image/png")
    words = bruno.send(NEW, NEW, **typed(home, joined="image", upload=photo))
    assert "Vérifiez la liste" in words
    assert not MediaFile.objects.exists()
    assert not Post.objects.exists()


def test_a_file_that_the_network_would_refuse_is_named_and_nothing_is_lost(
    home: House, bruno: Browser
) -> None:
    bad = SimpleUploadedFile("notes.docx", b"PK\x03\x04 no picture", content_type="image/png")
    words = bruno.send(NEW, NEW, **typed(home, joined="image", upload=bad, checked="1"))
    assert "notes.docx" in words
    assert "Mon <b>texte</b> à moi." in words
    assert not Post.objects.exists()


def test_a_document_brought_under_images_is_shown_where_documents_are(home: House, bruno: Browser) -> None:
    pdf = SimpleUploadedFile("bilan.pdf", files.pdf(2), content_type="application/pdf")
    words = bruno.send(NEW, NEW, **typed(home, do="upload", joined="image", upload=pdf, checked="1"))
    assert re.search(r'name="joined" value="document"[^>]* checked', words)


def test_the_library_is_searched_by_name(home: House, bruno: Browser) -> None:
    album(home, 2)
    words = bruno.send(NEW, NEW, **typed(home, do="search", joined="image", **{"words-image": "photo-1"}))
    offered = re.findall(r'name="pick-image" value="(\w+)"', words)
    assert offered == [MediaFile.objects.get(name="photo-1.png").sha256]


def test_images_without_an_image_are_asked_for(home: House, bruno: Browser) -> None:
    words = bruno.send(NEW, NEW, **typed(home, joined="image", do="submit"))
    assert "Choisissez au moins un fichier, ou « Rien »." in words
    assert not Post.objects.exists()


def test_a_file_that_left_the_library_is_shown_and_taken_away(home: House, bruno: Browser) -> None:
    gone, stays = kept(home), kept(home, files.png(width=41))
    post = draft(home, where=slot(home, at=SOON), at=timezone.now(), media=[part(gone), part(stays)])
    MediaFile.objects.filter(pk=gone.pk).delete()
    edit = f"/publications/{post.pk}/modifier/"
    assert "Ce fichier n'est plus dans la médiathèque." in bruno.read(edit)
    given = {"seen": "1", "joined": "image"}
    both = [gone.sha256, stays.sha256]
    assert "retirez-le, ou ajoutez-le de nouveau" in bruno.send(
        edit, edit, **typed(home, media=both, **given)
    )
    assert order(bruno.send(edit, edit, **typed(home, media=both, do=f"drop:{gone.sha256}", **given))) == [
        stays.sha256
    ]
    bruno.send(edit, edit, **typed(home, media=[stays.sha256], **given))
    assert [one["sha256"] for one in fresh(post).version.media] == [stays.sha256]


def test_a_poll_is_written_and_found_again(home: House, bruno: Browser) -> None:
    post = saved(home, bruno, **POLL)
    assert post.version
    assert post.version.card == {
        "kind": "poll", "question": "Et vous ?", "options": ["Oui", "Non"], "duration": "SEVEN_DAYS",
    }  # fmt: skip
    words = bruno.read(f"/publications/{post.pk}/modifier/")
    assert re.search(r'name="joined" value="poll"[^>]* checked', words)
    assert 'value="Et vous ?"' in words
    shown = bruno.read(f"/publications/{post.pk}/")
    assert "Sondage ouvert une semaine." in shown
    assert "L'auteur voit qui a voté pour quoi." in shown


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (POLL | {"option_2": "x" * 31}, "31 caractères, pour 30 au plus."),
        (POLL | {"question": ""}, "Un sondage pose une question."),
        ({"joined": "article", "url": "saint-luc.example", "title": "Le bilan"}, "qui commence par https://"),
        ({"joined": "reshare", "link": "https://example.org/x"}, "ne mène pas à une publication LinkedIn"),
    ],
)  # fmt: skip
def test_what_a_card_cannot_be_is_said_and_everything_typed_is_there(
    home: House, bruno: Browser, given: dict[str, Any], said: str
) -> None:
    words = bruno.send(NEW, NEW, **typed(home, **given))
    assert said in words
    assert "Mon <b>texte</b> à moi." in words
    for name in ("question", "option_2", "url", "link"):
        assert given.get(name, "") in words
    assert not Post.objects.exists()


def test_an_article_with_its_thumbnail(home: House, bruno: Browser) -> None:
    picture = kept(home)
    given = {
        "url": "https://saint-luc.example/bilan", "title": "Le bilan", "description": "Trois ans.",
        "thumbnail": picture.sha256, "thumbnail_alt": "Le bloc.",
    }  # fmt: skip
    post = saved(home, bruno, joined="article", **given)
    assert post.version
    assert post.version.card == {"kind": "article"} | given


def test_what_is_typed_for_another_kind_does_not_count(home: House, bruno: Browser) -> None:
    picture = kept(home)
    post = saved(home, bruno, **(POLL | {"joined": "", "media": picture.sha256}))
    assert post.version
    assert (post.version.card, post.version.media) == ({}, [])


def test_a_leader_without_pages_is_asked_nothing(home: House, bruno: Browser) -> None:
    assert 'name="account"' not in bruno.read(NEW)


def test_a_post_may_speak_through_a_page_and_come_back_to_the_profile(home: House, bruno: Browser) -> None:
    voice = page(home)
    assert "Page Saint-Luc, par Claire Martin" in bruno.read(NEW)
    post = saved(home, bruno, account=str(voice.pk))
    assert post.version
    assert post.version.account == voice
    here = f"/publications/{post.pk}/"
    assert "LinkedIn, page Saint-Luc" in bruno.read(here)
    edit = f"{here}modifier/"
    bruno.send(edit, edit, **typed(home, seen="1", account=""))
    assert fresh(post).version.account == home.account


def test_a_page_belongs_to_its_leader(home: House, bruno: Browser) -> None:
    voice = page(home)
    karim = colleague(home)
    words = bruno.send(NEW, NEW, **typed(home, leader=karim.pk, account=str(voice.pk)))
    assert "Cette page n'est pas de celles par lesquelles Karim Benali s'exprime" in words
    assert not Post.objects.exists()


def test_taking_the_images_away_is_a_new_version_said_in_words(home: House, bruno: Browser) -> None:
    post = draft(home, where=slot(home, at=SOON), at=timezone.now(), media=[part(kept(home))])
    edit = f"/publications/{post.pk}/modifier/"
    bruno.send(edit, edit, **typed(home, seen="1", joined="", text=post.version.text if post.version else ""))
    assert fresh(post).version.media == []
    assert "Pièce jointe retirée." in bruno.read(f"/publications/{post.pk}/")


def test_the_preview_shows_what_goes_with_the_text_and_keeps_nothing(home: House, bruno: Browser) -> None:
    picture = kept(home, alt_text="La photo.")
    given = typed(home, joined="image", first_comment="Le lien.", **{"pick-image": picture.sha256})
    words = bruno.send("/publications/apercu/", NEW, **given)
    assert f'src="/mediatheque/{picture.pk}/fichier/"' in words
    assert "La photo." in words
    assert "Claire Martin l'ajoutera à la main" in words
    assert not Post.objects.exists()


def test_the_preview_says_what_a_poll_still_lacks(home: House, bruno: Browser) -> None:
    given = typed(home, **(POLL | {"option_2": ""}))
    assert "de deux à quatre réponses" in bruno.send("/publications/apercu/", NEW, **given)


def test_submitting_a_picture_without_words_is_refused_and_kept_as_a_draft(
    home: House, bruno: Browser
) -> None:
    picture = kept(home)
    words = bruno.send(NEW, NEW, **typed(home, do="submit", joined="image", **{"pick-image": picture.sha256}))
    assert "n'a pas de texte de remplacement" in words
    assert Post.objects.get().state == "draft"


@pytest.mark.parametrize(
    ("beside", "word"),
    [
        ("image", "image"), ("images", "images"), ("document", "document"), ("video", "vidéo"), ("poll", "sondage"),
        ("article", "article"), ("reshare", "republication"), ("none", ""),
    ],
)  # fmt: skip
def test_the_calendar_says_in_a_word_what_goes_with_a_text(
    home: House, bruno: Browser, beside: str, word: str
) -> None:
    kinds: dict[str, dict[str, Any]] = {
        "image": {"media": [files.png()]}, "images": {"media": [files.png(), files.png(width=41)]},
        "document": {"media": [files.pdf(2)]}, "video": {"media": [files.mp4()]}, "none": {},
        "poll": {"card": {"kind": "poll", "question": "Q ?", "options": ["a", "b"], "duration": "ONE_DAY"}},
        "article": {"card": {"kind": "article", "url": "https://a.example", "title": "T"}},
        "reshare": {"card": {"kind": "reshare", "urn": "urn:li:share:7529830966886400000"}},
    }  # fmt: skip
    given = dict(kinds[beside])
    if "media" in given:
        given["media"] = [part(kept(home, content)) for content in given["media"]]
    draft(home, where=slot(home, at=SOON), at=timezone.now(), **given)
    month = f"?mois={SOON:%Y-%m}"
    found = re.findall(r'<span class="content">([^<]*)</span>', bruno.read(f"/calendrier/{month}"))
    assert found == ([word] if word else [])
    assert (f'<span class="chip">{word}</span>' in bruno.read(f"/calendrier/liste/{month}")) == bool(word)


def test_a_save_that_came_back_says_so_at_the_top(home: House, bruno: Browser) -> None:
    said = "Rien n'est encore enregistré"
    assert said in bruno.send(NEW, NEW, **typed(home, **POLL | {"option_2": ""}))
    assert said not in bruno.send(NEW, NEW, **typed(home, do="pick", joined="image"))


def test_a_thumbnail_without_words_brings_those_of_the_library(home: House, bruno: Browser) -> None:
    [photo] = album(home, 1)
    given = {"joined": "article", "url": "https://saint-luc.example/bilan", "title": "Le bilan"}
    post = saved(home, bruno, **given, thumbnail=photo.sha256)
    assert post.version
    assert post.version.card["thumbnail_alt"] == "La photo 0."


def test_an_article_keeps_its_thumbnail_when_newer_images_push_it_off_the_list(
    home: House, bruno: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, *_newer = album(home)
    given = {"joined": "article", "url": "https://saint-luc.example/bilan", "title": "Le bilan"}
    post = saved(home, bruno, **given, thumbnail=old.sha256)
    monkeypatch.setattr("influence.editorial.views.attachments.PICTURES", 1)
    address = f"/publications/{post.pk}/modifier/"
    assert f'value="{old.sha256}" selected' in bruno.read(address)
    changed = typed(home, **given, thumbnail=old.sha256, text="Un autre texte.", seen="1")
    assert "Le brouillon est enregistré." in bruno.send(address, address, **changed)
    assert fresh(post).version.card["thumbnail"] == old.sha256


def edit(home: House, bruno: Browser, post: Post, **given: object) -> str:
    address = f"/publications/{post.pk}/modifier/"
    given = {"text": fresh(post).version.text, "seen": fresh(post).version.number} | given  # type: ignore[union-attr]
    return bruno.send(address, address, **typed(home, **given))


def test_a_post_without_a_date_is_said_to_be_and_stays_so(home: House, bruno: Browser) -> None:
    post = saved(home, bruno, is_undated="on")
    assert post.is_undated
    assert "non datée" in bruno.read(f"/publications/{post.pk}/")
    edit(home, bruno, post, text="Autrement dit.", is_undated="on")
    assert fresh(post).is_undated
    edit(home, bruno, post)
    assert not fresh(post).is_undated
    assert saved_versions(post) == 3


def saved_versions(post: Post) -> int:
    return post.versions.count()


@pytest.mark.parametrize("state", ["in_review", "approved"])
def test_what_the_leader_was_asked_about_changes_its_date_only_with_a_new_question(
    home: House, bruno: Browser, state: str
) -> None:
    """The box is part of what they read: ticking it afterwards is an edit like any other."""
    post = in_review(home)
    if state == "approved":
        yes(home, post, at=NOW)
    edit(home, bruno, post)
    assert fresh(post).state == state
    edit(home, bruno, post, is_undated="on")
    assert (fresh(post).state, fresh(post).is_undated) == ("draft", True)
    assert fresh(post).version.number == 2  # type: ignore[union-attr]


def test_the_box_is_kept_while_a_template_is_chosen(home: House, bruno: Browser) -> None:
    ticked = bruno.send(NEW, NEW, **typed(home, do="choose", is_undated="on"))
    assert re.search(r'name="is_undated"[^>]* checked', ticked)
    assert not re.search(r'name="is_undated"[^>]* checked', bruno.send(NEW, NEW, **typed(home, do="choose")))
