"""Files, cards, comments and voices of a post, through the verbs."""

from datetime import timedelta
from typing import Any

import pytest

from influence.editorial import actions
from influence.editorial.content import recomputed
from influence.editorial.models import Post, Slot, Version
from influence.editorial.refusals import Misfit, NotReady
from influence.editorial.words import Unready
from influence.library.models import MediaFile
from tests.editorial.stories import LATER, TEXT, approved, colleague, draft, fresh, kept, page, part
from tests.makers import NOW, House, slot
from tests.networks import files

POLL = {"kind": "poll", "question": "Et vous ?", "options": ["Oui", "Non"], "duration": "THREE_DAYS"}
ARTICLE = {"kind": "article", "url": "https://saint-luc.example/bilan", "title": "Le bilan"}


def refused(home: House, **beside: Any) -> Misfit:
    where = Slot.objects.first() or slot(home)
    with pytest.raises(Misfit) as refusal:
        draft(home, where=where, **beside)
    assert not Post.objects.exists()
    return refusal.value


def unready(home: House, **beside: Any) -> tuple[Unready, ...]:
    post = draft(home, **beside)
    try:
        actions.submit(post, by=home.bruno, at=NOW)
    except NotReady as refusal:
        return refusal.problems
    return ()


def images(home: House, count: int) -> list[dict[str, str]]:
    return [part(kept(home, files.png(width=40 + n))) for n in range(count)]


def test_a_post_keeps_its_images_in_order_with_their_words(home: House) -> None:
    given = images(home, 3)
    version = draft(home, media=given).version
    assert version
    assert version.media == given
    assert version.content_hash == recomputed(version)


def test_files_of_several_kinds_do_not_mix(home: House) -> None:
    given = [part(kept(home)), part(kept(home, files.pdf(2)), title="Bilan")]
    assert "pas un mélange" in str(refused(home, media=given))


@pytest.mark.parametrize(
    ("content", "said"), [(files.pdf, "un seul document"), (files.mp4, "une seule vidéo")]
)
def test_a_document_or_a_video_comes_alone(home: House, content: Any, said: str) -> None:
    one = part(kept(home, content()))
    assert said in str(refused(home, media=[one, one]))


def test_twenty_images_and_no_more(home: House) -> None:
    given = images(home, 21)
    assert len(fresh(draft(home, media=given[:20])).version.media) == 20
    with pytest.raises(Misfit, match="vous en avez choisi 21"):
        draft(home, media=given, where=slot(home, at=NOW + timedelta(days=4)))


def test_files_and_a_card_exclude_each_other(home: House) -> None:
    assert refused(home, media=[part(kept(home))], card=POLL).field == "media"


def test_another_organisations_file_does_not_exist(home: House, abroad: House) -> None:
    theirs = part(kept(abroad))
    assert "médiathèque" in str(refused(home, media=[theirs]))
    stolen = ARTICLE | {"thumbnail": theirs["sha256"], "thumbnail_alt": "x"}
    assert refused(home, card=stolen).field == "thumbnail"


def test_a_thumbnail_is_an_image(home: House) -> None:
    pdf = kept(home, files.pdf(2))
    assert refused(home, card=ARTICLE | {"thumbnail": pdf.sha256}).field == "thumbnail"


def test_a_leader_speaks_through_no_colleagues_page(home: House) -> None:
    karim = colleague(home)
    theirs = page(home)
    theirs.leader = karim
    theirs.save(update_fields=["leader"])
    assert refused(home, account=theirs).field == "account"


@pytest.mark.parametrize(
    "change",
    [
        {"media": "image"}, {"card": POLL}, {"first_comment": "Le lien."}, {"account": "page"},
        {"media": "words"}, {"card": {}, "media": []},
    ],
    ids=["media", "card", "comment", "account", "alt text", "taken away"],
)  # fmt: skip
def test_whatever_the_leader_approved_changes_only_as_a_new_version(
    home: House, change: dict[str, Any]
) -> None:
    shown = part(kept(home))
    post = approved(home, media=[shown])
    made = {
        "image": [part(kept(home, files.png(width=41)))], "words": [shown | {"alt_text": "Autre chose."}],
        "page": page(home),
    }  # fmt: skip
    given = {
        name: made.get(value, value) if isinstance(value, str) and name != "first_comment" else value
        for name, value in change.items()
    }
    if given.get("card"):
        given["media"] = []
    version = actions.revise(post, text=TEXT, seen=1, by=home.bruno, at=LATER, **given)
    assert (version.number, fresh(post).state) == (2, "draft")
    assert version.content_hash == recomputed(version)
    assert version.content_hash != Version.objects.get(post=post, number=1).content_hash


def test_what_is_not_given_stays_and_voids_nothing(home: House) -> None:
    given = {"media": [part(kept(home))], "first_comment": "Le lien.", "account": page(home)}
    post = approved(home, **given)
    version = actions.revise(post, text=TEXT, seen=1, by=home.bruno, at=LATER)
    assert (version.number, fresh(post).state) == (1, "approved")
    version = actions.revise(post, text="Autre.", seen=1, by=home.bruno, at=LATER)
    assert (version.media, version.first_comment) == (given["media"], "Le lien.")
    assert version.account == given["account"]


def test_the_same_content_handed_in_again_voids_nothing(home: House) -> None:
    given = {"media": [part(kept(home))], "first_comment": "Le\r\nlien."}
    post = approved(home, **given)
    again = given | {"first_comment": "Le\nlien.", "account": home.account, "card": {}}
    assert actions.revise(post, text=TEXT, seen=1, by=home.bruno, at=LATER, **again).number == 1


def test_every_image_needs_its_alternative_text_before_review(home: House) -> None:
    shown = part(kept(home), alt_text=" ")
    assert unready(home, media=[shown]) == (Unready.ALT_MISSING,)


def test_a_thumbnail_needs_it_too(home: House) -> None:
    card = ARTICLE | {"thumbnail": kept(home).sha256}
    assert unready(home, card=card) == (Unready.ALT_MISSING,)


def test_a_document_needs_a_title_and_a_video_none(home: House) -> None:
    assert unready(home, media=[part(kept(home, files.pdf(2)), alt_text="")]) == (Unready.TITLE_MISSING,)


def test_a_video_needs_no_title(home: House) -> None:
    assert unready(home, media=[part(kept(home, files.mp4()), alt_text="")]) == ()


def test_a_file_that_left_the_library_keeps_a_post_from_review(home: House) -> None:
    file = kept(home)
    post = draft(home, media=[part(file)])
    MediaFile.objects.filter(pk=file.pk).delete()
    with pytest.raises(NotReady) as refusal:
        actions.submit(post, by=home.bruno, at=NOW)
    assert refusal.value.problems == (Unready.FILE_GONE,)


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("x" * 1250, ()), ("x" * 1251, (Unready.COMMENT_TOO_LONG,)), ("🙂" * 626, (Unready.COMMENT_TOO_LONG,)),
        ("{{ lien }}", (Unready.COMMENT_MARKUP,)),
    ],
)  # fmt: skip
def test_a_first_comment_is_measured_as_the_network_does(
    home: House, text: str, problems: tuple[Unready, ...]
) -> None:
    assert unready(home, first_comment=text) == problems


def test_a_page_without_the_right_to_publish_is_said_before_review(home: House) -> None:
    mute = page(home, may_publish=False)
    assert unready(home, account=mute) == (Unready.PAGE_CLOSED,)


def test_a_page_speaks_to_everybody_or_not_at_all(home: House) -> None:
    assert unready(home, account=page(home), audience="CONNECTIONS") == (Unready.PAGE_AUDIENCE,)


@pytest.mark.parametrize("what", ["images", "poll", "reshare"])
def test_pictures_polls_and_shared_posts_may_go_without_words(home: House, what: str) -> None:
    beside: dict[str, Any] = {
        "images": {"media": [part(kept(home))]}, "poll": {"card": POLL},
        "reshare": {"card": {"kind": "reshare", "urn": "urn:li:share:7529830966886400000"}},
    }[what]  # fmt: skip
    assert unready(home, text=" ", **beside) == ()


@pytest.mark.parametrize("what", ["document", "article"])
def test_a_document_or_a_link_needs_words(home: House, what: str) -> None:
    beside: dict[str, Any] = {
        "document": {"media": [part(kept(home, files.pdf(2)), title="Bilan")]}, "article": {"card": ARTICLE},
    }[what]  # fmt: skip
    assert unready(home, text=" ", **beside) == (Unready.EMPTY,)
