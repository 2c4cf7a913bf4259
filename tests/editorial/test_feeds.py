"""A person's calendar, read by programs: what they may see, and nothing else."""

from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import ics
import pytest
import vobject
from django.http import Http404
from django.test import Client
from django.utils import timezone

from influence.editorial.actions import withdraw
from influence.editorial.exporting.calendars import as_calendar
from influence.editorial.exporting.events import Event, of_member
from influence.editorial.exporting.feeds import (
    TooManyFeeds,
    live_feeds,
    make_feed,
    note_reading,
    read_by,
    revoke_feed,
)
from influence.editorial.models import Embargo, Feed, Post
from influence.people.models import Leader, Membership, User
from tests import makers
from tests.editorial.stories import draft, in_review, yes
from tests.editorial.test_pages import Browser
from tests.makers import NOW, House

HOSTILE = (
    "Une; ligne, avec C:\\dossier, des \"signes\" : et\nun retour", "BEGIN:VEVENT\nSUMMARY:faux\nEND:VEVENT", "é" * 400 + "👩🏽‍⚕️" * 60,
    "<script>alert(1)</script>", "\u202egro.live", "a\u2028b\x0bc", "x" * 3_000,
)  # fmt: skip
# Summer and winter, doubled hours, other zones.
PLACES = (
    (datetime.fromisoformat("2026-07-14T08:30"), "Europe/Paris"), (datetime.fromisoformat("2026-12-14T08:30"), "Europe/Paris"),
    (datetime.fromisoformat("2026-10-25T02:30"), "Europe/Paris"), (datetime.fromisoformat("2026-07-14T08:30"), "Indian/Reunion"),
    (datetime.fromisoformat("2026-07-14T08:30"), "America/Martinique"), (datetime.fromisoformat("2026-11-01T09:00"), "America/New_York"),
    (datetime.fromisoformat("2027-03-29T09:00"), "Europe/London"),
)  # fmt: skip


def event(n: int, text: str, begins: datetime = PLACES[0][0], zone: str = PLACES[0][1]) -> Event:
    return Event(
        uid=f"publication-{n}@influence.example", begins=begins, zone=zone, title=f"Claire, Martin; {n}", words=text,
        address=f"https://influence.example/publications/{n}/", status="TENTATIVE", changes=n, changed_at=NOW,
    )  # fmt: skip


def by_icalendar(content: bytes) -> dict[str, tuple[Any, ...]]:
    found = icalendar.Calendar.from_ical(content).walk("VEVENT")
    return {
        str(one["UID"]): (str(one["SUMMARY"]), one.decoded("DTSTART").astimezone(UTC), str(one["DESCRIPTION"])) for one in found
    }  # fmt: skip


def by_ics(content: bytes) -> dict[str, tuple[Any, ...]]:
    return {
        one.uid: (one.name, one.begin.datetime.astimezone(UTC), one.description) for one in ics.Calendar(content.decode()).events
    }  # fmt: skip


def by_vobject(content: bytes) -> dict[str, tuple[Any, ...]]:
    found = vobject.readOne(content.decode()).vevent_list
    return {
        one.uid.value: (one.summary.value, one.dtstart.value.astimezone(UTC), one.description.value) for one in found
    }  # fmt: skip


def test_three_readers_read_the_same_events_times_and_texts() -> None:
    events = [event(n, text) for n, text in enumerate(HOSTILE)]
    events += [event(100 + n, "Ailleurs.", begins, zone) for n, (begins, zone) in enumerate(PLACES)]
    content = as_calendar(events, name="Prises de parole; à suivre")
    one, other, third = by_icalendar(content), by_ics(content), by_vobject(content)
    assert one == other == third
    assert len(one) == len(events)
    assert one["publication-100@influence.example"][1] == datetime(2026, 7, 14, 6, 30, tzinfo=UTC)
    assert one["publication-103@influence.example"][1] == datetime(2026, 7, 14, 4, 30, tzinfo=UTC)
    assert one["publication-0@influence.example"][2].startswith(HOSTILE[0])


def test_lines_are_folded_within_75_octets_and_hold_no_control_character() -> None:
    content = as_calendar([event(n, text) for n, text in enumerate(HOSTILE)], name="x")
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert not any(sign in b"".join(lines) for sign in (b"\n", b"\x0b"))
    assert content.count(b"BEGIN:VEVENT\r\n") == len(HOSTILE)
    for line in lines:
        line.decode()


def seen(home: House, user: User, *, leader: Leader | None = None, now: datetime = NOW) -> list[Event]:
    return of_member(home.member(user), leader=leader, now=now)


def test_an_embargoed_post_is_a_taken_place_to_whoever_is_not_on_its_list(home: House) -> None:
    post = draft(home, text="Le rachat de la clinique.")
    Embargo.objects.create(
        post=post, lifts_at=NOW + timedelta(days=2), created_by=home.claire, created_at=NOW
    )
    [his], [hers] = seen(home, home.bruno), seen(home, home.claire)
    assert (his.title, his.words, his.address) == ("Créneau pris", "", "")
    assert "Le rachat" in hers.words
    assert his.uid == hers.uid


def test_a_reader_sees_what_is_online_and_a_colleague_no_words(home: House) -> None:
    draft(home)
    karim = makers.member(home.organisation, "Karim Sy", makers.Role.LEADER, "karim@saint-luc.example")
    assert seen(home, home.remi) == []
    [place] = seen(home, karim)
    assert (place.title, place.words, place.address) == ("Claire Martin · Transformation", "", "")


def test_of_one_leader_only_and_between_sixty_days_ago_and_four_hundred_ahead(home: House) -> None:
    far, near = NOW + timedelta(days=399), NOW + timedelta(days=2)
    for at in (near, far, NOW + timedelta(days=401), NOW - timedelta(days=61)):
        draft(home, where=makers.slot(home, at=at))
    assert [one.begins.date() for one in seen(home, home.bruno, leader=home.leader)] == [
        near.date(),
        far.date(),
    ]
    other = Leader.objects.create(
        organisation=home.organisation, codir=home.codir, department=home.department, user=home.odile, name="Odile",
        function="DRH", zone="Europe/Paris",
    )  # fmt: skip
    assert seen(home, home.bruno, leader=other) == []


def test_states_and_changes(home: House) -> None:
    post = in_review(home)
    assert [one.status for one in seen(home, home.bruno)] == ["TENTATIVE"]
    yes(home, post)
    [before] = seen(home, home.bruno)
    assert before.status == "CONFIRMED"
    gone = NOW + timedelta(hours=5)
    withdraw(Post.objects.get(pk=post.pk), by=home.bruno, at=gone)
    [after] = seen(home, home.bruno, now=gone)
    assert (after.status, after.uid, after.changes > before.changes) == ("CANCELLED", before.uid, True)
    assert seen(home, home.bruno, now=gone + timedelta(days=29)) != []
    assert seen(home, home.bruno, now=gone + timedelta(days=31)) == []


def test_only_the_hash_of_a_secret_is_kept(home: House) -> None:
    feed, secret = make_feed(home.member(home.bruno), name="Tout", leader=None, at=NOW)
    assert secret not in str(Feed.objects.filter(pk=feed.pk).values())
    found, member = read_by(secret)
    assert (found, member) == (feed, home.member(home.bruno))


def test_a_revoked_feed_and_one_of_somebody_who_left_are_gone(home: House) -> None:
    bruno = home.member(home.bruno)
    (revoked, one), (_left, other) = (make_feed(bruno, name=name, leader=None, at=NOW) for name in "ab")
    revoke_feed(revoked, by=home.bruno, at=NOW)
    revoke_feed(revoked, by=home.bruno, at=NOW)
    read_by(other)
    Membership.objects.filter(pk=bruno.pk).delete()
    for secret in (one, other, "", "x" * 43, "é" * 9000):
        with pytest.raises(Http404):
            read_by(secret)


def test_ten_feeds_are_enough(home: House) -> None:
    bruno = home.member(home.bruno)
    for n in range(10):
        make_feed(bruno, name=str(n), leader=None, at=NOW)
    with pytest.raises(TooManyFeeds):
        make_feed(bruno, name="de trop", leader=None, at=NOW)
    assert live_feeds(home.member(home.odile)).count() == 0


def test_a_reading_is_noted_at_most_hourly(home: House) -> None:
    feed, _secret = make_feed(home.member(home.bruno), name="Tout", leader=None, at=NOW)
    for minutes, noted in ((0, 0), (59, 0), (60, 60)):
        note_reading(feed, at=NOW + timedelta(minutes=minutes))
        feed.refresh_from_db()
        assert feed.last_read_at == NOW + timedelta(minutes=noted)


def test_a_feed_is_made_on_a_page_read_without_a_session_and_revoked(home: House) -> None:
    post = draft(home, where=makers.slot(home, at=timezone.now() + timedelta(days=3)))
    bruno, program = Browser(home.bruno), Client()
    page = bruno.send("/mon-compte/calendriers/", "/mon-compte/calendriers/", name="Tout", leader="")
    address = page.partition('id="address" value="')[2].partition('"')[0]
    path = "/" + address.split("/", 3)[3]
    assert address not in bruno.read("/mon-compte/calendriers/")
    answer = program.get(path)
    assert f"publication-{post.pk}@".encode() in answer.content
    assert (answer.headers["Content-Type"], answer.cookies) == ("text/calendar; charset=utf-8", {})
    assert "private" in answer.headers["Cache-Control"]
    assert "no-store" not in answer.headers["Cache-Control"]
    assert program.get(path, headers={"if-none-match": answer.headers["ETag"]}).status_code == 304
    bruno.send(f"/mon-compte/calendriers/{Feed.objects.get().pk}/revoquer/", "/mon-compte/calendriers/")
    assert program.get(path).status_code == 404


def test_a_feed_is_a_fixed_number_of_queries(home: House, django_assert_num_queries: Any) -> None:
    member = home.member(home.bruno)
    for count in (1, 5):
        for n in range(count):
            draft(home, where=makers.slot(home, at=NOW + timedelta(days=count + 1, hours=n + 1)))
        with django_assert_num_queries(3):
            of_member(member, leader=None, now=NOW)
