"""What the workers do in the product, done here at a chosen instant: the same verbs in the same order, called by hand, as
the network's and the database's clocks stand where the drill puts them. PostgreSQL and HTTP are real; time is not."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings

from drills.house.network import Sandbox
from influence.accounts.models import Account
from influence.accounts.networks import token_of
from influence.calls import actions as calls
from influence.calls.gate import gate_for
from influence.editorial import actions as editorial
from influence.networks.linkedin import LinkedIn
from influence.publishing import actions
from influence.publishing.models import Outcome

MOST = 10_000


@dataclass
class Turns:
    """`read_seconds`: how long a call may take here, as waiting is the one thing that cannot be simulated."""

    sandbox: Sandbox
    now: datetime
    read_seconds: float = 0.5
    outcomes: list[Outcome | None] = field(default_factory=list)

    def network(self, account: Account) -> LinkedIn:
        """With the gate that counts calls and breaks them off, as accounts.networks.network_for makes it."""
        holder = token_of(account)
        plain = LinkedIn(
            client_id="", client_secret="", redirect_uri="http://127.0.0.1/", clock=self.clock, base_url=self.sandbox.url,
            auth_url=self.sandbox.url, version=settings.LINKEDIN["version"], read_seconds=self.read_seconds,
        )  # fmt: skip
        return plain.on_behalf(gate=gate_for(holder.app, holder.pk, clock=self.clock))

    def clock(self) -> datetime:
        return self.now

    def at(self, now: datetime) -> None:
        self.now = now
        self.sandbox.control("clock", now=now.strftime("%Y-%m-%dT%H:%M:%SZ"))

    def take(self, now: datetime) -> None:
        """One turn of everything that sees to publications (workers.timetable)."""
        self.at(now)
        editorial.miss_undecided(now=now)
        actions.recover(now=now)
        actions.plan(now=now)
        self.carry_files(now)
        for one in actions.claim(now=now, limit=MOST):
            self.outcomes.append(
                actions.publish_one(one.publication_id, token=one.token, now=now, network=self.network)
            )
        self.look_after(now)
        self.follow(now)
        actions.tidy(now=now)
        calls.tend(now=now)

    def carry_files(self, now: datetime) -> None:
        actions.prepare(now=now)
        for one in actions.claim_uploads(now=now, limit=MOST):
            actions.carry(one.upload_id, token=one.token, now=now, network=self.network)

    def look_after(self, now: datetime) -> None:
        """Posts whose answer was lost, and posts that are live."""
        for one in actions.claim_unclear(now=now, limit=MOST):
            actions.reconcile(one.publication_id, nth=one.nth, now=now, network=self.network)
        for one in actions.claim_checks(now=now, limit=MOST):
            actions.verify(one.publication_id, nth=one.nth, now=now, network=self.network)

    def follow(self, now: datetime) -> None:
        for comment in actions.claim_comments(now=now):
            actions.comment_one(comment.comment_id, token=comment.token, now=now, network=self.network)
        for pk in actions.claim_looks(now=now):
            actions.look(pk, now=now, network=self.network)
        for change in actions.claim_changes(now=now):
            actions.change_one(change.change_id, token=change.token, now=now, network=self.network)

    def until(self, end: datetime, *, step: timedelta) -> None:
        while self.now < end:
            self.take(min(self.now + step, end))
