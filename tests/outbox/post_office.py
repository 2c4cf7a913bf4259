"""A real SMTP server on loopback that answers as told."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.test import override_settings

from ops.ports import free_port


class PostOffice:
    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        # Called before the answer is given: where a test pulls the plug.
        self.on_letter: Callable[[], None] = lambda: None
        self.answers: list[str] = []
        self.recipient_answers: list[str] = []

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd looks up
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.recipient_answers.pop(0) if self.recipient_answers else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            parsed = BytesParser(policy=policy.default).parsebytes(envelope.content)
            assert isinstance(parsed, EmailMessage)
            self.letters.append(parsed)
        self.on_letter()
        return answer


@contextmanager
def post_office(port: int = 0) -> Iterator[tuple[PostOffice, int]]:
    office = PostOffice()
    port = port or free_port()
    controller = Controller(office, hostname="127.0.0.1", port=port, ready_timeout=10)
    controller.start()
    try:
        with at_port(port):
            yield office, port
    finally:
        controller.stop()


def at_port(port: int) -> override_settings:
    return override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=port,
        EMAIL_USE_TLS=False, EMAIL_USE_SSL=False, EMAIL_HOST_USER="", EMAIL_HOST_PASSWORD="", EMAIL_TIMEOUT=5,
        DEFAULT_FROM_EMAIL="Influence <influence@mail.example>",
    )  # fmt: skip
