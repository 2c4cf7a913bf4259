"""The same facts in Prometheus's text format, read when they are asked for: nothing is counted in memory, so that any
number of processes tells the same. Few series, and nobody's name but that of our own machines."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from influence.networks.ports import Purpose
from influence.publishing.health import Facts, age, facts, signs

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4


class House(Collector):
    def __init__(self, found: Facts) -> None:
        self._found = found

    def collect(self) -> Iterable[Metric]:
        found = self._found
        yield from of_publications(found)
        yield from of_machinery(found)
        yield from of_mails(found)
        yield from of_calls(found)
        levels = {str(sign.check): list(type(sign.level)).index(sign.level) for sign in signs(found)}
        yield series("influence_check", "0: well, 1: to be watched, 2: alarm", "check", levels)


def exposition(*, now: datetime) -> bytes:
    registry = CollectorRegistry()
    registry.register(House(facts(now=now)))
    return generate_latest(registry)


def series(name: str, told: str, label: str, values: dict[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, told, labels=[label])
    for value, number in values.items():
        family.add_metric([value], number)
    return family


def seconds(name: str, told: str, since: datetime | None, *, now: datetime) -> GaugeMetricFamily:
    """Zero where there is nothing."""
    return GaugeMetricFamily(name, told, value=age(since, now=now).total_seconds())


def of_publications(found: Facts) -> Iterator[Metric]:
    rows = found.gauges
    counts = {name: float(one.count) for name, one in rows.states.items()}
    yield series("influence_publications", "Publications that are not over, by state", "state", counts)
    yield series(
        "influence_stuck",
        "Rows beyond their state's bound",
        "state",
        {str(kind): float(one.count) for kind, one in rows.stuck.items()},
    )
    yield seconds(
        "influence_oldest_overdue_seconds",
        "Since when the oldest due publication waits, for whatever reason",
        rows.overdue,
        now=found.now,
    )
    yield seconds(
        "influence_oldest_ready_seconds",
        "Since when one could leave that nobody takes",
        rows.ready,
        now=found.now,
    )
    yield seconds(
        "influence_unclear_oldest_seconds",
        "Since when the oldest lost answer waits",
        rows.states["unclear"].since,
        now=found.now,
    )


def of_machinery(found: Facts) -> Iterator[Metric]:
    life, machine = found.life, found.machine
    if life.beat:
        yield seconds("influence_beat_age_seconds", "Since beat was last heard", life.beat, now=found.now)
    sweeps = {name: age(seen, now=found.now).total_seconds() for name, seen in life.sweeps.items()}
    yield series("influence_sweep_age_seconds", "Since each sweep last came to its end", "sweep", sweeps)
    hosts = {one.name: age(one.seen_at, now=found.now).total_seconds() for one in life.hosts}
    yield series("influence_worker_age_seconds", "Since each host was last seen at work", "host", hosts)
    skews = {one.name: one.skew.total_seconds() for one in life.hosts if one.skew is not None}
    yield series(
        "influence_worker_skew_seconds", "Of each host's clock, ahead of the database's", "host", skews
    )
    yield GaugeMetricFamily(
        "influence_breaker_open", "1: all calls to LinkedIn are stopped", value=float(bool(found.breaker))
    )
    yield GaugeMetricFamily("influence_broker_up", "1: Redis answers", value=float(machine.broker))
    yield GaugeMetricFamily("influence_media_free_bytes", "Of the media library's disk", value=machine.free)


def of_mails(found: Facts) -> Iterator[Metric]:
    one = found.mails
    counts = {
        "queued": float(one.waiting),
        "sending": float(one.sending),
        "put_off": float(one.put_off),
        "failed": float(one.failed),
    }
    yield series(
        "influence_outbox",
        "Mails that wait, are being sent, were refused twice, or failed in the last three days",
        "state",
        counts,
    )
    yield seconds(
        "influence_outbox_oldest_seconds",
        "Since when the oldest mail waits",
        one.waiting_since,
        now=found.now,
    )


def of_calls(found: Facts) -> Iterator[Metric]:
    made = GaugeMetricFamily(
        "influence_calls_today", "Calls to LinkedIn since midnight UTC", labels=["app", "purpose"]
    )
    most = GaugeMetricFamily(
        "influence_calls_limit", "What LinkedIn grants a day; 0: not known", labels=["app"]
    )
    for app, spent in found.spent.items():
        most.add_metric([app], spent.limit)
        for purpose in Purpose:
            made.add_metric([app, purpose.value], spent.by_purpose[purpose])
    yield from (made, most)
