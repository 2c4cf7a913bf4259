"""The statements that move a row: each asks everything itself, whatever was read before it."""

import threading
import time
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction

from influence.editorial.models import Embargo, Post
from influence.journal.models import Entry
from influence.networks.ports import Published
from influence.publishing import actions, outcomes, sending
from influence.publishing.live import went_live
from influence.publishing.models import Attempt, Outcome, Publication
from influence.publishing.policy import CLAIM_LEASE, SEND_LEASE
from influence.publishing.reading import whole
from influence.publishing.sending import Called, Sending, begin, prepared, started
from tests import makers
from tests.makers import House
from tests.networks.loopback import Loopback
from tests.publishing.stage import DUE, URN, claimed, network_of, planned, states

SECOND = timedelta(seconds=1)
ANSWER = Published(urn=URN, permalink="https://x.example/")


def ready(claim: actions.Claim, linkedin: Loopback) -> Sending:
    """Read, opened and worked out; nothing is moved yet."""
    publication = whole([claim.publication_id])[claim.publication_id]
    found = prepared(publication, token=claim.token, network=network_of(linkedin))
    assert found
    return found


def test_what_is_read_in_one_statement_is_what_the_rows_say(home: House) -> None:
    claim = claimed(home)
    found = whole([claim.publication_id, 0])[claim.publication_id]
    kept = Publication.objects.select_related("post", "version", "account__through").get(pk=found.pk)
    for ours, theirs in ((found, kept), (found.post, kept.post), (found.version, kept.version),
                         (found.account, kept.account)):  # fmt: skip
        for field in theirs._meta.concrete_fields:
            ours_said, theirs_said = (field.value_from_object(row) for row in (ours, theirs))
            if isinstance(theirs_said, memoryview):
                ours_said, theirs_said = bytes(ours_said), bytes(theirs_said)
            assert ours_said == theirs_said, field.name
    assert found.account.through is None


def test_a_hash_that_is_not_the_approved_one_moves_nothing(home: House, linkedin: Loopback) -> None:
    """Promise 1 in the statement itself: whatever the code before it believed."""
    claim = claimed(home)
    assert not started([replace(ready(claim, linkedin), content_hash="0" * 64)], now=DUE)
    assert states(claim.publication_id) == ("claimed", "scheduled")
    assert Attempt.objects.count() == 0


def test_the_token_of_an_expired_claim_moves_nothing(home: House, linkedin: Loopback) -> None:
    """Two workers, one row: whoever was too slow has nothing to say, even with all it read in hand."""
    slow = claimed(home)
    in_hand = ready(slow, linkedin)
    actions.recover(now=DUE + CLAIM_LEASE)
    [quick] = actions.claim(now=DUE + CLAIM_LEASE)
    assert not started([in_hand], now=DUE + CLAIM_LEASE)
    assert (
        begin(slow.publication_id, token=slow.token, now=DUE + CLAIM_LEASE, network=network_of(linkedin))
        is None
    )
    assert states(slow.publication_id) == ("claimed", "scheduled")
    assert begin(quick.publication_id, token=quick.token, now=DUE + CLAIM_LEASE, network=network_of(linkedin))
    assert [attempt.claim_token for attempt in Attempt.objects.all()] == [quick.token]


def test_a_claim_whose_lease_ended_begins_nothing_before_any_sweep(home: House, linkedin: Loopback) -> None:
    claim = claimed(home)
    assert not started([ready(claim, linkedin)], now=DUE + CLAIM_LEASE)
    assert Attempt.objects.count() == 0


def test_one_claim_begins_once(home: House, linkedin: Loopback) -> None:
    claim = claimed(home)
    first, second = ready(claim, linkedin), ready(claim, linkedin)
    assert started([first], now=DUE)
    assert not started([second], now=DUE)
    assert Attempt.objects.count() == 1


def test_an_outcome_with_another_token_writes_nothing(home: House, linkedin: Loopback) -> None:
    claim = claimed(home)
    begun = begin(claim.publication_id, token=claim.token, now=DUE, network=network_of(linkedin))
    assert begun
    entries = Entry.objects.count()
    assert not went_live([Called(replace(begun, token=uuid4()), ANSWER, DUE + SECOND)])
    assert states(claim.publication_id) == ("sending", "publishing")
    assert Attempt.objects.get().outcome == Outcome.STARTED
    assert Entry.objects.count() == entries


def test_a_success_is_written_with_its_attempt_and_its_entry(home: House, linkedin: Loopback) -> None:
    claim = claimed(home)
    begun = begin(claim.publication_id, token=claim.token, now=DUE, network=network_of(linkedin))
    assert begun
    assert went_live([Called(begun, ANSWER, DUE + SECOND)]) == {claim.publication_id}
    assert states(claim.publication_id) == ("published", "published")
    attempt = Attempt.objects.get()
    assert (attempt.outcome, attempt.urn, attempt.finished_at) == (Outcome.PUBLISHED, URN, DUE + SECOND)
    entry = Entry.objects.filter(organisation=home.organisation).latest("sequence")
    assert (entry.verb, entry.subject_id, entry.details) == (
        "publication.published",
        claim.publication_id,
        {"urn": URN},
    )


def test_a_success_that_comes_when_the_row_is_lost_is_kept_all_the_same(
    home: House, linkedin: Loopback
) -> None:
    claim = claimed(home)
    begun = begin(claim.publication_id, token=claim.token, now=DUE, network=network_of(linkedin))
    assert begun
    actions.recover(now=DUE + SEND_LEASE)
    assert states(claim.publication_id) == ("unclear", "publishing")
    outcomes.finish(claim.publication_id, token=claim.token, answer=ANSWER, now=DUE + SEND_LEASE)
    assert states(claim.publication_id) == ("published", "published")


def test_only_what_is_held_by_these_tokens_is_given_back(
    home: House, abroad: House, linkedin: Loopback
) -> None:
    ours, others = claimed(home), claimed(abroad)
    assert actions.give_back([ours.token, uuid4()], now=DUE) == 1
    assert states(ours.publication_id) == ("due", "scheduled")
    assert states(others.publication_id) == ("claimed", "scheduled")
    assert begin(others.publication_id, token=others.token, now=DUE, network=network_of(linkedin))
    assert actions.give_back([others.token], now=DUE) == 0
    assert states(others.publication_id) == ("sending", "publishing")


@pytest.mark.django_db(transaction=True)
def test_what_came_under_the_lock_of_the_post_is_seen(linkedin: Loopback) -> None:
    """The statement that asks begins only when it holds the post: what somebody wrote under that lock is committed."""
    home = makers.house()
    planned(home)
    [claim] = actions.claim(now=DUE)
    post = Publication.objects.get(pk=claim.publication_id).post
    holds = threading.Event()

    def place_an_embargo() -> None:
        with transaction.atomic():
            Post.objects.select_for_update().get(pk=post.pk)
            holds.set()
            time.sleep(0.4)
            Embargo.objects.create(
                post=post, lifts_at=DUE + timedelta(days=1), created_by=home.bruno, created_at=DUE
            )
        connection.close()

    other = threading.Thread(target=place_an_embargo)
    other.start()
    assert holds.wait(10)
    begun = sending.begin(claim.publication_id, token=claim.token, now=DUE, network=network_of(linkedin))
    other.join(10)
    assert begun is None
    assert Attempt.objects.count() == 0
    assert states(claim.publication_id) == ("due", "scheduled")
