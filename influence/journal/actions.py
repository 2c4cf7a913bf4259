import hashlib
import hmac
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction

from influence.journal.models import Entry
from influence.journal.statements import Rows, Statement, run, run_all

GENESIS = "0" * 64

# Two statements: the second must see what whoever held the lock before has committed.
HOLD = "SELECT pg_advisory_xact_lock(hashtext('journal'), %(organisation_id)s::int)"
LAST = """
SELECT sequence, hash FROM journal_entry WHERE organisation_id = %(organisation_id)s ORDER BY sequence DESC LIMIT 1
"""
APPEND = """
INSERT INTO journal_entry
       (organisation_id, sequence, at, actor_id, verb, subject_type, subject_id, details, previous_hash, hash)
SELECT %(organisation_id)s, one.*
  FROM unnest(%(sequence)s::bigint[], %(at)s::timestamptz[], %(actor_id)s::bigint[], %(verb)s::text[],
              %(subject_type)s::text[], %(subject_id)s::bigint[], %(details)s::jsonb[], %(previous_hash)s::text[],
              %(hash)s::text[]) one
RETURNING id
"""


@dataclass(frozen=True)
class Act:
    """What was done to what, when. `by` is a user's id, None for a worker. `details` are ids, states and codes; never a
    person's name, a text or a secret."""

    verb: str
    subject: models.Model
    at: datetime
    by: int | None
    details: dict[str, Any] = field(default_factory=dict)


def entry_hash(
    *,
    previous: str,
    organisation_id: int,
    sequence: int,
    at: datetime,
    actor_id: int | None,
    verb: str,
    subject_type: str,
    subject_id: int,
    details: dict[str, Any],
) -> str:
    """HMAC-SHA256 over the canonical JSON of the row and the previous hash: whoever can write the table but has not
    JOURNAL_KEY cannot rebuild the chain (domain.md §4.7)."""
    row = [
        previous,
        organisation_id,
        sequence,
        at.astimezone(UTC).isoformat(),
        actor_id,
        verb,
        subject_type,
        subject_id,
        details,
    ]
    body = json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hmac.new(settings.JOURNAL_KEY.encode(), body.encode(), hashlib.sha256).hexdigest()


def record(
    verb: str,
    subject: models.Model,
    *,
    organisation_id: int,
    at: datetime,
    by: int | None,
    **details: Any,
) -> Entry:
    """Write what was done, inside the transaction that does it, as its last statement: the chain is serialised by an
    advisory lock of the organisation that is held until commit."""
    [entry] = record_all([Act(verb, subject, at, by, details)], organisation_id=organisation_id)
    return entry


def record_all(acts: Sequence[Act], *, organisation_id: int, following: Rows | None = None) -> list[Entry]:
    """As `record`, one after the other in one statement. `following`: what `last_entry` said, where it was asked in a message
    with other statements."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "journal.record belongs inside the transaction of its act"
        )
    if not acts:
        return []
    if following is None:
        _held, following = run_all(*last_entry(organisation_id))
    rows = list(chained(acts, organisation_id=organisation_id, following=following))
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    columns["details"] = [json.dumps(details) for details in columns["details"]]
    written = run(APPEND, columns | {"organisation_id": organisation_id})
    return [Entry(pk=pk, **row) for (pk,), row in zip(written, rows, strict=True)]


def chained(acts: Sequence[Act], *, organisation_id: int, following: Rows) -> Iterator[dict[str, Any]]:
    """Each with its number, and the hash of the one before it."""
    sequence, previous = following[0] if following else (0, GENESIS)
    for act in acts:
        sequence += 1
        row = {
            "organisation_id": organisation_id,
            "sequence": sequence,
            "at": act.at,
            "actor_id": act.by,
            "verb": act.verb,
            "subject_type": act.subject._meta.model_name or "",
            "subject_id": act.subject.pk,
            "details": act.details,
        }
        found = entry_hash(previous=previous, **row)
        yield {**row, "previous_hash": previous, "hash": found}
        previous = found


def last_entry(organisation_id: int) -> tuple[Statement, Statement]:
    """Its number and hash are what the second one returns; from the first on nobody else may write one before we commit."""
    values = {"organisation_id": organisation_id}
    return (HOLD, values), (LAST, values)
