"""What a decision is about: the fingerprint of a version, and its recomputation from what the database holds."""

from collections.abc import Iterable, Mapping

from influence.core.fingerprint import MediaPart, content_hash
from influence.editorial.models import Version


def fingerprint(*, text: str, account_id: int, audience: str, media: Iterable[Mapping[str, str]] = ()) -> str:
    """The account stands for the profile: its `member_urn` never changes once set (accounts.models)."""
    parts = [MediaPart(sha256=part["sha256"], alt_text=part.get("alt_text", "")) for part in media]
    return content_hash(text=text, account=str(account_id), audience=audience, media=parts)


def recomputed(version: Version) -> str:
    """From the stored text itself, never from the stored hash: to be compared before any decision or sending."""
    return fingerprint(
        text=version.text, account_id=version.account_id, audience=version.audience, media=version.media
    )
