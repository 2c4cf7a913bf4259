"""One call more, in one statement that any number of workers may run at once: what is counted is sent, what would go
beyond its share is neither."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db import connection, transaction
from django.db.models import F, Q

from influence.calls.limits import limits_of, room
from influence.calls.models import CallCount
from influence.journal.statements import run
from influence.networks.errors import RateLimited, Reason
from influence.networks.linkedin.failures import after_midnight
from influence.networks.ports import Purpose

# The app's row always first, so that two workers cannot wait for each other. A row beyond its share is not returned.
COUNT = """
INSERT INTO calls_callcount AS kept (app, member, day, calls, publish, token, young, old)
SELECT %(app)s, one.member, %(day)s, 1, %(publish)s, %(token)s, %(young)s, %(old)s
  FROM unnest(%(members)s::bigint[]) WITH ORDINALITY AS one (member, place) ORDER BY one.place
    ON CONFLICT (app, member, day) DO UPDATE
   SET calls = kept.calls + 1, publish = kept.publish + excluded.publish, token = kept.token + excluded.token,
       young = kept.young + excluded.young, old = kept.old + excluded.old
 WHERE %(publish)s = 1 OR (
       (kept.exhausted_until IS NULL OR kept.exhausted_until <= %(now)s)
       AND kept.calls < coalesce(CASE WHEN kept.member IS NULL THEN %(app_room)s::int ELSE %(member_room)s::int END,
                                 kept.calls + 1))
RETURNING member
"""

# The same for publications, which no share holds back, with the breaker's word: nothing is returned where it is not closed.
# A count that a crash of the database forgets does no harm, so that nobody waits for the disk: a publication waits for it
# already, for its attempt.
TAKE = """
INSERT INTO calls_callcount AS kept (app, member, day, calls, publish, token, young, old)
SELECT one.app, one.member, %(day)s, one.calls, one.calls, 0, 0, 0
  FROM unnest(%(apps)s::text[], %(members)s::bigint[], %(calls)s::int[]) WITH ORDINALITY AS one (app, member, calls, place),
       set_config('synchronous_commit', 'off', true)
 WHERE NOT EXISTS (SELECT 1 FROM calls_breaker breaker
                    WHERE breaker.network = %(network)s AND breaker.version = %(version)s AND breaker.state <> 'closed')
 ORDER BY one.place
    ON CONFLICT (app, member, day) DO UPDATE SET calls = kept.calls + excluded.calls, publish = kept.publish + excluded.publish
RETURNING member
"""


@dataclass(frozen=True)
class Spender:
    """Whose calls they are. `member`: the account whose token is shown; None for a call in nobody's name."""

    app: str
    member: int | None

    @property
    def rows(self) -> list[int | None]:
        return [None] if self.member is None else [None, self.member]

    def counts(self, day: date) -> Q:
        whose = Q(member=None) if self.member is None else Q(member=None) | Q(member=self.member)
        return whose & Q(app=self.app, day=day)


def day_of(now: datetime) -> date:
    return now.astimezone(UTC).date()


def count(spender: Spender, *, purpose: Purpose, now: datetime) -> None:
    """Count one call, or RateLimited until tomorrow. Outside a transaction: the app's row is locked until its commit."""
    with transaction.atomic(durable=True):
        if counted(spender, purpose=purpose, now=now) < len(spender.rows):
            # Rolled back: the row that took the call gives it back.
            raise why(spender, purpose=purpose, now=now)


def taken(spenders: Mapping[Spender, int], *, network: str, version: str, now: datetime) -> bool:
    """Count so many publications of each, as fast as it can be done. False: the breaker has a word to say."""
    calls: Counter[tuple[str, int | None]] = Counter()
    for spender, many in spenders.items():
        calls.update({(spender.app, member): many for member in spender.rows})
    # As everywhere: an app's row before those of its members, and of several always in the same order.
    rows = sorted(calls, key=lambda row: (row[0], row[1] is not None, row[1]))
    values = {
        "apps": [app for app, _member in rows],
        "members": [member for _app, member in rows],
        "calls": [calls[row] for row in rows],
        "day": day_of(now),
        "network": network,
        "version": version,
    }
    return bool(run(TAKE, values))


def counted(spender: Spender, *, purpose: Purpose, now: datetime) -> int:
    """How many of the two rows took the call."""
    limits = limits_of(spender.app)
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {
            "app": spender.app, "members": spender.rows, "day": day_of(now), "now": now,
            "app_room": room(limits.app, purpose), "member_room": room(limits.member, purpose),
            **{one.value: int(one is purpose) for one in Purpose},
        })  # fmt: skip
        return len(cursor.fetchall())


def why(spender: Spender, *, purpose: Purpose, now: datetime) -> RateLimited:
    """Read where it was refused: the rows are ours until the transaction ends."""
    rows = CallCount.objects.filter(spender.counts(day_of(now)))
    told = [row.exhausted_until for row in rows if row.exhausted_until and row.exhausted_until > now]
    if told:
        return RateLimited(
            Reason.DAILY_QUOTA, until=max(told), detail="our own count: the network said so today"
        )
    spent = " and ".join(
        sorted(f"{row.calls} by the {'app' if row.member is None else 'member'}" for row in rows)
    )
    return RateLimited(
        Reason.DAILY_QUOTA,
        until=after_midnight(now),
        detail=f"our own count: {spent} today, the rest is kept for what goes before {purpose}",
    )


def give_back(spender: Spender, *, purpose: Purpose, day: date, calls: int = 1) -> None:
    """They were never sent: nobody answered at the address. The app's row first, as where it was counted."""
    one = {"calls": F("calls") - calls, purpose.value: F(purpose.value) - calls}
    taken = CallCount.objects.filter(app=spender.app, day=day, **{f"{purpose.value}__gte": calls})
    with transaction.atomic():
        for member in spender.rows:
            taken.filter(member=member).update(**one)


def exhaust(spender: Spender, *, of_member: bool, until: datetime, day: date) -> None:
    """The network's own word that the day is over, for one member or for the app."""
    CallCount.objects.filter(app=spender.app, member=spender.member if of_member else None, day=day).update(
        exhausted_until=until
    )
