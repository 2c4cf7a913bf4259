"""Is the house well? One list of signs for the operators' page, for the command, for the mails and for the metrics."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from influence.accounts.networks import apps
from influence.calls import queries as calls
from influence.calls.counting import day_of
from influence.calls.models import Breaker
from influence.calls.queries import Spent
from influence.outbox.health import Post, leaving
from influence.publishing.clocks import TOLERATED
from influence.publishing.gauges import Gauges, gauges
from influence.publishing.machine import Machine, machine
from influence.publishing.pulses import Life, life


class Level(StrEnum):
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


class Check(StrEnum):
    """In the order in which one looks: what stops everything first."""

    BROKER = "broker"
    BEAT = "beat"
    HOSTS = "hosts"
    CLOCKS = "clocks"
    SWEEPS = "sweeps"
    BREAKER = "breaker"
    OVERDUE = "overdue"
    STUCK = "stuck"
    UNCLEAR = "unclear"
    MAILS = "mails"
    CALLS = "calls"
    DISK = "disk"
    KEYS = "keys"


@dataclass(frozen=True)
class Facts:
    now: datetime
    life: Life
    gauges: Gauges
    mails: Post
    breaker: Breaker | None
    spent: Mapping[str, Spent]
    machine: Machine


@dataclass(frozen=True)
class Sign:
    """`values`: what the words about it name (words_of_health)."""

    check: Check
    level: Level
    values: Mapping[str, Any] = field(default_factory=dict)


MINUTE = timedelta(minutes=1)
# Beat says every second that it is time to look; the pulse is written every ten (pulses.EVERY).
BEAT_WARNS, BEAT_FAILS = timedelta(seconds=45), 2 * MINUTE
HOST_SEEN = 5 * MINUTE
# The sweeps that people wait for, and how long one may be away: several times its own pace (workers.timetable).
SWEEPS = {
    "sweep_publications": 3 * MINUTE,
    "tidy_publications": 3 * MINUTE,
    "miss_undecided": 3 * MINUTE,
    "send_mails": 5 * MINUTE,
    "invite_leaders": 5 * MINUTE,
    "upload_media": 5 * MINUTE,
    "follow_up": 5 * MINUTE,
    "look_after": 5 * MINUTE,
    "collect_engagement": 5 * MINUTE,
    "purge_engagement": 60 * MINUTE,
    "send_reports": 120 * MINUTE,
}
# Of one that is rarer nothing is known in a house that has just begun.
SEEN_BY_NOW = 5 * MINUTE
SKEW_WARNS = timedelta(seconds=10)
READY_WARNS, READY_FAILS = MINUTE, 3 * MINUTE
OVERDUE_WARNS = 5 * MINUTE
MAILS_FAIL = 60 * MINUTE
DISK_WARNS, DISK_FAILS = 5_000_000_000, 1_000_000_000
CALLS_WARN = 0.8


def facts(*, now: datetime) -> Facts:
    """Of the whole house. A dozen questions over indexes that hold only what is not over."""
    day = day_of(now)
    return Facts(
        now=now, life=life(now=now), gauges=gauges(now=now), mails=leaving(now=now), breaker=calls.breaker(),
        spent={str(app): calls.of_app(app, day=day) for app in apps()}, machine=machine(),
    )  # fmt: skip


def signs(found: Facts) -> list[Sign]:
    return [LOOKS[check](found) for check in Check]


def level(found: list[Sign]) -> Level:
    """The worst of them."""
    order = list(Level)
    return max((sign.level for sign in found), key=order.index, default=Level.GOOD)


def graded(*, is_bad: bool, is_off: bool = False) -> Level:
    return Level.BAD if is_bad else Level.WARN if is_off else Level.GOOD


def age(since: datetime | None, *, now: datetime) -> timedelta:
    return max(now - since, timedelta()) if since else timedelta()


def broker(found: Facts) -> Sign:
    return Sign(Check.BROKER, graded(is_bad=not found.machine.broker), {"answers": found.machine.broker})


def beat(found: Facts) -> Sign:
    seen = found.life.beat
    old = age(seen, now=found.now)
    return Sign(
        Check.BEAT, graded(is_bad=seen is None or old > BEAT_FAILS, is_off=old > BEAT_WARNS), {"seen": seen}
    )


def hosts(found: Facts) -> Sign:
    seen = [one.name for one in found.life.hosts if age(one.seen_at, now=found.now) <= HOST_SEEN]
    return Sign(Check.HOSTS, graded(is_bad=not seen), {"names": sorted(seen)})


def clocks(found: Facts) -> Sign:
    """Of the hosts that are at work: one that is far off publishes nothing (publishing.clocks)."""
    skews = {
        one.name: one.skew
        for one in found.life.hosts
        if one.skew is not None and age(one.seen_at, now=found.now) <= HOST_SEEN
    }
    most = max(map(abs, skews.values()), default=timedelta())
    off = sorted(name for name, skew in skews.items() if abs(skew) > SKEW_WARNS)
    return Sign(
        Check.CLOCKS, graded(is_bad=most > TOLERATED, is_off=most > SKEW_WARNS), {"most": most, "names": off}
    )


def sweeps(found: Facts) -> Sign:
    seen = found.life.sweeps
    away = [name for name, most in SWEEPS.items() if is_away(seen.get(name), most=most, now=found.now)]
    last = max(seen.values(), default=None)
    return Sign(Check.SWEEPS, graded(is_bad=bool(away)), {"names": away, "seen": last})


def is_away(seen: datetime | None, *, most: timedelta, now: datetime) -> bool:
    return now - seen > most if seen else most <= SEEN_BY_NOW


def breaker(found: Facts) -> Sign:
    version = found.breaker.version if found.breaker else ""
    since = found.breaker.tripped_at if found.breaker else None
    return Sign(Check.BREAKER, graded(is_bad=bool(found.breaker)), {"version": version, "since": since})


def overdue(found: Facts) -> Sign:
    ready, since = found.gauges.ready, found.gauges.overdue
    idle = age(ready, now=found.now)
    is_off = idle > READY_WARNS or age(since, now=found.now) > OVERDUE_WARNS
    return Sign(
        Check.OVERDUE,
        graded(is_bad=idle > READY_FAILS, is_off=is_off),
        {"since": since, "ready": ready if idle > READY_WARNS else None},
    )


def stuck(found: Facts) -> Sign:
    rows = {kind: one for kind, one in found.gauges.stuck.items() if one.count}
    since = min((one.since for one in rows.values() if one.since), default=None)
    return Sign(Check.STUCK, graded(is_bad=bool(rows)), {"rows": rows, "since": since})


def unclear(found: Facts) -> Sign:
    """Its people have been told, and only they can answer: a person's delay is no fault of the machine."""
    one = found.gauges.states["unclear"]
    return Sign(
        Check.UNCLEAR, graded(is_bad=False, is_off=one.count > 0), {"count": one.count, "since": one.since}
    )


def mails(found: Facts) -> Sign:
    """One address that refuses is nothing; a server that takes nothing for an hour is."""
    one = found.mails
    refused = age(one.put_off_since, now=found.now) if one.put_off > 1 else timedelta()
    is_off = bool(one.failed or one.put_off)
    return Sign(Check.MAILS, graded(is_bad=refused > MAILS_FAIL, is_off=is_off), {"mails": one})


def spent(found: Facts) -> Sign:
    full = {
        app: one
        for app, one in found.spent.items()
        if (one.part or 0) >= CALLS_WARN or (one.exhausted_until and one.exhausted_until > found.now)
    }
    return Sign(Check.CALLS, graded(is_bad=False, is_off=bool(full)), {"apps": full, "all": found.spent})


def disk(found: Facts) -> Sign:
    free = found.machine.free
    return Sign(Check.DISK, graded(is_bad=free < DISK_FAILS, is_off=free < DISK_WARNS), {"free": free})


def tokens(found: Facts) -> Sign:
    one = found.machine
    values = {"lost": one.lost_keys, "old": one.old_keys, "tokens": one.tokens}
    return Sign(Check.KEYS, graded(is_bad=bool(one.lost_keys), is_off=bool(one.old_keys)), values)


LOOKS: Mapping[Check, Callable[[Facts], Sign]] = {
    Check.BROKER: broker, Check.BEAT: beat, Check.HOSTS: hosts, Check.CLOCKS: clocks, Check.SWEEPS: sweeps,
    Check.BREAKER: breaker, Check.OVERDUE: overdue, Check.STUCK: stuck, Check.UNCLEAR: unclear, Check.MAILS: mails,
    Check.CALLS: spent, Check.DISK: disk, Check.KEYS: tokens,
}  # fmt: skip
