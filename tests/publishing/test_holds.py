"""What safeguards hold, at every step of a sending and after it. The sandbox judges what was really called."""

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from influence.journal.models import Entry
from influence.outbox.models import Message
from influence.publishing import actions, blocking, handfuls, sending
from influence.publishing.history import history
from influence.publishing.models import Attempt, FirstComment, Publication
from influence.publishing.refusals import NotToConfirm, StillStopped
from influence.safeguards import brake, freezing
from influence.safeguards.models import Freeze, Period, Policy
from influence.safeguards.periods import add_period, cancel_period, outlined
from tests.makers import NOW, House
from tests.publishing.stage import DUE
from tests.publishing.theatre import CLAIRE, Theatre, again

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


def calls(theatre: Theatre) -> int:
    """How often the sandbox was asked to make a post of the leader's."""
    return sum(one["author"] == CLAIRE for one in theatre.sandbox.state()["create_calls"])


def frozen(home: House, *, at: datetime = NOW, **scope: Any) -> Freeze:
    placed = freezing.freeze(home.organisation, reason="Un deuil.", by=home.bruno, at=at, **scope)
    assert placed.row is not None
    return placed.row


def let_go(row: Freeze, home: House, *, at: datetime) -> None:
    freezing.ask_release(row, by=home.bruno, at=at)
    freezing.release(row, by=home.odile, at=at)


def kept(publication: Publication) -> tuple[str, str]:
    found = again(publication)
    return str(found.state), found.problem


def quiet(home: House, first: date, last: date, **given: Any) -> Period:
    """Hard, of the organisation, unless said otherwise; `last` is the first day without it."""
    wanted = {"kind": "quiet", "strength": "hard", "name": "Résultats semestriels"} | given
    return add_period(
        outlined(home.organisation, starts_on=first, ends_on=last, **wanted), by=home.bruno, at=NOW
    )


def subjects(kind: str) -> list[tuple[str, str]]:
    return list(Message.objects.filter(kind=kind).order_by("to_email").values_list("to_email", "subject"))


def test_a_frozen_post_is_held_at_its_slot_and_nobody_calls(theatre: Theatre) -> None:
    theatre.connect()
    publication = theatre.planned()
    frozen(theatre.home)
    assert theatre.send() == []
    assert kept(publication) == ("held", "frozen")
    assert calls(theatre) == 0
    assert len(subjects("publication_held")) == 2


def test_a_freeze_between_the_claim_and_the_call_beats_the_job(theatre: Theatre) -> None:
    """R-2.11: it was claimed, a worker has it, and the button comes first."""
    theatre.connect()
    publication = theatre.planned()
    theatre.at(DUE)
    [claim] = actions.claim(now=DUE)
    frozen(theatre.home, at=DUE)
    assert (
        actions.publish_one(claim.publication_id, token=claim.token, now=DUE, network=theatre.network) is None
    )
    actions.recover(now=DUE)
    assert (kept(publication), calls(theatre)) == (("held", "frozen"), 0)


@pytest.mark.parametrize("knows", ["both", "row", "brake"])
def test_a_freeze_between_the_beginning_and_the_call_beats_the_job(theatre: Theatre, knows: str) -> None:
    """R-2.11: the attempt is written already. Either of brake and row is enough."""
    theatre.connect()
    publication = theatre.planned()
    theatre.at(DUE)
    [claim] = actions.claim(now=DUE)
    begun = sending.begin(claim.publication_id, token=claim.token, now=DUE, network=theatre.network)
    assert begun is not None
    assert kept(publication) == ("sending", "")
    row = frozen(theatre.home, at=DUE)
    if knows == "row":
        brake.release(freezing.scope_of(row).field)
    if knows == "brake":
        row.delete()
    assert blocking.stopped(claim.publication_id, token=claim.token, scope=begun.scope, now=DUE)
    assert kept(publication) == ("held", "frozen")
    assert again(publication).post.state == "scheduled"
    assert Attempt.objects.get(publication=publication).outcome == "stopped"
    assert calls(theatre) == 0
    assert len(subjects("publication_held")) == 2


def test_the_whole_job_asks_before_it_calls(theatre: Theatre, monkeypatch: pytest.MonkeyPatch) -> None:
    """The button is pressed when the beginning has just committed."""
    theatre.connect()
    publication = theatre.planned()
    theatre.at(DUE)
    [claim] = actions.claim(now=DUE)
    started = handfuls.started

    def start_and_freeze(*given: Any, **named: Any) -> Any:
        found = started(*given, **named)
        frozen(theatre.home, at=DUE)
        return found

    monkeypatch.setattr(handfuls, "started", start_and_freeze)
    assert (
        actions.publish_one(claim.publication_id, token=claim.token, now=DUE, network=theatre.network) is None
    )
    assert (kept(publication), calls(theatre)) == (("held", "frozen"), 0)


def test_a_freeze_of_another_leader_or_pillar_stops_nobody_else(theatre: Theatre) -> None:
    theatre.connect()
    publication = theatre.planned()
    frozen(theatre.home, pillar_id=theatre.home.other_pillar.pk)
    assert [str(one) for one in theatre.send()] == ["published"]
    assert kept(publication) == ("published", "")


@pytest.mark.parametrize("scope", ["leader", "pillar"])
def test_a_freeze_of_its_leader_or_pillar_stops_a_post(theatre: Theatre, scope: str) -> None:
    home = theatre.home
    theatre.connect()
    publication = theatre.planned()
    frozen(home, **({"leader": home.leader} if scope == "leader" else {"pillar_id": home.pillar.pk}))
    assert theatre.send() == []
    assert kept(publication) == ("held", "frozen")


def test_nothing_fires_when_a_freeze_is_let_go(theatre: Theatre) -> None:
    """R-2.12: each post is confirmed by a person, and only then it leaves."""
    theatre.connect()
    publication = theatre.planned()
    row = frozen(theatre.home)
    theatre.send()
    let_go(row, theatre.home, at=DUE + MINUTE)
    for minute in (1, 2, 5):
        assert theatre.send(at=DUE + minute * MINUTE + SECOND) == []
    assert kept(publication) == ("held", "to_confirm")
    assert calls(theatre) == 0
    actions.confirm(again(publication), by=theatre.home.bruno, at=DUE + 6 * MINUTE)
    assert [str(one) for one in theatre.send(at=DUE + 6 * MINUTE + SECOND)] == ["published"]
    assert calls(theatre) == 1
    [entry] = Entry.objects.filter(verb="publication.confirmed")
    assert (entry.actor_id, entry.subject_id) == (theatre.home.bruno.pk, publication.pk)


def test_nothing_fires_although_no_worker_was_there_while_it_was_frozen(theatre: Theatre) -> None:
    """R-2.12: the workers come back after the release, and find a post that nobody had held."""
    theatre.connect()
    publication = theatre.planned()
    row = frozen(theatre.home)
    let_go(row, theatre.home, at=DUE + MINUTE)
    assert actions.claim(now=DUE + 2 * MINUTE) == []
    assert theatre.send(at=DUE + 2 * MINUTE) == []
    assert (kept(publication), calls(theatre)) == (("held", "to_confirm"), 0)


def test_a_freeze_that_is_over_before_the_slot_holds_nothing(theatre: Theatre) -> None:
    theatre.connect()
    publication = theatre.planned()
    let_go(frozen(theatre.home), theatre.home, at=DUE - MINUTE)
    assert [str(one) for one in theatre.send()] == ["published"]
    assert kept(publication)[0] == "published"


def test_what_is_frozen_again_cannot_be_confirmed(theatre: Theatre) -> None:
    theatre.connect()
    publication = theatre.planned()
    let_go(frozen(theatre.home), theatre.home, at=DUE + MINUTE)
    theatre.send(at=DUE + 2 * MINUTE)
    frozen(theatre.home, at=DUE + 2 * MINUTE)
    with pytest.raises(StillStopped):
        actions.confirm(again(publication), by=theatre.home.bruno, at=DUE + 3 * MINUTE)
    actions.recover(now=DUE + 3 * MINUTE)
    assert kept(publication) == ("held", "frozen")


def test_a_second_confirmation_is_refused(theatre: Theatre) -> None:
    theatre.connect()
    publication = theatre.planned()
    let_go(frozen(theatre.home), theatre.home, at=DUE + MINUTE)
    theatre.send(at=DUE + 2 * MINUTE)
    actions.confirm(again(publication), by=theatre.home.bruno, at=DUE + 3 * MINUTE)
    with pytest.raises(NotToConfirm):
        actions.confirm(again(publication), by=theatre.home.claire, at=DUE + 3 * MINUTE)


def test_what_nobody_confirms_in_time_is_missed_and_told(theatre: Theatre) -> None:
    theatre.connect()
    publication = theatre.planned()
    let_go(frozen(theatre.home), theatre.home, at=DUE + MINUTE)
    theatre.send(at=DUE + 2 * MINUTE)
    theatre.send(at=DUE + 31 * MINUTE)
    assert kept(publication) == ("missed", "to_confirm")
    assert {to for to, _subject in subjects("publication_missed")} == {
        theatre.home.bruno.email,
        theatre.home.claire.email,
    }
    with pytest.raises(NotToConfirm):
        actions.confirm(again(publication), by=theatre.home.bruno, at=DUE + 31 * MINUTE)


def test_many_posts_stopped_at_once_are_one_mail_a_person(theatre: Theatre) -> None:
    theatre.connect()
    rules = {"min_gap_hours": 0, "spacing_minutes": 0}
    Policy.objects.update_or_create(organisation=theatre.home.organisation, defaults=rules)
    for minute in range(5):
        theatre.planned(at=DUE + minute * MINUTE, text=f"Texte {minute}.")
    frozen(theatre.home)
    theatre.send(at=DUE + 5 * MINUTE)
    people = {theatre.home.bruno.email, theatre.home.claire.email}
    assert {to for to, _subject in subjects("publications_held")} == people
    assert len(subjects("publications_held")) == 2
    assert subjects("publication_held") == []
    text = Message.objects.filter(kind="publications_held").first()
    assert text is not None
    assert text.text.count("/mises-en-ligne/") == 6
    assert "Texte 3" not in text.text


def test_an_approval_does_not_lift_what_holds(theatre: Theatre) -> None:
    """The yes of the leader is there, and comes again for another slot: it is held there too."""
    theatre.connect()
    quiet(theatre.home, date(2026, 6, 1), date(2026, 6, 8))
    publication = theatre.planned()
    assert theatre.send() == []
    assert kept(publication) == ("held", "quiet_period")
    other = theatre.planned(at=DUE + timedelta(days=2), text="Autre texte.")
    assert theatre.send(at=DUE + timedelta(days=2)) == []
    assert (kept(other), calls(theatre)) == (("held", "quiet_period"), 0)


# The organisation is in Paris: its days begin at 22:00 UTC in summer, at 23:00 UTC in winter. The last row lies over the
# night in which the clocks go back (25 October 2026).
EDGES = [
    (date(2026, 6, 3), date(2026, 6, 5), datetime(2026, 6, 2, 21, 59, 59, tzinfo=UTC), "published"),
    (date(2026, 6, 3), date(2026, 6, 5), datetime(2026, 6, 2, 22, 0, 0, tzinfo=UTC), "held"),
    (date(2026, 6, 3), date(2026, 6, 5), datetime(2026, 6, 4, 21, 59, 59, tzinfo=UTC), "held"),
    (date(2026, 6, 3), date(2026, 6, 5), datetime(2026, 6, 4, 22, 0, 0, tzinfo=UTC), "published"),
    (date(2026, 10, 24), date(2026, 10, 26), datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC), "held"),
    (date(2026, 10, 24), date(2026, 10, 26), datetime(2026, 10, 25, 23, 0, 0, tzinfo=UTC), "published"),
    (date(2026, 10, 25), date(2026, 10, 26), datetime(2026, 10, 24, 21, 59, 59, tzinfo=UTC), "published"),
    (date(2026, 10, 25), date(2026, 10, 26), datetime(2026, 10, 24, 22, 0, 0, tzinfo=UTC), "held"),
]


@pytest.mark.parametrize(("first", "last", "slot", "state"), EDGES)
def test_a_period_holds_from_its_first_second_to_before_its_last(
    theatre: Theatre, first: date, last: date, slot: datetime, state: str
) -> None:
    """R-2.9: the start is within, the end is without, in the organisation's zone and over a change of the clocks."""
    account = theatre.connect()
    account.access_expires_at = slot + timedelta(days=1)
    account.save(update_fields=["access_expires_at"])
    quiet(theatre.home, first, last)
    publication = theatre.planned(at=slot)
    theatre.send(at=slot)
    assert kept(publication)[0] == state


@pytest.mark.parametrize(
    "given",
    [
        {"strength": "warning"},
        {"kind": "reserve", "strength": "warning"},
        {"kind": "closed", "strength": "information"},
    ],
)
def test_what_warns_or_informs_stops_nothing(theatre: Theatre, given: dict[str, str]) -> None:
    """R-2.9: a window of trading is not a rule about speaking."""
    theatre.connect()
    quiet(theatre.home, date(2026, 6, 1), date(2026, 6, 8), **given)
    theatre.planned()
    assert [str(one) for one in theatre.send()] == ["published"]


def test_a_reserve_period_holds_like_a_quiet_one(theatre: Theatre) -> None:
    theatre.connect()
    quiet(theatre.home, date(2026, 6, 1), date(2026, 6, 8), kind="reserve")
    publication = theatre.planned()
    assert theatre.send() == []
    assert kept(publication) == ("held", "quiet_period")


def test_a_post_that_a_period_held_is_confirmed_after_its_end(theatre: Theatre) -> None:
    """At five to midnight of the last day."""
    theatre.connect()
    slot = datetime(2026, 6, 4, 21, 55, tzinfo=UTC)
    quiet(theatre.home, date(2026, 6, 3), date(2026, 6, 5))
    publication = theatre.planned(at=slot)
    assert theatre.send(at=slot) == []
    assert theatre.send(at=slot + 6 * MINUTE) == []
    assert kept(publication) == ("held", "to_confirm")
    actions.confirm(again(publication), by=theatre.home.claire, at=slot + 7 * MINUTE)
    assert [str(one) for one in theatre.send(at=slot + 8 * MINUTE)] == ["published"]


def test_a_period_that_is_cancelled_leaves_what_it_held_to_a_person(theatre: Theatre) -> None:
    theatre.connect()
    period = quiet(theatre.home, date(2026, 6, 1), date(2026, 6, 8))
    publication = theatre.planned()
    theatre.send()
    cancel_period(period, by=theatre.home.bruno, at=DUE + MINUTE)
    assert theatre.send(at=DUE + 2 * MINUTE) == []
    assert kept(publication) == ("held", "to_confirm")


def test_what_waits_to_be_pasted_is_stopped_too_until_its_day_is_over(theatre: Theatre) -> None:
    publication = theatre.planned()
    actions.sweep(now=DUE + SECOND)
    assert kept(publication) == ("held", "by_hand")
    frozen(theatre.home, at=DUE + 60 * MINUTE)
    actions.recover(now=DUE + 61 * MINUTE)
    assert kept(publication) == ("held", "frozen")
    actions.recover(now=DUE + 62 * MINUTE)
    assert kept(publication) == ("missed", "frozen")
    assert calls(theatre) == 0


def test_nobody_is_asked_to_paste_by_hand_what_is_frozen(theatre: Theatre) -> None:
    theatre.connect(scopes=("openid",))
    theatre.home.account.mode = "assisted"
    theatre.home.account.save(update_fields=["mode"])
    publication = theatre.planned()
    frozen(theatre.home)
    theatre.send()
    assert kept(publication) == ("held", "frozen")
    assert subjects("publication_by_hand") == []


def test_a_freeze_that_only_the_brake_knows_is_written_by_the_tick(theatre: Theatre) -> None:
    """The database was too slow for its row."""
    home = theatre.home
    pressed = brake.Pressed(
        brake.Scope(home.organisation.pk), reason="Un deuil.", by_id=home.bruno.pk, at=NOW
    )
    assert brake.press(pressed)
    actions.tidy(now=NOW)
    row = Freeze.objects.get(released_at=None)
    assert (row.reason, row.frozen_by, row.frozen_at, row.is_journalled) == (
        "Un deuil.",
        home.bruno,
        NOW,
        True,
    )
    actions.tidy(now=NOW)
    assert Freeze.objects.count() == 1


def test_an_emptied_broker_lets_nothing_go(theatre: Theatre) -> None:
    theatre.connect()
    publication = theatre.planned()
    row = frozen(theatre.home)
    brake.valkey().delete(brake.key())
    assert theatre.send() == []
    assert kept(publication) == ("held", "frozen")
    actions.tidy(now=DUE)
    assert brake.is_pressed(freezing.scope_of(row))


def test_a_brake_that_was_left_on_is_taken_off_by_the_tick(theatre: Theatre) -> None:
    """Valkey was away when two persons let it go."""
    row = frozen(theatre.home)
    let_go(row, theatre.home, at=NOW + MINUTE)
    brake.press(brake.Pressed(freezing.scope_of(row), reason="", by_id=theatre.home.bruno.pk, at=NOW))
    actions.tidy(now=NOW + 2 * MINUTE)
    assert not brake.is_pressed(freezing.scope_of(row))
    assert not Freeze.objects.filter(released_at=None).exists()


def test_a_freeze_is_told_once_to_everybody_whom_it_concerns(theatre: Theatre) -> None:
    home = theatre.home
    theatre.connect()
    theatre.planned()
    frozen(home)
    for _tick in range(2):
        actions.tidy(now=NOW)
    mails = Message.objects.filter(kind="freeze_placed")
    assert {one.to_email for one in mails} == {
        person.email for person in (home.bruno, home.odile, home.claire)
    }
    assert mails.count() == 3
    assert all("Un deuil." in one.text and "/mises-en-ligne/" in one.text for one in mails)


@pytest.mark.django_db(transaction=True)
def test_a_freeze_that_commits_while_a_claim_runs_beats_it(theatre: Theatre) -> None:
    """The claim has read the house before the freeze was committed: `begin` asks again."""
    theatre.connect()
    publication = theatre.planned()
    theatre.at(DUE)
    pressed, claimed = threading.Event(), threading.Event()

    def press() -> None:
        with transaction.atomic():
            Freeze.objects.create(
                organisation=theatre.home.organisation,
                reason="Un deuil.",
                frozen_by=theatre.home.bruno,
                frozen_at=DUE,
            )
            pressed.set()
            claimed.wait(10)
        connection.close()

    thread = threading.Thread(target=press)
    thread.start()
    assert pressed.wait(10)
    [claim] = actions.claim(now=DUE)
    claimed.set()
    thread.join()
    assert (
        actions.publish_one(claim.publication_id, token=claim.token, now=DUE, network=theatre.network) is None
    )
    actions.recover(now=DUE)
    assert (kept(publication), calls(theatre)) == (("held", "frozen"), 0)


def test_a_first_comment_waits_for_a_person_as_well(theatre: Theatre) -> None:
    """The post went out before the freeze; its comment does not follow, and nobody is asked to paste it."""
    publication = theatre_live(theatre)
    row = frozen(theatre.home, at=DUE + MINUTE)
    theatre.follow(at=DUE + 5 * MINUTE)
    comment = FirstComment.objects.get(publication=publication)
    assert (comment.state, comment.problem) == ("failed", "frozen")
    assert theatre.comments(publication) == []
    let_go(row, theatre.home, at=DUE + 6 * MINUTE)
    theatre.follow(at=DUE + 7 * MINUTE)
    assert theatre.comments(publication) == []
    actions.comment_again(comment, by=theatre.home.bruno, at=DUE + 8 * MINUTE)
    theatre.follow(at=DUE + 8 * MINUTE)
    assert len(theatre.comments(publication)) == 1


def theatre_live(theatre: Theatre) -> Publication:
    theatre.connect()
    return theatre.live(first_comment="Le programme est en ligne.")


def test_who_was_told_by_a_mail_about_many_is_in_each_ones_history(theatre: Theatre) -> None:
    theatre.connect()
    rules = {"min_gap_hours": 0, "spacing_minutes": 0}
    Policy.objects.update_or_create(organisation=theatre.home.organisation, defaults=rules)
    found = [theatre.planned(at=DUE + n * MINUTE, text=f"Texte {n}.") for n in range(2)]
    frozen(theatre.home)
    theatre.send(at=DUE + 2 * MINUTE)
    for publication in found:
        assert sum("Courrier" in one.what for one in history(again(publication))) == 2


def test_the_page_confirms_what_waits_for_a_person(
    theatre: Theatre, client: Client, clock: time_machine.Traveller
) -> None:
    theatre.connect()
    publication = theatre.planned()
    let_go(frozen(theatre.home), theatre.home, at=DUE + SECOND)
    theatre.send(at=DUE + 2 * SECOND)
    clock.move_to(DUE + MINUTE)
    page = reverse("publication_confirm", args=[publication.pk])
    client.force_login(theatre.home.claire)
    assert page in client.get(reverse("publication", args=[publication.pk])).content.decode()
    assert reverse("publication", args=[publication.pk]) in client.get(reverse("to_confirm")).content.decode()
    assert client.post(page).status_code == 302
    assert kept(publication) == ("due", "")
