"""What the network's answer makes of a file that was sent, or asked about. Guarded by the claim's token."""

import random
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction

from influence.accounts.actions import mark_reconnect
from influence.accounts.networks import token_of
from influence.core.lifecycle import PublicationState
from influence.editorial.attachments import named_files
from influence.networks.errors import NetworkFailure, RateLimited, Reason, Refused, Unauthorised
from influence.networks.linkedin.limits import BadMedia
from influence.networks.ports import MediaStage, MediaStatus
from influence.publishing.holding import hold
from influence.publishing.lateness import last_moment
from influence.publishing.models import Publication, Upload, UploadState
from influence.publishing.moves import heard, keep, locked
from influence.publishing.policy import (
    BLIND_WAIT,
    FIRST_LOOK,
    LAST_LOOK,
    UPLOAD_ROUNDS,
    next_try,
)
from influence.publishing.problems import OF_THE_ACCOUNT, Problem

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Sent:
    urn: str
    owner_urn: str


Answer = Sent | MediaStatus | NetworkFailure | Problem


@transaction.atomic
def arrived(upload_id: int, *, token: UUID, answer: Answer, now: datetime) -> str | None:
    """None: the row has another owner by now, who will answer for it."""
    publication_id = Upload.objects.values_list("publication_id", flat=True).get(pk=upload_id)
    publication = locked(publication_id)
    upload = Upload.objects.select_for_update().filter(pk=upload_id, claim_token=token).first()
    if publication is None or upload is None:
        log.warning("upload.answer_too_late", upload=upload_id)
        return None
    if isinstance(answer, Sent):
        keep(upload, now, state=UploadState.PROCESSING, urn=answer.urn, owner_urn=answer.owner_urn,
             uploaded_at=now, problem="", next_look_at=now + FIRST_LOOK)  # fmt: skip
    elif isinstance(answer, MediaStatus):
        looked(upload, publication, status=answer, now=now)
    elif answer == Problem.UNREADABLE:
        later(upload, problem=answer, at=pause(upload, now=now), now=now)
        hold_back(upload, publication, problem=answer, now=now)
    elif isinstance(answer, Problem):
        give_up(upload, publication, problem=str(answer), now=now)
    else:
        failed(upload, publication, failure=answer, now=now)
    return upload.state


def looked(upload: Upload, publication: Publication, *, status: MediaStatus, now: datetime) -> None:
    since = upload.uploaded_at or now
    if status.stage == MediaStage.FAILED:
        log.warning("upload.not_processed", upload=upload.pk, why=status.why)
        once_more(upload, publication, problem=Reason.MEDIA_FAILED, now=now)
    elif status.stage == MediaStage.AVAILABLE:
        keep(upload, now, state=UploadState.AVAILABLE, available_at=now, problem="", next_look_at=None)
    elif status.stage is None:
        keep(upload, now, state=UploadState.AVAILABLE, available_at=max(now, since + BLIND_WAIT), problem="",
             next_look_at=None)  # fmt: skip
    else:
        # Twice as long each time: what takes long is asked about seldom, as calls are counted.
        keep(upload, now, next_look_at=now + min(max(now - since, FIRST_LOOK), LAST_LOOK))


def failed(upload: Upload, publication: Publication, *, failure: NetworkFailure, now: datetime) -> None:
    log.warning(
        "upload.failed", upload=upload.pk, reason=str(failure.reason), status_code=failure.http_status
    )
    heard(upload, failure)
    if isinstance(failure, Unauthorised):
        mark_reconnect(token_of(publication.account), problem=str(failure.reason), at=now)
        later(upload, problem=failure.reason, at=now, now=now)
        hold_back(upload, publication, problem=failure.reason, now=now, tell_leader=False)
    elif isinstance(failure, Refused) and (
        isinstance(failure, BadMedia) or failure.reason != Reason.MEDIA_FAILED
    ):
        give_up(upload, publication, problem=failure.reason, now=now)
    elif isinstance(failure, Refused):
        once_more(upload, publication, problem=failure.reason, now=now)
    else:
        until = failure.until if isinstance(failure, RateLimited) else None
        at = pause(upload, now=now, until=until)
        later(upload, problem=failure.reason, at=at, now=now)
        # Tomorrow's calls come too late for today's slot: its people hear of it while there is time for another one.
        if at > last_moment(publication):
            hold_back(upload, publication, problem=failure.reason, now=now)


def pause(upload: Upload, *, now: datetime, until: datetime | None = None) -> datetime:
    spread = random.random()  # noqa: S311 (spreads retries, guards nothing)
    return next_try(now=now, tries=upload.tries, spread=spread, not_before=until)


def once_more(upload: Upload, publication: Publication, *, problem: str, now: datetime) -> None:
    """From the start: another copy may get through."""
    if upload.tries >= UPLOAD_ROUNDS:
        give_up(upload, publication, problem=problem, now=now)
        return
    keep(
        upload,
        now,
        state=UploadState.WAITING,
        urn="",
        uploaded_at=None,
        problem=str(problem),
        next_look_at=now,
    )


def later(upload: Upload, *, problem: str, at: datetime, now: datetime) -> None:
    """The same again: sending, or asking."""
    state = UploadState.PROCESSING if upload.urn else UploadState.WAITING
    keep(upload, now, state=state, problem=str(problem), next_look_at=at)


def give_up(upload: Upload, publication: Publication, *, problem: str, now: datetime) -> None:
    """Its people hear of it at once, and not when the slot has come."""
    keep(upload, now, state=UploadState.FAILED, problem=str(problem)[:40], next_look_at=None)
    # What is the account's is let go as soon as the account is well, and the file would be refused again at once.
    said = Reason.FORBIDDEN if str(problem) in OF_THE_ACCOUNT else problem
    hold_back(upload, publication, problem=said, now=now)


def hold_back(
    upload: Upload, publication: Publication, *, problem: str, now: datetime, tell_leader: bool = True
) -> None:
    """A post that waits for this very file; never one that has left, and whose old version showed it."""
    if publication.state == PublicationState.DUE and upload.sha256 in named_files(publication.version):
        hold(publication, problem=str(problem), now=now, tell_leader=tell_leader)
