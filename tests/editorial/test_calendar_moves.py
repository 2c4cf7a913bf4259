"""Moving posts from the calendar's pages: by a gesture, beside somebody else, and back again."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.http import QueryDict
from django.test import Client

from influence.editorial import actions
from influence.editorial.actions.campaigns import CampaignGone, assign_campaign
from influence.editorial.actions.seen import move_seen
from influence.editorial.calendar.cards import seen_at
from influence.editorial.calendar.undoing import Gesture, move_back, offered, remember, take_back
from influence.editorial.calendar.way_back import ours
from influence.editorial.calendar.wishes import wished
from influence.editorial.models import Post
from influence.editorial.moving import MovedMeanwhile
from influence.editorial.refusals import MovedOn
from influence.people.models import Role
from tests.editorial.stories import LATER, approved, colleague, draft, fresh
from tests.makers import NOW, House, member, slot

PARIS = "Europe/Paris"
NINTH = date(2026, 6, 9)


def seen(post: Post) -> str:
    return seen_at(post.slot.at if post.slot else None)


def go(home: House, post: Post, day: date, *, by: object = None, saw: str | None = None) -> Post:
    move_seen(
        post, seen=seen(post) if saw is None else saw, day=day, time=time(9), zone=PARIS, fold=None,
        by=by or home.bruno, at=LATER,
    )  # fmt: skip
    return fresh(post)


@pytest.mark.parametrize(
    ("given", "day"),
    [
        ("to=2026-06-05", date(2026, 6, 5)),
        ("week=2026-06-08", date(2026, 6, 10)),
        ("step=-1", date(2026, 6, 2)),
        ("step=1", date(2026, 6, 4)),
        ("step=7", date(2026, 6, 10)),
    ],
)
def test_a_gesture_keeps_the_wall_time(home: House, given: str, day: date) -> None:
    post = draft(home, where=slot(home, at=datetime(2026, 6, 3, 8, tzinfo=UTC)))
    assert wished(post, QueryDict(given), now=NOW) == (day, time(10))


@pytest.mark.parametrize("given", ["", "to=demain", "step=30", "step=x", "week="])
def test_no_gesture_leaves_it_to_the_fields(home: House, given: str) -> None:
    assert wished(draft(home), QueryDict(given), now=NOW) is None


def test_a_day_of_the_calendar_is_counted_in_the_organisations_zone(home: House) -> None:
    """Late at night in Paris it is the next morning in Nouméa: one day on is one day on there as well."""
    far = colleague(home, zone="Pacific/Noumea")
    place = actions.plan_slot(
        organisation=home.organisation, leader=far, pillar=home.pillar, day=date(2026, 6, 11), time=time(7), zone=far.zone,
        fold=None, at=NOW,
    )  # fmt: skip
    post = actions.write_post(
        organisation=home.organisation,
        leader=far,
        pillar=home.pillar,
        slot=place,
        text="Loin.",
        by=home.bruno,
        at=NOW,
    )
    assert wished(post, QueryDict("to=2026-06-12"), now=NOW) == (date(2026, 6, 13), time(7))


def test_whoever_looked_at_an_older_page_is_told_who_moved_it_where(home: House) -> None:
    post = draft(home)
    before, nadia = (
        seen(post),
        member(home.organisation, "Nadia Roux", Role.EDITOR, "nadia@saint-luc.example"),
    )
    go(home, post, NINTH, by=nadia)
    with pytest.raises(MovedMeanwhile) as refusal:
        go(home, post, date(2026, 6, 12), saw=before)
    assert "Nadia Roux" in str(refusal.value)
    assert "9 juin 2026 à 09:00" in str(refusal.value)
    assert fresh(post).slot.day == NINTH
    assert go(home, fresh(post), date(2026, 6, 12)).slot.day == date(2026, 6, 12)


def test_the_way_back_is_kept_for_a_while_and_restores_place_and_reason(home: House) -> None:
    post = approved(home)
    was, session = post.slot, dict[str, object]()
    moved = go(home, post, NINTH)
    remember(session, "Fait.", [move_back(post, was=was, why="", now_at=moved.slot, at=LATER)], at=LATER)  # type: ignore[arg-type]
    assert offered(session, now=LATER + timedelta(minutes=11)) is None  # type: ignore[arg-type]
    (step,) = offered(session, now=LATER).steps  # type: ignore[arg-type, union-attr]
    take_back(step, moved, by=home.bruno, at=LATER)
    assert (fresh(post).slot.at, fresh(post).state) == (was.at, "approved")


def test_what_somebody_moved_since_is_not_taken_back(home: House) -> None:
    post = draft(home)
    was = post.slot
    moved = go(home, post, NINTH)
    step = move_back(post, was=was, why="", now_at=moved.slot, at=LATER)
    go(home, moved, date(2026, 6, 11))
    with pytest.raises(MovedMeanwhile):
        take_back(step, fresh(post), by=home.bruno, at=LATER)
    assert fresh(post).slot.day == date(2026, 6, 11)


def test_there_is_no_way_back_into_the_past_or_to_nowhere(home: House) -> None:
    post = draft(home)
    assert move_back(post, was=None, why="", now_at=post.slot, at=NOW) is None
    assert move_back(post, was=post.slot, why="", now_at=post.slot, at=post.slot.at) is None


def test_a_post_on_its_way_out_is_not_moved(home: House) -> None:
    post = draft(home)
    Post.objects.filter(pk=post.pk).update(state="published")
    with pytest.raises(MovedOn):
        go(home, post, NINTH)


def test_a_campaign_of_another_house_is_none(home: House, abroad: House) -> None:
    days = {
        "starts_on": NINTH,
        "ends_on": NINTH,
        "goal": "Se faire entendre",
        "created_by": home.bruno,
        "created_at": NOW,
    }
    ours_, theirs = (one.organisation.campaigns.create(name="Rentrée", **days) for one in (home, abroad))
    post = draft(home)
    with pytest.raises(CampaignGone):
        assign_campaign(post, campaign_id=theirs.pk, by=home.bruno, at=LATER)
    assert assign_campaign(post, campaign_id=ours_.pk, by=home.bruno, at=LATER)
    assert not assign_campaign(post, campaign_id=ours_.pk, by=home.bruno, at=LATER)
    assert fresh(post).campaign_id == ours_.pk
    assert Gesture("campaign") is Gesture.CAMPAIGN


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/calendrier/", "//evil.example/calendrier/", "/deconnexion/", "javascript:1"],
)
def test_the_way_back_leads_into_our_calendar_only(address: str) -> None:
    assert ours(address) == ""
    assert ours("/calendrier/semaine/?semaine=2026-W23") == "/calendrier/semaine/?semaine=2026-W23"


def test_a_drag_moves_leads_back_and_can_be_undone(
    home: House, client: Client, clock: time_machine.Traveller
) -> None:
    clock.move_to(LATER)
    post, week = draft(home), "/calendrier/semaine/?semaine=2026-W23"
    was = post.slot.at
    client.force_login(home.bruno)
    gesture = {"to": "2026-06-05", "seen": seen(post), "retour": week}
    answer = client.post(f"/publications/{post.pk}/deplacer/", gesture)
    assert answer.headers["location"] == f"{week}#p{post.pk}"
    assert fresh(post).slot.day == date(2026, 6, 5)
    assert "Annuler ce geste" in client.get(week).content.decode()
    again = client.post(f"/publications/{post.pk}/deplacer/", gesture | {"to": "2026-06-08"})
    assert "La déplacer quand même" in again.content.decode()
    client.post("/calendrier/annuler/", {"retour": week})
    assert fresh(post).slot.at == was
    assert "Il n" in client.post("/calendrier/annuler/", follow=True).content.decode()


def test_a_verb_of_the_board_leads_back_to_it(
    home: House, client: Client, clock: time_machine.Traveller
) -> None:
    clock.move_to(LATER)
    post, board = draft(home), "/calendrier/tableau/?mois=2026-06"
    client.force_login(home.bruno)
    answer = client.post(f"/publications/{post.pk}/retirer/", {"retour": board})
    assert (answer.headers["location"], fresh(post).state) == (f"{board}#p{post.pk}", "withdrawn")
    answer = client.post(f"/publications/{post.pk}/retablir/", {"retour": "https://evil.example/"})
    assert (answer.headers["location"], fresh(post).state) == (f"/publications/{post.pk}/", "draft")
