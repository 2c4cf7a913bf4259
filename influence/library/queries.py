from collections.abc import Iterable

from django.db.models import QuerySet

from influence.library.models import MediaFile
from influence.networks.media import Kind


def files_of(organisation_id: int, sha256s: Iterable[str]) -> dict[str, MediaFile]:
    """By the name of their bytes. What the library does not have is not in the answer."""
    found = MediaFile.objects.filter(organisation_id=organisation_id, sha256__in=list(sha256s))
    return {file.sha256: file for file in found}


def named(organisation_id: int, sha256: str) -> MediaFile | None:
    return MediaFile.objects.filter(organisation_id=organisation_id, sha256=sha256).first()


def held(organisation_id: int, sha256s: Iterable[str]) -> dict[str, MediaFile]:
    """The same, inside a transaction, kept from being discarded until it ends: for whoever writes their names down."""
    found = MediaFile.objects.select_for_update(no_key=True).order_by("pk")
    return {
        file.sha256: file for file in found.filter(organisation_id=organisation_id, sha256__in=list(sha256s))
    }


def matching(files: QuerySet[MediaFile], *, kind: str = "", words: str = "") -> QuerySet[MediaFile]:
    """`kind`: one of Kind, or "mute" for images without an alternative text; anything else: all."""
    if kind in list(Kind):
        files = files.filter(kind=kind)
    elif kind == "mute":
        files = files.filter(kind=Kind.IMAGE, alt_text="")
    # PostgreSQL takes no NUL, and no name has one.
    for word in words.replace("\0", "").split()[:8]:
        files = files.filter(name__icontains=word)
    return files
