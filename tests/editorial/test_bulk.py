"""One verb for many posts: told first, then done one by one, and taken back."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client

from influence.campaigns.models import Campaign
from influence.editorial import actions
from influence.editorial.actions.campaigns import assign_campaign
from influence.editorial.calendar.bulk import By, Order, Outcome, Verb, rehearse, run, seen_of, steps_of
from influence.editorial.calendar.undoing import GatheredMeanwhile, in_order, take_back
from influence.editorial.forms_bulk import BulkForm
from influence.editorial.models import Post, Waiver
from influence.journal.actions import record
from influence.journal.models import Entry
from influence.safeguards.models import Policy
from tests import makers
from tests.editorial.stories import LATER, approved, draft, fresh, in_review
from tests.locks import wait_for_a_lock
from tests.makers import NOW, House, slot
from tests.reading import plain

WEEK = Order(Verb.MOVE, days=7)


def of(home: House) -> By:
    return By(home.bruno, LATER)


def row(home: House, count: int = 3) -> list[Post]:
    """On as many Wednesdays, at the same hour: each stands where the one before is to go."""
    return [fresh(draft(home, where=slot(home, at=NOW + timedelta(days=2 + 7 * n)))) for n in range(count)]


def campaign(home: House, *, name: str) -> Campaign:
    return Campaign.objects.create(
        organisation=home.organisation, name=name, goal="Dire.", starts_on=NOW.date(), ends_on=NOW.date(),
        created_by=home.bruno, created_at=NOW,
    )  # fmt: skip


def done(outcomes: list[Outcome]) -> list[bool]:
    return [one.is_done for one in outcomes]


@pytest.mark.parametrize("days", [7, -1, 14])
def test_a_row_moves_on_without_getting_in_its_own_way(home: House, days: int) -> None:
    posts = row(home)
    found = run(posts, Order(Verb.MOVE, days=days), by=of(home), seen=seen_of(posts))
    assert done(found) == [True, True, True]
    assert fresh(posts[2]).slot.at == posts[2].slot.at + timedelta(days=days)


def test_one_that_may_not_go_keeps_the_next_from_its_place_and_nothing_else(home: House) -> None:
    posts = row(home)
    found = run(posts, Order(Verb.MOVE, days=-7), by=of(home), seen={})
    assert done(found) == [False, False, False]
    assert [one.told[:17] for one in found] == ["Ce créneau est dé", "Claire Martin a d", "Claire Martin a d"]


def test_what_is_told_first_is_what_happens_and_changes_nothing(home: House) -> None:
    posts = row(home)
    actions.withdraw(posts[1], by=home.bruno, at=LATER)
    Post.objects.filter(pk=posts[2].pk).update(state="published")
    posts = [fresh(post) for post in posts]
    before = Entry.objects.count()
    told = rehearse(posts, WEEK, by=of(home), seen={})
    assert (done(told), Entry.objects.count()) == ([True, False, False], before)
    assert fresh(posts[0]).slot.at == posts[0].slot.at
    assert [one.told for one in run(posts, WEEK, by=of(home), seen={})] == [one.told for one in told]


def test_what_somebody_moved_after_the_telling_stays(home: House) -> None:
    posts = row(home, 2)
    seen = seen_of(posts)
    run(posts[:1], Order(Verb.MOVE, days=1), by=of(home), seen=seen)
    found = run([fresh(post) for post in posts], WEEK, by=of(home), seen=seen)
    assert done(found) == [False, True]
    assert "Bruno Petit" in found[0].told


def test_a_yes_outlives_a_move_and_a_way_leads_back(home: House) -> None:
    posts = [approved(home), *row(home, 0)]
    (found,) = run(posts, WEEK, by=of(home), seen=seen_of(posts))
    assert fresh(posts[0]).state == "approved"
    assert found.step is not None
    take_back(found.step, fresh(posts[0]), by=home.bruno, at=LATER)
    assert fresh(posts[0]).slot.at == posts[0].slot.at


def test_a_whole_row_goes_back_too(home: House) -> None:
    posts = row(home)
    for step in in_order(steps_of(run(posts, WEEK, by=of(home), seen={}), WEEK)):
        take_back(step, fresh(Post.objects.get(pk=step.post)), by=home.bruno, at=LATER)
    assert [fresh(post).slot.at for post in posts] == [post.slot.at for post in posts]


def test_posts_are_submitted_and_withdrawn_each_by_its_own_rule(home: House) -> None:
    empty, waiting = (
        fresh(draft(home, text="")),
        in_review(home, where=slot(home, at=NOW + timedelta(days=4))),
    )
    good = fresh(draft(home, where=slot(home, at=NOW + timedelta(days=6)), text="Autre chose, tout à fait."))
    submitted = run([empty, good, waiting], Order(Verb.SUBMIT), by=of(home), seen={})
    assert done(submitted) == [False, True, False]
    assert "Le texte est vide." in submitted[0].told
    withdrawn = run([empty, good], Order(Verb.WITHDRAW), by=of(home), seen={})
    assert done(withdrawn) == [True, True]
    assert withdrawn[1].step is not None
    take_back(withdrawn[1].step, fresh(good), by=home.bruno, at=LATER)
    assert (fresh(good).state, fresh(empty).state) == ("draft", "withdrawn")


def test_one_reason_lets_all_stand_that_come_too_close(
    home: House, client: Client, clock: time_machine.Traveller
) -> None:
    clock.move_to(LATER)
    Policy.objects.update(min_gap_hours=20)
    mine = [in_review(home, where=slot(home, at=NOW + timedelta(days=2 + 7 * n))) for n in range(2)]
    for n in (1, 2):
        in_review(home, where=slot(home, at=NOW + timedelta(days=2 + 7 * n, hours=30)))
    client.force_login(home.bruno)
    given = {"verb": "move", "days": "8", "p": [post.pk for post in mine]}
    page = plain(client.post("/calendrier/ensemble/", given).content.decode())
    assert "2 resteront comme elles sont." in page
    assert "Pourquoi malgré tout ?" in page
    told = rehearse([fresh(post) for post in mine], Order(Verb.MOVE, days=8), by=of(home), seen={})
    assert [one.asks_why for one in told] == [True, True]
    client.post("/calendrier/ensemble/", given | {"do": "run", "why": "Deux temps d'une annonce."})
    assert [fresh(post).slot.at - post.slot.at for post in mine] == [timedelta(days=8)] * 2
    assert {one.reason for one in Waiver.objects.all()} == {"Deux temps d'une annonce."}


def test_a_reason_mends_no_other_fault(home: House) -> None:
    Policy.objects.update(min_gap_hours=20)
    in_review(home)
    empty = fresh(draft(home, text="", where=slot(home, at=NOW + timedelta(days=2, hours=3))))
    (found,) = run([empty], Order(Verb.SUBMIT, why="Deux temps."), by=of(home), seen={})
    assert (found.is_done, found.asks_why) == (False, False)


def test_a_campaign_that_somebody_changed_since_is_not_taken_back(home: House) -> None:
    post, made = fresh(draft(home)), [campaign(home, name=name) for name in ("Un", "Deux")]
    (found,) = run([post], Order(Verb.CAMPAIGN, campaign_id=made[0].pk), by=of(home), seen={})
    assert found.step is not None
    assign_campaign(fresh(post), campaign_id=made[1].pk, by=home.odile, at=LATER)
    with pytest.raises(GatheredMeanwhile):
        take_back(found.step, fresh(post), by=home.bruno, at=LATER)
    assert fresh(post).campaign_id == made[1].pk
    assign_campaign(fresh(post), campaign_id=made[0].pk, by=home.odile, at=LATER)
    take_back(found.step, fresh(post), by=home.bruno, at=LATER)
    assert fresh(post).campaign_id is None


@pytest.mark.parametrize(
    ("given", "problem"),
    [({"verb": "move"}, "days"), ({"verb": "move", "days": "9999"}, "days"), ({"verb": "campaign"}, "campaign"), ({"verb": "approve"}, "verb")],
)  # fmt: skip
def test_half_an_order_is_none(given: dict[str, str], problem: str) -> None:
    form = BulkForm(given, campaigns=[])
    assert not form.is_valid()
    assert list(form.errors) == [problem]


def test_an_editor_sees_first_and_then_does(
    home: House, abroad: House, client: Client, clock: time_machine.Traveller
) -> None:
    clock.move_to(LATER)
    mine, theirs = row(home, 2), fresh(draft(abroad))
    client.force_login(home.bruno)
    given = {
        "verb": "move",
        "days": "7",
        "p": [*(post.pk for post in mine), theirs.pk],
        "retour": "/calendrier/liste/?mois=2026-06",
    }
    page = client.post("/calendrier/ensemble/", given).content.decode()
    assert "Ce qui va se passer" in page
    assert fresh(mine[0]).slot.at == mine[0].slot.at
    client.post(
        "/calendrier/ensemble/",
        given | {"do": "run", "seen": [f"{pk}:{seen}" for pk, seen in seen_of(mine).items()]},
    )
    assert [fresh(post).slot.at - post.slot.at for post in mine] == [timedelta(days=7)] * 2
    assert fresh(theirs).slot.at == theirs.slot.at
    client.post("/calendrier/annuler/")
    assert [fresh(post).slot.at for post in mine] == [post.slot.at for post in mine]


@pytest.mark.django_db(transaction=True)
def test_a_rehearsal_and_a_worker_that_has_some_of_the_posts_do_not_lock_each_other_out() -> None:
    """Whoever sends holds its posts and then writes the journal: so the rehearsal waits before it has written anything."""
    home = makers.house()
    posts, told = row(home, 2), []

    def rehearsed() -> None:
        try:
            told.extend(rehearse(posts, WEEK, by=of(home), seen=seen_of(posts)))
        finally:
            connection.close()

    other = threading.Thread(target=rehearsed)
    with transaction.atomic():
        Post.objects.select_for_update().get(pk=posts[0].pk)
        other.start()
        wait_for_a_lock()
        record("post.submitted", posts[0], organisation_id=home.organisation.pk, at=NOW, by=None)
    other.join(20)
    assert done(told) == [True, True]
