"""Places that come back: R-6.2 and domain.md §6.1, §6.3."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import transaction

from influence.core import cadence
from influence.editorial import actions
from influence.editorial.calendar.access import calendar_for
from influence.editorial.calendar.filters import Filters
from influence.editorial.calendar.periods import month_of
from influence.editorial.coming import Standing, coming
from influence.editorial.models import OnHoliday, Post, Recurrence, Slot
from influence.editorial.recurring import Fate, instances
from influence.editorial.refusals import RecurrenceEnded
from influence.journal.models import Entry
from influence.journal.queries import breaks
from influence.people.models import Leader
from tests import makers
from tests.editorial.stories import LATER, colleague, draft, fresh
from tests.editorial.test_races import together
from tests.makers import NOW, House, slot

PARIS = "Europe/Paris"
TUESDAYS, THURSDAY, SUNDAY = [1], 3, 6


def keep(
    home: House, recurrence: Recurrence | None = None, *, at: datetime = NOW, **rule: object
) -> Recurrence:
    usual = {
        "leader": home.leader, "pillar": home.pillar, "weekdays": TUESDAYS, "time": time(8, 15), "starts_on": date(2026, 6, 1),
        "ends_on": None, "on_holiday": OnHoliday.KEEP,
    }  # fmt: skip
    return actions.keep_recurrence(recurrence, **(usual | rule), by=home.bruno, at=at)  # type: ignore[arg-type]


def days(recurrence: Recurrence) -> list[date]:
    return list(Slot.objects.filter(recurrence=recurrence).values_list("day", flat=True))


def test_eight_weeks_of_places_are_made_at_once(home: House) -> None:
    recurrence = keep(home)
    found = list(Slot.objects.filter(recurrence=recurrence))
    assert [slot.day for slot in found] == [date(2026, 6, 2) + timedelta(weeks=n) for n in range(8)]
    assert {(slot.time, slot.zone, slot.leader_id, slot.pillar_id) for slot in found} == {
        (time(8, 15), PARIS, home.leader.pk, home.pillar.pk)
    }
    assert found[0].at == datetime(2026, 6, 2, 6, 15, tzinfo=UTC)
    assert Entry.objects.get(verb="recurrence.kept").details == {"made": 8, "dropped": 0}


def test_growing_twice_makes_nothing_more_and_the_next_week_one_more(home: House) -> None:
    recurrence = keep(home)
    assert actions.grow_recurrences(now=NOW) == 0
    assert actions.grow_recurrences(now=NOW + timedelta(days=7)) == 1
    assert actions.grow_recurrences(now=NOW + timedelta(days=7)) == 0
    assert days(recurrence)[-1] == date(2026, 7, 28)
    assert Entry.objects.filter(verb="recurrence.grown").count() == 1


@pytest.mark.django_db(transaction=True)
def test_growing_beside_itself_makes_each_place_once() -> None:
    home = makers.house()
    keep(home)
    later = NOW + timedelta(days=28)
    together(*(lambda: actions.grow_recurrences(now=later) for _ in range(3)))
    assert Slot.objects.count() == 12
    assert not list(breaks(home.organisation.pk))


@pytest.mark.parametrize(
    ("change", "at"),
    [
        (date(2026, 10, 25), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (date(2027, 3, 28), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
    ],
)
def test_half_past_two_in_paris_comes_exactly_once_on_both_odd_days(
    home: House, change: date, at: datetime
) -> None:
    """R-6.2: autumn's first 2:30, and in spring 3:30 summer time."""
    now = datetime.combine(change - timedelta(days=20), time(8), tzinfo=UTC)
    recurrence = keep(home, weekdays=[SUNDAY], time=time(2, 30), starts_on=now.date(), at=now)
    start, end = cadence.day_bounds(change, PARIS)
    (place,) = Slot.objects.filter(recurrence=recurrence, at__gte=start, at__lt=end)
    assert (place.at, place.nominal_day) == (at, change)
    assert cadence.wall(place.at, PARIS) == (place.day, place.time)
    around = Slot.objects.filter(
        recurrence=recurrence, at__gte=start - timedelta(days=8), at__lt=end + timedelta(days=8)
    )
    assert [cadence.local_date(one.at, PARIS) for one in around] == [
        change - timedelta(days=7), change, change + timedelta(days=7)
    ]  # fmt: skip


def test_nothing_before_the_first_day_nor_after_the_last(home: House) -> None:
    recurrence = keep(home, starts_on=date(2026, 6, 9), ends_on=date(2026, 6, 23))
    assert days(recurrence) == [date(2026, 6, 9), date(2026, 6, 16), date(2026, 6, 23)]


def test_a_place_that_has_passed_today_is_not_made(home: House) -> None:
    monday_at_nine = keep(home, weekdays=[0], time=time(9))
    monday_at_eleven = keep(home, weekdays=[0], time=time(11))
    assert days(monday_at_nine)[0] == date(2026, 6, 8)
    assert days(monday_at_eleven)[0] == date(2026, 6, 1)


# Tuesday 14 July 2026 is the national day.
@pytest.mark.parametrize(
    ("rule", "day"),
    [
        (OnHoliday.SKIP, None),
        (OnHoliday.KEEP, date(2026, 7, 14)),
        (OnHoliday.BEFORE, date(2026, 7, 13)),
        (OnHoliday.AFTER, date(2026, 7, 15)),
    ],
)
def test_what_becomes_of_a_public_holiday_is_the_rules_to_say(
    home: House, rule: OnHoliday, day: date | None
) -> None:
    recurrence = keep(home, on_holiday=rule)
    moved = Slot.objects.filter(recurrence=recurrence, nominal_day=date(2026, 7, 14)).first()
    assert (moved.day if moved else None) == day
    assert len(days(recurrence)) == (8 if day else 7)


def test_the_neighbouring_working_day_leaps_over_the_weekend(home: House) -> None:
    """Whit Monday 2026 is 25 May; the Friday before is the 22nd. 15 August 2026 is a Saturday."""
    may = datetime(2026, 5, 4, 8, tzinfo=UTC)
    before = keep(home, weekdays=[0], on_holiday=OnHoliday.BEFORE, starts_on=may.date(), at=may)
    assert Slot.objects.get(recurrence=before, nominal_day=date(2026, 5, 25)).day == date(2026, 5, 22)
    after = keep(
        home,
        weekdays=[5],
        time=time(9),
        on_holiday=OnHoliday.AFTER,
        starts_on=date(2026, 8, 1),
        at=may + timedelta(days=60),
    )
    assert Slot.objects.get(recurrence=after, nominal_day=date(2026, 8, 15)).day == date(2026, 8, 17)


def test_holidays_are_those_of_the_leaders_zone(home: House) -> None:
    """Réunion has 20 December; Paris has not."""
    reunion = colleague(home, zone="Indian/Reunion")
    now = datetime(2026, 12, 7, 8, tzinfo=UTC)
    rule = {"weekdays": [SUNDAY], "starts_on": now.date(), "on_holiday": OnHoliday.SKIP, "at": now}
    there, here = keep(home, leader=reunion, **rule), keep(home, **rule)
    assert date(2026, 12, 20) not in days(there)
    assert date(2026, 12, 20) in days(here)


def test_two_instances_never_share_a_place_and_the_one_that_was_moved_gives_way(home: House) -> None:
    """On weekdays at 8:15: the 14th would move to the 15th, which has its own."""
    recurrence = keep(home, weekdays=range(5), on_holiday=OnHoliday.AFTER)
    assert days(recurrence).count(date(2026, 7, 15)) == 1
    (fate,) = [one.fate for one in instances(recurrence, since=date(2026, 7, 14), until=date(2026, 7, 14))]
    assert fate is Fate.COLLIDES
    (told,) = [one for one in coming(recurrence, now=NOW) if one.instance.nominal_day == date(2026, 7, 14)]
    assert (told.standing, told.slot) == (Standing.COLLIDES, None)
    assert told.holiday == "Fête nationale"


def test_a_place_that_something_else_has_is_left_alone_and_said(home: House) -> None:
    taken = slot(home, at=datetime(2026, 6, 9, 6, 15, tzinfo=UTC))
    post = draft(home, where=taken)
    recurrence = keep(home)
    assert date(2026, 6, 9) not in days(recurrence)
    assert fresh(post).slot == taken
    told = {one.instance.nominal_day: one.standing for one in coming(recurrence, now=NOW)}
    assert told[date(2026, 6, 9)] is Standing.TAKEN
    assert told[date(2026, 6, 2)] is Standing.FREE


@transaction.atomic
def filled(home: House, day: date, hour: time = time(8, 15)) -> Post:
    """As the composer does it: the place and the draft in it, or neither."""
    place = actions.plan_slot(
        organisation=home.organisation, leader=home.leader, pillar=home.pillar, day=day, time=hour, zone=PARIS, fold=None, at=NOW
    )  # fmt: skip
    return draft(home, where=place)


def test_a_post_takes_the_recurring_place_itself(home: House) -> None:
    recurrence = keep(home)
    post = filled(home, date(2026, 6, 9))
    assert fresh(post).slot.recurrence == recurrence
    assert Slot.objects.count() == 8


def test_empty_places_follow_a_change_and_a_place_with_a_post_stays(home: House) -> None:
    recurrence = keep(home)
    post = filled(home, date(2026, 6, 9))
    keep(home, recurrence, time=time(12, 15), weekdays=[1, THURSDAY], at=LATER)
    assert fresh(post).slot.time == time(8, 15)
    found = Slot.objects.filter(recurrence=recurrence).exclude(pk=post.slot_id)
    assert {one.time for one in found} == {time(12, 15)}
    assert date(2026, 6, 9) not in {one.day for one in found}
    assert date(2026, 6, 11) in {one.day for one in found}
    assert Entry.objects.filter(verb="recurrence.kept").latest("sequence").details == {
        "made": 15,
        "dropped": 7,
    }


def test_a_post_that_moves_away_leaves_the_recurring_place_free(home: House) -> None:
    recurrence = keep(home)
    post = filled(home, date(2026, 6, 9))
    left = post.slot_id
    actions.move(post, day=date(2026, 6, 10), time=time(9), zone=PARIS, fold=None, by=home.bruno, at=LATER)
    assert Slot.objects.get(pk=left).recurrence == recurrence
    assert not Post.objects.filter(slot=left).exists()


def test_one_day_falls_out_and_comes_back(home: House) -> None:
    recurrence, day = keep(home), date(2026, 6, 16)
    actions.leave_out(recurrence, day=day, is_out=True, by=home.bruno, at=LATER)
    assert day not in days(recurrence)
    assert actions.grow_recurrences(now=LATER) == 0
    actions.leave_out(recurrence, day=day, is_out=True, by=home.bruno, at=LATER)
    actions.leave_out(recurrence, day=day, is_out=False, by=home.bruno, at=LATER)
    assert day in days(recurrence)
    verbs = list(
        Entry.objects.filter(verb__startswith="recurrence.")
        .order_by("sequence")
        .values_list("verb", flat=True)
    )
    assert verbs == ["recurrence.kept", "recurrence.left_out", "recurrence.put_back"]


def test_a_day_with_a_post_stays_when_it_falls_out(home: House) -> None:
    recurrence = keep(home)
    post = filled(home, date(2026, 6, 16))
    actions.leave_out(recurrence, day=date(2026, 6, 16), is_out=True, by=home.bruno, at=LATER)
    assert fresh(post).slot.day == date(2026, 6, 16)


def test_an_ended_recurrence_leaves_only_places_with_posts(home: House) -> None:
    recurrence = keep(home)
    post = filled(home, date(2026, 6, 9))
    actions.end_recurrence(recurrence, by=home.bruno, at=LATER)
    assert list(Slot.objects.values_list("pk", flat=True)) == [post.slot_id]
    assert actions.grow_recurrences(now=LATER) == 0
    for act in (
        lambda: actions.end_recurrence(recurrence, by=home.bruno, at=LATER),
        lambda: keep(home, recurrence, at=LATER),
        lambda: actions.leave_out(recurrence, day=date(2026, 6, 16), is_out=True, by=home.bruno, at=LATER),
    ):
        with pytest.raises(RecurrenceEnded):
            act()


def test_a_leader_who_left_has_no_more_places(home: House) -> None:
    keep(home)
    Leader.objects.filter(pk=home.leader.pk).update(is_active=False)
    actions.grow_recurrences(now=LATER)
    assert not Slot.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_filling_a_place_beside_a_change_of_its_rule_leaves_every_post_in_a_place() -> None:
    home = makers.house()
    recurrence = keep(home)
    for week in range(1, 7):
        day = date(2026, 6, 2) + timedelta(weeks=week)
        together(
            lambda day=day: filled(home, day),
            lambda week=week: keep(home, recurrence, time=time(8, 15 + week % 2), at=LATER),
            lambda: actions.grow_recurrences(now=LATER),
        )
    assert Post.objects.count() == 6
    assert not Post.objects.filter(slot=None).exists()
    assert not list(breaks(home.organisation.pk))


def test_the_place_of_a_withdrawn_post_is_free_again(home: House) -> None:
    recurrence, day = keep(home), date(2026, 6, 9)
    post = filled(home, day)
    actions.withdraw(post, by=home.bruno, at=LATER)
    told = {one.instance.nominal_day: one.standing for one in coming(recurrence, now=LATER)}
    assert told[day] is Standing.FREE
    month = calendar_for(home.member(home.bruno), month_of(date(2026, 6, 1)), filters=Filters())
    assert day in {card.day for card in month.cards if card.pk is None}
    other = filled(home, day)
    assert (fresh(other).slot_id, fresh(post).slot_id) == (post.slot_id, None)
