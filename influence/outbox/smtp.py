"""One letter to the SMTP server, and what its answer means for the mail."""

import smtplib
from dataclasses import dataclass
from enum import StrEnum

from django.core.mail import EmailMessage, get_connection

# Codes that speak of our standing with the server, not of this mail: worth another try once somebody repaired it.
OURS = {530, 534, 535, 538}


class Answer(StrEnum):
    ACCEPTED = "accepted"
    LATER = "later"
    REFUSED = "refused"


@dataclass(frozen=True)
class Verdict:
    answer: Answer
    words: str = ""


def deliver(letter: EmailMessage) -> Verdict:
    """Hand the letter over on a connection of its own; never raises for what the server or the network does.

    The words are the server's own, for the operator."""
    try:
        get_connection().send_messages([letter])
    except smtplib.SMTPRecipientsRefused as refusal:
        code, words = next(iter(refusal.recipients.values()))
        return verdict(code, words)
    except smtplib.SMTPResponseException as refusal:
        return verdict(refusal.smtp_code, refusal.smtp_error)
    except (smtplib.SMTPException, OSError) as trouble:
        return Verdict(Answer.LATER, f"{type(trouble).__name__}: {trouble}"[:500])
    except ValueError as problem:
        # An address or a header that cannot be written on a letter: no server will make it better.
        return Verdict(Answer.REFUSED, f"{type(problem).__name__}: {problem}"[:500])
    return Verdict(Answer.ACCEPTED)


def verdict(code: int, words: bytes | str) -> Verdict:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    for_good = 500 <= code < 600 and code not in OURS
    return Verdict(Answer.REFUSED if for_good else Answer.LATER, f"{code} {said}"[:500])
