"""Sending one publication. Three steps, and a crash between any two of them is safe:

    begin   one transaction: everything is asked again, the attempt is written, `claimed` becomes `sending`
    stopped one last look whether a freeze came meanwhile (influence.publishing.blocking): then nothing is called
    call    the network, once, outside any transaction
    finish  one transaction: the outcome (influence.publishing.outcomes)

Dead before `begin` commits: the claim expires, nothing was sent. Dead after it: the row stays `sending` until its lease
ends, then it is `unclear` and a person is asked. Nothing leads from `sending` back to a second call on its own."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction

from influence.accounts.models import Account
from influence.accounts.networks import NotConnected, credentials, network_for
from influence.accounts.seal import Unreadable
from influence.core.lifecycle import PostMove, PublicationMove, PublicationState
from influence.editorial.content import recomputed
from influence.networks.errors import NetworkFailure, Reason, Unclear
from influence.networks.ports import Content, Credentials, Network, Published
from influence.publishing.blocking import stopped
from influence.publishing.composing import content_of
from influence.publishing.fitness import is_fit
from influence.publishing.holding import hold
from influence.publishing.models import Attempt, Outcome, Publication
from influence.publishing.moves import FREE, Diverged, locked, shift, shift_post
from influence.publishing.outcomes import finish
from influence.publishing.policy import SEND_LEASE
from influence.publishing.problems import Problem
from influence.safeguards.brake import Scope

log = structlog.get_logger(__name__)

NetworkOf = Callable[[Account], Network]


@dataclass(frozen=True)
class Sending:
    """All that the call needs: nothing is read from the database once the attempt is written."""

    publication_id: int
    token: UUID
    network: Network
    credentials: Credentials
    content: Content
    scope: Scope


def publish_one(
    publication_id: int, *, token: UUID, now: datetime, network: NetworkOf = network_for
) -> Outcome | None:
    """Send what was claimed with `token`. None: nothing was sent, because the claim is no longer ours or something
    changed since. `network` answers with the adapter of an account."""
    began = time.monotonic()
    sending = begin(publication_id, token=token, now=now, network=network)
    if sending is None or stopped(publication_id, token=token, scope=sending.scope, now=now):
        return None
    answer = call(sending)
    # How long the call took is measured, not read off the host's clock: `now` is the database's.
    passed = timedelta(seconds=time.monotonic() - began)
    return finish(publication_id, token=token, answer=answer, now=now + passed)


@transaction.atomic
def begin(
    publication_id: int, *, token: UUID, now: datetime, network: NetworkOf = network_for
) -> Sending | None:
    publication = locked(publication_id)
    if publication is None or not is_held_by(publication, token, now=now):
        return None
    if not is_fit(publication, now=now):
        # Withdrawn, edited, moved, too late, disconnected: the sweep finds which, and says so.
        shift(publication, PublicationMove.UNCLAIM, at=now, **FREE)
        return None
    if recomputed(publication.version) != publication.content_hash:
        hold(publication, problem=Problem.ALTERED, now=now)
        return None
    try:
        sending = prepared(publication, token=token, network=network)
    except (NotConnected, Unreadable):
        hold(publication, problem=Problem.UNREADABLE, now=now)
        return None
    start(publication, token=token, now=now)
    return sending


def is_held_by(publication: Publication, token: UUID, *, now: datetime) -> bool:
    return (
        publication.state == PublicationState.CLAIMED
        and publication.claim_token == token
        and publication.claimed_until is not None
        and publication.claimed_until > now
    )


def prepared(publication: Publication, *, token: UUID, network: NetworkOf) -> Sending:
    account, post = publication.account, publication.post
    return Sending(
        publication_id=publication.pk, token=token, network=network(account), credentials=credentials(account),
        content=content_of(publication), scope=Scope(post.organisation_id, leader_id=post.leader_id, pillar_id=post.pillar_id),
    )  # fmt: skip


def start(publication: Publication, *, token: UUID, now: datetime) -> None:
    if not shift(publication, PublicationMove.SEND, at=now, claimed_until=now + SEND_LEASE):
        raise Diverged(f"publication {publication.pk} left our hands")
    shift_post(publication.post, PostMove.SEND, at=now)
    Attempt.objects.create(
        publication=publication, number=publication.attempts.count() + 1, claim_token=token, started_at=now
    )


def call(sending: Sending) -> Published | NetworkFailure:
    try:
        return sending.network.publish(sending.content, credentials=sending.credentials)
    except NetworkFailure as failure:
        return failure
    except Exception:
        # A fault of ours, or the worker's time limit: whether the post left is not known, so it counts as unclear.
        log.exception("publication.call_broke", publication=sending.publication_id)
        return Unclear(Reason.UNEXPECTED)
