from datetime import UTC, date, datetime, time, timedelta

import pytest

from influence.editorial import actions, words
from influence.editorial.models import Decision, Post, Slot
from influence.editorial.refusals import (
    HourMissing,
    HourTwice,
    MovedOn,
    SlotInThePast,
    SlotTaken,
    SlotTooFar,
)
from influence.journal.models import Entry
from influence.journal.queries import breaks
from tests.editorial.stories import LATER, approved, draft, fresh, in_review, yes
from tests.makers import NOW, House, slot

PARIS = "Europe/Paris"


def plan(home: House, day: date, hour: time, *, fold: int | None = None, zone: str = PARIS) -> Slot:
    return actions.plan_slot(
        organisation=home.organisation,
        leader=home.leader,
        pillar=home.pillar,
        day=day,
        time=hour,
        zone=zone,
        fold=fold,
        at=NOW,
    )


def shift(home: House, post: Post, day: date, hour: time, *, fold: int | None = None) -> Slot:
    return actions.move(post, day=day, time=hour, zone=PARIS, fold=fold, by=home.bruno, at=LATER)


def test_a_slot_keeps_the_wall_time_and_derives_the_instant(home: House) -> None:
    place = plan(home, date(2026, 6, 9), time(8, 30))
    assert (place.day, place.time, place.zone, place.fold) == (date(2026, 6, 9), time(8, 30), PARIS, None)
    assert place.at == datetime(2026, 6, 9, 6, 30, tzinfo=UTC)


def test_the_same_free_place_asked_for_twice_is_one_row(home: House) -> None:
    assert plan(home, date(2026, 6, 9), time(8, 30)) == plan(home, date(2026, 6, 9), time(8, 30))


def test_an_hour_that_does_not_exist_is_asked_back_with_both_readings(home: House) -> None:
    with pytest.raises(HourMissing) as question:
        plan(home, date(2027, 3, 28), time(2, 30))
    assert question.value.readings == (
        datetime(2027, 3, 28, 1, 30, tzinfo=UTC),
        datetime(2027, 3, 28, 0, 30, tzinfo=UTC),
    )
    place = plan(home, date(2027, 3, 28), time(2, 30), fold=0)
    assert (place.time, place.fold, place.at) == (time(3, 30), None, question.value.readings[0])


def test_an_hour_that_comes_twice_is_asked_back_and_the_choice_is_kept(home: House) -> None:
    with pytest.raises(HourTwice) as question:
        plan(home, date(2026, 10, 25), time(2, 30))
    second = plan(home, date(2026, 10, 25), time(2, 30), fold=1)
    assert (second.time, second.fold, second.at) == (time(2, 30), 1, question.value.readings[1])


def test_the_edges_of_the_calendar(home: House) -> None:
    assert plan(home, date(2026, 12, 31), time(23, 59, 59)).at == datetime(
        2026, 12, 31, 22, 59, 59, tzinfo=UTC
    )
    assert plan(home, date(2028, 2, 29), time(8)).day == date(2028, 2, 29)
    for day, refusal in [
        (date(1, 1, 1), SlotInThePast),
        (date.max, SlotTooFar),
        (date(2026, 6, 1), SlotInThePast),
    ]:
        with pytest.raises(refusal):
            plan(home, day, time(9, 59))


def test_a_place_with_a_post_is_taken_until_the_post_is_withdrawn(home: House) -> None:
    first = draft(home, where=plan(home, date(2026, 6, 9), time(8, 30)))
    with pytest.raises(SlotTaken) as refusal:
        plan(home, date(2026, 6, 9), time(8, 30))
    assert "Claire Martin" in str(refusal.value)
    actions.withdraw(first, by=home.bruno, at=LATER)
    place = plan(home, date(2026, 6, 9), time(8, 30))
    assert draft(home, where=place).slot == place
    assert fresh(first).slot is None


def test_moving_an_approved_post_keeps_the_decision(home: House) -> None:
    post = approved(home)
    old = post.slot
    place = shift(home, post, date(2026, 6, 10), time(17, 15))
    post = fresh(post)
    assert (post.state, post.slot, Decision.objects.filter(version=post.version).count()) == (
        "approved",
        place,
        1,
    )
    assert not Slot.objects.filter(pk=old.pk).exists()


def test_moving_a_scheduled_post_gives_it_back_to_the_planner(home: House) -> None:
    post = approved(home)
    Post.objects.filter(pk=post.pk).update(state="scheduled")
    shift(home, post, date(2026, 6, 10), time(17, 15))
    assert fresh(post).state == "approved"


def test_moving_to_where_it_is_changes_nothing(home: House) -> None:
    post = approved(home)
    entries = Entry.objects.count()
    assert shift(home, post, post.slot.day, post.slot.time) == post.slot
    assert (fresh(post).changed_at, Entry.objects.count()) == (post.changed_at, entries)


def test_a_post_does_not_move_onto_another_nor_once_it_is_out(home: House) -> None:
    first, second = draft(home, where=slot(home)), draft(home, where=slot(home, at=NOW + timedelta(days=3)))
    with pytest.raises(SlotTaken):
        shift(home, second, first.slot.day, first.slot.time)
    Post.objects.filter(pk=second.pk).update(state="published")
    with pytest.raises(MovedOn):
        shift(home, second, date(2026, 6, 20), time(9))


def test_a_draft_without_a_place_gets_one(home: House) -> None:
    post = draft(home)
    Post.objects.filter(pk=post.pk).update(slot=None)
    assert fresh(post).slot is None
    assert shift(home, post, date(2026, 6, 12), time(9)) == fresh(post).slot


def test_a_withdrawn_post_comes_back_as_a_draft(home: House) -> None:
    post = approved(home)
    actions.withdraw(post, by=home.bruno, at=LATER)
    assert fresh(post).state == "withdrawn"
    with pytest.raises(MovedOn):
        actions.withdraw(post, by=home.bruno, at=LATER)
    actions.restore(post, by=home.bruno, at=LATER)
    assert fresh(post).state == "draft"
    version = actions.submit(post, by=home.bruno, at=LATER)
    assert version.number == 2, "the old version was decided on once and for ever"


@pytest.mark.parametrize(
    ("state", "why"), [("draft", "unsubmitted"), ("in_review", "undecided"), ("returned", "returned")]
)
def test_what_nobody_decided_on_in_time_is_missed_and_says_why(home: House, state: str, why: str) -> None:
    post = draft(home)
    Post.objects.filter(pk=post.pk).update(state=state)
    assert actions.miss_undecided(now=post.slot.at - timedelta(seconds=1)) == 0
    assert actions.miss_undecided(now=post.slot.at) == 1
    assert actions.miss_undecided(now=post.slot.at) == 0
    post = fresh(post)
    assert (post.state, post.reason) == ("missed", why)
    assert words.reason(post.reason).startswith("Le créneau est passé")
    assert Entry.objects.filter(verb="post.missed", subject_id=post.pk, actor=None).count() == 1


@pytest.mark.parametrize(
    "state", ["approved", "scheduled", "publishing", "published", "refused", "withdrawn", "failed"]
)
def test_what_was_decided_is_not_missed_here(home: House, state: str) -> None:
    post = draft(home)
    Post.objects.filter(pk=post.pk).update(state=state)
    assert actions.miss_undecided(now=post.slot.at + timedelta(days=1)) == 0


def test_a_missed_post_moves_and_is_asked_about_again(home: House) -> None:
    post = in_review(home)
    now = post.slot.at
    actions.miss_undecided(now=now)
    actions.move(post, day=date(2026, 6, 20), time=time(9), zone=PARIS, fold=None, by=home.bruno, at=now)
    assert fresh(post).state == "missed"
    actions.submit(post, by=home.bruno, at=now)
    assert (fresh(post).state, fresh(post).reason) == ("in_review", "")
    assert yes(home, fresh(post)).kind == "approve"


def test_a_late_correction_of_a_missed_post_is_not_missed_again_under_the_editors_hands(home: House) -> None:
    post = draft(home)
    now = post.slot.at + timedelta(minutes=1)
    actions.miss_undecided(now=now)
    actions.revise(post, text="Mieux.", seen=1, by=home.bruno, at=now)
    assert actions.miss_undecided(now=now + timedelta(minutes=1)) == 0
    assert fresh(post).state == "draft"


def test_the_journal_of_a_whole_story_holds(home: House) -> None:
    post = approved(home)
    shift(home, post, date(2026, 6, 10), time(17, 15))
    actions.withdraw(post, by=home.bruno, at=LATER)
    actions.restore(post, by=home.bruno, at=LATER)
    assert not list(breaks(home.organisation.pk))
