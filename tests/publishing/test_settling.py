"""A person's word: it is live, it is not, try now, take it back."""

from datetime import datetime, timedelta

import pytest

from influence.editorial import actions as editorial
from influence.journal.models import Entry
from influence.networks.errors import Reason, Refused, Temporary, Unclear
from influence.publishing import actions, outcomes, queries, sending
from influence.publishing.models import Outcome, Publication
from influence.publishing.policy import CATCH_UP
from influence.publishing.settling import BadLink, LinkTaken, NotSettleable, NotWaiting, ShortLink
from tests.editorial import stories
from tests.makers import NOW, House
from tests.networks.loopback import Loopback
from tests.publishing.stage import DUE, OTHER_URN, URN, again, approved, claimed, network_of, planned, states

LATER = DUE + timedelta(minutes=5)
LINK = f"https://www.linkedin.com/feed/update/{URN}/"


def answered(home: House, linkedin: Loopback, answer: Exception, *, at: datetime = DUE) -> Publication:
    claim = claimed(home)
    return answered_again(claim, linkedin, answer, at=at)


def answered_again(
    claim: actions.Claim, linkedin: Loopback, answer: Exception, *, at: datetime
) -> Publication:
    assert sending.begin(claim.publication_id, token=claim.token, now=at, network=network_of(linkedin))
    outcomes.finish(claim.publication_id, token=claim.token, answer=answer, now=at)  # type: ignore[arg-type]
    return again(claim.publication_id)


def unclear(home: House, linkedin: Loopback) -> Publication:
    return answered(home, linkedin, Unclear(Reason.NO_ANSWER))


def test_a_post_that_somebody_found_live_is_adopted(home: House, linkedin: Loopback) -> None:
    publication = unclear(home, linkedin)
    actions.settle(publication, is_live=True, link=LINK, by=home.bruno, at=LATER)
    assert states(publication) == ("published", "published")
    assert again(publication).urn == URN
    entry = Entry.objects.get(verb="publication.settled_live")
    assert entry.actor_id == home.bruno.pk


def test_a_post_that_is_not_there_goes_out_again_after_every_check(home: House, linkedin: Loopback) -> None:
    publication = unclear(home, linkedin)
    actions.settle(publication, is_live=False, by=home.bruno, at=LATER)
    assert states(publication) == ("due", "scheduled")
    [claim] = actions.claim(now=LATER)
    linkedin.answer(201, x_restli_id=URN)
    actions.publish_one(claim.publication_id, token=claim.token, now=LATER, network=network_of(linkedin))
    assert states(publication) == ("published", "published")
    assert [attempt.outcome for attempt in publication.attempts.all()] == [Outcome.UNCLEAR, Outcome.PUBLISHED]


def test_a_post_that_is_not_there_and_is_too_late_needs_a_new_slot(home: House, linkedin: Loopback) -> None:
    publication = unclear(home, linkedin)
    settled = actions.settle(
        publication, is_live=False, by=home.bruno, at=DUE + CATCH_UP + timedelta(seconds=1)
    )
    assert settled.state == "missed"
    assert states(publication) == ("missed", "missed")


def test_two_answers_make_one(home: House, linkedin: Loopback) -> None:
    publication = unclear(home, linkedin)
    actions.settle(publication, is_live=True, link=LINK, by=home.bruno, at=LATER)
    with pytest.raises(NotSettleable):
        actions.settle(publication, is_live=False, by=home.claire, at=LATER)
    with pytest.raises(NotSettleable):
        actions.settle(publication, is_live=True, link=LINK, by=home.claire, at=LATER)
    assert states(publication) == ("published", "published")


@pytest.mark.parametrize(
    "link",
    [
        "",
        "https://example.org/feed/update/urn:li:share:7529830966886400000/",
        "https://www.linkedin.com/in/claire",
        "javascript:alert(1)",
    ],
)
def test_a_link_to_somewhere_else_is_refused(home: House, linkedin: Loopback, link: str) -> None:
    publication = unclear(home, linkedin)
    with pytest.raises(BadLink):
        actions.settle(publication, is_live=True, link=link, by=home.bruno, at=LATER)
    assert states(publication) == ("unclear", "publishing")


def test_a_short_link_is_asked_back(home: House, linkedin: Loopback) -> None:
    with pytest.raises(ShortLink):
        actions.settle(
            unclear(home, linkedin), is_live=True, link="https://lnkd.in/abc", by=home.bruno, at=LATER
        )


def test_a_link_is_that_of_one_publication_only(home: House, abroad: House, linkedin: Loopback) -> None:
    first, second = unclear(home, linkedin), unclear(abroad, linkedin)
    actions.settle(first, is_live=True, link=LINK, by=home.bruno, at=LATER)
    with pytest.raises(LinkTaken):
        actions.settle(second, is_live=True, link=LINK, by=abroad.bruno, at=LATER)
    assert states(second) == ("unclear", "publishing")


def test_a_duplicate_after_an_unclear_try_is_a_question_with_its_answer_ready(
    home: House, linkedin: Loopback
) -> None:
    publication = unclear(home, linkedin)
    actions.settle(publication, is_live=False, by=home.bruno, at=LATER)
    [claim] = actions.claim(now=LATER)
    found = answered_again(claim, linkedin, Refused(Reason.DUPLICATE, urn=OTHER_URN), at=LATER)
    assert states(found) == ("unclear", "publishing")
    assert queries.suggested_link(found).endswith(f"{OTHER_URN}/")


def test_a_leader_who_published_by_hand_pastes_the_link(home: House) -> None:
    approved(home)
    actions.plan(now=NOW)
    actions.sweep(now=DUE)
    publication = Publication.objects.get()
    actions.settle(publication, is_live=True, link=LINK, by=home.claire, at=LATER)
    assert states(publication) == ("published", "published")


def test_what_was_edited_meanwhile_is_not_adopted_as_approved(home: House) -> None:
    approved(home)
    actions.plan(now=NOW)
    actions.sweep(now=DUE)
    publication = Publication.objects.get()
    editorial.revise(publication.post, text="Autre chose.", seen=1, by=home.bruno, at=DUE)
    with pytest.raises(NotSettleable):
        actions.settle(publication, is_live=True, link=LINK, by=home.claire, at=LATER)
    assert states(publication) == ("held", "draft")


def test_a_published_post_cannot_be_withdrawn_or_settled(home: House, linkedin: Loopback) -> None:
    publication = unclear(home, linkedin)
    actions.settle(publication, is_live=True, link=LINK, by=home.bruno, at=LATER)
    with pytest.raises(NotWaiting):
        actions.withdraw(publication, by=home.bruno, at=LATER)
    with pytest.raises(NotWaiting):
        actions.hurry(publication, by=home.bruno, at=LATER)


def test_a_waiting_try_may_be_hurried(home: House, linkedin: Loopback) -> None:
    publication = answered(home, linkedin, Temporary(Reason.NOT_CONNECTED))
    assert actions.claim(now=DUE + timedelta(seconds=5)) == []
    actions.hurry(publication, by=home.bruno, at=DUE + timedelta(seconds=5))
    assert len(actions.claim(now=DUE + timedelta(seconds=5))) == 1
    with pytest.raises(NotWaiting):
        actions.hurry(publication, by=home.bruno, at=DUE + timedelta(seconds=6))


def test_a_publication_may_be_taken_back_before_it_leaves(home: House) -> None:
    publication = planned(home)
    actions.withdraw(publication, by=home.claire, at=NOW)
    assert states(publication) == ("cancelled", "withdrawn")
    assert actions.claim(now=DUE) == []


def test_a_claimed_publication_cannot_be_taken_back_here(home: House) -> None:
    claim = claimed(home)
    with pytest.raises(NotWaiting):
        actions.withdraw(again(claim.publication_id), by=home.claire, at=DUE)
    assert states(claim.publication_id) == ("claimed", "scheduled")


def test_a_missed_post_goes_out_after_a_new_approval(home: House) -> None:
    publication = planned(home)
    actions.sweep(now=DUE + CATCH_UP + timedelta(seconds=1))
    post = stories.fresh(publication.post)
    now = DUE + timedelta(hours=1)
    editorial.move(
        post,
        day=DUE.date() + timedelta(days=1),
        time=DUE.time(),
        zone="UTC",
        fold=None,
        by=home.bruno,
        at=now,
    )
    editorial.submit(post, by=home.bruno, at=now)
    assert actions.plan(now=now) == 0
    stories.yes(home, stories.fresh(post), at=now)
    assert actions.plan(now=now) == 1
    assert states(publication) == ("due", "scheduled")
    assert len(actions.claim(now=DUE + timedelta(days=1))) == 1
