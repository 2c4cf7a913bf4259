import socket
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from influence.publishing import clocks


def database_now() -> datetime:
    """The one clock of all workers: hosts may disagree, claims and leases must not (domain.md §6.5)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def agreed_now() -> datetime | None:
    """The database's time; None on a host whose own clock is too far from it to publish."""
    began = timezone.now()
    now = database_now()
    ahead = skew(now, began=began, ended=timezone.now())
    return now if clocks.agrees(socket.gethostname(), skew=ahead, now=now) else None


def skew(now: datetime, *, began: datetime, ended: datetime) -> timedelta:
    """How far the host is ahead. A database that took its time to answer is no fault of the clock."""
    if now < began:
        return began - now
    return ended - now if now > ended else timedelta()
