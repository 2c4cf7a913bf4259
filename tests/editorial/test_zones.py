"""R-6.3: the rules of a zone change by political decision, and the wall time that people agreed on stands."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import pytz
from celery.signals import worker_ready

from influence.core import cadence
from influence.editorial import actions
from influence.editorial.actions import zones
from influence.editorial.models import Post, Slot
from influence.journal.models import Entry
from influence.journal.queries import breaks
from influence.outbox.models import Message
from influence.people.models import Language, User
from influence.publishing import actions as publishing
from influence.publishing.models import Publication
from influence.safeguards.models import Period
from tests.editorial.importing.files import plain
from tests.editorial.stories import approved, colleague, draft, fresh, in_review
from tests.makers import NOW, House, slot
from workers import housekeeping

PARIS = "Europe/Paris"
HOUR = timedelta(hours=1)
SOON, LATER = NOW + timedelta(hours=20), NOW + timedelta(days=30)


def abolish(monkeypatch: pytest.MonkeyPatch) -> None:
    """France stays on winter time for ever: Paris has the rules of Algiers, one hour ahead of UTC all year."""
    monkeypatch.setitem(pytz._tzinfo_cache, PARIS, pytz.timezone("Africa/Algiers"))  # type: ignore[attr-defined]


def kinds(person: User | None = None) -> list[str]:
    mails = Message.objects.filter(kind__startswith="slot_")
    return sorted(
        mails.filter(to_email=person.email).values_list("kind", flat=True)
        if person
        else mails.values_list("kind", flat=True)
    )


def test_without_a_change_nothing_moves(home: House) -> None:
    slot(home, at=SOON)
    odd = actions.plan_slot(
        organisation=home.organisation, leader=home.leader, pillar=home.pillar, day=date(2026, 10, 25), time=time(2, 30),
        zone=PARIS, fold=1, at=NOW,
    )  # fmt: skip
    assert actions.rederive(now=NOW) == 0
    assert Slot.objects.get(pk=odd.pk).at == odd.at
    assert not Entry.objects.filter(verb="slot.rederived").exists()


def test_a_place_keeps_its_wall_time_and_gets_another_instant(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = slot(home, at=LATER)
    wall = (place.day, place.time)
    abolish(monkeypatch)
    assert actions.rederive(now=NOW) == 1
    place.refresh_from_db()
    assert (place.at, cadence.wall(place.at, PARIS)) == (LATER + HOUR, wall)
    entry = Entry.objects.get(verb="slot.rederived")
    assert entry.details == {"was": LATER.isoformat(), "slot_at": (LATER + HOUR).isoformat()}
    assert actions.rederive(now=NOW) == 0
    assert not list(breaks(home.organisation.pk))


def test_a_second_reading_that_somebody_chose_is_kept_while_there_are_two(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = actions.plan_slot(
        organisation=home.organisation, leader=home.leader, pillar=home.pillar, day=date(2026, 10, 25), time=time(2, 30),
        zone=PARIS, fold=1, at=NOW,
    )  # fmt: skip
    abolish(monkeypatch)
    assert actions.rederive(now=NOW) == 0  # winter time is what the second reading was
    assert Slot.objects.get(pk=place.pk).at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_what_has_passed_happened_when_it_did(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    place = slot(home, at=NOW - HOUR)
    abolish(monkeypatch)
    assert actions.rederive(now=NOW) == 0
    assert Slot.objects.get(pk=place.pk).at == NOW - HOUR


def test_places_of_other_zones_stay(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    reunion = colleague(home, zone="Indian/Reunion")
    place = Slot.objects.create(
        organisation=home.organisation, leader=reunion, pillar=home.pillar, day=date(2026, 6, 9), time=time(9),
        zone=reunion.zone, at=cadence.instant(date(2026, 6, 9), time(9), reunion.zone),
    )  # fmt: skip
    abolish(monkeypatch)
    assert actions.rederive(now=NOW) == 0
    assert Slot.objects.get(pk=place.pk).at == place.at


def test_the_publication_follows_its_slot(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    post = approved(home, where=slot(home, at=LATER))
    publishing.plan(now=NOW)
    abolish(monkeypatch)
    actions.rederive(now=NOW)
    publishing.sweep(now=NOW)
    assert Publication.objects.get(post=post).due_at == LATER + HOUR
    assert fresh(post).state == "scheduled"


def test_the_leader_and_the_team_hear_of_a_place_within_a_day(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_review(home, where=slot(home, at=SOON))
    abolish(monkeypatch)
    actions.rederive(now=NOW)
    assert (kinds(home.claire), kinds(home.bruno), len(kinds())) == (["slot_shifted"], ["slot_shifted"], 2)
    mail = Message.objects.get(kind="slot_shifted", to_email=home.claire.email)
    words = plain(mail.text)
    assert "La publication de Claire Martin reste prévue le mardi 2 juin 2026 à 06:00, heure locale." in words
    assert "c'est maintenant le mardi 2 juin 2026 à 05:00, au lieu du mardi 2 juin 2026 à 04:00." in words
    assert "Hier, au bloc" not in mail.text + mail.html
    actions.rederive(now=NOW)
    assert len(kinds()) == 2


def test_nobody_is_troubled_about_what_is_far_away_empty_or_over(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_review(home, where=slot(home, at=LATER))
    slot(home, at=SOON)
    withdrawn = draft(home, where=slot(home, at=SOON + HOUR))
    actions.withdraw(withdrawn, by=home.bruno, at=NOW)
    abolish(monkeypatch)
    assert actions.rederive(now=NOW) == 3
    assert kinds() == []


def test_a_draft_is_the_teams_business_alone(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    draft(home, where=slot(home, at=SOON))
    abolish(monkeypatch)
    actions.rederive(now=NOW)
    assert (kinds(home.claire), kinds(home.bruno)) == ([], ["slot_shifted"])


def test_each_hears_in_their_language(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    User.objects.filter(pk=home.bruno.pk).update(language=Language.ENGLISH)
    in_review(home, where=slot(home, at=SOON))
    abolish(monkeypatch)
    actions.rederive(now=NOW)
    assert Message.objects.get(to_email=home.bruno.email, kind="slot_shifted").language == "en"


def test_two_places_of_one_leader_swap_along_without_a_clash(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each lands where the one before it was."""
    places = [slot(home, at=LATER + n * HOUR) for n in range(4)]
    abolish(monkeypatch)
    assert actions.rederive(now=NOW) == 4
    assert [Slot.objects.get(pk=one.pk).at for one in places] == [LATER + n * HOUR for n in range(1, 5)]


def test_a_clash_is_told_and_breaks_nothing(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A place in Algiers' own time is an hour later than the one in Paris: after the change both are one instant."""
    day = date(2026, 7, 1)
    post = in_review(home, where=slot(home, at=cadence.instant(day, time(9), PARIS)))
    Slot.objects.create(
        organisation=home.organisation, leader=home.leader, pillar=home.pillar, day=day, time=time(9), zone="Africa/Algiers",
        at=cadence.instant(day, time(9), "Africa/Algiers"),
    )  # fmt: skip
    other = slot(home, at=LATER + timedelta(days=5))
    before = fresh(post).slot.at
    abolish(monkeypatch)
    assert actions.rederive(now=NOW) == 1
    assert fresh(post).slot.at == before
    assert Slot.objects.get(pk=other.pk).at == other.at + HOUR
    assert kinds(home.claire) == kinds(home.bruno) == ["slot_clash"]
    words = plain(Message.objects.get(kind="slot_clash", to_email=home.bruno.email).text)
    assert "aurait maintenant lieu le mercredi 1er juillet 2026 à 09:00, au même instant" in words
    assert "son créneau est maintenant le mercredi 1er juillet 2026 à 08:00" in words
    actions.rederive(now=NOW + timedelta(days=1))
    assert Entry.objects.filter(verb="slot.clashed").count() == 1


def test_a_place_whose_zone_is_gone_stays_and_the_others_move(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost, other = slot(home, at=LATER), slot(home, at=LATER + 3 * HOUR)
    Slot.objects.filter(pk=lost.pk).update(zone="Europe/Atlantis")
    abolish(monkeypatch)
    assert actions.rederive(now=NOW) == 1
    assert Slot.objects.get(pk=lost.pk).at == LATER
    assert Slot.objects.get(pk=other.pk).at == LATER + 4 * HOUR


def test_somebody_who_moved_the_place_meanwhile_is_not_overruled(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = slot(home, at=LATER)
    abolish(monkeypatch)
    (shift,) = zones.shifts(now=NOW)
    Slot.objects.filter(pk=place.pk).update(at=LATER + 5 * HOUR, time=time(14))
    assert zones.followed(shift, now=NOW)
    assert Slot.objects.get(pk=place.pk).at == LATER + 5 * HOUR


def test_the_days_of_a_period_follow_too(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    days = {"starts_on": date(2026, 7, 1), "ends_on": date(2026, 7, 8)}
    period = Period.objects.create(
        organisation=home.organisation, kind="quiet", strength="hard", name="Résultats", **days, created_by=home.bruno, created_at=NOW,
        starts_at=cadence.day_bounds(days["starts_on"], PARIS)[0], ends_at=cadence.day_bounds(days["ends_on"], PARIS)[0],
    )  # fmt: skip
    abolish(monkeypatch)
    actions.rederive(now=NOW)
    period.refresh_from_db()
    assert period.starts_at == datetime(2026, 6, 30, 23, tzinfo=UTC)
    assert period.ends_at == datetime(2026, 7, 7, 23, tzinfo=UTC)


def test_a_recurring_place_is_what_its_rule_says_after_the_change(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rederived, then grown: the same places, none twice."""
    actions.keep_recurrence(
        None, leader=home.leader, pillar=home.pillar, weekdays=[2], time=time(9), starts_on=date(2026, 6, 1), ends_on=None,
        on_holiday="keep", by=home.bruno, at=NOW,
    )  # fmt: skip
    count = Slot.objects.count()
    abolish(monkeypatch)
    assert actions.rederive(now=NOW) == count
    assert actions.grow_recurrences(now=NOW) == 0
    assert {one.time for one in Slot.objects.all()} == {time(9)}
    assert Post.objects.count() == 0


def test_a_worker_looks_when_it_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    for task in (housekeeping.rederive_places, housekeeping.grow_recurrences):
        monkeypatch.setattr(task, "apply_async", lambda task=task, **_: asked.append(task.name))
    worker_ready.send(sender=None)
    assert asked == ["workers.housekeeping.rederive_places", "workers.housekeeping.grow_recurrences"]
