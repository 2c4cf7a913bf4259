import hashlib
import hmac
import json
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
VALUES (%(organisation_id)s, %(sequence)s, %(at)s, %(actor_id)s::bigint, %(verb)s, %(subject_type)s, %(subject_id)s,
        %(details)s::jsonb, %(previous_hash)s, %(hash)s)
RETURNING id
"""


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
    following: Rows | None = None,
    **details: Any,
) -> Entry:
    """Write what was done, inside the transaction that does it, as its last statement: the chain is serialised by an
    advisory lock of the organisation that is held until commit. `by` is a user's id, None for a worker. `following`: what
    `last_entry` said, where it was asked in a message with other statements.

    `details` are ids, states and codes; never a person's name, a text or a secret."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "journal.record belongs inside the transaction of its act"
        )
    if following is None:
        _held, following = run_all(*last_entry(organisation_id))
    sequence, previous = following[0] if following else (0, GENESIS)
    row = {
        "organisation_id": organisation_id,
        "sequence": sequence + 1,
        "at": at,
        "actor_id": by,
        "verb": verb,
        "subject_type": subject._meta.model_name or "",
        "subject_id": subject.pk,
        "details": details,
    }
    chained = {"previous_hash": previous, "hash": entry_hash(previous=previous, **row)}
    [(pk,)] = run(APPEND, {**row, **chained, "details": json.dumps(details)})
    return Entry(pk=pk, **row, **chained)


def last_entry(organisation_id: int) -> tuple[Statement, Statement]:
    """Its number and hash are what the second one returns; from the first on nobody else may write one before we commit."""
    values = {"organisation_id": organisation_id}
    return (HOLD, values), (LAST, values)
