"""Are mails leaving? Of one organisation, or of the whole house. What waits and what failed lies in indexes of its own."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, QuerySet

from influence.outbox.models import Message, MessageState

# So many tries: a first one that the mail server put off is nothing yet (outbox.actions.PAUSES).
PUT_OFF = 2
RECENT = timedelta(days=3)


@dataclass(frozen=True)
class Post:
    """`waiting_since`: the oldest that waits, written then. `put_off`: tried twice or more and not taken. `failed`: of
    those that were written in the last three days, as trying takes two."""

    waiting: int
    waiting_since: datetime | None
    sending: int
    put_off: int
    put_off_since: datetime | None
    failed: int


def leaving(*, now: datetime, organisation_id: int | None = None) -> Post:
    every = (
        Message.objects.filter(organisation_id=organisation_id) if organisation_id else Message.objects.all()
    )
    waiting, waiting_since = counted(every.filter(state=MessageState.QUEUED))
    put_off, put_off_since = counted(every.filter(state=MessageState.QUEUED, attempts__gte=PUT_OFF))
    failed = every.filter(state=MessageState.FAILED, created_at__gt=now - RECENT)
    return Post(
        waiting=waiting, waiting_since=waiting_since, put_off=put_off, put_off_since=put_off_since,
        sending=every.filter(state=MessageState.SENDING).count(), failed=failed.count(),
    )  # fmt: skip


def counted(messages: "QuerySet[Message]") -> tuple[int, datetime | None]:
    found = messages.aggregate(n=Count("pk"), since=Min("created_at"))
    return found["n"], found["since"]
