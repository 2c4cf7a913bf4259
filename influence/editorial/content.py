"""What a decision is about: the fingerprint of a version, recomputed from what the database holds."""

from influence.core.fingerprint import MediaPart, content_hash
from influence.editorial.models import Version


def recomputed(version: Version) -> str:
    """From the stored content itself, never from the stored hash: to be compared before any decision or sending.

    The account stands for the profile or the page: its `author_urn` never changes once set (accounts.models)."""
    return content_hash(
        text=version.text,
        account=str(version.account_id),
        audience=version.audience,
        media=[
            MediaPart(sha256=part["sha256"], alt_text=part.get("alt_text", ""), title=part.get("title", ""))
            for part in version.media
        ],
        card=version.card,
        first_comment=version.first_comment,
    )
