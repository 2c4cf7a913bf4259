"""The points of the engine at which a drill pulls something out. Each is reached through what lies around the engine, the
network or the database's own locks, and is left when the block ends. A block gets the process that is at the point.

    planned    its publication is written, nothing is due
    claimed    a worker has the claim and waits to begin, before the attempt is written
    arrived    the beginning has committed, the call has left, the network has not seen it
    made       the network has done it, the worker does not know
    answered   the worker hears it
    finishing  the outcome is written and waits for the journal, before it commits
    settling   the same in a rush: a portion that has been called waits to be written down as a whole
    going_on   in a rush: some of a portion are called, and the mark of the next one waits for its row

The same for files (announced, carried), first comments, corrections and removals."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import psycopg
from django.db import OperationalError, connection
from django.db.models import Exists, OuterRef

from drills.house.gate import Gate, Moment, Passing, Trap, holder
from drills.house.parts import Parts, Running
from influence.publishing.models import Attempt, Publication

REACHED = 20.0


class NotReached(Exception):
    """Nobody came to the point in time: the round pulls nothing out."""


@dataclass
class Scene:
    """What is up."""

    parts: Parts
    gate: Gate
    workers: list[Running]
    uploads: Running
    beat: Running
    web: Running
    organisation_id: int
    # Of the round: the post that is looked at where one has to be named.
    post_id: int = 0
    said: list[str] = field(default_factory=list)

    def pids(self) -> list[int]:
        return [pid for one in (*self.workers, self.uploads) for pid in one.family()]


Step = Callable[[Scene], "contextlib.AbstractContextManager[int | None]"]


def creates(passing: Passing) -> bool:
    return passing.method == "POST" and passing.path.partition("?")[0] == "/rest/posts"


def announces(passing: Passing) -> bool:
    return "initializeUpload" in passing.path


def carries(passing: Passing) -> bool:
    return passing.method == "PUT"


def comments(passing: Passing) -> bool:
    return passing.method == "POST" and passing.path.partition("?")[0].endswith("/comments")


def changes(passing: Passing) -> bool:
    is_post = passing.path.startswith("/rest/posts/")
    return is_post and (
        passing.method == "DELETE" or passing.headers.get("x-restli-method") == "PARTIAL_UPDATE"
    )


def at(moment: Moment, wants: Callable[[Passing], bool]) -> Step:
    @contextlib.contextmanager
    def step(scene: Scene) -> Iterator[int | None]:
        with scene.gate.trap(moment, wants) as trap:
            yield caller(scene, trap)

    return step


def caller(scene: Scene, trap: Trap) -> int | None:
    if not trap.reached.wait(REACHED):
        raise NotReached
    return holder(trap.port, among=scene.pids())


@contextlib.contextmanager
def claimed(scene: Scene) -> Iterator[int | None]:
    until(lambda: Publication.objects.filter(post=scene.post_id, state="due").exists())
    with locking("SELECT 1 FROM editorial_post WHERE id = %s FOR UPDATE", scene.post_id):
        until(lambda: Publication.objects.filter(post=scene.post_id, state="claimed").exists())
        yield waiting(scene, "transactionid", "tuple")


@contextlib.contextmanager
def finishing(scene: Scene) -> Iterator[int | None]:
    with scene.gate.trap(Moment.ARRIVED, creates) as trap:
        pid = caller(scene, trap)
        with locking("SELECT pg_advisory_xact_lock(hashtext('journal'), %s::int)", scene.organisation_id):
            trap.go.set()
            yield waiting(scene, "advisory", pid=pid)


@contextlib.contextmanager
def going_on(scene: Scene) -> Iterator[int | None]:
    """The first call of a handful goes alone: it is let through until more have begun than are called."""
    limit = time.monotonic() + REACHED
    while time.monotonic() < limit:
        with scene.gate.trap(Moment.ARRIVED, creates) as trap:
            caller(scene, trap)
            if (begun := not_called()) is None:
                continue
            with locking("SELECT 1 FROM publishing_publication WHERE id = %s FOR UPDATE", begun):
                trap.go.set()
                yield waiting(scene, "transactionid", "tuple")
                return
    raise NotReached


def not_called() -> int | None:
    is_called = Attempt.objects.filter(claim_token=OuterRef("claim_token"))
    begun = Publication.objects.filter(~Exists(is_called), state="sending")
    return begun.order_by("due_at", "pk").values_list("pk", flat=True).first()


@contextlib.contextmanager
def planned(scene: Scene) -> Iterator[int | None]:
    until(lambda: Publication.objects.filter(post=scene.post_id).exists())
    yield None


STEPS: dict[str, Step] = {
    "planned": planned,
    "claimed": claimed,
    "arrived": at(Moment.ARRIVED, creates),
    "made": at(Moment.MADE, creates),
    "answered": at(Moment.ANSWERED, creates),
    "finishing": finishing,
    # The load makes the difference (load.RUSHES).
    "settling": finishing,
    "going_on": going_on,
    "file_announced": at(Moment.ARRIVED, announces),
    "file_carried": at(Moment.MADE, carries),
    "comment_arrived": at(Moment.ARRIVED, comments),
    "comment_made": at(Moment.MADE, comments),
    "change_arrived": at(Moment.ARRIVED, changes),
    "change_made": at(Moment.MADE, changes),
}


@contextlib.contextmanager
def locking(statement: str, value: int) -> Iterator[None]:
    """In a session of its own, until the block ends. The database may be gone by then, and the lock with it."""
    with contextlib.suppress(psycopg.OperationalError):
        session = psycopg.connect(os.environ["DATABASE_URL"])
        try:
            session.execute("SET lock_timeout = '10s'")
            session.execute(statement, [value])
            yield
        finally:
            with contextlib.suppress(psycopg.Error):
                session.rollback()
            session.close()


WAITING = """
SELECT activity.client_port FROM pg_locks held JOIN pg_stat_activity activity ON activity.pid = held.pid
 WHERE NOT held.granted AND held.locktype = ANY(%s) AND activity.client_port > 0"""


def waiting(scene: Scene, *kinds: str, pid: int | None = None) -> int | None:
    """The process that waits for a lock of these kinds; `pid`: this one does."""
    found: list[int | None] = []

    def ask() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(WAITING, [list(kinds)])
            found[:] = [holder(port, among=scene.pids()) for (port,) in cursor.fetchall()]
        return pid in found if pid else any(found)

    until(ask)
    return pid or next(one for one in found if one)


def until(true: Callable[[], bool], *, seconds: float = REACHED) -> None:
    limit = time.monotonic() + seconds
    while not steady(true):
        if time.monotonic() > limit:
            raise NotReached
        time.sleep(0.02)


def steady(question: Callable[[], bool]) -> bool:
    """A question to a database that may be away for a moment."""
    try:
        return question()
    except OperationalError:
        connection.close()
        return False
