"""Signs of life of the machinery, as rows: beat (each second a worker does what it asks), each sweep, each host."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from influence.journal.statements import run
from influence.publishing.models import Pulse

# Written no more often than that: a house in which nothing is due costs next to nothing.
EVERY = timedelta(seconds=10)
# A host that is not seen any more is another one today (a container that was made anew).
SHOWN = timedelta(days=1)

BEAT, SWEEP, HOST, ALARM = "beat", "sweep:", "host:", "alarm:"

# Is beat's pulse to be written? Asked together with all else that is asked each second (workers.stirring).
SILENT = f"""
        NOT EXISTS (SELECT FROM publishing_pulse WHERE name = '{BEAT}'
                       AND seen_at > %(now)s - interval '{EVERY.seconds} seconds' AND seen_at <= %(now)s)"""

WRITE = """
INSERT INTO publishing_pulse (name, seen_at, skew)
SELECT name, %(now)s::timestamptz, %(skew)s::interval FROM unnest(%(names)s::text[]) name
    ON CONFLICT (name) DO UPDATE SET seen_at = excluded.seen_at, skew = excluded.skew
 WHERE publishing_pulse.seen_at NOT BETWEEN excluded.seen_at - %(every)s::interval AND excluded.seen_at
RETURNING name
"""


@dataclass(frozen=True)
class Host:
    """`skew`: of its clock, ahead of the database's. None: not known."""

    name: str
    seen_at: datetime
    skew: timedelta | None


@dataclass(frozen=True)
class Life:
    """What was seen, by whom and when. `sweeps` by name; hosts of the last day, the last seen first."""

    beat: datetime | None
    sweeps: Mapping[str, datetime]
    hosts: list[Host]


def beat(*, now: datetime) -> None:
    write([BEAT], now=now, skew=None)


def ran(sweep: str, *, host: str, skew: timedelta, now: datetime) -> None:
    """A sweep came to its end on this host."""
    write([f"{SWEEP}{sweep}"[:60], f"{HOST}{host}"[:60]], now=now, skew=skew)


def write(names: list[str], *, now: datetime, skew: timedelta | None) -> None:
    run(WRITE, {"names": names, "now": now, "skew": skew, "every": EVERY})


def life(*, now: datetime) -> Life:
    found = list(Pulse.objects.order_by("-seen_at", "name"))
    return Life(
        beat=next((one.seen_at for one in found if one.name == BEAT), None),
        sweeps={one.name.removeprefix(SWEEP): one.seen_at for one in found if one.name.startswith(SWEEP)},
        hosts=[
            Host(one.name.removeprefix(HOST), one.seen_at, one.skew)
            for one in found
            if one.name.startswith(HOST) and one.seen_at > now - SHOWN
        ],
    )
