"""The judge of the drills can say no: of each thing that it counts."""

from datetime import timedelta

import pytest

from drills.acts import outage
from drills.house.judging import GRACE, Wanted, judge
from drills.house.network import Sandbox
from drills.house.turns import Turns
from influence.outbox.models import Message
from influence.publishing.models import Publication
from influence.publishing.policy import CATCH_UP
from tests import makers
from tests.editorial import stories
from tests.makers import House
from tests.publishing.stage import DUE, planned

pytestmark = pytest.mark.django_db


def wanted(found: Publication, *, may_go: bool = True) -> Wanted:
    return Wanted(found.post.pk, found.account.author_urn, found.version.text, found.due_at, may_go=may_go)


def test_a_post_that_stands_there_twice_is_counted(home: House) -> None:
    one = wanted(planned(home))
    assert judge([one], created={one.key: 1}, now=DUE).holds
    found = judge([one], created={one.key: 3}, now=DUE)
    assert (found.created, found.duplicated, found.holds) == (1, 2, False)
    assert len(found.wrong) == 1


def test_a_post_that_nobody_may_see_is_counted(home: House) -> None:
    one = wanted(planned(home), may_go=False)
    assert judge([one], created={}, now=DUE).holds
    found = judge([one], created={one.key: 1}, now=DUE)
    assert (found.unapproved, found.holds) == (1, False)


@pytest.mark.parametrize("state", ["missed", "failed", "unclear", "published"])
def test_a_post_that_is_not_there_must_have_been_told(home: House, state: str) -> None:
    """`published`: we take it for live, and the network never had it."""
    row = planned(home)
    Publication.objects.filter(pk=row.pk).update(state=state, urn="urn:li:share:1", published_at=DUE)
    found = judge([wanted(row)], created={}, now=DUE)
    assert (found.lost, found.untold, found.holds) == (1, 1, False)
    Message.objects.create(
        kind="publication_missed", dedup_key=f"publication:{row.post.pk}:missed:0", to_email="bruno@example.org",
        language="fr", subject="", text="", next_attempt_at=DUE, created_at=DUE,
    )  # fmt: skip
    found = judge([wanted(row)], created={}, now=DUE)
    assert (found.lost, found.untold, found.told, found.mails) == (1, 0, 1, {"missed": 1})
    assert found.holds


def test_a_post_that_stays_where_it_is_beyond_its_bound_is_counted(home: House) -> None:
    row = planned(home)
    found = judge([wanted(row)], created={}, now=DUE + CATCH_UP)
    assert (found.open, found.stuck, found.holds) == (1, 0, True)
    late = timedelta(minutes=10)
    found = judge([wanted(row)], created={}, now=DUE + CATCH_UP + late)
    assert (found.stuck, found.stuck_seconds, found.holds) == (1, late.total_seconds(), False)
    Publication.objects.filter(pk=row.pk).update(
        state="sending", claim_token="0" * 32, claimed_until=DUE - timedelta(seconds=1)
    )
    assert judge([wanted(row)], created={}, now=DUE).stuck == 0
    assert judge([wanted(row)], created={}, now=DUE + GRACE).stuck == 1


def test_an_approved_post_that_nobody_plans_is_counted(home: House) -> None:
    post = stories.approved(home, where=makers.slot(home, at=DUE))
    one = Wanted(post.pk, "urn:li:person:1", stories.TEXT, DUE)
    assert judge([one], created={}, now=DUE + CATCH_UP).stuck == 0
    assert judge([one], created={}, now=DUE + CATCH_UP + 2 * GRACE).stuck == 1


def test_a_storm_is_recognised(db: None, sandbox_url: str) -> None:
    turns = Turns(Sandbox(sandbox_url), outage.START)
    turns.at(outage.START)
    due = outage.committee(turns, number=1, posts=9)
    turns.take(outage.START)
    assert outage.storm(due) == []

    def leave(at: dict[int, timedelta]) -> list[str]:
        Publication.objects.update(state="due", published_at=None, urn="")
        for turn, late in at.items():
            rows = Publication.objects.filter(post=due[turn].wanted.post_id)
            rows.update(
                state="published", urn=f"urn:li:share:{turn}", published_at=due[turn].wanted.due + late
            )
        return outage.storm(due)

    minutes = timedelta(minutes=1)
    assert leave({0: 4 * minutes, 1: 4 * minutes}) == []
    assert leave({0: 20 * minutes, 2: 20 * minutes}) == []
    assert leave({0: 29 * minutes, 1: 6 * minutes}) != []
    assert leave({0: 31 * minutes}) != []
    assert leave({1: 300 * minutes}) == []
    assert leave({1: 361 * minutes}) != []
    assert leave({0: 0 * minutes, 8: 6 * minutes}) != []
