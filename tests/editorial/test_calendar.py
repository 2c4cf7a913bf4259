from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.http import Http404
from django.test import Client

from influence.editorial import access, actions
from influence.editorial.actions.corrections import leave_network
from influence.editorial.calendar.access import Shown, calendar_for
from influence.editorial.calendar.filters import Filters
from influence.editorial.calendar.layout import weeks
from influence.editorial.calendar.periods import month_of, next_month
from influence.editorial.days_off import days_off
from influence.editorial.models import Post, Slot
from influence.people.models import Leader
from tests.editorial.stories import colleague, draft, in_review
from tests.makers import NOW, House, slot

JUNE = date(2026, 6, 1)


def month(home: House, *, who: str = "bruno", first: date = JUNE, **filters: object) -> Shown:
    return calendar_for(home.member(getattr(home, who)), month_of(first), filters=Filters(**filters))  # type: ignore[arg-type]


def test_weeks_are_whole_begin_on_monday_and_carry_iso_numbers() -> None:
    january = weeks(month_of(date(2027, 1, 1)), cards=[])
    assert [week.number for week in january] == [53, 1, 2, 3, 4]
    assert {week.days[0].date.weekday() for week in january} == {0}
    february = weeks(month_of(date(2027, 2, 1)), cards=[])
    assert (len(february), february[0].days[0].date, february[-1].days[-1].date) == (
        4,
        date(2027, 2, 1),
        date(2027, 2, 28),
    )


@pytest.mark.parametrize("first", [date(year, number, 1) for year in (2024, 2026) for number in range(1, 13)])
def test_every_day_of_a_month_has_its_place(first: date) -> None:
    days = [day.date for week in weeks(month_of(first), cards=[]) for day in week.days if day.is_within]
    assert days == [first + timedelta(days=n) for n in range((next_month(first) - first).days)]


def test_a_slot_at_the_last_second_stays_on_its_day(home: House) -> None:
    draft(home, where=slot(home, at=datetime(2026, 6, 30, 21, 59, 59, tzinfo=UTC)))
    (card,) = month(home).within
    assert (card.day, card.hour) == (date(2026, 6, 30), "23:59")
    assert month(home, first=date(2026, 7, 1)).within == []


def test_another_zones_hour_is_said_beside_the_organisations(home: House) -> None:
    karim = colleague(home, zone="Indian/Reunion")
    place = actions.plan_slot(
        organisation=home.organisation, leader=karim, pillar=home.pillar, day=date(2026, 6, 10), time=time(9), zone=karim.zone,
        fold=None, at=NOW,
    )  # fmt: skip
    (card,) = month(home).within
    assert (place.time, card.hour, card.there, card.city) == (time(9), "07:00", time(9), "Reunion")


def test_mix_and_rhythm_count_what_is_said_not_what_was_withdrawn(home: House) -> None:
    karim = colleague(home)
    draft(home)
    gone = draft(home, where=slot(home, at=NOW + timedelta(days=4)))
    actions.withdraw(gone, by=home.bruno, at=NOW)
    found = month(home)
    assert [(one.pillar.letter, one.count, one.part, one.target) for one in found.mix] == [
        ("Q", 0, 0.0, 0.4),
        ("T", 1, 1.0, 0.6),
    ]
    assert [(one.leader, one.count, one.is_silent) for one in found.rhythms] == [
        (karim, 0, True),
        (home.leader, 1, False),
    ]
    assert (found.shown, found.withdrawn) == (1, 1)
    assert month(home, state="withdrawn").shown == 1


def test_a_month_without_posts_measures_nothing(home: House) -> None:
    assert {one.part for one in month(home).mix} == {None}


def test_filters_narrow_the_cards_and_not_the_coverage(home: House) -> None:
    karim = colleague(home)
    draft(home)
    assert month(home, leader=karim.pk).shown == 0
    assert month(home, leader=home.leader.pk, pillar=home.pillar.pk, state="draft").shown == 1
    assert month(home, leader=karim.pk).mix[1].count == 1


def test_a_leader_sees_that_colleagues_speak_and_not_what_they_will_say(home: House) -> None:
    draft(home, text="Secret de Claire")
    karim = colleague(home)
    found = calendar_for(
        karim.user.memberships.select_related("organisation", "user").get(), month_of(JUNE), filters=Filters()
    )
    (card,) = found.within
    assert (card.leader, card.may_open, card.excerpt) == (home.leader, False, "")
    assert month(home, who="claire").within[0].excerpt == "Secret de Claire"


def test_a_reader_sees_only_what_is_online(home: House) -> None:
    post = draft(home)
    assert month(home, who="remi").within == []
    Post.objects.filter(pk=post.pk).update(state="published")
    assert month(home, who="remi").shown == 1


def test_what_was_taken_down_is_online_no_more(home: House) -> None:
    karim = colleague(home)
    post = draft(home, text="Ce qui ne se lit plus")
    Post.objects.filter(pk=post.pk).update(state="published")
    assert [card.excerpt for card in month(home, who="remi").within] == ["Ce qui ne se lit plus"]
    leave_network(post, at=NOW)
    assert month(home, who="remi").within == []
    with pytest.raises(Http404):
        access.post_for(home.member(home.remi), post.pk)
    (card,) = calendar_for(home.member(karim.user), month_of(JUNE), filters=Filters()).within
    assert (card.leader, card.may_open, card.excerpt) == (home.leader, False, "")
    for who in ("claire", "bruno"):
        assert [card.excerpt for card in month(home, who=who).within] == ["Ce qui ne se lit plus"]


def test_a_stranger_sees_nothing(home: House, abroad: House) -> None:
    draft(home)
    found = month(abroad)
    assert (found.cards, found.unplaced) == ([], [])


def test_posts_of_a_leader_who_left_stay_in_the_calendar(home: House) -> None:
    draft(home)
    Leader.objects.filter(pk=home.leader.pk).update(is_active=False)
    found = month(home)
    assert (found.shown, found.rhythms) == (1, [])


def test_a_free_place_and_a_draft_without_place_are_both_shown_to_editors(home: House) -> None:
    slot(home)
    lost = draft(home, where=slot(home, at=NOW + timedelta(days=5)))
    Post.objects.filter(pk=lost.pk).update(slot=None)
    Slot.objects.filter(at=NOW + timedelta(days=5)).delete()
    found = month(home)
    assert ([card.pk for card in found.within], [card.pk for card in found.unplaced]) == ([None], [lost.pk])
    assert month(home, who="claire").cards == []


def test_the_page_says_today_the_holiday_and_the_state_in_words(home: House, client: Client) -> None:
    in_review(home)
    client.force_login(home.bruno)
    words = client.get("/calendrier/?mois=2026-07").content.decode()
    assert "Fête nationale" in words
    words = client.get("/calendrier/?mois=2026-06").content.decode()
    assert "en relecture" in words
    assert "Hier, au bloc" in words


@pytest.mark.parametrize("month", ["", "juin", "2026-13", "0001-01", "9999-12", "2026-06-01", "२०२६-०६"])
def test_an_odd_month_in_the_address_shows_the_present_one(home: House, client: Client, month: str) -> None:
    client.force_login(home.bruno)
    answer = client.get("/calendrier/", {"mois": month, "dirigeant": "x", "pilier": "9" * 40, "etat": "?"})
    assert answer.status_code == 200


def test_holidays_are_known_by_country_and_language() -> None:
    assert days_off(2026, "Europe/Paris", "fr")[date(2026, 7, 14)] == "Fête nationale"
    assert days_off(2026, "Europe/Paris", "en")[date(2026, 11, 1)] == "All Saints' Day"
    assert days_off(2026, "Etc/UTC", "fr") == {}
