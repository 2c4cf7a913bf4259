"""A yes that comes after the slot (domain.md §6.5): what the leader reads before the tap is what happens after it."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from django.urls import reverse

from influence.approval import actions
from influence.core import cadence
from influence.editorial import actions as editorial
from influence.editorial.late import awaits, chances
from influence.editorial.models import Decision, Flag, Post, Slot
from influence.editorial.refusals import OwnSubmission, PlaceGone, SlotTaken, TooLate
from influence.journal.models import Entry
from influence.people.models import Leader
from influence.publishing import actions as publishing
from influence.publishing.models import Publication
from influence.safeguards.models import Freeze, Period, Policy, Topic
from tests.approval.stories import browser, invited, last_code, link, mails, post, proven, read, words
from tests.editorial.stories import approved, colleague, draft, fresh, in_review
from tests.makers import NOW, House, slot
from tests.publishing.stage import connect
from tests.reading import plain

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)

# 9:00 in Paris on a Tuesday; 10:31:20 is an hour and a half later.
SLOT = datetime(2026, 6, 2, 7, 0, tzinfo=UTC)
TAP = datetime(2026, 6, 2, 8, 31, 20, tzinfo=UTC)
SOON = datetime(2026, 6, 2, 8, 42, tzinfo=UTC)


def missed(home: House, *, at: datetime = SLOT) -> Post:
    waiting = in_review(home, where=slot(home, at=at))
    assert editorial.miss_undecided(now=at) == 1
    return fresh(waiting)


def page(home: House, waiting: Post) -> str:
    return words(browser(home.claire.email).get(reverse("decide", args=[waiting.pk])))


def say_yes(home: House, waiting: Post, *, shown: datetime, at: datetime = TAP) -> Decision:
    assert waiting.version
    return actions.decide(
        waiting.version, kind="approve", by=home.claire, content_hash=waiting.version.content_hash,
        channel="session", shown_at=shown, at=at,
    )  # fmt: skip


def set_policy(home: House, **given: object) -> None:
    Policy.objects.filter(organisation=home.organisation).update(**given)


def offered(html: str) -> list[str]:
    return re.findall(r'name="shown_at" value="([^"]+)"', html)


def test_the_page_says_when_it_goes_out_before_the_tap_and_after_it(home: House, clock) -> None:
    waiting = missed(home)
    clock.move_to(TAP)
    client = browser(home.claire.email)
    before = words(client.get(reverse("decide", args=[waiting.pk])))
    assert "Le créneau est passé" in before
    assert "Elle était prévue mardi 2 juin 2026 à 09:00 et n'est pas en ligne" in before
    assert "Si vous approuvez maintenant, elle sera mise en ligne mardi 2 juin 2026 à 10:42." in before
    clock.move_to(TAP + 3 * MINUTE)
    answer = post(
        client, reverse("decide", args=[waiting.pk]), read(waiting, shown_at=SOON.isoformat()), follow=True
    )
    assert "Approuvée. Sera mise en ligne mardi 2 juin 2026 à 10:42." in words(answer)
    found = fresh(waiting)
    assert (found.state, found.slot.at, str(found.slot.time)) == ("approved", SOON, "10:42:00")
    assert Decision.objects.get().slot_at == SOON
    assert Slot.objects.count() == 1
    entry = Entry.objects.filter(verb="post.approved").get()
    assert entry.details["was"] == SLOT.isoformat()
    [mail] = mails("draft_approved")
    assert "qui était prévue mardi 2 juin 2026 à 09:00 : elle partira mardi 2 juin 2026 à 10:42" in plain(
        mail.text
    )


def test_it_then_goes_out_at_that_minute(home: House) -> None:
    connect(home)
    say_yes(home, missed(home), shown=SOON)
    publishing.plan(now=TAP)
    assert publishing.claim(now=SOON - timedelta(seconds=1)) == []
    assert len(publishing.claim(now=SOON)) == 1


def test_no_answer_never_leads_to_publication(home: House, clock) -> None:
    """R-2.3, whoever reads the page, and however late."""
    connect(home)
    waiting, where = invited(home, where=slot(home, at=SLOT))
    known = proven(home, where)
    for minutes in (0, 1, 30, 119, 121, 600, 3000):
        now = SLOT + minutes * MINUTE
        clock.move_to(now)
        editorial.miss_undecided(now=now)
        known.get(link(where))
        known.get(reverse("decide", args=[waiting.pk]))
        known.get(reverse("queue"))
        publishing.plan(now=now)
        publishing.sweep(now=now)
        assert publishing.claim(now=now) == []
    assert not Decision.objects.exists()
    assert not Publication.objects.exists()
    assert fresh(waiting).state == "missed"


def test_a_post_that_the_sweep_has_not_missed_yet_is_late_all_the_same(home: House, clock) -> None:
    waiting = in_review(home, where=slot(home, at=SLOT))
    clock.move_to(SLOT)
    assert "Le créneau est passé" in page(home, waiting)
    say_yes(home, waiting, shown=SLOT + 10 * MINUTE, at=SLOT)
    assert fresh(waiting).state == "approved"


@pytest.mark.parametrize(("minutes", "is_soon"), [(0, True), (120, True), (121, False), (24 * 60, False)])
def test_a_late_yes_counts_for_two_hours(home: House, minutes: int, is_soon: bool) -> None:
    found = chances(missed(home), now=SLOT + minutes * MINUTE)
    assert (found.soon is not None) == is_soon
    assert is_soon or "plus de 120 minutes" in found.why_not
    assert len(found.places) == 3


def test_later_than_that_the_page_offers_three_places_and_one_tap_takes_one(home: House, clock) -> None:
    waiting = missed(home)
    now = SLOT + timedelta(days=2)
    clock.move_to(now)
    client = browser(home.claire.email)
    html = client.get(reverse("decide", args=[waiting.pk])).content.decode()
    assert "Le créneau est passé depuis plus de 120" in words(
        client.get(reverse("decide", args=[waiting.pk]))
    )
    places = offered(html)[:3]
    assert [datetime.fromisoformat(one) for one in places] == [
        datetime(2026, 6, 4, 10, 15, tzinfo=UTC), datetime(2026, 6, 4, 15, 15, tzinfo=UTC),
        datetime(2026, 6, 9, 6, 15, tzinfo=UTC),
    ]  # fmt: skip
    assert "Approuver pour jeudi 4 juin 2026 à 12:15" in page(home, waiting)
    answer = post(
        client, reverse("decide", args=[waiting.pk]), read(waiting, shown_at=places[1]), follow=True
    )
    assert "Sera mise en ligne jeudi 4 juin 2026 à 17:15." in words(answer)
    assert (fresh(waiting).state, fresh(waiting).slot.at) == ("approved", datetime.fromisoformat(places[1]))
    assert Decision.objects.get().slot_at == datetime.fromisoformat(places[1])


@pytest.mark.parametrize(
    ("at", "why"),
    [
        (datetime(2026, 6, 2, 18, 30, tzinfo=UTC), ""),  # 20:30: 20:40 is allowed
        (datetime(2026, 6, 2, 18, 50, tzinfo=UTC), ""),  # 21:00 sharp still is
        (datetime(2026, 6, 2, 18, 51, tzinfo=UTC), "Rien ne part en retard avant 07:00 ni après 21:00."),
    ],
)
def test_nothing_leaves_late_outside_the_hours_of_the_slot(home: House, at: datetime, why: str) -> None:
    found = chances(missed(home, at=datetime(2026, 6, 2, 18, 0, tzinfo=UTC)), now=at)
    assert found.why_not == why
    assert len(found.places) == 3


def test_the_hours_are_those_of_the_slots_own_clock(home: House, clock) -> None:
    """20:30 in New York is half past two at night in Paris."""
    at = datetime(2026, 6, 3, 0, 0, tzinfo=UTC)
    day, hour = cadence.wall(at, "America/New_York")
    place = Slot.objects.create(
        organisation=home.organisation, leader=home.leader, pillar=home.pillar, day=day, time=hour,
        zone="America/New_York", at=at,
    )  # fmt: skip
    waiting = in_review(home, where=place)
    now = at + 30 * MINUTE
    editorial.miss_undecided(now=now)
    clock.move_to(now)
    # In the reader's zone first, with the other clock beside it.
    assert "elle sera mise en ligne mercredi 3 juin 2026 à 02:40 (20:40 à New York)" in page(home, waiting)
    say_yes(home, waiting, shown=now + 10 * MINUTE, at=now)
    assert (fresh(waiting).slot.zone, fresh(waiting).slot.time) == ("America/New_York", time(20, 40))


def test_too_close_to_another_post_it_says_why_and_offers_places(home: House, clock) -> None:
    set_policy(home, min_gap_hours=20)
    waiting = missed(home)
    beside = draft(home, where=slot(home, at=datetime(2026, 6, 3, 4, 30, tzinfo=UTC)))
    Post.objects.filter(pk=beside.pk).update(state="in_review")
    clock.move_to(TAP)
    html = page(home, waiting)
    assert "Trop près d'une autre publication de Claire Martin" in html
    assert "Si vous approuvez maintenant" not in html
    found = chances(waiting, now=TAP)
    assert all(abs(one.at - beside.slot.at) >= 20 * HOUR for one in found.places)
    assert len(found.places) == 3
    with pytest.raises(PlaceGone):
        say_yes(home, waiting, shown=SOON)


def test_whoever_explained_the_closeness_has_explained_it(home: House) -> None:
    set_policy(home, min_gap_hours=20)
    waiting = missed(home)
    beside = draft(home, where=slot(home, at=datetime(2026, 6, 3, 4, 30, tzinfo=UTC)))
    Post.objects.filter(pk=beside.pk).update(state="in_review")
    Post.objects.filter(pk=waiting.pk).update(closeness_reason="Deux temps forts.")
    say_yes(home, fresh(waiting), shown=SOON)
    assert (fresh(waiting).slot.at, fresh(waiting).closeness_reason) == (SOON, "Deux temps forts.")


def test_the_spacing_between_two_leaders_counts_too(home: House) -> None:
    set_policy(home, spacing_minutes=60)
    waiting = missed(home)
    other: Leader = colleague(home)
    day, hour = cadence.wall(SOON + 20 * MINUTE, "Europe/Paris")
    place = Slot.objects.create(
        organisation=home.organisation, leader=other, pillar=home.pillar, day=day, time=hour, zone="Europe/Paris",
        at=SOON + 20 * MINUTE,
    )  # fmt: skip
    post = editorial.write_post(
        organisation=home.organisation,
        leader=other,
        pillar=home.pillar,
        slot=place,
        text="Autre.",
        by=home.bruno,
        at=NOW,
    )
    Post.objects.filter(pk=post.pk).update(state="in_review")
    found = chances(waiting, now=TAP)
    assert "Trop près de la publication de Karim Benali" in found.why_not


def test_what_a_safeguard_would_stop_is_not_promised(home: House) -> None:
    waiting = missed(home)
    freeze = Freeze.objects.create(
        organisation=home.organisation, reason="Crise", frozen_by=home.bruno, frozen_at=NOW
    )
    assert chances(waiting, now=TAP).why_not == "Les mises en ligne sont gelées."
    freeze.delete()
    Period.objects.create(
        organisation=home.organisation, kind="quiet", strength="hard", name="Résultats", starts_on="2026-06-01",
        ends_on="2026-06-10", starts_at=datetime(2026, 5, 31, 22, tzinfo=UTC), ends_at=datetime(2026, 6, 9, 22, tzinfo=UTC),
        created_by=home.bruno, created_at=NOW,
    )  # fmt: skip
    found = chances(waiting, now=TAP)
    assert found.why_not == "Une période de silence est en cours à cette heure-là."
    assert [one.day.day for one in found.places] == [10, 10, 10]
    topic = Topic.objects.create(organisation=home.organisation, name="Résultats")
    Period.objects.all().delete()
    Flag.objects.create(
        version=waiting.version, topic=topic, content_hash=waiting.version.content_hash, raised_at=NOW
    )
    assert chances(waiting, now=TAP).why_not == "Elle attend encore un second accord."


@pytest.mark.parametrize("shown", [SLOT, SOON - 6 * MINUTE, SOON + MINUTE, SOON + timedelta(seconds=30)])
def test_an_hour_that_the_page_never_offered_is_refused_and_others_are_shown(
    home: House, clock, shown: datetime
) -> None:
    waiting = missed(home)
    clock.move_to(TAP)
    client = browser(home.claire.email)
    answer = post(
        client, reverse("decide", args=[waiting.pk]), read(waiting, shown_at=shown.isoformat()), follow=True
    )
    assert "Cette heure-là n'est plus possible : voici celles qui le sont maintenant." in words(answer)
    assert "Si vous approuvez maintenant" in words(answer)
    assert (fresh(waiting).state, Decision.objects.count()) == ("missed", 0)


def test_the_hour_read_stands_while_half_the_time_to_think_is_left(home: House) -> None:
    waiting = missed(home)
    with pytest.raises(PlaceGone):
        say_yes(home, waiting, shown=SOON, at=SOON - 5 * MINUTE + timedelta(seconds=1))
    say_yes(home, waiting, shown=SOON, at=SOON - 5 * MINUTE)
    assert fresh(waiting).slot.at == SOON


def test_a_yes_that_names_no_place_is_too_late(home: House) -> None:
    waiting = missed(home)
    with pytest.raises(TooLate):
        editorial.approve(
            waiting.version,
            by=home.claire,
            content_hash=waiting.version.content_hash,
            channel="session",
            at=TAP,
        )
    assert fresh(waiting).state == "missed"


def test_the_yes_may_be_taken_back_during_the_time_to_think(home: House, clock) -> None:
    waiting = missed(home)
    say_yes(home, waiting, shown=SOON)
    clock.move_to(TAP + 5 * MINUTE)
    assert "Reprendre mon accord" in words(browser(home.claire.email).get(reverse("queue")))
    actions.take_back(fresh(waiting), by=home.claire, at=SOON - 2 * MINUTE)
    assert fresh(waiting).state == "in_review"


def test_a_double_tap_approves_once(home: House, clock) -> None:
    waiting = missed(home)
    clock.move_to(TAP)
    client = browser(home.claire.email)
    for _tap in range(2):
        answer = post(
            client,
            reverse("decide", args=[waiting.pk]),
            read(waiting, shown_at=SOON.isoformat()),
            follow=True,
        )
    assert "avait déjà reçu votre décision" in words(answer)
    assert "à 10:42" in words(answer)
    assert (Decision.objects.count(), len(mails("draft_approved"))) == (1, 1)


@pytest.mark.parametrize(("kind", "state"), [("return", "returned"), ("refuse", "refused")])
def test_a_leader_may_still_ask_for_a_change_or_refuse(home: House, clock, kind: str, state: str) -> None:
    waiting = missed(home)
    clock.move_to(TAP)
    post(
        browser(home.claire.email),
        reverse("decide", args=[waiting.pk]),
        read(waiting, kind=kind, reason="Trop tard."),
    )
    assert fresh(waiting).state == state
    assert editorial.miss_undecided(now=TAP + MINUTE) == 0


def test_who_submitted_does_not_approve_late_either(home: House) -> None:
    waiting = missed(home)
    waiting.version.submitted_by = home.claire
    waiting.version.save(update_fields=["submitted_by"])
    with pytest.raises(OwnSubmission):
        say_yes(home, waiting, shown=SOON)


def test_by_the_mails_link_and_its_code_it_goes_the_same_way(home: House, clock) -> None:
    waiting, where = invited(home, where=slot(home, at=SLOT))
    clock.move_to(TAP)
    editorial.miss_undecided(now=TAP)
    client = browser()
    first = words(client.get(link(where)))
    assert "Le créneau est passé" in first
    assert "Recevoir un code" in first
    assert "Approuver" not in first.split("Pour décider")[0]
    post(client, reverse("approval_code", args=[where]))
    post(client, reverse("approval_prove", args=[where]), {"code": last_code()})
    shown = words(client.get(link(where)))
    assert "Si vous approuvez maintenant, elle sera mise en ligne mardi 2 juin 2026 à 10:42." in shown
    post(client, reverse("decide", args=[waiting.pk]), read(waiting, shown_at=SOON.isoformat()))
    found = Decision.objects.get()
    assert (found.channel, found.slot_at) == ("code", SOON)


def test_an_old_link_gives_another_one_and_never_a_dead_end(home: House, clock) -> None:
    waiting, where = invited(home, where=slot(home, at=SLOT))
    late = SLOT + 3 * HOUR
    clock.move_to(late)
    editorial.miss_undecided(now=late)
    client = browser()
    found = words(client.get(link(where)))
    assert "Hier, au bloc" not in found
    assert "Recevoir un nouveau lien" in found
    post(client, reverse("approval_renew", args=[where]))
    assert len(mails("draft_to_approve")) == 2
    known = proven(home, re.findall(r"/a/([\w-]+)/", mails("draft_to_approve")[-1].text)[0])
    assert "Approuver pour mardi 2 juin 2026 à 17:15" in words(
        known.get(reverse("decide", args=[waiting.pk]))
    )


def test_the_queue_names_what_is_late_for_a_week(home: House, clock) -> None:
    waiting = missed(home)
    for late, is_there in ((HOUR, True), (timedelta(days=6, hours=23), True), (timedelta(days=7), False)):
        clock.move_to(SLOT + late)
        html = words(browser(home.claire.email).get(reverse("queue")))
        assert ("Prévue mardi 2 juin 2026 à 09:00" in html) == is_there
    assert reverse("decide", args=[waiting.pk])


def test_what_editors_have_taken_up_again_is_theirs(home: House) -> None:
    waiting = missed(home)
    assert awaits(waiting, now=TAP)
    editorial.move(
        waiting, day=(SLOT + timedelta(days=9)).date(), time=time(9, 0), zone="Europe/Paris", fold=None, by=home.bruno,
        at=TAP,
    )  # fmt: skip
    assert not awaits(fresh(waiting), now=TAP)
    editorial.revise(fresh(waiting), text="Mieux.", seen=1, by=home.bruno, at=TAP)
    assert not awaits(fresh(waiting), now=TAP)


def test_drafts_and_what_was_sent_back_are_not_offered(home: House) -> None:
    written = draft(home, where=slot(home, at=SLOT))
    returned = in_review(home, where=slot(home, at=SLOT + MINUTE))
    actions.decide(
        returned.version, kind="return", reason="Plus court.", by=home.claire, at=NOW, channel="session",
        content_hash=returned.version.content_hash,
    )  # fmt: skip
    assert editorial.miss_undecided(now=SLOT + HOUR) == 2
    assert not awaits(fresh(written), now=TAP)
    assert not awaits(fresh(returned), now=TAP)


def test_what_was_approved_and_missed_in_an_outage_is_asked_again_with_a_place(home: House, clock) -> None:
    connect(home)
    going = approved(home, where=slot(home, at=SLOT))
    publishing.plan(now=NOW)
    publishing.sweep(now=SLOT + 5 * HOUR)
    assert fresh(going).state == "missed"
    now = SLOT + 6 * HOUR
    clock.move_to(now)
    client = browser(home.claire.email)
    assert "Prévue mardi 2 juin 2026 à 09:00" in words(client.get(reverse("queue")))
    places = offered(client.get(reverse("decide", args=[going.pk])).content.decode())
    answer = post(
        client, reverse("decide", args=[going.pk]), read(fresh(going), shown_at=places[0]), follow=True
    )
    assert "Sera mise en ligne" in words(answer)
    found = fresh(going)
    assert (found.state, found.version.number, found.slot.at) == (
        "approved", 2, datetime.fromisoformat(places[0]),
    )  # fmt: skip
    assert Decision.objects.filter(version=found.version, kind="approve").count() == 1
    assert publishing.plan(now=now) == 1
    assert len(publishing.claim(now=found.slot.at)) == 1


def test_a_place_that_somebody_took_meanwhile_is_not_given_twice(home: House) -> None:
    waiting = missed(home)
    now = SLOT + timedelta(days=1)
    first = chances(waiting, now=now).places[0]
    draft(home, where=slot(home, at=first.at), at=now)
    assert first.at not in [one.at for one in chances(waiting, now=now).places]
    with pytest.raises((PlaceGone, SlotTaken)):
        say_yes(home, waiting, shown=first.at, at=now)
    assert fresh(waiting).state == "missed"


def test_a_place_is_never_on_a_day_off(home: House) -> None:
    """14 July 2026 is a Tuesday."""
    waiting = missed(home, at=datetime(2026, 7, 10, 7, 0, tzinfo=UTC))
    found = chances(waiting, now=datetime(2026, 7, 13, 7, 0, tzinfo=UTC))
    assert [one.day.day for one in found.places] == [15, 15, 15]


def test_another_leader_and_a_stranger_see_nothing_of_it(home: House, abroad: House, clock) -> None:
    waiting = missed(home)
    clock.move_to(TAP)
    assert browser(abroad.claire.email).get(reverse("decide", args=[waiting.pk])).status_code == 404
    assert "Prévue" not in words(browser(abroad.claire.email).get(reverse("queue")))


def test_a_post_without_a_date_says_so_before_the_tap(home: House) -> None:
    waiting = in_review(home)
    assert "non datée" not in page(home, waiting)
    Post.objects.filter(pk=waiting.pk).update(is_undated=True)
    assert "elle peut encore partir dans les 6 heures qui suivent" in page(home, waiting)
    set_policy(home, undated_hours=1)
    assert "elle peut encore partir dans l'heure qui suit" in page(home, waiting)
