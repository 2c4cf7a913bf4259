import hashlib
import hmac

from django.conf import settings


def pseudonym(member_urn: str, *, organisation_id: int) -> str:
    """What we keep of a volunteer's LinkedIn identity: HMAC-SHA256 under PSEUDONYM_KEY, other in each organisation.

    Without the key it cannot be made from a profile's address, so the table alone names nobody."""
    return keyed(f"{organisation_id}|{member_urn}")


def keyed(text: str) -> str:
    return hmac.new(settings.PSEUDONYM_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def digest(secret: str) -> str:
    """Of a random key that we hand out once: a plain digest is enough, it cannot be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()
