"""A row as the letter that SMTP carries."""

import hashlib
from datetime import datetime
from email.mime.image import MIMEImage
from email.utils import format_datetime, formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import SafeMIMEMultipart

from influence.outbox.models import Attachment, Message


class Letter(EmailMultiAlternatives):
    """Text and HTML as alternatives; pictures beside the HTML that shows them (RFC 2387); files after both."""

    pictures: list[Attachment]

    def message(self) -> Any:
        whole = super().message()
        if self.pictures:
            alternatives = next(
                part for part in whole.walk() if part.get_content_type() == "multipart/alternative"
            )
            parts: list[Any] = alternatives.get_payload()
            html = next(part for part in parts if part.get_content_type() == "text/html")
            parts[parts.index(html)] = with_pictures(html, self.pictures)
        return whole


def letter(message: Message, *, now: datetime) -> Letter:
    kept = list(message.attachments.order_by("id"))
    found = Letter(
        subject=message.subject,
        body=message.text,
        to=[formataddr((message.to_name, message.to_email))],
        headers={
            "Message-ID": message_id(message),
            "Date": format_datetime(now),
            "Auto-Submitted": "auto-generated",
            "Content-Language": message.language,
            **unsubscription(message),
        },
    )
    found.pictures = [attachment for attachment in kept if attachment.content_id]
    if message.html:
        found.attach_alternative(message.html, "text/html")
    for attachment in kept:
        if not attachment.content_id:
            found.attach(attachment.filename, bytes(attachment.content), attachment.content_type)
    return found


def unsubscription(message: Message) -> dict[str, str]:
    """One click, by a POST that needs neither a cookie nor a page (RFC 8058)."""
    if not message.unsubscribe:
        return {}
    return {
        "List-Unsubscribe": f"<{message.unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def message_id(message: Message) -> str:
    """Derived from the row alone: a second sending after a crash carries the same id, and receivers fold the two."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    digest = hashlib.sha256(f"{message.pk}|{message.dedup_key}".encode()).hexdigest()[:16]
    return f"<outbox-{message.pk}-{digest}@{domain}>"


def with_pictures(html: Any, pictures: list[Attachment]) -> SafeMIMEMultipart:
    related = SafeMIMEMultipart(_subtype="related", type="text/html")
    related.attach(html)
    for picture in pictures:
        part = MIMEImage(bytes(picture.content), _subtype=picture.content_type.rpartition("/")[2])
        part.add_header("Content-ID", f"<{picture.content_id}>")
        part.add_header("Content-Disposition", "inline", filename=picture.filename)
        related.attach(part)
    return related
