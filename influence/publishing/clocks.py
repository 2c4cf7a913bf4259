"""A host whose clock is wrong publishes nothing (domain.md §6.5): the database's time decides when a post leaves, but the
host's goes into logs, into certificates, and into what LinkedIn is told."""

from datetime import datetime, timedelta

import structlog

from influence.publishing.models import Pulse

log = structlog.get_logger(__name__)

TOLERATED = timedelta(seconds=30)
# So often the same host says it again.
SAID_EVERY = timedelta(minutes=1)


def agrees(host: str, *, skew: timedelta, now: datetime) -> bool:
    """Whether a host may publish. `skew`: how far its clock is ahead of the database's, which says `now`. Where it may
    not, the host's pulse says so (the health page shows it), and a line in the log."""
    if abs(skew) <= TOLERATED:
        return True
    if not Pulse.objects.filter(pk=name(host), skew__isnull=False, seen_at__gt=now - SAID_EVERY).exists():
        Pulse.objects.update_or_create(pk=name(host), defaults={"seen_at": now, "skew": skew})
        log.error("clock.skewed", host=host, seconds=round(skew.total_seconds(), 1))
    return False


def agrees_again(host: str, *, now: datetime) -> None:
    """Asked by the sweep, and not before every post."""
    if Pulse.objects.filter(pk=name(host), skew__isnull=False).update(skew=None, seen_at=now):
        log.warning("clock.agrees_again", host=host)


def name(host: str) -> str:
    return f"clock:{host}"[:60]
