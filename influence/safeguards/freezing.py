"""Stopping everything, in seconds, and letting it go again, in no hurry (domain.md §2.8)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

import structlog
from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.db.models import Q

from influence.journal.actions import record
from influence.people.models import Leader, Organisation, User
from influence.safeguards import brake
from influence.safeguards.brake import Pressed, Scope
from influence.safeguards.models import Freeze
from influence.safeguards.refusals import (
    AlreadyReleased,
    NotFrozen,
    ReleaseAsked,
    ReleaseNotAsked,
    SamePerson,
)

log = structlog.get_logger(__name__)

# Of one statement, and of waiting for a lock: with the brake's, the button answers within five seconds.
PATIENCE = "1500ms"
TROUBLE = (OperationalError, InterfaceError)


@dataclass(frozen=True)
class Placed:
    """`row` is None where the database was too slow: the brake holds meanwhile, and the tick writes it."""

    row: Freeze | None
    scope: Scope


def freeze(
    organisation: Organisation,
    *,
    leader: Leader | None = None,
    pillar_id: int | None = None,
    reason: str,
    by: User,
    at: datetime,
) -> Placed:
    """Nothing of this scope goes out from now on; doing it twice is doing it once. Raises NotFrozen when neither the brake
    nor the database took it. The journal follows at once, or by the tick: nothing waits for it here."""
    scope = Scope(organisation.pk, leader_id=leader.pk if leader else None, pillar_id=pillar_id)
    pressed = Pressed(scope=scope, reason=reason, by_id=by.pk, at=at)
    is_braked = brake.press(pressed)
    row = hurriedly(pressed)
    if row is None and not is_braked:
        raise NotFrozen
    if row is not None and not row.is_journalled:
        write_down(row)
    return Placed(row=row, scope=scope)


def hurriedly(pressed: Pressed) -> Freeze | None:
    """The row, unless the database keeps us waiting."""
    try:
        with impatient():
            return written(pressed)
    except TROUBLE as problem:
        log.warning("freeze.not_written", scope=pressed.scope.field, problem=type(problem.__cause__).__name__)
        return None


@contextmanager
def impatient() -> Iterator[None]:
    """A transaction whose statements give up soon."""
    with transaction.atomic():
        limit(f"'{PATIENCE}'")
        yield
        # Inside another transaction the limits would outlive this one.
        limit("DEFAULT")


def limit(to: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = {to}; SET LOCAL lock_timeout = {to}")


def written(pressed: Pressed) -> Freeze:
    scope = pressed.scope
    of = {
        "organisation_id": scope.organisation_id,
        "leader_id": scope.leader_id,
        "pillar_id": scope.pillar_id,
    }
    row = Freeze(**of, reason=pressed.reason, frozen_by_id=pressed.by_id, frozen_at=pressed.at)
    in_force = Freeze.objects.filter(**of, released_at=None)
    while True:
        Freeze.objects.bulk_create([row], ignore_conflicts=True)
        # None: the one that was in force was let go in between.
        if found := in_force.first():
            return found


def write_down(row: Freeze) -> bool:
    """In the journal; False while that keeps us waiting."""
    try:
        with impatient():
            if not Freeze.objects.filter(pk=row.pk, is_journalled=False).update(is_journalled=True):
                return False
            record("freeze.placed", row, organisation_id=row.organisation_id, at=row.frozen_at, by=row.frozen_by_id,
                   leader=row.leader_id, pillar=row.pillar_id)  # fmt: skip
    except TROUBLE as problem:
        log.warning("freeze.not_journalled", freeze=row.pk, problem=type(problem.__cause__).__name__)
        return False
    row.is_journalled = True
    return True


@transaction.atomic
def ask_release(frozen: Freeze, *, by: User, at: datetime) -> None:
    """The first of two. Raises AlreadyReleased, ReleaseAsked."""
    mine = Freeze.objects.filter(pk=frozen.pk, released_at=None, release_asked_by=None)
    if not mine.update(release_asked_by=by, release_asked_at=at):
        raise (
            ReleaseAsked
            if Freeze.objects.filter(pk=frozen.pk, released_at=None).exists()
            else AlreadyReleased
        )
    record("freeze.release_asked", frozen, organisation_id=frozen.organisation_id, at=at, by=by.pk)


@transaction.atomic
def keep_frozen(frozen: Freeze, *, by: User, at: datetime) -> None:
    """No release after all. Raises AlreadyReleased, ReleaseNotAsked."""
    asked = Freeze.objects.filter(pk=frozen.pk, released_at=None, release_asked_by__isnull=False)
    if not asked.update(release_asked_by=None, release_asked_at=None):
        raise why_not(frozen, by=by)
    record("freeze.kept", frozen, organisation_id=frozen.organisation_id, at=at, by=by.pk)


def release(frozen: Freeze, *, by: User, at: datetime) -> None:
    """The second of two. Nothing goes out with it: what it held is confirmed one by one (safeguards.sql.UNCONFIRMED).
    Raises AlreadyReleased, ReleaseNotAsked, SamePerson."""
    with transaction.atomic():
        asked = Freeze.objects.filter(pk=frozen.pk, released_at=None, release_asked_by__isnull=False)
        if not asked.exclude(release_asked_by=by).update(released_by=by, released_at=at):
            raise why_not(frozen, by=by)
        record("freeze.released", frozen, organisation_id=frozen.organisation_id, at=at, by=by.pk)
    brake.release(scope_of(frozen).field)


def why_not(frozen: Freeze, *, by: User) -> Exception:
    fresh = Freeze.objects.get(pk=frozen.pk)
    if fresh.released_at is not None:
        return AlreadyReleased()
    return SamePerson() if fresh.release_asked_by_id == by.pk else ReleaseNotAsked()


def scope_of(row: Freeze) -> Scope:
    return Scope(row.organisation_id, leader_id=row.leader_id, pillar_id=row.pillar_id)


def settle() -> int:
    """Brake and rows say the same again, and the journal what both do. The number of freezes that were written so."""
    settled = 0
    for row in Freeze.objects.filter(is_journalled=False):
        settled += write_down(row)
    kept = brake.all_pressed()
    if kept is None:
        return settled
    in_force = {scope_of(row).field: row for row in Freeze.objects.filter(released_at=None)}
    for field, pressed in kept.items():
        if field not in in_force:
            settled += caught_up(field, pressed)
    for field, row in in_force.items():
        if field not in kept:
            brake.press(Pressed(scope_of(row), reason=row.reason, by_id=row.frozen_by_id, at=row.frozen_at))
    return settled


def caught_up(field: str, pressed: Pressed) -> bool:
    """A brake without a row in force: the row follows, unless it was written and let go since."""
    scope = pressed.scope
    since = Freeze.objects.filter(
        organisation=scope.organisation_id, leader=scope.leader_id, pillar=scope.pillar_id
    ).filter(Q(frozen_at__gte=pressed.at) | Q(released_at__gte=pressed.at))
    if since.exists():
        brake.release(field)
        return False
    try:
        with transaction.atomic():
            row = written(pressed)
    except IntegrityError:
        # Of a leader, a pillar or a person who is gone.
        log.warning("freeze.not_caught_up", scope=field)
        brake.release(field)
        return False
    return write_down(row)


@dataclass(frozen=True)
class Rehearsed:
    """How long each part of the button took, in milliseconds; None where it did not answer."""

    brake: int | None
    row: int | None

    @property
    def total(self) -> int:
        return (self.brake or 0) + (self.row or 0)


def rehearse(organisation: Organisation, *, by: User, at: datetime) -> Rehearsed:
    """All that the button does, and nothing of it stays."""
    began = monotonic()
    answered = brake.all_pressed() is not None
    middle = monotonic()
    pressed = Pressed(scope=Scope(organisation.pk), reason="", by_id=by.pk, at=at)
    is_written = True
    try:
        with impatient():
            before = transaction.savepoint()
            written(pressed)
            transaction.savepoint_rollback(before)
    except TROUBLE:
        is_written = False
    ended = monotonic()
    return Rehearsed(
        brake=round((middle - began) * 1000) if answered else None,
        row=round((ended - middle) * 1000) if is_written else None,
    )
