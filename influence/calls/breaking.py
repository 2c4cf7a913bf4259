"""The breaker: once the network takes our version of its API no more (HTTP 426), every further call would fail, and
publications one after the other. It moves by guarded updates alone:

    closed ─ a call says so ─▶ open ─ an operator ─▶ trial ─ the next call ─▶ trying ─┬─▶ closed   it went well
                                 ▲                     ▲                              ├─▶ open     the same again
                                 └─────────────────────┼──────────────────────────────┘
                                                       └─ anything else ◀── it said nothing of the version
"""

from datetime import datetime, timedelta

from django.db import transaction

from influence.calls.models import Breaker, BreakerState
from influence.journal.actions import record
from influence.networks.errors import NetworkFailure, Reason, Temporary
from influence.people.models import Organisation

NETWORK = "linkedin"
DEAD = frozenset({Reason.VERSION_RETIRED, Reason.VERSION_MISSING})
TRIAL_LASTS = timedelta(minutes=5)
"""After that nobody waits any more for the call that tries: its worker has died."""


class NotOpen(Exception):
    """The breaker does not stop anything, or somebody else has let a call through already."""


def admit(version: str, *, may_try: bool, now: datetime) -> bool:
    """May a call go out? True for the one that tries after an operator asked for it; Temporary for all that wait. A call
    that names no version tries nothing."""
    breaker = (
        Breaker.objects.filter(network=NETWORK, version=version).exclude(state=BreakerState.CLOSED).first()
    )
    if breaker is None:
        return False
    if may_try and moved(breaker, BreakerState.TRIAL, to=BreakerState.TRYING, tried_at=now):
        return True
    raise Temporary(Reason.VERSION_RETIRED, detail=f"our own breaker stops calls of version {version}")


def moved(breaker: Breaker, *sources: BreakerState, to: BreakerState, **columns: object) -> bool:
    return bool(Breaker.objects.filter(pk=breaker.pk, state__in=sources).update(state=to, **columns))


@transaction.atomic
def trip(version: str, *, failure: NetworkFailure, now: datetime) -> bool:
    """True for the call that was first to say so. A trial that fails goes on with the same episode."""
    said = {"said": failure.detail[:500], "request_id": (failure.request_id or "")[:120]}
    fresh = {"state": BreakerState.OPEN, "tripped_at": now, **said}
    breaker, first = Breaker.objects.get_or_create(network=NETWORK, version=version, defaults=fresh)
    first = first or moved(breaker, BreakerState.CLOSED, to=BreakerState.OPEN, tripped_at=now, told_at=None,
                           closed_at=None, **said)  # fmt: skip
    again = not first and moved(
        breaker, BreakerState.TRIAL, BreakerState.TRYING, to=BreakerState.OPEN, **said
    )
    if first or again:
        told("breaker.tripped" if first else "breaker.tripped_again", breaker, at=now)
    return first


@transaction.atomic
def let_one_through(breaker: Breaker, *, by: int, organisation_id: int, at: datetime) -> None:
    """An operator asks for one trial: the next call of any purpose goes out, and decides."""
    if not moved(breaker, BreakerState.OPEN, to=BreakerState.TRIAL):
        raise NotOpen(breaker.pk)
    told("breaker.trial", breaker, at=at, by=by, organisation_id=organisation_id)


@transaction.atomic
def close(version: str, *, now: datetime) -> None:
    """The trial went well."""
    breaker = Breaker.objects.get(network=NETWORK, version=version)
    if moved(breaker, BreakerState.TRYING, to=BreakerState.CLOSED, closed_at=now):
        told("breaker.closed", breaker, at=now)


def rearm(version: str) -> None:
    """The trial came to nothing: it was refused for another reason, or never arrived."""
    Breaker.objects.filter(network=NETWORK, version=version, state=BreakerState.TRYING).update(
        state=BreakerState.TRIAL
    )


def rearm_lost(*, now: datetime) -> int:
    return Breaker.objects.filter(state=BreakerState.TRYING, tried_at__lte=now - TRIAL_LASTS).update(
        state=BreakerState.TRIAL
    )


def told(
    verb: str, breaker: Breaker, *, at: datetime, by: int | None = None, organisation_id: int = 0
) -> None:
    """In every organisation's journal, in one order for all; who asked is named in their own alone."""
    for pk in Organisation.objects.order_by("pk").values_list("pk", flat=True):
        actor = by if pk == organisation_id else None
        record(verb, breaker, organisation_id=pk, at=at, by=actor, version=breaker.version)
