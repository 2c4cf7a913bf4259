from datetime import timedelta

import pytest

from influence.editorial import actions
from influence.editorial.content import recomputed
from influence.editorial.models import Post, Version
from influence.editorial.refusals import MovedOn, NotReady, Outdated, SlotTaken
from influence.editorial.words import Unready
from influence.journal.models import Entry
from tests.editorial.stories import LATER, TEXT, approved, draft, fresh, in_review
from tests.makers import NOW, House, slot


def test_a_draft_has_its_first_version_and_the_hash_of_what_is_stored(home: House) -> None:
    post = draft(home, text="Une ligne\r\net l'e\u0301tape")
    version = Version.objects.get(post=post)
    assert (post.state, version.number, version.text) == ("draft", 1, "Une ligne\net l'étape")
    assert version.content_hash == recomputed(version)
    assert version.account == home.account


def test_two_posts_never_share_a_slot(home: House) -> None:
    where = slot(home)
    first = draft(home, where=where)
    with pytest.raises(SlotTaken) as refusal:
        draft(home, where=where)
    assert refusal.value.post == first
    assert Post.objects.count() == 1


def test_the_second_editor_is_told_which_version_is_newer(home: House) -> None:
    post = draft(home)
    actions.revise(post, text="Première main.", seen=1, by=home.bruno, at=LATER)
    with pytest.raises(Outdated) as refusal:
        actions.revise(post, text="Seconde main.", seen=1, by=home.odile, at=LATER)
    assert (refusal.value.version.number, refusal.value.version.text) == (2, "Première main.")
    assert Version.objects.filter(post=post).count() == 2


def test_a_text_that_did_not_change_voids_nothing(home: House) -> None:
    post = approved(home)
    entries = Entry.objects.count()
    version = actions.revise(post, text=TEXT.replace("\n", "\r\n"), seen=1, by=home.bruno, at=LATER)
    assert (version.number, fresh(post).state, Entry.objects.count()) == (1, "approved", entries)


def test_another_audience_alone_is_another_version(home: House) -> None:
    post = approved(home)
    version = actions.revise(post, text=TEXT, audience="CONNECTIONS", seen=1, by=home.bruno, at=LATER)
    assert (version.number, fresh(post).state) == (2, "draft")
    assert version.content_hash != Version.objects.get(post=post, number=1).content_hash


def test_what_is_not_given_stays_as_it_was(home: House) -> None:
    post = draft(home)
    actions.revise(
        post,
        text="A",
        template="annonce",
        fields={"sujet": "A"},
        language="en",
        seen=1,
        by=home.bruno,
        at=LATER,
    )
    version = actions.revise(post, text="B", seen=2, by=home.bruno, at=LATER)
    assert (version.template, version.fields, version.language) == ("annonce", {"sujet": "A"}, "en")


@pytest.mark.parametrize("state", ["publishing", "published", "withdrawn"])
def test_a_post_on_its_way_or_gone_is_not_edited(home: House, state: str) -> None:
    post = draft(home)
    Post.objects.filter(pk=post.pk).update(state=state)
    with pytest.raises(MovedOn):
        actions.revise(post, text="Trop tard.", seen=1, by=home.bruno, at=LATER)
    assert Version.objects.filter(post=post).count() == 1


def test_submitting_names_every_problem_at_once(home: House) -> None:
    post = actions.write_post(
        organisation=home.organisation, leader=home.leader, pillar=home.pillar, slot=None, text="{{ prénom }} " + "🙂" * 1500,
        by=home.bruno, at=NOW,
    )  # fmt: skip
    with pytest.raises(NotReady) as refusal:
        actions.submit(post, by=home.bruno, at=NOW)
    assert refusal.value.problems == (Unready.TOO_LONG, Unready.MARKUP, Unready.NO_SLOT)
    assert len(refusal.value.sentences) == 3
    assert fresh(post).state == "draft"


def test_an_empty_text_or_a_slot_that_passed_is_not_submitted(home: House) -> None:
    post = draft(home, text=" \n ")
    with pytest.raises(NotReady) as refusal:
        actions.submit(post, by=home.bruno, at=post.slot.at)
    assert refusal.value.problems == (Unready.EMPTY, Unready.SLOT_PASSED)


@pytest.mark.parametrize(
    ("text", "fits"), [("🙂" * 1500, True), ("🙂" * 1500 + "!", False), ("é" * 3000, True)]
)
def test_the_limit_counts_utf16_units(home: House, text: str, fits: bool) -> None:
    post = draft(home, text=text)
    if fits:
        assert actions.submit(post, by=home.bruno, at=NOW).submitted_by == home.bruno
    else:
        with pytest.raises(NotReady):
            actions.submit(post, by=home.bruno, at=NOW)


def test_submitting_twice_is_refused_in_words(home: House) -> None:
    post = in_review(home)
    with pytest.raises(MovedOn) as refusal:
        actions.submit(post, by=home.bruno, at=NOW + timedelta(seconds=1))
    assert "en relecture" in str(refusal.value)
