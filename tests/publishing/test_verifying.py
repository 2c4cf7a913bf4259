"""What went out is looked at again, as far as the account may look; and people hear of what vanished."""

from datetime import datetime, timedelta

import pytest

from influence.editorial.words import Gone
from influence.journal.models import Entry
from influence.networks.ports import Purpose
from influence.outbox.models import Message
from influence.publishing import actions, queries
from influence.publishing.models import Publication
from influence.publishing.problems import Problem
from influence.publishing.refusals import NotWaiting
from influence.publishing.verifying import reading
from tests.publishing.stage import DUE, states
from tests.publishing.theatre import Theatre, again

MINUTE, MOMENT = timedelta(minutes=1), timedelta(seconds=5)


def check(theatre: Theatre, *, at: datetime) -> list[bool | None]:
    """One tick; the calls before took a moment of their own."""
    at = theatre.at(at + MOMENT)
    claims = actions.claim_checks(now=at)
    return [
        actions.verify(one.publication_id, nth=one.nth, now=at, network=theatre.network) for one in claims
    ]


def delete(theatre: Theatre, publication: Publication) -> None:
    """As its leader does it on the phone."""
    theatre.sandbox.call("DELETE", f"/rest/posts/{publication.urn.replace(':', '%3A')}")


def vanished(theatre: Theatre) -> Publication:
    theatre.connect()
    publication = theatre.live()
    delete(theatre, publication)
    assert check(theatre, at=DUE + 5 * MINUTE) == [False]
    assert check(theatre, at=DUE + 16 * MINUTE) == [False]
    return again(publication)


def verbs(publication: Publication) -> list[str]:
    found = Entry.objects.filter(subject_type="publication", subject_id=publication.pk).order_by("sequence")
    return [entry.verb.removeprefix("publication.") for entry in found]


def kinds() -> list[str]:
    return list(Message.objects.values_list("kind", flat=True))


def test_it_is_seen_three_times_and_then_believed(theatre: Theatre) -> None:
    theatre.connect()
    publication = theatre.live()
    ticks = [4, 5, 30, 60, 120, 24 * 60, 30 * 60, 72 * 60]
    seen = [check(theatre, at=DUE + minutes * MINUTE) for minutes in ticks]
    assert seen == [[], [True], [], [True], [], [True], [], []]
    found = again(publication)
    assert found.verified_at == DUE + timedelta(hours=24) + MOMENT
    assert found.next_look_at is None
    assert verbs(publication) == ["planned", "published", "verified"]


def test_where_nobody_may_read_nothing_is_asked_and_nothing_claimed(theatre: Theatre) -> None:
    theatre.alone()
    publication = theatre.live()
    assert (again(publication).next_look_at, again(publication).verified_at) == (None, None)
    assert check(theatre, at=DUE + timedelta(days=2)) == []


def test_one_not_there_may_be_the_networks_slowness(theatre: Theatre) -> None:
    theatre.connect()
    publication = theatre.live()
    theatre.sandbox.control("clock", advance_seconds=1)
    urn = publication.urn
    Publication.objects.filter(pk=publication.pk).update(urn="urn:li:share:7529830966886400000")
    assert check(theatre, at=DUE + 5 * MINUTE) == [False]
    assert again(publication).problem == Problem.NOT_SEEN
    assert "publication_vanished" not in kinds()
    Publication.objects.filter(pk=publication.pk).update(urn=urn)
    assert check(theatre, at=DUE + 10 * MINUTE) == []
    assert check(theatre, at=DUE + 16 * MINUTE) == [True]
    assert (again(publication).problem, states(publication)[0]) == ("", "published")
    assert verbs(publication)[-2:] == ["not_seen", "verified"]


def test_what_vanished_is_told_once_and_stays_published_until_a_person_looks(theatre: Theatre) -> None:
    publication = vanished(theatre)
    assert (publication.problem, publication.next_look_at) == (Problem.VANISHED, None)
    assert kinds().count("publication_vanished") == 2
    assert states(publication) == ("published", "published")
    assert check(theatre, at=DUE + timedelta(days=3)) == []
    assert publication in queries.publications(theatre.home.organisation).filter(queries.to_do())


def test_a_person_sees_it(theatre: Theatre) -> None:
    publication = vanished(theatre)
    at = DUE + timedelta(hours=1)
    actions.still_there(publication, by=theatre.home.claire, at=at)
    assert (again(publication).problem, again(publication).verified_at) == ("", at)
    assert states(publication) == ("published", "published")
    assert Entry.objects.get(verb="publication.seen").actor_id == theatre.home.claire.pk


def test_a_person_does_not_see_it_either_and_nothing_sends_it_again(theatre: Theatre) -> None:
    publication = vanished(theatre)
    at = DUE + timedelta(hours=1)
    actions.gone(publication, by=theatre.home.bruno, at=at)
    assert states(publication) == ("removed", "published")
    actions.plan(now=at)
    assert theatre.send(at=at) == []
    with pytest.raises(NotWaiting):
        actions.still_there(publication, by=theatre.home.claire, at=at)


def test_what_is_gone_is_taken_down_as_any_removed_post(theatre: Theatre) -> None:
    """Readers no longer see it in the calendar, and what was still asked for is dropped."""
    publication = vanished(theatre)
    actions.propose_correction(publication, text="Corrigé.", by=theatre.home.bruno, at=DUE)
    actions.gone(publication, by=theatre.home.bruno, at=DUE + timedelta(hours=1))
    assert [change.state for change in publication.changes.all()] == ["dropped"]
    assert again(publication).post.reason == Gone.REMOVED


def test_of_two_who_answer_one_is_heard(theatre: Theatre) -> None:
    publication = vanished(theatre)
    actions.still_there(publication, by=theatre.home.claire, at=DUE)
    with pytest.raises(NotWaiting):
        actions.gone(publication, by=theatre.home.bruno, at=DUE)
    assert states(publication) == ("published", "published")


@pytest.mark.parametrize("fault", ["500-before", "bad-json", "502-html", "timeout-before", "401-expired"])
def test_no_answer_is_no_absence(theatre: Theatre, fault: str) -> None:
    theatre.connect()
    publication = theatre.live()
    theatre.fault(fault, call="partnerApiPostsExternal.GET", times=1)
    assert check(theatre, at=DUE + 5 * MINUTE) == [None]
    assert again(publication).problem == ""
    assert check(theatre, at=DUE + 16 * MINUTE) == [True]


def test_a_right_that_was_taken_away_ends_the_asking(theatre: Theatre) -> None:
    theatre.connect()
    publication = theatre.live()
    theatre.fault("403-scope", call="partnerApiPostsExternal.GET", times=1)
    assert check(theatre, at=DUE + 5 * MINUTE) == [None]
    assert again(publication).next_look_at is None


def test_nobody_asks_for_ever(theatre: Theatre) -> None:
    theatre.connect()
    publication = theatre.live()
    theatre.fault("500-before", call="partnerApiPostsExternal.GET", times=50)
    for hours in (1, 24, 47):
        assert check(theatre, at=DUE + timedelta(hours=hours)) == [None]
    assert check(theatre, at=DUE + timedelta(hours=48)) == [None]
    assert again(publication).next_look_at is None
    assert (again(publication).problem, again(publication).verified_at) == ("", None)


def test_a_day_that_is_spent_is_waited_for(theatre: Theatre) -> None:
    theatre.connect()
    publication = theatre.live()
    theatre.fault("429-app-day", call="partnerApiPostsExternal.GET", times=1)
    assert check(theatre, at=DUE + 5 * MINUTE) == [None]
    midnight = (DUE + timedelta(days=1)).replace(hour=0, minute=0, second=0)
    assert (again(publication).next_look_at or DUE) >= midnight


def test_it_leaves_the_days_calls_to_posts_and_tokens() -> None:
    assert reading.keywords == {"purpose": Purpose.YOUNG}


def test_a_look_that_was_lost_is_made_again(theatre: Theatre) -> None:
    theatre.connect()
    publication = theatre.live()
    at = theatre.at(DUE + 5 * MINUTE + MOMENT)
    [lost] = actions.claim_checks(now=at)
    assert actions.claim_checks(now=at) == []
    assert check(theatre, at=at + timedelta(seconds=150)) == [True]
    assert actions.verify(lost.publication_id, nth=lost.nth, now=at, network=theatre.network) is None
    assert again(publication).verified_at


def test_what_was_removed_meanwhile_is_not_looked_at(theatre: Theatre) -> None:
    theatre.connect()
    publication = theatre.live()
    at = theatre.at(DUE + 5 * MINUTE + MOMENT)
    [claim] = actions.claim_checks(now=at)
    Publication.objects.filter(pk=publication.pk).update(state="removed")
    assert actions.verify(claim.publication_id, nth=claim.nth, now=at, network=theatre.network) is None
    assert check(theatre, at=at + timedelta(hours=1)) == []
