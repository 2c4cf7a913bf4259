"""Keeping files, describing them, giving them up."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import BinaryIO

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from influence.journal.actions import record
from influence.library import naming, queries
from influence.library.models import MediaFile, place
from influence.library.refusals import InUse, NotTaken
from influence.library.stripping import stripped
from influence.networks.linkedin import limits
from influence.networks.media import Facts
from influence.people.models import Organisation, User

ALT_TEXT_MOST = 4_086
"""LinkedIn's (linkedin-api.md §0.3)."""


def keep(
    file: BinaryIO,
    *,
    name: str,
    organisation: Organisation,
    by: User,
    at: datetime,
    alt_text: str = "",
    checked: bool = False,
) -> MediaFile:
    """The file in the library: what LinkedIn would take, without what the camera wrote beside the picture. The same bytes
    again are the file that is already there. `checked`: the person confirmed words.CHECKLIST. Raises NotTaken."""
    name = naming.tidy(name)
    try:
        facts = limits.check(file)
        with stripped(file, facts.format) as bare:
            row = MediaFile(
                organisation=organisation, name=name, alt_text=alt_text.strip(), uploaded_by=by, uploaded_at=at,
                checked_by=by if checked else None, checked_at=at if checked else None, **_columns(bare, facts),
            )  # fmt: skip
            return _keep(bare, row)
    except limits.BadMedia as broken:
        raise NotTaken(name, broken) from None


def _columns(bare: BinaryIO, facts: Facts) -> dict[str, object]:
    size = bare.seek(0, os.SEEK_END)
    bare.seek(0)
    known = {key: value for key, value in asdict(facts).items() if value is not None}
    measures = {key: known[key] for key in ("width", "height", "frames", "pages", "seconds") if key in known}
    sha256 = hashlib.file_digest(bare, "sha256").hexdigest()  # type: ignore[arg-type]
    return {"sha256": sha256, "kind": facts.kind, "format": facts.format, "size": size, "facts": measures}


def _keep(bare: BinaryIO, row: MediaFile) -> MediaFile:
    return _completed(bare, row) or _stored(bare, row)


def _stored(bare: BinaryIO, row: MediaFile) -> MediaFile:
    """Bytes first: a row without bytes could be approved. Whoever loses a race takes away their own copy, to which the
    storage gave a name of its own."""
    bare.seek(0)
    row.file.name = default_storage.save(place(row, row.name), File(bare))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            record(
                "media.kept", row, organisation_id=row.organisation_id, at=row.uploaded_at, by=row.uploaded_by_id,
                sha256=row.sha256, kind=row.kind, checked=row.checked_by_id is not None,
            )  # fmt: skip
    except IntegrityError:
        default_storage.delete(str(row.file.name))
        if (faster := _completed(bare, row)) is None:
            raise
        return faster
    except BaseException:
        default_storage.delete(str(row.file.name))
        raise
    return row


@transaction.atomic
def _completed(bare: BinaryIO, again: MediaFile) -> MediaFile | None:
    """The file that is there already, with what its first upload left out and this one says; also its bytes, had they
    been lost. What stands already stays."""
    known = queries.held(again.organisation_id, [again.sha256]).get(again.sha256)
    if known is None:
        return None
    if not default_storage.exists(str(known.file.name)):
        bare.seek(0)
        default_storage.save(str(known.file.name), File(bare))
    known.alt_text = known.alt_text or again.alt_text
    MediaFile.objects.filter(pk=known.pk).update(alt_text=known.alt_text)
    if again.checked_by and again.checked_at:
        confirm(known, by=again.checked_by, at=again.checked_at)
    known.refresh_from_db(fields=["checked_by", "checked_at"])
    return known


@transaction.atomic
def describe(file: MediaFile, *, name: str, alt_text: str, by: User, at: datetime) -> None:
    """For posts written from now on: a version keeps the words that its leader read."""
    MediaFile.objects.filter(pk=file.pk).update(name=naming.tidy(name), alt_text=alt_text.strip())
    record("media.described", file, organisation_id=file.organisation_id, at=at, by=by.pk)


@transaction.atomic
def confirm(file: MediaFile, *, by: User, at: datetime) -> None:
    """The checklist, for a file that came in without it. Once: who confirmed first stays named."""
    if MediaFile.objects.filter(pk=file.pk, checked_by=None).update(checked_by=by, checked_at=at):
        record(
            "media.checked", file, organisation_id=file.organisation_id, at=at, by=by.pk, sha256=file.sha256
        )


@transaction.atomic
def discard(file: MediaFile, *, used: Callable[[MediaFile], bool], by: User, at: datetime) -> None:
    """Gives the file up, unless `used` (asked under the row's lock: see queries.held) says that a version names it.
    Raises InUse. A second call changes nothing."""
    locked = MediaFile.objects.select_for_update().filter(pk=file.pk).first()
    if locked is None:
        return
    if used(locked):
        raise InUse
    MediaFile.objects.filter(pk=locked.pk).delete()
    transaction.on_commit(lambda: default_storage.delete(str(locked.file.name)))
    record(
        "media.discarded",
        locked,
        organisation_id=locked.organisation_id,
        at=at,
        by=by.pk,
        sha256=locked.sha256,
    )
