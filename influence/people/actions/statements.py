from datetime import datetime
from typing import Any

from django.db import transaction

from influence.journal.actions import record
from influence.people.models import Organisation, Statement, User


@transaction.atomic
def keep_statement(organisation: Organisation, *, by: User, at: datetime, **facts: Any) -> Statement:
    """Of the last word of two operators, the latter stays; the journal tells of both."""
    kept, _new = Statement.objects.update_or_create(
        organisation=organisation, defaults={**facts, "changed_at": at}
    )
    record(
        "statement.kept",
        kept,
        organisation_id=organisation.pk,
        at=at,
        by=by.pk,
        conformity=str(kept.conformity),
        audited_on=kept.audited_on.isoformat() if kept.audited_on else "",
        rate=kept.rate,
    )
    return kept
