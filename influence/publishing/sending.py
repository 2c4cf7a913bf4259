"""The steps of sending; `influence.publishing.handfuls` takes them, and says why a crash between any two is safe.

start   everything is asked again, and `claimed` becomes `sending`
mark    the attempt is written: from here on the network may have been called
stopped one last look whether a freeze came meanwhile (influence.publishing.blocking): then nothing is called
call    the network, once, outside any transaction"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction

from influence.accounts.models import Account
from influence.accounts.networks import NotConnected, credentials, network_for
from influence.accounts.seal import Unreadable
from influence.core.lifecycle import PostMove, PublicationMove, PublicationState
from influence.editorial.content import recomputed
from influence.journal.statements import Statement, run, run_all
from influence.networks.errors import NetworkFailure, Reason, Unclear
from influence.networks.ports import Content, Credentials, Network, Published
from influence.publishing.composing import content_of
from influence.publishing.fitness import FIT, ROW_BY_ROW, is_fit
from influence.publishing.holding import hold
from influence.publishing.models import Attempt, Publication
from influence.publishing.moves import FREE, locked, shift, shift_post
from influence.publishing.policy import FRESH, SEND_LEASE
from influence.publishing.problems import Problem
from influence.publishing.reading import whole
from influence.safeguards.brake import Scope

log = structlog.get_logger(__name__)

NetworkOf = Callable[[Account], Network]


@dataclass(frozen=True)
class Sending:
    """All that the call needs: nothing is read from the database once it has begun."""

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
    if sending is not None and started([sending], now=now):
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


def attempt(row: str, token: str) -> str:
    """The next one of each publication that `row` names by its id."""
    return f"""INSERT INTO publishing_attempt
       (publication_id, number, claim_token, started_at, outcome, urn, problem, vendor_code, request_id)
SELECT {row}.id, 1 + coalesce((SELECT max(earlier.number) FROM publishing_attempt earlier
                               WHERE earlier.publication_id = {row}.id), 0), {token}, %(now)s, 'started', '', '', '', ''
  FROM {row}"""  # noqa: S608 (no value of anybody is in it)


# The state is asked so that no index of what is in hand can answer it: these rows are known by their numbers.
# Promise 1, in one statement: nothing moves to `sending` unless all that `fitness` asks holds at this moment, and the
# hash that was just worked out from what will be sent is the one that was approved.
START = f"""
WITH wanted AS MATERIALIZED (
    SELECT * FROM unnest(%(ids)s::bigint[], %(versions)s::bigint[], %(hashes)s::text[], %(tokens)s::uuid[])
                  one (id, version_id, recomputed, token)
), fit AS MATERIALIZED (
    SELECT publication.id {FIT} AND publication.id = ANY (%(ids)s::bigint[])
), sent AS (
    UPDATE publishing_publication publication
       SET state = 'sending', claimed_until = %(until)s, changed_at = %(now)s
      FROM fit JOIN wanted ON wanted.id = fit.id
     WHERE publication.id = fit.id AND publication.state || '' = 'claimed'
       AND publication.claim_token = wanted.token AND publication.claimed_until > %(now)s
       AND publication.version_id = wanted.version_id AND publication.content_hash = wanted.recomputed
    RETURNING publication.id, publication.post_id, publication.claim_token
), first AS (
    SELECT sent.id, sent.claim_token FROM sent WHERE sent.id = %(first)s
), marked AS (
    {attempt("first", "first.claim_token")}
), moved AS (
    UPDATE editorial_post post SET state = 'publishing', changed_at = %(now)s, reason = ''
      FROM sent WHERE post.id = sent.post_id
)
SELECT sent.id FROM sent
"""  # noqa: S608 (no value of anybody is in it)
# No call is made before its attempt is written, and it is written only while the row is ours and began a moment ago. The
# row is locked: whoever finds that it was never called (`never_called`) either sees the attempt, or has taken it from us.
MARK = f"""
WITH heard AS (
    UPDATE publishing_attempt SET outcome = 'published', finished_at = %(heard_at)s, urn = %(urn)s
     WHERE claim_token = %(before)s AND outcome = 'started'
), ours AS (
    SELECT publication.id FROM publishing_publication publication
     WHERE publication.id = %(id)s AND publication.state || '' = 'sending' AND publication.claim_token = %(token)s
       AND publication.claimed_until > %(least)s
       FOR NO KEY UPDATE
)
{attempt("ours", "%(token)s")}
RETURNING number
"""  # noqa: S608 (no value of anybody is in it)


@dataclass(frozen=True)
class Called:
    """A post that went out: LinkedIn has named it."""

    sending: Sending
    answer: Published
    at: datetime

    @property
    def publication_id(self) -> int:
        return self.sending.publication.pk


def started(sendings: Sequence[Sending], *, now: datetime) -> set[int]:
    """The ids of those that have begun, in one transaction that is committed when it comes back; the first of `sendings` is
    marked with it."""
    _locked, began = run_all(lock(sendings), start(sendings, now=now))
    return {pk for (pk,) in began}


def marked(sending: Sending, *, now: datetime, before: Called | None) -> bool:
    """From here on it may have been called: committed when it comes back, together with what the network said of the one
    `before` it. So at most one post of a worker is ever in doubt. False: it is not ours, or began too long ago."""
    return bool(run(MARK, {
        "id": sending.publication.pk, "token": sending.token, "now": now, "least": now + SEND_LEASE - FRESH,
        "before": before and before.sending.token, "heard_at": before and before.at,
        "urn": before.answer.urn if before else "",
    }))  # fmt: skip


def lock(sendings: Sequence[Sending]) -> Statement:
    return LOCK, {"posts": [one.publication.post_id for one in sendings]}


def start(sendings: Sequence[Sending], *, now: datetime) -> Statement:
    """The ids of those that began come back; of all others nothing is written."""
    return START, {
        "first": sendings[0].publication.pk,
        "ids": [one.publication.pk for one in sendings],
        "versions": [one.publication.version_id for one in sendings],
        "hashes": [one.content_hash for one in sendings], "tokens": [one.token for one in sendings],
        "now": now, "until": now + SEND_LEASE,
    }  # fmt: skip


@transaction.atomic
def unbegin(publication_id: int, *, token: UUID, now: datetime) -> None:
    """It began and is not called after all: it is due again."""
    publication = locked(publication_id)
    if (
        publication is not None
        and publication.state == PublicationState.SENDING
        and publication.claim_token == token
    ):
        never_called(publication, now=now)


def never_called(publication: Publication, *, now: datetime) -> bool:
    """Of a row that is locked and `sending`: due again, where no attempt was written."""
    if Attempt.objects.filter(claim_token=publication.claim_token).exists():
        return False
    shift(publication, PublicationMove.RETRY, at=now, **FREE)
    shift_post(publication.post, PostMove.RETRY, at=now)
    return True


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
