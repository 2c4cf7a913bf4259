"""Publishing a handful: posts that one worker claimed, one after the other. For each (influence.publishing.sending):

    begin     one transaction: everything is asked again, the attempt is written, `claimed` becomes `sending`
    stopped   one last look whether a freeze came meanwhile (influence.publishing.blocking): then nothing is called
    call      the network, once, outside any transaction
    finish    one transaction: the outcome (influence.publishing.outcomes)

The outcome of a post that went out and the beginning of the next one are one transaction (`at_once`): both are there or
neither, so that never more than one post of a worker is `sending`. A crash between any two steps is safe: dead before a
beginning commits, the claim expires and nothing was sent; dead after it, the row stays `sending` until its lease ends, then
it is `unclear` and a person is asked. Nothing leads from `sending` back to a second call on its own."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import DatabaseError, connection, transaction

from influence.accounts.networks import network_for, spender_of
from influence.calls.ahead import counted_ahead
from influence.journal.actions import last_entry
from influence.journal.statements import run_all
from influence.networks.errors import NetworkFailure
from influence.networks.ports import Published
from influence.publishing.blocking import stopped
from influence.publishing.claiming import Claim, give_back
from influence.publishing.live import live, tell
from influence.publishing.models import Outcome, Publication
from influence.publishing.outcomes import finish
from influence.publishing.policy import HANDFUL_LASTS
from influence.publishing.reading import whole
from influence.publishing.sending import NetworkOf, Sending, call, lock, not_begun, prepared, start, started

log = structlog.get_logger(__name__)

# What was read so long ago is read again: a leader may have connected anew, and the token of before would be refused.
FRESH = timedelta(seconds=1)


def publish_one(
    publication_id: int, *, token: UUID, now: datetime, network: NetworkOf = network_for
) -> Outcome | None:
    """Send what was claimed with `token`. None: nothing was sent, because the claim is no longer ours or something
    changed since. `network` answers with the adapter of an account."""
    claim = Claim(publication_id, token)
    try:
        return publish_some([claim], now=now, network=network)[0]
    except ExceptionGroup as broken:
        raise broken.exceptions[0] from None


def publish_some(
    claims: Sequence[Claim], *, now: datetime, network: NetworkOf = network_for
) -> list[Outcome | None]:
    """What became of each. What cannot be done to one keeps no other one waiting: it is raised when all have been seen to."""
    handful, rows = Handful(Clock(now), network), whole([claim.publication_id for claim in claims])
    with counted_ahead([spender_of(row.account) for row in rows.values()], now=now):
        for claim, publication in fresh(claims, rows, clock=handful.clock):
            handful.send(claim, publication)
        handful.settle()
    if handful.broken:
        raise ExceptionGroup("publications that broke", handful.broken)
    return [handful.outcomes.get(claim.publication_id) for claim in claims]


class Clock:
    """How long it takes is measured, not read off the host's clock: `now` is the database's."""

    def __init__(self, now: datetime) -> None:
        self._now, self._began = now, time.monotonic()

    @property
    def passed(self) -> timedelta:
        return timedelta(seconds=time.monotonic() - self._began)

    @property
    def now(self) -> datetime:
        return self._now + self.passed


def fresh(
    claims: Sequence[Claim], rows: dict[int, Publication], *, clock: Clock
) -> Iterator[tuple[Claim, Publication]]:
    """One after the other, as `rows` has them. Behind a slow call no further one is begun: those that are left go back,
    and others have them."""
    read_at = clock.passed
    for place, claim in enumerate(claims):
        if clock.passed > HANDFUL_LASTS:
            left = give_back([one.token for one in claims[place:]], now=clock.now)
            log.warning("publication.given_back", publications=left)
            return
        if clock.passed > read_at + FRESH:
            rows, read_at = whole([one.publication_id for one in claims[place:]]), clock.passed
        if claim.publication_id in rows:
            yield claim, rows[claim.publication_id]


@dataclass(frozen=True)
class Called:
    """A post whose answer is there, and is not written down yet."""

    sending: Sending
    answer: Published | NetworkFailure
    at: datetime

    @property
    def publication_id(self) -> int:
        return self.sending.publication.pk


class NotPlain(Exception):
    """The row is not ours any more: `outcomes` knows what to do."""


@dataclass
class Handful:
    clock: Clock
    network: NetworkOf
    outcomes: dict[int, Outcome | None] = field(default_factory=dict)
    broken: list[Exception] = field(default_factory=list)
    called: Called | None = None

    def send(self, claim: Claim, publication: Publication) -> None:
        try:
            sending = prepared(publication, token=claim.token, network=self.network)
            asked = time.monotonic()
            if sending is None or not self.began(sending):
                self.settle()
                not_begun(publication.pk, token=claim.token, could=sending is not None, now=self.clock.now)
            elif not stopped(
                publication.pk, token=claim.token, scope=sending.scope, now=self.clock.now, asked=asked
            ):
                self.called = Called(sending, call(sending), self.clock.now)
        except Exception as broken:
            log.exception("publication.broke", publication=publication.pk)
            self.broke(broken)

    def began(self, sending: Sending) -> bool:
        """After the outcome of the post before, and together with it where that one went out as it should."""
        if self.called is not None and isinstance(self.called.answer, Published):
            try:
                is_begun = at_once(self.called, sending, answer=self.called.answer)
            except (NotPlain, DatabaseError):
                log.warning("publication.one_by_one", publication=sending.publication.pk, exc_info=True)
            else:
                self.outcomes[self.called.publication_id], self.called = Outcome.PUBLISHED, None
                return is_begun
        self.settle()
        return started(sending, now=self.clock.now)

    def settle(self) -> None:
        """What the post before has come to is written down, alone."""
        called, self.called = self.called, None
        if called is None:
            return
        try:
            self.outcomes[called.publication_id] = finish(
                called.publication_id, token=called.sending.token, answer=called.answer, now=called.at,
                known=called.sending.publication,
            )  # fmt: skip
        except Exception as broken:
            log.exception("publication.broke", publication=called.publication_id)
            self.broke(broken)

    def broke(self, broken: Exception) -> None:
        """Its claim or its lease ends, and the sweep takes it up."""
        self.broken.append(broken)
        connection.close_if_unusable_or_obsolete()


@transaction.atomic
def at_once(called: Called, sending: Sending, *, answer: Published) -> bool:
    """One post has gone out, and the next one begins: both or neither. Two messages, as each entry of the journal holds the
    hash of the one before it. False: the first is done, the second not begun."""
    before = called.sending.publication
    _locked, attempts, is_live, _held, last = run_all(
        lock(called.sending, sending),
        start(sending, now=called.at),
        live(before, token=called.sending.token, answer=answer, now=called.at),
        *last_entry(before.organisation_id),
    )
    if not is_live:
        raise NotPlain(before.pk)
    tell(before, answer=answer, now=called.at, after=last)
    return bool(attempts)
