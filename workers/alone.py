"""A sweep runs once at a time in the whole house, however many workers there are and however long one takes."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps

from django.db import connection
from django.utils import timezone

from influence.publishing import pulses
from workers.clock import database_now, skew

Sweep = Callable[[datetime], None]


@contextmanager
def lock(name: str) -> Iterator[bool]:
    """A lock of the database session, so that it ends with the worker that held it. False: somebody else has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('sweep'), hashtext(%s))", [name])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtext('sweep'), hashtext(%s))", [name])


def alone(sweep: Sweep) -> Callable[[], None]:
    """The sweep is given the database's time. A tick that finds it still running does nothing: the next one will. One that
    came to its end says so, and on which host."""

    @wraps(sweep)
    def tick() -> None:
        with lock(sweep.__name__) as mine:
            if mine:
                began = timezone.now()
                now = database_now()
                ahead = skew(now, began=began, ended=timezone.now())
                sweep(now)
                pulses.ran(sweep.__name__, host=socket.gethostname(), skew=ahead, now=now)

    # Celery reads the arguments of a task off its function.
    del tick.__wrapped__  # type: ignore[attr-defined]
    return tick
