"""A lost answer: found again, adopted, or a person's; and never a second post without somebody's word."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from influence.journal.models import Entry
from influence.outbox.models import Message
from influence.publishing import actions, reconciling, resubmitting
from influence.publishing.models import Outcome, Publication
from influence.publishing.unclear import Route, route_of
from influence.safeguards.models import Freeze, Policy
from tests.editorial import stories
from tests.publishing.stage import DUE, states
from tests.publishing.theatre import CLAIRE, Theatre, again
from tests.sandbox.conftest import Sandbox

MINUTE, MOMENT = timedelta(minutes=1), timedelta(seconds=5)


def posts(sandbox: Sandbox) -> list[dict[str, Any]]:
    """What LinkedIn has of Claire, whoever may read it."""
    answer = sandbox.get(
        f"/rest/posts?q=author&author={CLAIRE.replace(':', '%3A')}&count=100&start=0&sortBy=CREATED"
    )
    found: list[dict[str, Any]] = answer.json()["elements"]
    return found


def look(theatre: Theatre, *, at: datetime) -> list[str | None]:
    """One tick of the worker that asks the network afterwards. The calls before took a moment of their own."""
    at = theatre.at(at + MOMENT)
    claims = actions.claim_unclear(now=at)
    return [
        actions.reconcile(one.publication_id, nth=one.nth, now=at, network=theatre.network) for one in claims
    ]


def lost(theatre: Theatre, fault: str = "500-after-commit", **beside: Any) -> Publication:
    """It went out once, and the answer never came."""
    publication = theatre.planned(**beside)
    for step in range(3):
        theatre.carry(at=DUE - timedelta(hours=1) + step * MINUTE)
    theatre.fault(fault, call="posts.CREATE", times=1)
    assert theatre.send() == [Outcome.UNCLEAR]
    return again(publication)


def kinds() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("kind", flat=True))


def resubmits(theatre: Theatre) -> None:
    Policy.objects.update_or_create(organisation=theatre.home.organisation, defaults={"resubmits": True})


def test_a_lost_post_is_found_by_its_words_and_adopted(theatre: Theatre) -> None:
    theatre.connect()
    publication = lost(theatre)
    assert look(theatre, at=DUE + 10 * MOMENT) == []
    assert look(theatre, at=DUE + MINUTE) == ["published"]
    assert states(publication) == ("published", "published")
    assert [one["id"] for one in posts(theatre.sandbox)] == [again(publication).urn]
    assert Entry.objects.get(verb="publication.found").details["urn"] == again(publication).urn


def test_people_are_asked_at_once_and_told_when_it_is_found(theatre: Theatre) -> None:
    theatre.connect()
    lost(theatre)
    assert kinds() == ["publication_unclear"] * 2
    look(theatre, at=DUE + MINUTE)
    assert kinds() == ["publication_unclear"] * 2 + ["publication_found"] * 2


def test_what_is_not_found_is_never_sent_again_and_stays_a_persons(theatre: Theatre) -> None:
    theatre.connect()
    publication = lost(theatre, "500-before")
    seen = [
        look(theatre, at=DUE + after)
        for after in (MINUTE, 2 * MINUTE, 3 * MINUTE, 10 * MINUTE, 11 * MINUTE, 60 * MINUTE)
    ]
    assert seen == [["unclear"], [], ["unclear"], ["unclear"], [], []]
    assert states(publication) == ("unclear", "publishing")
    assert again(publication).next_look_at is None
    assert posts(theatre.sandbox) == []
    assert kinds() == ["publication_unclear"] * 2
    told = [
        entry.details["is_last"] for entry in Entry.objects.filter(verb="publication.looked").order_by("pk")
    ]
    assert told == [False, False, True]


def test_a_network_that_does_not_answer_is_no_proof_of_absence(theatre: Theatre) -> None:
    theatre.connect()
    publication = lost(theatre)
    theatre.fault("500-before", call="partnerApiPostsExternal.FINDER-author", times=1)
    assert look(theatre, at=DUE + MINUTE) == ["unclear"]
    assert Entry.objects.get(verb="publication.looked").details["why"] == "server_error"
    assert look(theatre, at=DUE + 3 * MINUTE) == ["published"]
    assert states(publication) == ("published", "published")


def test_a_post_without_words_is_found_by_its_files(theatre: Theatre) -> None:
    theatre.connect()
    picture = stories.part(stories.kept(theatre.home))
    publication = lost(theatre, media=[picture], text="")
    assert look(theatre, at=DUE + MINUTE) == ["published"]
    assert states(publication) == ("published", "published")


def test_a_page_s_posts_are_read_by_its_own_right(theatre: Theatre) -> None:
    account = theatre.page()
    publication = lost(theatre, account=account)
    assert route_of(publication) is Route.LOOKED_FOR
    assert look(theatre, at=DUE + MINUTE) == ["published"]
    assert states(publication) == ("published", "published")


def test_an_older_post_of_the_same_words_is_not_it(theatre: Theatre) -> None:
    theatre.connect()
    theatre.live(at=DUE)
    later = DUE + timedelta(days=1)
    publication = theatre.planned(at=later)
    theatre.fault("500-before", call="posts.CREATE", times=1)
    theatre.send(at=later)
    assert look(theatre, at=later + MINUTE) == ["unclear"]
    assert states(publication) == ("unclear", "publishing")


def test_two_workers_never_look_at_one_at_the_same_time(theatre: Theatre) -> None:
    theatre.connect()
    lost(theatre)
    at = theatre.at(DUE + MINUTE + MOMENT)
    assert len(actions.claim_unclear(now=at)) == 1
    assert actions.claim_unclear(now=at) == []
    [again_later] = actions.claim_unclear(now=at + timedelta(seconds=150))
    assert again_later.nth == 2


def test_a_look_that_comes_back_late_finds_nothing_to_say(theatre: Theatre) -> None:
    theatre.connect()
    publication = lost(theatre, "500-before")
    at = theatre.at(DUE + MINUTE + MOMENT)
    [first] = actions.claim_unclear(now=at)
    actions.claim_unclear(now=at + timedelta(seconds=150))
    assert actions.reconcile(first.publication_id, nth=first.nth, now=at, network=theatre.network) is None
    assert again(publication).looks == 2


def test_a_person_s_word_ends_the_looking(theatre: Theatre) -> None:
    theatre.connect()
    publication = lost(theatre)
    link = f"https://www.linkedin.com/feed/update/{posts(theatre.sandbox)[0]['id']}/"
    actions.settle(
        publication, is_live=True, link=link, by=theatre.home.bruno, at=DUE + 30 * timedelta(seconds=1)
    )
    assert look(theatre, at=DUE + MINUTE) == []
    assert states(publication) == ("published", "published")


def test_a_person_who_said_no_is_corrected_by_what_is_found_before_it_leaves_again(theatre: Theatre) -> None:
    theatre.connect()
    publication = lost(theatre)
    at = theatre.at(DUE + MINUTE + MOMENT)
    [claim] = actions.claim_unclear(now=at)
    found = reconciling.asked_about(claim.publication_id, nth=claim.nth)
    assert found is not None
    seen = reconciling.look(found, Route.LOOKED_FOR, network=theatre.network)
    actions.settle(publication, is_live=False, by=theatre.home.claire, at=at)
    assert states(publication) == ("due", "scheduled")
    assert reconciling.conclude(claim.publication_id, nth=claim.nth, seen=seen, now=at) == "published"
    assert states(publication) == ("published", "published")
    assert theatre.send(at=at) == []
    assert len(posts(theatre.sandbox)) == 1


# Where nobody may read: a person, or the duplicate that a second call is refused as.


def test_where_nobody_may_read_nothing_is_looked_for(theatre: Theatre) -> None:
    theatre.alone()
    publication = lost(theatre)
    assert route_of(publication) is Route.ASKED
    assert look(theatre, at=DUE + 10 * MINUTE) == []
    assert states(publication) == ("unclear", "publishing")


def test_a_duplicate_that_names_our_own_time_is_adopted(theatre: Theatre) -> None:
    """A person said that it was not there; LinkedIn knows better, and says which."""
    theatre.alone()
    publication = lost(theatre)
    actions.settle(publication, is_live=False, by=theatre.home.bruno, at=DUE + 2 * MINUTE)
    assert theatre.send(at=DUE + 2 * MINUTE) == [Outcome.REFUSED]
    assert states(publication) == ("unclear", "publishing")
    assert look(theatre, at=DUE + 2 * MINUTE) == ["published"]
    assert states(publication) == ("published", "published")
    assert [one["id"] for one in posts(theatre.sandbox)] == [again(publication).urn]


def test_a_ghost_is_a_persons(theatre: Theatre) -> None:
    """LinkedIn names a post of an hour ago, that it does not have."""
    theatre.alone()
    publication = lost(theatre, "500-before")
    actions.settle(publication, is_live=False, by=theatre.home.bruno, at=DUE + 2 * MINUTE)
    theatre.fault("422-duplicate-ghost", call="posts.CREATE", times=1)
    assert theatre.send(at=DUE + 2 * MINUTE) == [Outcome.REFUSED]
    assert states(publication) == ("unclear", "publishing")
    assert again(publication).next_look_at is None
    assert kinds() == ["publication_unclear"] * 4


def test_a_ghost_of_our_own_time_is_seen_through_where_it_can_be_read(theatre: Theatre) -> None:
    """Made by the lost call, and deleted since on the phone: the network still calls the text a duplicate of it."""
    theatre.connect()
    publication = lost(theatre)
    made = posts(theatre.sandbox)[0]["id"]
    actions.settle(publication, is_live=False, by=theatre.home.bruno, at=DUE + MINUTE)
    assert theatre.send(at=DUE + MINUTE) == [Outcome.REFUSED]
    theatre.sandbox.call("DELETE", f"/rest/posts/{made.replace(':', '%3A')}")
    assert look(theatre, at=DUE + MINUTE) == ["unclear"]
    assert states(publication) == ("unclear", "publishing")
    assert kinds() == ["publication_unclear"] * 4
    assert look(theatre, at=DUE + 30 * MINUTE) == []


# The same text once more, where an organisation wants it.


def test_the_same_text_once_more_learns_which_post_it_is(theatre: Theatre) -> None:
    theatre.alone()
    resubmits(theatre)
    publication = lost(theatre)
    assert route_of(publication) is Route.RESUBMITTED
    assert look(theatre, at=DUE + MINUTE) == ["unclear"]
    assert look(theatre, at=DUE + MINUTE + MOMENT) == ["published"]
    assert states(publication) == ("published", "published")
    assert [one.outcome for one in publication.attempts.all()] == [Outcome.UNCLEAR, Outcome.REFUSED]
    assert [one["id"] for one in posts(theatre.sandbox)] == [again(publication).urn]


def test_the_same_text_once_more_goes_out_where_the_first_never_did(theatre: Theatre) -> None:
    theatre.alone()
    resubmits(theatre)
    publication = lost(theatre, "500-before")
    assert look(theatre, at=DUE + MINUTE) == ["published"]
    assert [one["id"] for one in posts(theatre.sandbox)] == [again(publication).urn]


@pytest.mark.deep
@pytest.mark.parametrize(
    "fault", ["500-before", "500-after-commit", "429-member-day", "403-scope", "401-expired", "409", "422-duplicate-ghost", "timeout-before"]
)  # fmt: skip
def test_whatever_else_the_second_call_meets_a_person_is_asked_and_no_third_is_made(
    theatre: Theatre, fault: str
) -> None:
    theatre.alone()
    resubmits(theatre)
    publication = lost(theatre, "500-before")
    theatre.fault(fault, call="posts.CREATE", times=1)
    assert look(theatre, at=DUE + MINUTE) == ["unclear"]
    for after in (2, 3, 8, 20, 60):
        look(theatre, at=DUE + after * MINUTE)
        theatre.send(at=DUE + after * MINUTE)
    assert states(publication) == ("unclear", "publishing")
    assert publication.attempts.count() == 2


def test_nothing_is_sent_once_more_when_the_network_may_have_forgotten_it(theatre: Theatre) -> None:
    theatre.alone()
    resubmits(theatre)
    publication = lost(theatre)
    assert look(theatre, at=DUE + 10 * MINUTE) == ["unclear"]
    assert publication.attempts.count() == 1


def test_nothing_but_words_is_sent_once_more(theatre: Theatre) -> None:
    theatre.alone()
    resubmits(theatre)
    poll = {"kind": "poll", "question": "Oui ?", "options": ["Oui", "Non"], "duration": "THREE_DAYS"}
    publication = lost(theatre, card=poll)
    assert route_of(publication) is Route.ASKED


def test_what_its_leader_took_back_meanwhile_is_not_sent_once_more(theatre: Theatre) -> None:
    theatre.alone()
    resubmits(theatre)
    publication = lost(theatre, "500-before")
    theatre.home.leader.is_active = False
    theatre.home.leader.save()
    assert look(theatre, at=DUE + MINUTE) == ["unclear"]
    assert publication.attempts.count() == 1
    assert states(publication) == ("unclear", "publishing")


def test_a_freeze_stops_the_second_call_and_leaves_the_question(theatre: Theatre) -> None:
    theatre.alone()
    resubmits(theatre)
    publication = lost(theatre, "500-before")
    Freeze.objects.create(
        organisation=theatre.home.organisation, reason="Crise", frozen_by=theatre.home.bruno, frozen_at=DUE
    )
    assert look(theatre, at=DUE + MINUTE) == ["unclear"]
    assert publication.attempts.count() == 1
    assert states(publication) == ("unclear", "publishing")
    assert posts(theatre.sandbox) == []


def test_a_freeze_between_the_second_attempt_and_its_call_leaves_the_question(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    theatre.alone()
    resubmits(theatre)
    publication = lost(theatre, "500-before")
    monkeypatch.setattr(resubmitting, "is_frozen", lambda *_args, **_named: True)
    assert look(theatre, at=DUE + MINUTE) == ["unclear"]
    assert [one.outcome for one in publication.attempts.all()] == [Outcome.UNCLEAR, Outcome.STOPPED]
    assert states(publication) == ("unclear", "publishing")
    assert posts(theatre.sandbox) == []
    assert look(theatre, at=DUE + 2 * MINUTE) == []
