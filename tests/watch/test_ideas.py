"""An idea is kept, dismissed, taken back, and becomes one draft."""

from datetime import timedelta

import pytest

from influence.core.lifecycle import PostState
from influence.editorial.models import Line, LinePillar, Post
from influence.journal.models import Entry
from influence.watch import ideas
from influence.watch.models import Idea, IdeaState
from influence.watch.offers import offers, themes
from influence.watch.refusals import IdeaThere, MovedOn
from tests.makers import NOW, House, slot, stranger
from tests.watch.makers import LINK, idea

pytestmark = pytest.mark.django_db


def state(one: Idea) -> str:
    return Idea.objects.get(pk=one.pk).state


def drafted(home: House, one: Idea, **beside: object) -> Post:
    given: dict[str, object] = {"leader": home.leader, "pillar": home.pillar, "place": None} | beside
    return ideas.make_draft(one, by=home.bruno, at=NOW, **given)  # type: ignore[arg-type]


def test_it_is_kept_with_a_note_dismissed_and_taken_back(home: House) -> None:
    one = idea(home)
    ideas.keep(one, note="Pour Claire.", by=home.bruno, at=NOW)
    one.refresh_from_db()
    ideas.dismiss(one, by=home.odile, at=NOW)
    with pytest.raises(MovedOn):
        ideas.dismiss(one, by=home.bruno, at=NOW)
    ideas.take_back(one, by=home.bruno, at=NOW)
    one.refresh_from_db()
    assert (one.state, one.note, one.kept_by) == (IdeaState.KEPT, "Pour Claire.", home.bruno)
    assert [entry.verb for entry in Entry.objects.order_by("sequence")] == [
        "idea.kept", "idea.dismissed", "idea.taken_back",
    ]  # fmt: skip


def test_one_that_was_never_kept_comes_back_as_new(home: House) -> None:
    one = idea(home)
    ideas.dismiss(one, by=home.bruno, at=NOW)
    ideas.take_back(one, by=home.bruno, at=NOW)
    assert state(one) == IdeaState.NEW


def test_it_becomes_a_draft_with_its_title_and_its_link_as_a_card(home: House) -> None:
    one = idea(home, title="Des urgences plus calmes")
    post = drafted(home, one)
    assert (post.state, post.slot, post.pillar) == (PostState.DRAFT, None, home.pillar)
    assert post.version is not None
    assert post.version.text == "Des urgences plus calmes"
    card = post.version.card
    assert (card["kind"], card["url"], card["title"]) == ("article", LINK, "Des urgences plus calmes")
    one.refresh_from_db()
    assert (one.state, one.used_as) == (IdeaState.USED, post)


@pytest.mark.parametrize(
    ("link", "text"), [("", "Une idée"), ("http://a.example/1", "Une idée\n\nhttp://a.example/1")]
)
def test_without_a_safe_address_there_is_no_card(home: House, link: str, text: str) -> None:
    post = drafted(home, idea(home, link=link))
    assert post.version is not None
    assert (post.version.text, post.version.card) == (text, {})


def test_it_becomes_one_draft_however_often_it_is_asked(home: House) -> None:
    one = idea(home)
    drafted(home, one)
    with pytest.raises(MovedOn):
        drafted(home, one)
    assert Post.objects.count() == 1


def test_it_stands_in_the_place_that_waits_for_it(home: House) -> None:
    waiting = slot(home, at=NOW + timedelta(days=2))
    first, *others = offers(home.leader, now=NOW)
    assert (first.at, first.is_planned, len(others)) == (waiting.at, True, 5)
    assert not any(one.is_planned for one in others)
    post = drafted(home, idea(home), place=first)
    assert post.slot == waiting
    assert waiting.at not in {one.at for one in offers(home.leader, now=NOW)}


def test_the_leaders_own_line_comes_before_the_committees(home: House) -> None:
    shared = [(one.pillar, one.weight, one.is_own) for one in themes(home.leader)]
    assert shared == [(home.pillar, 60, False), (home.other_pillar, 40, False)]
    line = Line.objects.create(organisation=home.organisation, codir=home.codir, leader=home.leader)
    LinePillar.objects.create(line=line, pillar=home.other_pillar, weight=70)
    own = [(one.pillar, one.weight, one.is_own) for one in themes(home.leader)]
    assert own == [(home.other_pillar, 70, True), (home.pillar, None, False)]


def test_a_persons_own_idea_is_kept_from_the_start_and_once(home: House) -> None:
    def noted(house: House, title: str, link: str) -> Idea:
        return ideas.add_idea(
            organisation=house.organisation, title=title, link=link, note="", by=house.bruno, at=NOW
        )

    assert noted(home, "Une visite", "").state == IdeaState.KEPT
    with pytest.raises(IdeaThere):
        noted(home, "UNE VISITE", "")
    noted(home, "Une visite", LINK)
    noted(stranger(), "Une visite", "")
