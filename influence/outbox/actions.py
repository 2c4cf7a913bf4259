"""Mail as rows. `queue` writes one inside the transaction that needs it; a worker claims it and sends it.

A claim is consumed when the sending starts (its token is replaced), so that a task which the broker delivers twice
sends once. A worker that dies after the server's answer and before its commit leaves an expired claim: the sweep
queues the mail again and it leaves a second time under the same Message-ID."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

import structlog
from django.db import IntegrityError, models, transaction
from django.db.models import Case, F, TextField, Value, When

from influence.journal.actions import record
from influence.outbox.compose import compose, one_line
from influence.outbox.letter import letter
from influence.outbox.models import Attachment, Message, MessageState
from influence.outbox.smtp import Answer, Verdict, deliver

log = structlog.get_logger(__name__)

# Long enough for a message to wait in the broker and for SMTP's 20 s timeouts, one for each command.
CLAIM_LASTS = timedelta(minutes=5)
# After the last pause the mail has failed: nearly two days of trying.
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60)]


class Recipient(Protocol):
    """Whoever has an address and a name: a person who signs in, or an Address."""

    @property
    def email(self) -> str: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True)
class Address:
    email: str
    name: str = ""


@dataclass(frozen=True)
class File:
    """A file to open, or a picture shown inside the HTML part when it has a `content_id` (`cid:`)."""

    filename: str
    content_type: str
    content: bytes
    content_id: str = ""


@dataclass(frozen=True)
class Claim:
    message_id: int
    token: uuid.UUID


class Outcome(StrEnum):
    SENT = "sent"
    LATER = "later"
    FAILED = "failed"
    # Somebody else has it, or the claim came too late: nothing was sent.
    LOST = "lost"


class NotFailed(Exception):
    """Only a mail that failed, and still has its words, may be tried again."""


def queue(
    *, kind: str, dedup_key: str, to: Recipient, language: str, context: dict[str, Any], at: datetime,
    organisation: models.Model | None, is_secret: bool = False, attachments: Sequence[File] = (),
    expires_at: datetime | None = None, answer_by: datetime | None = None, unsubscribe: str = "",
) -> Message | None:  # fmt: skip
    """Write a mail, once for each reason that `dedup_key` names; None when it was written before. One that could not be
    sent before `expires_at` has failed. `answer_by`: when it is too late to read it, for one that could wait.

    Templates get `to`, `organisation`, `base_url` and `absolute(url_name, *args)` besides `context`."""
    if Message.objects.filter(dedup_key=dedup_key).exists():
        return None
    words = compose(kind, language=language, context={"to": to, "organisation": organisation} | context)
    message = Message(
        organisation_id=organisation.pk if organisation else None, kind=kind, dedup_key=dedup_key,
        to_email=one_line(to.email), to_name=one_line(to.name), language=language, subject=words.subject,
        text=words.text, html=words.html, is_secret=is_secret, created_at=at, next_attempt_at=at,
        expires_at=expires_at, answer_by=answer_by, unsubscribe=unsubscribe,
    )  # fmt: skip
    return message if written(message, attachments) else None


def written(message: Message, attachments: Sequence[File]) -> bool:
    """False when somebody else wrote the same mail at the same moment."""
    try:
        with transaction.atomic():
            message.save(force_insert=True)
            Attachment.objects.bulk_create(Attachment(message=message, **vars(file)) for file in attachments)
    except IntegrityError:
        if not Message.objects.filter(dedup_key=message.dedup_key).exists():
            raise
        return False
    return True


@transaction.atomic
def claim(*, now: datetime, limit: int = 20, but: models.Q | None = None) -> list[Claim]:
    """Take mails that are due, oldest first. Rows that another worker is taking are passed over, and those that are `but`."""
    due = (
        Message.objects.filter(state=MessageState.QUEUED, next_attempt_at__lte=now)
        .exclude(expires_at__lte=now)
        .order_by("next_attempt_at", "id")
    )
    if but is not None:
        due = due.exclude(but)
    ids = list(due.select_for_update(skip_locked=True).values_list("id", flat=True)[:limit])
    token = uuid.uuid4()
    Message.objects.filter(id__in=ids).update(
        state=MessageState.SENDING, claim_token=token, claimed_until=now + CLAIM_LASTS
    )
    return [Claim(message_id, token) for message_id in ids]


def send_one(message_id: int, *, token: uuid.UUID | str, now: datetime) -> Outcome:
    """Send a claimed mail and write what came of it. Outside any transaction: SMTP may take its time."""
    mine = start(message_id, token=token, now=now)
    if mine is None:
        return Outcome.LOST
    message = Message.objects.get(pk=message_id)
    verdict = deliver(letter(message, now=now))
    outcome = finish(message, token=mine, verdict=verdict, now=now)
    log.info("mail", message=message_id, kind=message.kind, outcome=outcome, attempt=message.attempts)
    return outcome


def start(message_id: int, *, token: uuid.UUID | str, now: datetime) -> uuid.UUID | None:
    """Consume the claim; None when it is no longer ours."""
    mine = uuid.uuid4()
    started = Message.objects.filter(
        pk=message_id, state=MessageState.SENDING, claim_token=token, claimed_until__gt=now
    ).update(claim_token=mine, claimed_until=now + CLAIM_LASTS, attempts=models.F("attempts") + 1)
    return mine if started else None


def finish(message: Message, *, token: uuid.UUID, verdict: Verdict, now: datetime) -> Outcome:
    if verdict.answer == Answer.ACCEPTED:
        outcome, changes = Outcome.SENT, sent(message, now=now)
    elif verdict.answer == Answer.LATER and message.attempts <= len(PAUSES):
        pause = PAUSES[message.attempts - 1]
        outcome, changes = Outcome.LATER, {"state": MessageState.QUEUED, "next_attempt_at": now + pause}
    else:
        outcome, changes = Outcome.FAILED, {"state": MessageState.FAILED} | forgotten(message)
    written_down = Message.objects.filter(pk=message.pk, claim_token=token).update(
        **changes, claim_token=None, claimed_until=None, last_error=verdict.words
    )
    return outcome if written_down else Outcome.LOST


def sent(message: Message, *, now: datetime) -> dict[str, Any]:
    return {"state": MessageState.SENT, "sent_at": now} | forgotten(message)


def forgotten(message: Message) -> dict[str, Any]:
    """A mail that carries a code keeps no words once nobody will send it any more."""
    return {"text": "", "html": ""} if message.is_secret else {}


def sweep(*, now: datetime) -> int:
    """Queue again the mails whose worker died with them; one that has worn out all its attempts so, or that nobody
    has a use for any more, has failed."""
    give_up(
        Message.objects.filter(state=MessageState.QUEUED, expires_at__lte=now),
        why="it could not be sent while it was of use",
    )
    lost = Message.objects.filter(state=MessageState.SENDING, claimed_until__lte=now)
    free = {"claim_token": None, "claimed_until": None}
    given_up = give_up(lost.filter(attempts__gt=len(PAUSES)), why="every worker that sent it died")
    return given_up + lost.update(state=MessageState.QUEUED, **free)


def give_up(messages: models.QuerySet[Message], *, why: str) -> int:
    """In one statement: a secret's words go with its chances."""
    words = {
        name: Case(When(is_secret=True, then=Value("", output_field=TextField())), default=F(name))
        for name in ("text", "html")
    }
    return messages.update(
        state=MessageState.FAILED, last_error=why, claim_token=None, claimed_until=None, **words
    )


@transaction.atomic
def try_again(message: Message, *, by: int, at: datetime) -> None:
    """An operator repaired what was wrong: the mail starts over with all its attempts."""
    moved = (
        Message.objects.filter(pk=message.pk, state=MessageState.FAILED)
        .exclude(text="")
        .update(state=MessageState.QUEUED, attempts=0, next_attempt_at=at, last_error="")
    )
    if not moved:
        raise NotFailed(message.pk)
    if message.organisation_id:
        record(
            "message.retried",
            message,
            organisation_id=message.organisation_id,
            at=at,
            by=by,
            kind=message.kind,
        )
