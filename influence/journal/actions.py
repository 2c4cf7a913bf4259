import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction

from influence.journal.models import Entry

GENESIS = "0" * 64


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
    verb: str, subject: models.Model, *, organisation_id: int, at: datetime, by: int | None, **details: Any
) -> Entry:
    """Write what was done, inside the transaction that does it, as its last statement: the chain is serialised by an
    advisory lock of the organisation that is held until commit. `by` is a user's id, None for a worker.

    `details` are ids, states and codes; never a person's name, a text or a secret."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "journal.record belongs inside the transaction of its act"
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('journal'), %s::int)", [organisation_id])
    last = Entry.objects.filter(organisation_id=organisation_id).order_by("-sequence").first()
    previous = last.hash if last else GENESIS
    row = {
        "organisation_id": organisation_id,
        "sequence": last.sequence + 1 if last else 1,
        "at": at,
        "actor_id": by,
        "verb": verb,
        "subject_type": subject._meta.model_name or "",
        "subject_id": subject.pk,
        "details": details,
    }
    return Entry.objects.create(**row, previous_hash=previous, hash=entry_hash(previous=previous, **row))
