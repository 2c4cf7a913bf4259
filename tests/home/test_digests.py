"""Mails that can wait come together, once, and none is lost."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from influence.home.digests import held, hold, write_digests
from influence.home.kinds import GROUPS
from influence.home.stopping import keep_rhythm, stop_address, wants_none
from influence.outbox.actions import claim, queue
from influence.outbox.letter import letter
from influence.outbox.models import Message, MessageState
from influence.people.models import Rhythm, User
from tests.editorial.test_pages import Browser
from tests.makers import NOW, House

# A Monday, 10:00 in Paris; and eight o'clock of days after it.
MORNING = datetime(2026, 6, 2, 6, 0, tzinfo=UTC)
NEXT_MONDAY = datetime(2026, 6, 8, 6, 0, tzinfo=UTC)


def mail(
    home: House, kind: str = "source_failing", *, at: datetime = NOW, answer_by: datetime | None = None
) -> Message:
    message = queue(
        kind="account_reconnect", dedup_key=f"{kind}:{at}:{Message.objects.count()}", to=home.bruno, language="fr", context={},
        organisation=home.organisation, at=at, answer_by=answer_by,
    )  # fmt: skip
    assert message
    text = f"Bonjour,\n\n{settings.BASE_URL}/publications/7/\n\n{settings.BASE_URL}"
    Message.objects.filter(pk=message.pk).update(kind=kind, subject=f"Nouvelle {message.pk}", text=text)
    return message


def rhythm(home: House, to: Rhythm | None, *, at: datetime = NOW) -> None:
    keep_rhythm(home.member(home.bruno), rhythm=to, at=at)


def sent(*, now: datetime) -> list[str]:
    """What a worker takes at that moment, by kind."""
    hold(now=now)
    taken = [one.message_id for one in claim(now=now, but=held(now=now))]
    return [Message.objects.get(pk=pk).kind for pk in taken]


def states() -> list[str]:
    return list(Message.objects.exclude(kind="digest").order_by("pk").values_list("state", flat=True))


def digests() -> list[Message]:
    return list(Message.objects.filter(kind="digest").order_by("pk"))


def test_every_kind_of_mail_has_its_reason_once() -> None:
    mails = {path.parent.name for path in Path("templates/mail").glob("*/subject.txt")}
    listed = [kind for group in GROUPS for kind in group.kinds]
    assert (sorted(listed), len(set(listed))) == (sorted(mails), len(listed))


def test_whoever_wants_each_mail_gets_each_at_once(home: House) -> None:
    mail(home)
    assert sent(now=NOW) == ["source_failing"]


@pytest.mark.parametrize("kind", ["publication_failed", "approval_reminder"])
def test_what_asks_for_something_today_comes_at_once(home: House, kind: str) -> None:
    rhythm(home, Rhythm.WEEKLY)
    mail(home, kind)
    assert sent(now=NOW) == [kind]


@pytest.mark.parametrize(
    ("days", "is_held"), [(3, False), (5, False), (6, True), (30, True)],
)  # fmt: skip
def test_a_change_asked_for_waits_unless_its_slot_is_near(home: House, days: int, is_held: bool) -> None:
    rhythm(home, Rhythm.DAILY)
    mail(home, "draft_returned", answer_by=NOW + timedelta(days=days))
    assert sent(now=NOW) == ([] if is_held else ["draft_returned"])


@pytest.mark.parametrize(("chosen", "due"), [(Rhythm.DAILY, MORNING), (Rhythm.WEEKLY, NEXT_MONDAY)])
def test_what_waits_is_told_together_in_the_morning_once(home: House, chosen: Rhythm, due: datetime) -> None:
    rhythm(home, chosen)
    one, other = mail(home), mail(home, at=NOW + timedelta(hours=1))
    assert sent(now=NOW + timedelta(hours=2)) == []
    assert write_digests(now=due - timedelta(minutes=1)) == 0
    assert [write_digests(now=due), write_digests(now=due), write_digests(now=due + timedelta(hours=1))] == [
        1,
        0,
        0,
    ]
    [digest] = digests()
    assert digest.subject.startswith("2 nouvelles pour Hôpitaux Saint-Luc")
    for mailed in (one, other):
        assert f"Nouvelle {mailed.pk}\n{settings.BASE_URL}/publications/7/\n" in digest.text
    assert states() == [MessageState.FOLDED] * 2
    assert sent(now=due) == ["digest"]


def test_a_digest_waits_for_the_end_of_a_night(home: House) -> None:
    home.bruno.quiet_from, home.bruno.quiet_until = time(19), time(9, 30)
    home.bruno.save()
    rhythm(home, Rhythm.DAILY)
    mail(home)
    hold(now=NOW)
    assert [write_digests(now=MORNING), write_digests(now=MORNING + timedelta(minutes=90))] == [0, 1]


def test_quiet_hours_hold_what_can_wait_and_let_it_go_by_itself(home: House) -> None:
    home.bruno.quiet_from, home.bruno.quiet_until = time(9), time(12)
    home.bruno.save()
    mail(home)
    mail(home, "publication_failed")
    assert sent(now=NOW) == ["publication_failed"]
    noon = NOW + timedelta(hours=2)
    assert (write_digests(now=noon - timedelta(minutes=1)), sent(now=noon - timedelta(minutes=1))) == (0, [])
    assert (write_digests(now=noon), sent(now=noon)) == (0, ["source_failing"])


def test_what_waits_for_the_end_of_a_night_is_in_no_digest(home: House) -> None:
    home.bruno.quiet_from, home.bruno.quiet_until = time(9), time(12)
    home.bruno.save()
    rhythm(home, None)
    mail(home, "second_approval", answer_by=NOW + timedelta(hours=3))
    mail(home, "decided_for_you")
    noon = NOW + timedelta(hours=2)
    assert (sent(now=NOW), write_digests(now=NOW), sent(now=noon)) == ([], 0, [])
    assert (write_digests(now=noon), sent(now=noon)) == (0, ["second_approval", "decided_for_you"])


def test_what_would_come_too_late_does_not_wait_for_the_end_of_a_night(home: House) -> None:
    home.bruno.quiet_from, home.bruno.quiet_until = time(9), time(12)
    home.bruno.save()
    mail(home, "second_approval", answer_by=NOW + timedelta(hours=2))
    assert sent(now=NOW) == ["second_approval"]


def test_who_has_no_quiet_hours_hears_of_a_second_approval_at_once(home: House) -> None:
    rhythm(home, Rhythm.WEEKLY)
    mail(home, "second_approval")
    assert sent(now=NOW) == ["second_approval"]


@pytest.mark.parametrize(
    ("to", "expected"),
    [(Rhythm.EACH, (0, ["source_failing"])), (Rhythm.DAILY, (1, ["digest"])), (Rhythm.WEEKLY, (0, []))],
)
def test_nothing_is_lost_when_the_rhythm_changes(home: House, to: Rhythm, expected: object) -> None:
    rhythm(home, Rhythm.WEEKLY)
    mail(home)
    hold(now=NOW)
    rhythm(home, to)
    assert (write_digests(now=MORNING), sent(now=MORNING)) == expected


def test_what_waited_for_somebody_who_left_leaves_as_it_would_have(home: House) -> None:
    rhythm(home, Rhythm.DAILY)
    mail(home)
    hold(now=NOW)
    home.member(home.bruno).delete()
    assert (write_digests(now=NOW), sent(now=NOW)) == (0, ["source_failing"])


def test_one_click_ends_digests_without_a_cookie_and_a_look_ends_nothing(home: House) -> None:
    rhythm(home, Rhythm.DAILY)
    mail(home)
    hold(now=NOW)
    write_digests(now=MORNING)
    headers = letter(digests()[0], now=NOW).extra_headers
    address = headers["List-Unsubscribe"].strip("<>")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = address.removeprefix(settings.BASE_URL)
    anybody = Client(enforce_csrf_checks=True)
    for look in (anybody.get, anybody.head):
        assert look(path).status_code == 200
        assert not wants_none(home.member(home.bruno))
    for _time in range(2):
        assert anybody.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert wants_none(home.member(home.bruno))
    mail(home, at=MORNING)
    later = MORNING + timedelta(days=1)
    assert (sent(now=MORNING + timedelta(hours=1)), write_digests(now=later)) == (["digest"], 0)
    assert states() == [MessageState.FOLDED] * 2
    for bad in (path.replace("/arreter/", "x/arreter/"), "/resumes/x/arreter/"):
        assert anybody.post(bad).status_code == 404


def test_a_rhythm_chosen_again_brings_digests_back(home: House) -> None:
    browser, page = Browser(home.bruno), "/mon-compte/courriers/"
    for chosen, none in (("none", True), ("weekly", False), ("each", False)):
        browser.send(page, page, rhythm=chosen)
        assert wants_none(home.member(home.bruno)) is none
    assert home.member(home.bruno).rhythm == Rhythm.EACH
    browser.send(page, page, rhythm="hourly")
    assert browser.status == 422


def test_two_people_of_one_house_have_their_own(home: House) -> None:
    rhythm(home, Rhythm.DAILY)
    odile: User = home.odile
    message = mail(home)
    Message.objects.filter(pk=message.pk).update(to_email=odile.email)
    assert sent(now=NOW) == ["source_failing"]
    assert stop_address(home.member(odile)) != stop_address(home.member(home.bruno))
