"""Reminders 48, 24 and 4 hours ahead, in working hours, then one escalation (R-6.5)."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from influence.approval import actions
from influence.core import cadence
from influence.core.lifecycle import PostState
from influence.editorial import actions as editorial
from influence.editorial.models import Post
from influence.journal.models import Entry
from influence.outbox.models import Message
from influence.people.models import User
from tests import makers
from tests.approval.stories import browser, link, words
from tests.editorial.stories import TEXT, colleague, draft, fresh, yes
from tests.makers import House

# Wednesday 17 June 2026, 14:00 in Paris.
SLOT = datetime(2026, 6, 17, 12, tzinfo=UTC)
ASKED = datetime(2026, 6, 11, 8, tzinfo=UTC)
# Hours that every plan here is about; between them ticks are rarer, and rarer yet at night, so that days pass quickly.
BUSY = (8, 9, 10, 11, 14, 18)
NIGHT = (20, 21, 22, 23, 0, 1, 2, 3, 4)


def paris(day: int, hour: int, minute: int = 0, *, month: int = 6) -> datetime:
    return datetime(2026, month, day, hour - 2, minute, tzinfo=UTC)


def asked(home: House, *, slot: datetime = SLOT, at: datetime = ASKED, text: str = TEXT) -> Post:
    post = draft(home, text=text, where=makers.slot(home, at=slot), at=at)
    editorial.submit(post, by=home.bruno, at=at, closeness_reason="Pour l'essai.")
    return fresh(post)


def lived(*, since: datetime, until: datetime) -> list[tuple[datetime, str, str]]:
    """What the ticks between two instants send: when, what, to whom."""
    found, now = [], since
    while now <= until:
        last = Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        actions.remind(now=now)
        found += [
            (now, mail.kind, mail.to_email) for mail in Message.objects.filter(pk__gt=last).order_by("pk")
        ]
        now += timedelta(minutes=pause((now.hour + 2) % 24))
    return found


def pause(hour: int) -> int:
    """Minutes to the next tick."""
    if hour in NIGHT:
        return 180
    return 15 if hour in BUSY else 60


def times(found: list[tuple[datetime, str, str]], kind: str) -> list[datetime]:
    return [at for at, what, _to in found if what == kind]


@pytest.mark.django_db
class TestALeader:
    def test_is_reminded_three_times_then_the_editors_once(self, home: House) -> None:
        asked(home)
        found = lived(since=paris(15, 13), until=paris(17, 13, 55))
        assert times(found, "approval_reminder") == [paris(15, 14), paris(16, 14), paris(17, 10)]
        assert times(found, "approval_escalation") == [paris(17, 11)]
        assert {to for _at, what, to in found if what == "approval_reminder"} == {home.claire.email}
        assert {to for _at, what, to in found if what == "approval_escalation"} == {home.bruno.email}
        assert Entry.objects.filter(verb="approval.reminder").count() == 3

    def test_outside_working_hours_it_is_said_before(self, home: House) -> None:
        """Tuesday 8:30: 48 hours before is a Sunday, 24 a Monday morning, 4 the middle of the night."""
        asked(home, slot=paris(16, 8, 30))
        found = lived(since=paris(12, 8), until=paris(16, 8, 25))
        assert times(found, "approval_reminder") == [paris(12, 18, 45), paris(15, 8, 30), paris(15, 18, 45)]
        assert times(found, "approval_escalation") == [paris(16, 8)]

    def test_a_public_holiday_is_no_working_day(self, home: House) -> None:
        """Wednesday 15 July; the 14th is off."""
        asked(home, slot=paris(15, 10, month=7))
        found = lived(since=paris(13, 7, month=7), until=paris(15, 9, 55, month=7))
        assert times(found, "approval_reminder") == [paris(13, 10, month=7), paris(13, 18, 45, month=7)]
        assert times(found, "approval_escalation") == [paris(15, 8, month=7)]

    def test_the_hours_are_those_of_the_leaders_zone(self, home: House) -> None:
        home.leader.zone = "America/New_York"
        home.leader.save(update_fields=["zone"])
        slot = datetime(2026, 6, 17, 18, tzinfo=UTC)
        asked(home, slot=slot)
        found = times(lived(since=slot - timedelta(hours=49), until=slot), "approval_reminder")
        assert [cadence.wall(at, "America/New_York")[1].hour for at in found] == [14, 14, 10]

    def test_a_decision_ends_it(self, home: House) -> None:
        post = asked(home)
        lived(since=paris(15, 13), until=paris(15, 15))
        yes(home, post, at=paris(15, 15))
        assert lived(since=paris(15, 15), until=paris(17, 13, 55)) == []

    def test_a_withdrawn_post_and_a_leader_who_left_are_not_asked_about(self, home: House) -> None:
        post, other = asked(home), asked(home, slot=SLOT + timedelta(hours=3))
        editorial.withdraw(post, by=home.bruno, at=ASKED)
        assert {mail.kind for mail in Message.objects.all()} == set()
        home.leader.is_active = False
        home.leader.save(update_fields=["is_active"])
        assert other.state == PostState.IN_REVIEW
        assert lived(since=paris(15, 13), until=paris(17, 16)) == []

    def test_a_moved_slot_is_planned_anew(self, home: House) -> None:
        post = asked(home)
        lived(since=paris(15, 13), until=paris(15, 15))
        day, hour = cadence.wall(SLOT + timedelta(days=7), home.leader.zone)
        editorial.move(
            post, day=day, time=hour, zone=home.leader.zone, fold=None, by=home.bruno, at=paris(15, 15)
        )
        found = lived(since=paris(15, 15), until=paris(15, 18)) + lived(
            since=paris(22, 13), until=paris(24, 13)
        )
        assert times(found, "approval_reminder") == [paris(22, 14), paris(23, 14), paris(24, 10)]

    def test_what_was_submitted_late_is_not_reminded_of_steps_that_were_over(self, home: House) -> None:
        asked(home, at=paris(17, 9, 30))
        found = lived(since=paris(17, 9, 30), until=paris(17, 13, 55))
        assert times(found, "approval_reminder") == [paris(17, 10)]

    def test_one_mail_names_all_that_waits(self, home: House) -> None:
        first, second = asked(home), asked(home, slot=SLOT + timedelta(hours=3))
        found = lived(since=paris(15, 14), until=paris(15, 14, 30))
        assert times(found, "approval_reminder") == [paris(15, 14)]
        text = Message.objects.get(kind="approval_reminder").text
        assert f"/a-decider/{first.pk}/" in text
        assert f"/a-decider/{second.pk}/" in text

    def test_a_reminder_leads_to_the_post_on_a_device_that_nobody_knows(self, home: House) -> None:
        asked(home)
        actions.invite(now=ASKED)
        lived(since=paris(15, 13), until=paris(15, 14))
        mail = Message.objects.get(kind="approval_reminder")
        found = re.search(r"/a/([\w-]+)/", mail.text)
        assert found
        assert mail.is_secret
        with time_machine.travel(paris(15, 15), tick=False):
            assert "Recevoir un code" in words(browser().get(link(found[1])))

    def test_after_an_outage_there_is_one_mail_and_never_at_night(self, home: House) -> None:
        asked(home)
        asked(home, slot=SLOT + timedelta(hours=3))
        assert lived(since=paris(16, 20), until=paris(17, 7, 55)) == []
        found = lived(since=paris(17, 8), until=paris(17, 9, 55))
        assert times(found, "approval_reminder") == [paris(17, 8)]

    def test_a_decision_on_the_newest_brings_no_second_mail_about_the_others(self, home: House) -> None:
        asked(home, slot=SLOT - timedelta(hours=3))
        newest = asked(home)
        found = lived(since=paris(15, 14), until=paris(15, 14))
        assert len(times(found, "approval_reminder")) == 1
        yes(home, newest, at=paris(15, 14, 10))
        assert lived(since=paris(15, 14, 15), until=paris(15, 18)) == []

    def test_another_house_hears_nothing(self, home: House, abroad: House) -> None:
        asked(home)
        found = lived(since=paris(15, 13), until=paris(17, 13))
        assert not {to for _at, _what, to in found} & {abroad.claire.email, abroad.bruno.email}


@pytest.mark.django_db
class TestASecondApprover:
    def rule(self, home: House, *people: User) -> None:
        editorial.keep_topic(None, organisation=home.organisation, name="Litiges", words=["litige"], pillars=[],
                             approvers=[one.pk for one in people], by=home.odile, at=ASKED)  # fmt: skip

    def test_is_reminded_like_a_leader_even_after_the_leaders_yes(self, home: House) -> None:
        self.rule(home, home.remi)
        post = asked(home, text="Un litige.")
        yes(home, post, at=paris(15, 10))
        found = lived(since=paris(15, 13), until=paris(17, 13, 55))
        assert times(found, "approval_reminder") == [paris(15, 14), paris(16, 14), paris(17, 10)]
        assert {to for _at, what, to in found if what == "approval_reminder"} == {home.remi.email}
        escalation = Message.objects.get(kind="approval_escalation")
        assert escalation.to_email == home.bruno.email
        assert "Rémi Faure" in escalation.text
        assert f"/seconds-accords/{post.pk}/" in Message.objects.filter(kind="approval_reminder").first().text

    def test_hears_nothing_once_it_is_given(self, home: House) -> None:
        self.rule(home, home.remi)
        post = asked(home, text="Un litige.")
        version = post.version
        editorial.clear(
            post, version=version.pk, content_hash=version.content_hash, by=home.remi, at=paris(15, 10)
        )
        found = lived(since=paris(15, 13), until=paris(17, 13, 55))
        assert {to for _at, what, to in found if what == "approval_reminder"} == {home.claire.email}

    def test_a_leader_who_is_one_for_a_colleague_gets_one_mail_for_both(self, home: House) -> None:
        karim = colleague(home)
        self.rule(home, karim.user)
        hers = asked(home, text="Un litige.")
        his = asked(replace(home, leader=karim), slot=SLOT + timedelta(hours=3))
        found = lived(since=paris(15, 14), until=paris(15, 14))
        assert sorted(to for _at, _what, to in found) == sorted([home.claire.email, karim.user.email])
        text = Message.objects.get(kind="approval_reminder", to_email=karim.user.email).text
        assert f"/seconds-accords/{hers.pk}/" in text
        assert f"/a-decider/{his.pk}/" in text

    def test_the_editors_hear_when_nobody_can_give_it(self, home: House) -> None:
        self.rule(home)
        post = asked(home, text="Un litige.")
        yes(home, post, at=paris(15, 10))
        lived(since=paris(17, 10), until=paris(17, 11))
        assert (
            "personne ne peut donner le second accord" in Message.objects.get(kind="approval_escalation").text
        )
