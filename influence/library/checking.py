"""Whether every file still has its bytes, and which bytes have no file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files.storage import default_storage

from influence.library.models import MediaFile

# Where bytes lie: kept ones, and those that are just coming in.
FOLDERS = ("library", "incoming")
# Bytes are written before their row, and an upload takes its time.
YOUNG = timedelta(days=1)


@dataclass(frozen=True)
class Fault:
    """`why`: missing, or changed."""

    file_id: int
    organisation_id: int
    why: str


def faults() -> Iterator[Fault]:
    for file in MediaFile.objects.order_by("pk").iterator():
        if why := _fault(file):
            yield Fault(file_id=file.pk, organisation_id=file.organisation_id, why=why)


def _fault(file: MediaFile) -> str:
    try:
        with file.file.storage.open(file.file.name, "rb") as kept:
            found = hashlib.file_digest(kept.file, "sha256").hexdigest()
    except FileNotFoundError:
        return "missing"
    return "" if found == file.sha256 else "changed"


def orphans(now: datetime) -> Iterator[str]:
    """Names in the storage that no row has, older than a day."""
    known = set(MediaFile.objects.values_list("file", flat=True))
    for folder in FOLDERS:
        for name in _names(folder):
            if name not in known and default_storage.get_modified_time(name) < now - YOUNG:
                yield name


def _names(folder: str) -> Iterator[str]:
    if not default_storage.exists(folder):
        return
    folders, names = default_storage.listdir(folder)
    yield from (f"{folder}/{name}" for name in sorted(names))
    for inner in sorted(folders):
        yield from _names(f"{folder}/{inner}")
