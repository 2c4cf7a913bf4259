"""What the mail sink keeps: the messages as they arrived, and their parts."""

import email
import email.policy
import hashlib
import itertools
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Received:
    """One message as the envelope and the wire had it. `at` in UTC."""

    id: str
    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    at: datetime
    message: EmailMessage = field(repr=False)

    @property
    def subject(self) -> str:
        return str(self.message.get("Subject", ""))

    def text(self) -> str:
        return self._body("plain")

    def html(self) -> str:
        return self._body("html")

    def _body(self, kind: str) -> str:
        body = self.message.get_body(preferencelist=(kind,))
        return str(body.get_content()) if body is not None else ""

    def leaves(self) -> Iterator[tuple[int, EmailMessage]]:
        """Every part that holds content, numbered as in /m/ID/part/N."""
        yield from enumerate(part for part in self.message.walk() if not part.is_multipart())

    def described(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "at": self.at.isoformat(),
            "from": self.sender,
            "to": list(self.recipients),
            "header_from": str(self.message.get("From", "")),
            "header_to": str(self.message.get("To", "")),
            "subject": self.subject,
            "message_id": str(self.message.get("Message-ID", "")),
            "date": str(self.message.get("Date", "")),
            "size": len(self.raw),
            "parts": [describe_part(number, part) for number, part in self.leaves()],
        }


def describe_part(number: int, part: EmailMessage) -> dict[str, Any]:
    return {
        "number": number,
        "type": part.get_content_type(),
        "name": part.get_filename() or "",
        "cid": str(part.get("Content-ID", "")).strip("<>"),
        "disposition": part.get_content_disposition() or "",
        "size": len(content_of(part)),
    }


def content_of(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


class Box:
    """What arrived, newest first. In memory; also as files where a folder is given."""

    def __init__(self, *, folder: Path | None = None) -> None:
        self._kept: dict[str, Received] = {}
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._folder = folder
        if folder:
            folder.mkdir(parents=True, exist_ok=True)

    def add(self, *, sender: str, recipients: tuple[str, ...], raw: bytes, at: datetime) -> Received:
        with self._lock:
            number = next(self._numbers)
            name = f"{number:05d}-{hashlib.sha256(raw).hexdigest()[:8]}"
            parsed = email.message_from_bytes(raw, _class=EmailMessage, policy=email.policy.default)
            received = Received(id=name, sender=sender, recipients=recipients, raw=raw, at=at, message=parsed)
            self._kept[name] = received
        if self._folder:
            (self._folder / f"{name}.eml").write_bytes(raw)
        return received

    def all(self) -> list[Received]:
        with self._lock:
            return list(reversed(self._kept.values()))

    def get(self, name: str) -> Received | None:
        with self._lock:
            return self._kept.get(name)

    def empty(self) -> None:
        with self._lock:
            self._kept.clear()
