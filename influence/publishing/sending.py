"""Sending one publication. Three steps, and a crash between any two of them is safe:

    begin   one transaction: everything is asked again, the attempt is written, `claimed` becomes `sending`
    stopped one last look whether a freeze came meanwhile (influence.publishing.blocking): then nothing is called
    call    the network, once, outside any transaction
    finish  one transaction: the outcome (influence.publishing.outcomes)

Dead before `begin` commits: the claim expires, nothing was sent. Dead after it: the row stays `sending` until its lease
ends, then it is `unclear` and a person is asked. Nothing leads from `sending` back to a second call on its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction

from influence.accounts.models import Account
from influence.accounts.networks import NotConnected, credentials, network_for
from influence.accounts.seal import Unreadable
from influence.core.lifecycle import PublicationMove, PublicationState
from influence.editorial.content import recomputed
from influence.journal.statements import Statement, run_all
from influence.networks.errors import NetworkFailure, Reason, Unclear
from influence.networks.ports import Content, Credentials, Network, Published
from influence.publishing.composing import content_of
from influence.publishing.fitness import FIT, ROW_BY_ROW, is_fit
from influence.publishing.holding import hold
from influence.publishing.models import Publication
from influence.publishing.moves import FREE, locked, shift
from influence.publishing.policy import SEND_LEASE
from influence.publishing.problems import Problem
from influence.publishing.reading import whole
from influence.safeguards.brake import Scope

log = structlog.get_logger(__name__)

NetworkOf = Callable[[Account], Network]


@dataclass(frozen=True)
class Sending:
    """All that the call needs: nothing is read from the database once the attempt is written."""

    publication: Publication
    token: UUID
    network: Network
    credentials: Credentials
    content: Content
    # Worked out from that content, not read.
    content_hash: str
    scope: Scope


def begin(
    publication_id: int, *, token: UUID, now: datetime, network: NetworkOf = network_for
) -> Sending | None:
    """Of one alone. None: it is left as it was, or put where it belongs."""
    publication = whole([publication_id]).get(publication_id)
    sending = prepared(publication, token=token, network=network) if publication else None
    if sending is not None and started(sending, now=now):
        return sending
    not_begun(publication_id, token=token, could=sending is not None, now=now)
    return None


def is_held_by(publication: Publication, token: UUID, *, now: datetime) -> bool:
    return (
        publication.state == PublicationState.CLAIMED
        and publication.claim_token == token
        and publication.claimed_until is not None
        and publication.claimed_until > now
    )


def prepared(publication: Publication, *, token: UUID, network: NetworkOf) -> Sending | None:
    """None where it cannot be sent as it is: `not_begun` finds out why."""
    account, post, hashed = publication.account, publication.post, recomputed(publication.version)
    if hashed != publication.content_hash:
        return None
    try:
        return Sending(
            publication=publication, token=token, network=network(account), credentials=credentials(account),
            content=content_of(publication), content_hash=hashed,
            scope=Scope(post.organisation_id, leader_id=post.leader_id, pillar_id=post.pillar_id),
        )  # fmt: skip
    except (NotConnected, Unreadable, KeyError):
        return None


# Everybody in this room locks posts first (moves.locked), and what comes next sees all that was done to them until then.
LOCK = f"""
SELECT {ROW_BY_ROW}
  FROM editorial_post post WHERE post.id = ANY (%(posts)s::bigint[]) ORDER BY post.id FOR UPDATE
"""  # noqa: S608 (no value of anybody is in it)
# The state is asked so that no index of what is in hand can answer it: there is one row, and its number is known.
# Promise 1, in one statement: nothing moves to `sending` unless all that `fitness` asks holds at this moment, and the
# hash that was just worked out from what will be sent is the one that was approved; and no call is made before its attempt
# is written.
START = f"""
WITH fit AS MATERIALIZED (
    SELECT publication.id {FIT} AND publication.id = %(id)s
), sent AS (
    UPDATE publishing_publication publication
       SET state = 'sending', claimed_until = %(until)s, changed_at = %(now)s
      FROM fit
     WHERE publication.id = fit.id AND publication.state || '' = 'claimed'
       AND publication.claim_token = %(token)s AND publication.claimed_until > %(now)s
       AND publication.version_id = %(version_id)s AND publication.content_hash = %(recomputed)s
    RETURNING publication.id, publication.post_id
), moved AS (
    UPDATE editorial_post post SET state = 'publishing', changed_at = %(now)s, reason = ''
      FROM sent WHERE post.id = sent.post_id
)
INSERT INTO publishing_attempt
       (publication_id, number, claim_token, started_at, outcome, urn, problem, vendor_code, request_id)
SELECT sent.id, 1 + coalesce((SELECT max(earlier.number) FROM publishing_attempt earlier
                               WHERE earlier.publication_id = sent.id), 0), %(token)s, %(now)s, 'started', '', '', '', ''
  FROM sent
RETURNING number
"""  # noqa: S608 (no value of anybody is in it)


def started(sending: Sending, *, now: datetime) -> bool:
    """One transaction, committed when it comes back."""
    _locked, attempts = run_all(lock(sending), start(sending, now=now))
    return bool(attempts)


def lock(*sendings: Sending) -> Statement:
    return LOCK, {"posts": [sending.publication.post_id for sending in sendings]}


def start(sending: Sending, *, now: datetime) -> Statement:
    """One row comes back, or nothing is written."""
    publication = sending.publication
    return START, {
        "id": publication.pk, "version_id": publication.version_id, "recomputed": sending.content_hash,
        "token": sending.token, "now": now, "until": now + SEND_LEASE,
    }  # fmt: skip


@transaction.atomic
def not_begun(publication_id: int, *, token: UUID, could: bool, now: datetime) -> None:
    """Why not? `could`: its content and its token are there. Rare, so that everything is asked anew."""
    publication = locked(publication_id)
    if publication is None or not is_held_by(publication, token, now=now):
        return
    if is_fit(publication, now=now) and recomputed(publication.version) != publication.content_hash:
        hold(publication, problem=Problem.ALTERED, now=now)
    elif is_fit(publication, now=now) and not could:
        hold(publication, problem=Problem.UNREADABLE, now=now)
    else:
        # Withdrawn, edited, moved, too late, disconnected: the sweep finds which, and says so.
        shift(publication, PublicationMove.UNCLAIM, at=now, **FREE)


def call(sending: Sending) -> Published | NetworkFailure:
    try:
        return sending.network.publish(sending.content, credentials=sending.credentials)
    except NetworkFailure as failure:
        return failure
    except Exception:
        # A fault of ours, or the worker's time limit: whether the post left is not known, so it counts as unclear.
        log.exception("publication.call_broke", publication=sending.publication.pk)
        return Unclear(Reason.UNEXPECTED)
