"""What proves who decides: the mail's locator, the six digits, the device's secret. Made here, kept as digests only."""

import hashlib
import secrets
import unicodedata
from datetime import timedelta

from django.utils.crypto import constant_time_compare, salted_hmac

LINK_LIFE = timedelta(hours=72)
CODE_LIFE = timedelta(minutes=10)
CODE_TRIES = 5
DEVICE_LIFE = timedelta(days=90)

# At most so many codes in so long, for one person: guessing stays hopeless and a mailbox cannot be flooded.
CODE_LIMITS = ((timedelta(minutes=15), 3), (timedelta(hours=24), 12))
# A new link for the same version, when the leader asks for one: not sooner, and not more often. Reminders bring three.
RENEWAL_PAUSE = timedelta(minutes=15)
LINKS_PER_VERSION = 8


def new_locator() -> str:
    """192 random bits: it is not a credential, but nobody shall find a draft by trying (ASVS 11.5.1)."""
    return secrets.token_urlsafe(24)


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def digest(random_secret: str) -> str:
    """For secrets of 128 bits and more, which nobody can guess: a plain hash is enough."""
    return hashlib.sha256(random_secret.encode("utf-8", "surrogatepass")).hexdigest()


def new_code() -> str:
    return f"{secrets.randbelow(1_000_000):06d}"


def code_digest(code: str, *, link_id: int, version_id: int) -> str:
    """Keyed with SECRET_KEY, since six digits are guessable, and bound to the link and the version."""
    return salted_hmac(
        "influence.approval.code", f"{link_id}:{version_id}:{code}", algorithm="sha256"
    ).hexdigest()


def is_code(code: str, *, expected: str, link_id: int, version_id: int) -> bool:
    return constant_time_compare(code_digest(code, link_id=link_id, version_id=version_id), expected)


def digits(typed: str) -> str:
    """The digits of what a person typed or pasted: « 123 456 », full-width digits, a code with its full stop."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", typed) if sign in "0123456789")
