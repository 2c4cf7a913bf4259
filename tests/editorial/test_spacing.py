"""Gaps between the posts of one leader and between leaders: R-2.8."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.db.models import F
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from influence.core import cadence
from influence.editorial import actions
from influence.editorial.collisions import Said, near_to
from influence.editorial.free import apart, next_free
from influence.editorial.models import Post, Slot
from influence.editorial.refusals import NotReady, TooClose
from influence.editorial.spacing import PLANNED, Conflict, among, conflicts
from influence.journal.models import Entry
from influence.people.models import Leader, User
from influence.safeguards.models import Policy
from tests import makers
from tests.editorial.importing.files import plain
from tests.editorial.stories import LATER, approved, colleague, draft, fresh
from tests.editorial.test_races import split, together
from tests.makers import NOW, House, slot

TUESDAY = NOW + timedelta(days=8)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """Pages ask the clock."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def spaced(home: House) -> House:
    """With the gaps that hold where nobody set any; theme and words are test_collisions' matter."""
    only_gaps()
    return home


def only_gaps() -> None:
    Policy.objects.update(min_gap_hours=20, spacing_minutes=60)


def post_of(home: House, leader: Leader, at: datetime) -> Post:
    day, hour = cadence.wall(at, leader.zone)
    place = Slot.objects.create(
        organisation=home.organisation,
        leader=leader,
        pillar=home.pillar,
        day=day,
        time=hour,
        zone=leader.zone,
        at=at,
    )
    return actions.write_post(
        organisation=home.organisation, leader=leader, pillar=home.pillar, slot=place, text="Une idée.", by=home.bruno, at=NOW
    )  # fmt: skip


def submitted(home: House, leader: Leader, at: datetime, **given: str) -> Post:
    post = post_of(home, leader, at)
    actions.submit(post, by=home.bruno, at=NOW, **given)
    return fresh(post)


def refused(home: House, leader: Leader, at: datetime) -> list[Conflict]:
    with pytest.raises(NotReady) as refusal:
        submitted(home, leader, at)
    return [one for one in refusal.value.problems if isinstance(one, Conflict)]


def shift(home: House, post: Post, at: datetime, **given: str) -> Slot:
    day, hour = cadence.wall(at, post.leader.zone)
    return actions.move(
        post, day=day, time=hour, zone=post.leader.zone, fold=None, by=home.bruno, at=LATER, **given
    )


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("side", [1, -1])
def test_a_leader_does_not_speak_twice_within_the_gap(spaced: House, side: int) -> None:
    first = submitted(spaced, spaced.leader, TUESDAY)
    (found,) = refused(spaced, spaced.leader, TUESDAY + side * (20 * HOUR - MINUTE))
    assert (found.with_.post_id, found.is_own, found.wanted) == (first.pk, True, 20 * HOUR)
    assert submitted(spaced, spaced.leader, TUESDAY + side * 20 * HOUR).state == "in_review"


@pytest.mark.parametrize("side", [1, -1])
def test_two_leaders_do_not_speak_within_the_hour(spaced: House, side: int) -> None:
    karim = colleague(spaced)
    first = submitted(spaced, spaced.leader, TUESDAY)
    (found,) = refused(spaced, karim, TUESDAY + side * 59 * MINUTE)
    assert (found.with_.post_id, found.is_own, found.wanted) == (first.pk, False, HOUR)
    assert submitted(spaced, karim, TUESDAY + side * HOUR).state == "in_review"


def test_another_organisations_posts_are_never_too_close(spaced: House, abroad: House) -> None:
    submitted(abroad, abroad.leader, TUESDAY)
    assert submitted(spaced, spaced.leader, TUESDAY).state == "in_review"


def test_the_policy_says_how_close_is_too_close(home: House) -> None:
    Policy.objects.update(min_gap_hours=2, spacing_minutes=5)
    karim = colleague(home)
    submitted(home, home.leader, TUESDAY)
    assert refused(home, home.leader, TUESDAY + 119 * MINUTE)
    assert refused(home, karim, TUESDAY + 4 * MINUTE)
    submitted(home, karim, TUESDAY + 5 * MINUTE)
    submitted(home, home.leader, TUESDAY + 2 * HOUR)


@pytest.mark.parametrize("state", ["withdrawn", "refused", "missed", "failed", "draft"])
def test_what_will_not_go_out_is_not_too_close(spaced: House, state: str) -> None:
    other = submitted(spaced, spaced.leader, TUESDAY)
    Post.objects.filter(pk=other.pk).update(state=state)
    assert submitted(spaced, spaced.leader, TUESDAY + HOUR).state == "in_review"


@pytest.mark.parametrize("state", ["in_review", "returned", "approved", "scheduled", "publishing"])
def test_what_may_still_go_out_holds_its_place(spaced: House, state: str) -> None:
    other = submitted(spaced, spaced.leader, TUESDAY)
    Post.objects.filter(pk=other.pk).update(state=state)
    assert refused(spaced, spaced.leader, TUESDAY + HOUR)


def test_what_is_online_counts_within_the_gap_and_what_was_taken_down_does_not(spaced: House) -> None:
    out = makers.published(spaced, at=NOW - 2 * HOUR)
    soon = NOW + 3 * HOUR
    assert conflicts(spaced.leader, soon)
    assert not conflicts(spaced.leader, NOW + 18 * HOUR)
    Post.objects.filter(pk=out.post_id).update(reason="removed")
    assert not conflicts(spaced.leader, soon)


def test_who_chooses_a_place_hears_of_drafts_too(spaced: House) -> None:
    post_of(spaced, spaced.leader, TUESDAY)
    assert near_to(Said(spaced.leader, None, TUESDAY + HOUR, ""), now=NOW)
    assert not conflicts(spaced.leader, TUESDAY + HOUR)


def test_the_sentence_names_who_and_when_and_never_the_words(spaced: House) -> None:
    karim = colleague(spaced, zone="Indian/Reunion")
    submitted(spaced, spaced.leader, TUESDAY)
    (own,) = refused(spaced, spaced.leader, TUESDAY + HOUR)
    (other,) = refused(spaced, karim, TUESDAY + 30 * MINUTE)
    assert plain(own) == (
        "Trop près d'une autre publication de Claire Martin, le mardi 9 juin 2026 à 10:00 : il faut 20 h entre les deux."
    )
    assert plain(other) == (
        "Trop près de la publication de Claire Martin, le mardi 9 juin 2026 à 12:00 : "
        "il faut 60 min entre deux dirigeants."
    )


def test_a_reason_lets_a_post_stand_close_and_is_kept(spaced: House) -> None:
    first = submitted(spaced, spaced.leader, TUESDAY)
    post = submitted(spaced, spaced.leader, TUESDAY + HOUR, closeness_reason="  La suite de l'annonce.  ")
    assert (post.state, post.closeness_reason) == ("in_review", "La suite de l'annonce.")
    entry = Entry.objects.filter(verb="post.submitted").latest("sequence")
    assert entry.details["close_to"] == [first.pk]
    assert "annonce" not in str(entry.details)


def test_a_reason_without_anything_close_is_not_kept(spaced: House) -> None:
    post = submitted(spaced, spaced.leader, TUESDAY, closeness_reason="Pour rien.")
    assert post.closeness_reason == ""
    assert "close_to" not in Entry.objects.get(verb="post.submitted").details


def test_a_reason_does_not_outlive_its_place(spaced: House) -> None:
    submitted(spaced, spaced.leader, TUESDAY)
    post = submitted(spaced, spaced.leader, TUESDAY + HOUR, closeness_reason="La suite.")
    shift(spaced, post, TUESDAY + 48 * HOUR)
    assert fresh(post).closeness_reason == ""
    with pytest.raises(TooClose):
        shift(spaced, fresh(post), TUESDAY + 2 * HOUR)


def test_an_approved_post_moves_beside_another_only_with_a_reason(spaced: House) -> None:
    submitted(spaced, spaced.leader, TUESDAY)
    post = approved(spaced, where=slot(spaced, at=TUESDAY + 48 * HOUR))
    with pytest.raises(TooClose):
        shift(spaced, post, TUESDAY + HOUR)
    assert fresh(post).slot.at == TUESDAY + 48 * HOUR
    shift(spaced, post, TUESDAY + HOUR, closeness_reason="Le même jour exprès.")
    assert (fresh(post).state, fresh(post).closeness_reason) == ("approved", "Le même jour exprès.")


def test_a_draft_moves_anywhere_and_is_asked_at_its_submission(spaced: House) -> None:
    submitted(spaced, spaced.leader, TUESDAY)
    post = draft(spaced, where=slot(spaced, at=TUESDAY + 48 * HOUR))
    shift(spaced, post, TUESDAY + HOUR)
    with pytest.raises(NotReady):
        actions.submit(post, by=spaced.bruno, at=LATER)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("who", ["the same leader", "two leaders"])
def test_two_editors_at_once_put_one_of_two_close_posts_forward(who: str) -> None:
    home = makers.house()
    only_gaps()
    other = home.leader if who == "the same leader" else colleague(home)
    for week in range(4):
        at = TUESDAY + timedelta(weeks=week)
        one, two = post_of(home, home.leader, at), post_of(home, other, at + 30 * MINUTE)
        done, turned_down = split(
            together(*(lambda post=post: actions.submit(post, by=home.bruno, at=NOW) for post in (one, two)))
        )
        assert (len(done), [type(one) for one in turned_down]) == (1, [NotReady])
        assert sorted([fresh(one).state, fresh(two).state]) == ["draft", "in_review"]


def test_a_free_place_costs_the_same_in_a_full_house_and_keeps_its_distance(
    spaced: House, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    karim, leader = colleague(spaced), spaced.leader
    with django_assert_num_queries(3):
        first = next_free(leader, after=NOW)
    for one in list(apart(leader, after=NOW))[:12]:
        post_of(spaced, karim, one.at + timedelta(minutes=59))
    with django_assert_num_queries(3):
        found = next_free(leader, after=NOW)
    assert first is not None
    assert found is not None
    assert found.at > first.at
    assert not among(leader, found.at, states=PLANNED, apart_from=None)
    Slot.objects.filter(post__leader=karim).update(at=F("at") + timedelta(minutes=1))
    assert next_free(leader, after=NOW) == first


def test_the_posts_page_asks_why_only_where_it_is_too_close(spaced: House) -> None:
    submitted(spaced, spaced.leader, TUESDAY)
    near_by, far = (
        post_of(spaced, spaced.leader, TUESDAY + HOUR),
        post_of(spaced, spaced.leader, TUESDAY + 48 * HOUR),
    )
    bruno = browser(spaced.bruno)
    page = plain(bruno.get(reverse("post", args=[near_by.pk])).content.decode())
    assert "Pourquoi malgré tout ?" in page
    assert "Pourquoi malgré tout" not in plain(bruno.get(reverse("post", args=[far.pk])).content.decode())
    bruno.post(reverse("post_submit", args=[near_by.pk]))
    assert fresh(near_by).state == "draft"
    page = bruno.post(reverse("post_submit", args=[near_by.pk]), {"why": "La suite."}, follow=True)
    assert (fresh(near_by).state, fresh(near_by).closeness_reason) == ("in_review", "La suite.")
    assert "La suite." in page.content.decode()


def test_why_is_not_asked_while_something_else_is_missing(spaced: House) -> None:
    submitted(spaced, spaced.leader, TUESDAY)
    post = post_of(spaced, spaced.leader, TUESDAY + HOUR)
    actions.revise(post, text="", seen=1, by=spaced.bruno, at=NOW)
    page = plain(browser(spaced.bruno).get(reverse("post", args=[post.pk])).content.decode())
    assert "Trop près" in page
    assert "Pourquoi malgré tout" not in page


def test_a_move_shows_what_is_close_and_asks_why_for_a_post_put_forward(spaced: House) -> None:
    submitted(spaced, spaced.leader, TUESDAY)
    post = submitted(spaced, spaced.leader, TUESDAY + 48 * HOUR)
    bruno, address = browser(spaced.bruno), reverse("post_move", args=[post.pk])
    assert "Pourquoi" not in bruno.get(address).content.decode()
    page = plain(unescape(bruno.post(address, {"day": "2026-06-09", "time": "11:00"}).content.decode()))
    assert "Trop près d'une autre publication de Claire Martin" in page
    assert "Pourquoi malgré tout ?" in page
    bruno.post(address, {"day": "2026-06-09", "time": "11:00", "why": "Exprès."})
    assert (fresh(post).slot.at, fresh(post).closeness_reason) == (TUESDAY + HOUR, "Exprès.")


def test_a_moved_draft_is_told_what_it_is_close_to(spaced: House) -> None:
    submitted(spaced, spaced.leader, TUESDAY)
    post = draft(spaced, where=slot(spaced, at=TUESDAY + 48 * HOUR))
    address = reverse("post_move", args=[post.pk])
    page = browser(spaced.bruno).post(address, {"day": "2026-06-09", "time": "11:00"}, follow=True)
    assert "notice warn" in page.content.decode()
    assert fresh(post).slot.at == TUESDAY + HOUR


def test_the_composer_says_what_the_chosen_place_is_close_to(spaced: House) -> None:
    submitted(spaced, spaced.leader, TUESDAY)
    bruno = browser(spaced.bruno)
    typed = {"leader": str(spaced.leader.pk), "day": "2026-06-09", "time": "11:30", "text": "Bonjour."}
    assert "Trop près" in bruno.post(reverse("post_preview"), typed).content.decode()
    query = f"?dirigeant={spaced.leader.pk}&jour=2026-06-09&heure=11:30"
    assert "Trop près" in bruno.get(reverse("post_new") + query).content.decode()
    for odd in ("2026-06-11", "2026-6", "0001-01-01", "9999-12-31", ""):
        assert "Trop près" not in bruno.post(reverse("post_preview"), typed | {"day": odd}).content.decode()


def test_a_leader_of_another_organisation_named_in_the_address_says_nothing(
    spaced: House, abroad: House
) -> None:
    submitted(abroad, abroad.leader, TUESDAY)
    query = f"?dirigeant={abroad.leader.pk}&jour=2026-06-09&heure=10:00"
    page = browser(spaced.bruno).get(reverse("post_new") + query)
    assert (page.status_code, "Trop près" in page.content.decode()) == (200, False)
