"""Every fault of linkedin-api.md §13.5, on the one call that makes a post: where it leads, who is told, and what LinkedIn has
in the end. Half an hour of ticks follow it, as the workers make them; nobody answers anything."""

from datetime import timedelta

import pytest

from influence.outbox.models import Message
from influence.publishing import actions
from influence.publishing.models import Outcome, Publication
from tests.editorial import stories
from tests.publishing.stage import DUE, states
from tests.publishing.test_reconciling import lost, posts
from tests.publishing.theatre import Theatre

STEP, HALF_HOUR = timedelta(seconds=15), timedelta(minutes=34)

# fault: (state where posts may be read, state where they may not, mails told where not, posts at LinkedIn)
FAULTS = {
    "timeout-after-commit": ("published", "unclear", {"publication_unclear"}, 1),
    "500-after-commit": ("published", "unclear", {"publication_unclear"}, 1),
    "502-html-after-commit": ("published", "unclear", {"publication_unclear"}, 1),
    "timeout-before": ("unclear", "unclear", {"publication_unclear"}, 0),
    "500-before": ("unclear", "unclear", {"publication_unclear"}, 0),
    "502-html": ("unclear", "unclear", {"publication_unclear"}, 0),
    "bad-json": ("published", "unclear", {"publication_unclear"}, 1),
    # The breaker that this one trips (influence.calls) stands before calls in the name of an account: test_breaker.
    "426": ("published", "published", set(), 1),
    "409": ("published", "published", set(), 1),
    "429-comment": ("published", "published", set(), 1),
    "429-app-day": ("missed", "missed", {"publication_missed"}, 0),
    "429-member-day": ("missed", "missed", {"publication_missed"}, 0),
    "401-expired": (
        "missed",
        "missed",
        {"account_lost", "account_reconnect", "publication_held", "publication_missed"},
        0,
    ),
    "401-revoked": (
        "missed",
        "missed",
        {"account_lost", "account_reconnect", "publication_held", "publication_missed"},
        0,
    ),
    "401-once": (
        "missed",
        "missed",
        {"account_lost", "account_reconnect", "publication_held", "publication_missed"},
        0,
    ),
    "403-scope": ("failed", "failed", {"publication_failed"}, 0),
    "422-duplicate": ("failed", "failed", {"publication_failed"}, 0),
    "422-duplicate-ghost": ("failed", "failed", {"publication_failed"}, 0),
}


def played(theatre: Theatre, fault: str) -> Publication:
    publication = theatre.planned()
    theatre.fault(fault, call="posts.CREATE", times=1)
    at = DUE
    while at < DUE + HALF_HOUR:
        theatre.send(at=at)
        actions.tidy(now=at)
        for look in actions.claim_unclear(now=at):
            actions.reconcile(look.publication_id, nth=look.nth, now=at, network=theatre.network)
        for check in actions.claim_checks(now=at):
            actions.verify(check.publication_id, nth=check.nth, now=at, network=theatre.network)
        at += STEP if at < DUE + timedelta(minutes=2) else timedelta(minutes=2)
    return publication


def told() -> set[str]:
    return set(Message.objects.exclude(kind="publication_found").values_list("kind", flat=True))


@pytest.mark.deep
@pytest.mark.parametrize("fault", FAULTS)
def test_where_nobody_may_read_each_fault_ends_with_one_post_or_a_person(
    theatre: Theatre, fault: str
) -> None:
    _read, state, mails, made = FAULTS[fault]
    theatre.alone()
    publication = played(theatre, fault)
    assert (states(publication)[0], told()) == (state, mails)
    assert len(posts(theatre.sandbox)) == made


@pytest.mark.deep
@pytest.mark.parametrize("fault", FAULTS)
def test_where_posts_may_be_read_what_was_made_is_found(theatre: Theatre, fault: str) -> None:
    state, _blind, _mails, made = FAULTS[fault]
    theatre.connect()
    publication = played(theatre, fault)
    assert states(publication)[0] == state
    assert len(posts(theatre.sandbox)) == made


@pytest.mark.deep
def test_an_answer_that_comes_after_half_a_minute_is_a_lost_one(theatre: Theatre) -> None:
    """We hang up sooner (5 s here); LinkedIn has made the post all the same."""
    theatre.connect()
    publication = theatre.planned()
    theatre.fault("slow-30s", call="posts.CREATE", times=1, seconds=6)
    assert theatre.send() == [Outcome.UNCLEAR]
    at = theatre.at(DUE + timedelta(seconds=80))
    [look] = actions.claim_unclear(now=at)
    actions.reconcile(look.publication_id, nth=look.nth, now=at, network=theatre.network)
    assert (states(publication)[0], len(posts(theatre.sandbox))) == ("published", 1)


@pytest.mark.parametrize("fault", ["500-after-commit", "timeout-after-commit", "bad-json"])
def test_with_files_too(theatre: Theatre, fault: str) -> None:
    theatre.connect()
    publication = lost(theatre, fault, media=[stories.part(stories.kept(theatre.home))])
    at = DUE + timedelta(seconds=70)
    theatre.at(at)
    for look in actions.claim_unclear(now=at):
        actions.reconcile(look.publication_id, nth=look.nth, now=at, network=theatre.network)
    assert (states(publication)[0], len(posts(theatre.sandbox))) == ("published", 1)
