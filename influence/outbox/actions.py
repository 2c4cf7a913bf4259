"""Mail as rows. `queue` writes one inside the transaction that needs it; a worker claims and sends it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import IntegrityError, models, transaction

from influence.outbox.compose import compose, one_line
from influence.outbox.models import Attachment, Message, MessageState


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


def queue(
    *, kind: str, dedup_key: str, to: Recipient, language: str, context: dict[str, Any], at: datetime,
    organisation: models.Model | None, is_secret: bool = False, attachments: Sequence[File] = (),
) -> Message | None:  # fmt: skip
    """Write a mail, once for each reason that `dedup_key` names; None when it was written before.

    Templates get `to`, `organisation`, `base_url` and `absolute(url_name, *args)` besides `context`."""
    if Message.objects.filter(dedup_key=dedup_key).exists():
        return None
    words = compose(kind, language=language, context={"to": to, "organisation": organisation} | context)
    message = Message(
        organisation_id=organisation.pk if organisation else None, kind=kind, dedup_key=dedup_key,
        to_email=one_line(to.email), to_name=one_line(to.name), language=language, subject=words.subject,
        text=words.text, html=words.html, is_secret=is_secret, created_at=at, next_attempt_at=at,
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
