"""The gate before every call to LinkedIn: the breaker first, then the day's budget. What it lets through is counted."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

import structlog
from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from influence.calls import ahead, breaking, counting
from influence.calls.counting import Spender, day_of
from influence.networks.errors import NetworkFailure, RateLimited, Reason, Temporary
from influence.networks.ports import Gate, Purpose

log = structlog.get_logger(__name__)


def gate_for(app: str, member: int | None, *, clock: Callable[[], datetime] = timezone.now) -> Gate:
    """For the calls that show one token of one developer app, one at a time. `member`: the number of the account that
    holds the token (for a page: of the profile it speaks through); None for calls in nobody's name."""
    return Counting(Spender(app, member), version=settings.LINKEDIN["version"], clock=clock)


@dataclass(frozen=True)
class Sent:
    """The call that is out."""

    purpose: Purpose
    day: date
    is_trial: bool


@dataclass
class Counting:
    spender: Spender
    version: str
    clock: Callable[[], datetime]
    _sent: Sent | None = field(default=None, init=False)

    def before(self, purpose: Purpose, *, versioned: bool = True) -> None:
        """One short statement or two, committed before the call leaves: nothing is locked while the network thinks."""
        try:
            self._sent = self._let_through(purpose, versioned=versioned, now=self.clock())
        except DatabaseError as error:
            log.exception("calls.not_counted", app=self.spender.app, purpose=purpose)
            connection.close_if_unusable_or_obsolete()
            raise Temporary(Reason.NOT_CONNECTED, detail="our own count could not be written") from error

    def after(self, failure: NetworkFailure | None) -> None:
        sent, self._sent = self._sent, None
        if sent is None:
            return
        try:
            self._note(failure, sent=sent, now=self.clock())
        except DatabaseError:
            # The call was made, and its outcome is what the caller has to learn.
            log.exception("calls.not_noted", app=self.spender.app, purpose=sent.purpose)
            connection.close_if_unusable_or_obsolete()

    def _let_through(self, purpose: Purpose, *, versioned: bool, now: datetime) -> Sent:
        if purpose is Purpose.PUBLISH:
            if day := ahead.take(self.spender):
                return Sent(purpose, day, is_trial=False)
            if counting.taken({self.spender: 1}, network=breaking.NETWORK, version=self.version, now=now):
                return Sent(purpose, day_of(now), is_trial=False)
        is_trial = breaking.admit(self.version, may_try=versioned, now=now)
        try:
            counting.count(self.spender, purpose=purpose, now=now)
        except (RateLimited, DatabaseError):
            if is_trial:
                breaking.rearm(self.version)
            raise
        return Sent(purpose, day_of(now), is_trial)

    def _note(self, failure: NetworkFailure | None, *, sent: Sent, now: datetime) -> None:
        if failure is not None and failure.reason in breaking.DEAD:
            ahead.give_back()
            breaking.trip(self.version, failure=failure, now=now)
            return
        if sent.is_trial and failure is None:
            breaking.close(self.version, now=now)
        elif sent.is_trial:
            breaking.rearm(self.version)
        self._note_budget(failure, sent=sent)

    def _note_budget(self, failure: NetworkFailure | None, *, sent: Sent) -> None:
        if isinstance(failure, RateLimited) and failure.reason is Reason.DAILY_QUOTA:
            counting.exhaust(self.spender, of_member=names_member(failure), until=failure.until, day=sent.day)
        elif failure is not None and failure.reason is Reason.NOT_CONNECTED:
            counting.give_back(self.spender, purpose=sent.purpose, day=sent.day)


def names_member(failure: RateLimited) -> bool:
    """Whose day is over: "… throttle MEMBER DAY limit …"; the app's where the network does not say."""
    return "MEMBER" in failure.detail
