"""When leaders are written to: several drafts in one mail, quiet hours, rhythms, and what they put off."""

from datetime import datetime, time, timedelta

import pytest

from influence.approval import actions
from influence.approval.models import Link
from influence.approval.refusals import CannotWait, NotWaiting
from influence.approval.snoozing import Later, choices
from influence.core.cadence import instant, wall
from influence.editorial.models import Post
from influence.outbox.models import Message
from influence.people.models import Membership, User
from tests.approval.stories import mails
from tests.editorial.stories import fresh, in_review, yes
from tests.makers import NOW, House, slot
from tests.people.test_mandates import given
from tests.reading import plain

pytestmark = pytest.mark.django_db

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def at(day: int, hour: time) -> datetime:
    """June 2026, in Paris; NOW is Monday the first, 10:00."""
    return instant(NOW.date().replace(day=day), hour, "Europe/Paris")


def asked(home: House, *, on: datetime) -> Post:
    return in_review(home, where=slot(home, at=on))


def quiet(person: User, begins: time, ends: time) -> None:
    User.objects.filter(pk=person.pk).update(quiet_from=begins, quiet_until=ends)


def invited_at(moment: datetime) -> list[str]:
    actions.invite(now=moment)
    return list(Message.objects.filter(created_at=moment).values_list("kind", flat=True))


def test_several_drafts_at_once_are_one_mail_with_a_link_to_each(home: House) -> None:
    for day in (4, 3, 5):
        asked(home, on=at(day, time(10)))
    assert invited_at(NOW) == ["drafts_to_approve"]
    mail = mails("drafts_to_approve")[0]
    assert plain(mail.subject) == "Claire, 3 publications attendent votre décision"
    assert mail.text.count("/a/") == Link.objects.count() == 3
    days = [plain(mail.text).index(f"{day} juin 2026") for day in (3, 4, 5)]
    assert days == sorted(days)
    assert mail.is_secret


def test_drafts_that_come_soon_after_a_mail_are_gathered(home: House) -> None:
    asked(home, on=at(4, time(10)))
    assert invited_at(NOW) == ["draft_to_approve"]
    for day in (5, 6):
        asked(home, on=at(day, time(10)))
    assert invited_at(NOW + 29 * MINUTE) == []
    assert invited_at(NOW + 30 * MINUTE) == ["drafts_to_approve"]


def test_who_has_answered_is_at_it_and_hears_of_the_next_at_once(home: House) -> None:
    first = asked(home, on=at(4, time(10)))
    assert invited_at(NOW) == ["draft_to_approve"]
    yes(home, fresh(first), at=NOW + MINUTE)
    asked(home, on=at(5, time(10)))
    assert invited_at(NOW + 2 * MINUTE) == ["draft_to_approve"]


def test_a_draft_that_is_urgent_takes_the_others_along(home: House) -> None:
    asked(home, on=at(4, time(10)))
    assert invited_at(NOW) == ["draft_to_approve"]
    asked(home, on=at(5, time(10)))
    asked(home, on=NOW + 4 * HOUR + 10 * MINUTE)
    assert invited_at(NOW + MINUTE) == ["drafts_to_approve"]


def test_a_draft_waits_for_the_end_of_quiet_hours(home: House) -> None:
    quiet(home.claire, time(20), time(7, 30))
    asked(home, on=at(4, time(10)))
    assert invited_at(at(1, time(22))) == []
    assert invited_at(at(2, time(7, 29))) == []
    assert invited_at(at(2, time(7, 30))) == ["draft_to_approve"]


def test_quiet_hours_hold_nothing_that_cannot_wait(home: House) -> None:
    quiet(home.claire, time(9), time(18))
    asked(home, on=at(1, time(19)))
    assert invited_at(NOW) == ["draft_to_approve"]


def test_a_leader_who_wants_a_digest_gets_it_in_the_morning(home: House) -> None:
    Membership.objects.filter(user=home.claire).update(rhythm="daily")
    for day in (8, 9):
        asked(home, on=at(day, time(10)))
    assert invited_at(NOW + HOUR) == []
    assert invited_at(at(2, time(8))) == ["drafts_to_approve"]


def test_whoever_decides_for_a_leader_is_not_woken_either(home: House) -> None:
    quiet(home.remi, time(20), time(7, 30))
    given(home, delegate=home.remi)
    asked(home, on=at(4, time(10)))
    assert [
        actions.invite_delegates(now=at(1, time(22))),
        actions.invite_delegates(now=at(2, time(7, 30))),
    ] == [0, 1]
    asked(home, on=at(2, time(23)))
    assert actions.invite_delegates(now=at(2, time(21))) == 1


def reminded(moment: datetime) -> list[str]:
    actions.remind(now=moment)
    return list(
        Message.objects.filter(created_at=moment, kind="approval_reminder").values_list("to_email", flat=True)
    )


def test_reminders_wait_for_the_end_of_quiet_hours_but_the_last(home: House) -> None:
    quiet(home.claire, time(8), time(12))
    asked(home, on=at(4, time(14)))
    assert reminded(at(3, time(9))) == []
    assert reminded(at(3, time(12))) == [home.claire.email]
    assert reminded(at(4, time(10))) == [home.claire.email]


def offered(post: Post, *, now: datetime) -> list[tuple[Later, tuple[int, time]]]:
    found = [(one.later, wall(one.until, "Europe/Paris")) for one in choices(fresh(post), now=now)]
    return [(later, (day.day, hour)) for later, (day, hour) in found]


def test_later_is_never_after_the_last_reminder(home: House) -> None:
    evening, tomorrow, monday = (1, time(18)), (2, time(8, 30)), (8, time(8, 30))
    far, near, nearer = (
        asked(home, on=at(day, hour)) for day, hour in ((9, time(10)), (2, time(14)), (1, time(16)))
    )
    assert offered(far, now=NOW) == [
        (Later.EVENING, evening),
        (Later.TOMORROW, tomorrow),
        (Later.MONDAY, monday),
    ]
    assert offered(near, now=NOW) == [(Later.EVENING, evening), (Later.TOMORROW, tomorrow)]
    assert offered(nearer, now=NOW) == []


def test_on_a_sunday_tomorrow_is_monday_and_said_once(home: House) -> None:
    post = asked(home, on=at(12, time(10)))
    assert [later for later, _when in offered(post, now=at(7, time(17, 30)))] == [Later.TOMORROW]


def test_what_is_put_off_is_not_reminded_of_before_and_is_then(home: House) -> None:
    post = asked(home, on=at(4, time(10)))
    until = actions.snooze(post, later=Later.TOMORROW, by=home.claire, at=NOW)
    assert until == at(2, time(8, 30))
    assert reminded(at(2, time(8, 25))) == []
    assert reminded(until) == [home.claire.email]
    assert reminded(at(3, time(10))) == [home.claire.email]


def test_what_is_taken_up_again_is_reminded_of_as_before(home: House) -> None:
    post = asked(home, on=at(4, time(10)))
    actions.snooze(post, later=Later.EVENING, by=home.claire, at=NOW)
    for _twice in range(2):
        actions.take_up(post, by=home.claire, at=NOW)
    assert reminded(at(2, time(10))) == [home.claire.email]


def test_nobody_puts_off_what_goes_out_soon_or_does_not_wait(home: House) -> None:
    soon = asked(home, on=NOW + 5 * HOUR)
    with pytest.raises(CannotWait):
        actions.snooze(soon, later=Later.MONDAY, by=home.claire, at=NOW)
    yes(home, soon, at=NOW + MINUTE)
    with pytest.raises(NotWaiting):
        actions.snooze(soon, later=Later.EVENING, by=home.claire, at=NOW + 2 * MINUTE)


def test_the_phrase_is_in_every_mail_that_asks(home: House) -> None:
    User.objects.filter(pk=home.claire.pk).update(phrase="Un jeudi à Oléron")
    asked(home, on=at(4, time(10)))
    actions.invite(now=NOW)
    actions.remind(now=at(3, time(10)))
    actions.send_code(Link.objects.latest("pk"), at=NOW)
    asks = Message.objects.filter(to_email=home.claire.email)
    assert {one.kind for one in asks} == {"draft_to_approve", "approval_reminder", "approval_code"}
    for one in asks:
        assert "Un jeudi à Oléron" in plain(one.text)
        assert "Un jeudi à Oléron" in plain(one.html)
