"""Files go to the network before the slot of their post, so that nothing is left to wait for when it comes.

    prepare   one statement: every file that a post of the next two hours shows has a row
    claim     one statement with SKIP LOCKED: rows that are due get a token
    carry     one file is sent, or the network is asked how far it is (influence.publishing.arriving takes the answer)

A worker that dies leaves a lease that ends, and the file is sent again: an upload too many is a copy that nobody uses."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO, cast
from uuid import UUID

import structlog
from django.db import connection

from influence.accounts.models import Account
from influence.accounts.networks import NotConnected, credentials, network_for
from influence.accounts.seal import Unreadable
from influence.library.queries import named
from influence.networks.errors import NetworkFailure, Reason, Temporary
from influence.networks.linkedin import LinkedIn
from influence.publishing.arriving import Answer, Sent, arrived
from influence.publishing.fitness import FILES, PLANNED
from influence.publishing.lateness import LAST_MOMENT
from influence.publishing.models import Upload, UploadState
from influence.publishing.policy import UPLOAD_KEPT, UPLOAD_LEAD, UPLOAD_LEASE, UPLOAD_MOST
from influence.publishing.problems import Problem

log = structlog.get_logger(__name__)

NetworkOf = Callable[[Account], LinkedIn]

BLOCK = 1024 * 1024
RENEW_AFTER = 15.0

WANTED = f"""{PLANNED}
      CROSS JOIN LATERAL {FILES} wanted
"""
SOON = f"""publication.state = 'due' AND publication.due_at <= %(ahead)s AND {LAST_MOMENT} >= %(now)s"""

# A row that failed, that lies at the network since long, or that was sent for whom the account was before (another app,
# another URN), beside a publication that is due.
PREPARE = f"""
INSERT INTO publishing_upload
       (publication_id, sha256, state, urn, owner_urn, problem, vendor_code, request_id, tries, next_look_at, changed_at)
SELECT publication.id, wanted.sha256, 'waiting', '', '', '', '', '', 0, %(now)s, %(now)s
{WANTED}
 WHERE {SOON}
   AND NOT EXISTS (SELECT 1 FROM publishing_upload there
                    WHERE there.publication_id = publication.id AND there.sha256 = wanted.sha256
                      AND there.state <> 'failed' AND (there.urn = '' OR there.owner_urn = account.author_urn)
                      AND COALESCE(there.available_at, %(now)s) > %(stale)s)
    ON CONFLICT (publication_id, sha256) DO UPDATE
   SET state = 'waiting', urn = '', owner_urn = '', problem = '', http_status = NULL, vendor_code = '', request_id = '', tries = 0,
       next_look_at = excluded.next_look_at, uploaded_at = NULL, available_at = NULL, claim_token = NULL,
       claimed_until = NULL, changed_at = excluded.changed_at
"""  # noqa: S608 (no value of anybody is in it)

CLAIM = f"""
WITH chosen AS (
    SELECT upload.id
    {WANTED}
      JOIN publishing_upload upload ON upload.publication_id = publication.id AND upload.sha256 = wanted.sha256
     WHERE {SOON}
       AND upload.state IN ('waiting', 'uploading', 'processing')
       AND (upload.next_look_at IS NULL OR upload.next_look_at <= %(now)s)
       AND (upload.claimed_until IS NULL OR upload.claimed_until <= %(now)s)
     ORDER BY publication.due_at, upload.id
     LIMIT %(limit)s
       FOR UPDATE OF upload SKIP LOCKED
)
UPDATE publishing_upload upload
   SET state = CASE upload.state WHEN 'processing' THEN 'processing' ELSE 'uploading' END,
       tries = upload.tries + CASE upload.state WHEN 'processing' THEN 0 ELSE 1 END,
       claim_token = gen_random_uuid(), claimed_until = %(until)s, changed_at = %(now)s
  FROM chosen WHERE upload.id = chosen.id
RETURNING upload.id, upload.claim_token
"""  # noqa: S608 (no value of anybody is in it)


@dataclass(frozen=True)
class UploadClaim:
    upload_id: int
    token: UUID


class Taken(Exception):
    """The lease has ended and somebody else has the file: whatever we would send, nobody waits for."""


def prepare(*, now: datetime) -> int:
    """Running it twice, or twice at once, changes nothing more."""
    with connection.cursor() as cursor:
        cursor.execute(PREPARE, window(now) | {"stale": now - UPLOAD_KEPT})
        return cursor.rowcount


def claim_uploads(*, now: datetime, limit: int) -> list[UploadClaim]:
    if limit <= 0:
        return []
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, window(now) | {"limit": limit, "until": now + UPLOAD_LEASE})
        return [UploadClaim(pk, token) for pk, token in sorted(cursor.fetchall())]


def window(now: datetime) -> dict[str, datetime | int]:
    return {"now": now, "ahead": now + UPLOAD_LEAD}


def uploads_in_hand(*, now: datetime) -> int:
    return Upload.objects.filter(claimed_until__gt=now).count()


def carry(upload_id: int, *, token: UUID, now: datetime, network: NetworkOf = network_for) -> str | None:
    """The state that the file is in then. None: it was not ours any more."""
    upload = (
        Upload.objects.select_related("publication__account__through")
        .filter(pk=upload_id, claim_token=token, claimed_until__gt=now)
        .first()
    )
    if upload is None:
        return None
    began = time.monotonic()
    try:
        answer = answered(upload, token=token, now=now, network=network)
    except Taken:
        log.warning("upload.taken", upload=upload_id)
        return None
    return arrived(upload_id, token=token, answer=answer, now=now + passed(began))


def passed(began: float) -> timedelta:
    """Measured, not read off the host's clock: `now` is the database's."""
    return timedelta(seconds=time.monotonic() - began)


def answered(upload: Upload, *, token: UUID, now: datetime, network: NetworkOf) -> Answer:
    account = upload.publication.account
    try:
        there = network(account)
        if upload.state == UploadState.PROCESSING:
            return there.media_status(upload.urn, credentials=credentials(account))
        return put(upload, token=token, now=now, network=there)
    except NetworkFailure as failure:
        return failure
    except (NotConnected, Unreadable):
        return Problem.UNREADABLE
    except FileNotFoundError:
        return Problem.FILE_MISSING
    except OSError:
        log.exception("upload.file_unreadable", upload=upload.pk)
        return Temporary(Reason.UNEXPECTED)


def put(upload: Upload, *, token: UUID, now: datetime, network: LinkedIn) -> Answer:
    """The very bytes that the leader approved, or none: the version names them by their hash (promise 1)."""
    account = upload.publication.account
    kept = named(upload.publication.organisation_id, upload.sha256)
    if kept is None:
        return Problem.FILE_MISSING
    with kept.file.open("rb") as opened:
        file = Leased(opened, lease=Lease(upload.pk, token=token, now=now))
        if digest(file) != upload.sha256:
            return Problem.FILE_ALTERED
        file.seek(0)
        urn = network.upload(
            cast(BinaryIO, file), owner_urn=account.author_urn, credentials=credentials(account)
        )
    return Sent(urn, owner_urn=account.author_urn)


def digest(file: "Leased") -> str:
    found = hashlib.sha256()
    while block := file.read(BLOCK):
        found.update(block)
    return found.hexdigest()


class Lease:
    """Pushed ahead as long as there is something to tell, for UPLOAD_MOST: the thread that uploads has no other clock."""

    def __init__(self, upload_id: int, *, token: UUID, now: datetime) -> None:
        self._row = Upload.objects.filter(pk=upload_id, claim_token=token, state=UploadState.UPLOADING)
        self._now, self._began, self._renewed = now, time.monotonic(), time.monotonic()

    def keep(self) -> None:
        if time.monotonic() - self._renewed < RENEW_AFTER:
            return
        self._renewed, spent = time.monotonic(), passed(self._began)
        if spent > UPLOAD_MOST:
            raise Temporary(Reason.NO_ANSWER)
        if not self._row.update(claimed_until=self._now + spent + UPLOAD_LEASE):
            raise Taken


class Leased:
    """A file whose every block that is read keeps the lease."""

    def __init__(self, file: BinaryIO, *, lease: Lease) -> None:
        self._file, self._lease = file, lease

    def read(self, size: int = -1) -> bytes:
        self._lease.keep()
        return self._file.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()
