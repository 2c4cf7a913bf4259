"""Publishing a handful: posts that one worker claimed. They leave in portions, as many as the network takes in a second:

    start   one transaction for all of a portion: everything is asked again, `claimed` becomes `sending`
    mark    of each, just before its call, in one short statement: its attempt is written, and with it what the network said
            of the one before
    stopped one last look whether a freeze came meanwhile (influence.publishing.blocking): then nothing is called
    call    the network, once, outside any transaction
    live    one transaction for all of a portion that went out as it should (influence.publishing.live)
    finish  of all else, at once: the outcome (influence.publishing.outcomes)

So never more than one post of a worker is in doubt: the one whose attempt has no answer. A crash between any two steps is
safe: dead before the start commits, the claim expires and nothing was sent; begun and without an attempt, it was not called
and is due again; an attempt with an answer is written down by the sweep; one without is `unclear` when its lease ends, and
a person is asked. Nothing leads from a called one back to a second call on its own."""

import math
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import DatabaseError, connection

from influence.accounts.networks import network_for, spender_of
from influence.calls.ahead import counted_ahead
from influence.networks.ports import Published
from influence.publishing.blocking import stopped
from influence.publishing.claiming import Claim, give_back
from influence.publishing.live import went_live
from influence.publishing.models import Outcome, Publication
from influence.publishing.outcomes import finish
from influence.publishing.policy import FRESH, HANDFUL_LASTS
from influence.publishing.reading import whole
from influence.publishing.sending import (
    Called,
    NetworkOf,
    Sending,
    call,
    marked,
    not_begun,
    prepared,
    started,
    unbegin,
)

log = structlog.get_logger(__name__)


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
        for portion in handful.portions(claims, rows):
            handful.send(portion)
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


Claimed = tuple[Claim, Publication]


class Pace:
    """How slow the network is, by the slowest of the last calls of this process. After a while nobody knows any more."""

    KNOWN = 10.0
    AT_LEAST = timedelta(milliseconds=1)

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self._slowest, self._at = self.AT_LEAST, -math.inf

    def saw(self, took: timedelta) -> None:
        self._slowest, self._at = max(took, self._slowest * 0.8, self.AT_LEAST), time.monotonic()

    @property
    def room(self) -> int:
        """As many calls as end within FRESH; one, where nobody knows."""
        is_known = time.monotonic() - self._at < self.KNOWN
        return max(1, FRESH // self._slowest) if is_known else 1


PACE = Pace()


def taken_a_second() -> int:
    """How many posts the network took of one process of late; 1, where this one does not know."""
    return PACE.room


@dataclass
class Handful:
    clock: Clock
    network: NetworkOf
    outcomes: dict[int, Outcome | None] = field(default_factory=dict)
    broken: list[Exception] = field(default_factory=list)
    # Went out, and is not written down as a whole yet.
    called: list[Called] = field(default_factory=list)

    def portions(self, claims: Sequence[Claim], rows: dict[int, Publication]) -> Iterator[list[Claimed]]:
        """As many as leave while what was read and asked of them is fresh, by the pace of the network. Behind a slow call no
        further ones are begun: they go back, and others have them."""
        left, read_at = list(claims), self.clock.passed
        while left:
            if self.clock.passed > HANDFUL_LASTS:
                given_back = give_back([one.token for one in left], now=self.clock.now)
                log.warning("publication.given_back", publications=given_back)
                return
            if self.clock.passed > read_at + FRESH:
                rows, read_at = whole([one.publication_id for one in left]), self.clock.passed
            room = PACE.room
            portion, left = left[:room], left[room:]
            yield [(one, rows[one.publication_id]) for one in portion if one.publication_id in rows]

    def send(self, portion: Sequence[Claimed]) -> None:
        """Begun together, called one after the other, written down together."""
        asked = time.monotonic()
        try:
            begun = self.begun(portion)
        except DatabaseError as broken:
            self.alone_each(portion, broken)
            return
        for sending, is_marked in begun:
            with self.seeing_to(sending.publication.pk):
                if is_marked or marked(
                    sending, now=self.clock.now, before=self.called[-1] if self.called else None
                ):
                    self.call(sending, asked=asked)
                else:
                    unbegin(sending.publication.pk, token=sending.token, now=self.clock.now)
        self.settle()

    def begun(self, portion: Sequence[Claimed]) -> list[tuple[Sending, bool]]:
        """The first of those that can be sent bears its mark already."""
        ready = []
        for claim, publication in portion:
            with self.seeing_to(publication.pk):
                sending = prepared(publication, token=claim.token, network=self.network)
                if sending is not None:
                    ready.append(sending)
                else:
                    not_begun(publication.pk, token=claim.token, could=False, now=self.clock.now)
        pks = started(ready, now=self.clock.now) if ready else set()
        for sending in ready:
            if sending.publication.pk not in pks:
                with self.seeing_to(sending.publication.pk):
                    not_begun(sending.publication.pk, token=sending.token, could=True, now=self.clock.now)
        return [(one, one is ready[0]) for one in ready if one.publication.pk in pks]

    def alone_each(self, portion: Sequence[Claimed], broken: DatabaseError) -> None:
        """None of them has begun. If it is the fault of one, the others go all the same."""
        if len(portion) == 1:
            self.broke(broken, portion[0][0].publication_id)
            return
        log.warning("publication.one_by_one", publications=len(portion), exc_info=broken)
        let_go_if_lost()
        for one in portion:
            self.send([one])

    def call(self, sending: Sending, *, asked: float) -> None:
        pk, token, began = sending.publication.pk, sending.token, self.clock.passed
        if stopped(pk, token=token, scope=sending.scope, now=self.clock.now, asked=asked):
            return
        answer = call(sending)
        PACE.saw(self.clock.passed - began)
        if isinstance(answer, Published):
            self.called.append(Called(sending, answer, self.clock.now))
        else:
            self.outcomes[pk] = finish(pk, token=token, answer=answer, now=self.clock.now)

    def settle(self) -> None:
        """What went out is written down: all at once, and what is not so plain alone."""
        called, self.called = self.called, []
        done = written(called)
        self.outcomes |= dict.fromkeys(done, Outcome.PUBLISHED)
        for one in called:
            if one.publication_id not in done:
                with self.seeing_to(one.publication_id):
                    self.outcomes[one.publication_id] = finish(
                        one.publication_id, token=one.sending.token, answer=one.answer, now=one.at
                    )

    @contextmanager
    def seeing_to(self, publication_id: int) -> Iterator[None]:
        """What breaks keeps no other one waiting: its claim or its lease ends, and the sweep takes it up."""
        try:
            yield
        except Exception as broken:  # noqa: BLE001 (told at the end)
            self.broke(broken, publication_id)

    def broke(self, broken: Exception, publication_id: int) -> None:
        log.error("publication.broke", publication=publication_id, exc_info=broken)
        self.broken.append(broken)
        let_go_if_lost()


def written(called: Sequence[Called]) -> set[int]:
    """Nothing of it where it broke, whatever it was: each is then finished alone, on another way."""
    try:
        return went_live(called) if called else set()
    except Exception:
        log.warning("publication.one_by_one", publications=len(called), exc_info=True)
        let_go_if_lost()
        return set()


def let_go_if_lost() -> None:
    """The database may have been restarted: the next statement then gets a connection of its own."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
