"""What the network's answer makes of a publication. Guarded by the claim's token: a worker that came too late writes no
outcome, except a success, which is a fact whoever holds the row."""

import random
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction

from influence.accounts.actions import mark_reconnect
from influence.accounts.networks import token_of
from influence.core.lifecycle import PostMove, PublicationMove, PublicationState
from influence.journal.actions import record
from influence.networks.errors import (
    NetworkFailure,
    RateLimited,
    Reason,
    Refused,
    Temporary,
    Unauthorised,
    Unclear,
)
from influence.networks.ports import Published
from influence.publishing import telling, unclear
from influence.publishing.following import follow
from influence.publishing.holding import hold, miss
from influence.publishing.lateness import last_moment
from influence.publishing.models import Attempt, Outcome, Publication, UploadState
from influence.publishing.moves import FREE, Diverged, heard, locked, shift, shift_post
from influence.publishing.policy import next_try

log = structlog.get_logger(__name__)


def finish(
    publication_id: int, *, token: UUID, answer: Published | NetworkFailure, now: datetime
) -> Outcome | None:
    """None: the answer came when the row was no longer ours, and it said nothing that had to be kept."""
    if isinstance(answer, Published):
        try:
            return succeeded(publication_id, token=token, answer=answer, now=now)
        except IntegrityError:
            # The network named a post that another publication already has: it answers nonsense.
            log.exception("publication.urn_taken", publication=publication_id)
            answer = Unclear(Reason.BAD_ANSWER)
    return failed(publication_id, token=token, failure=answer, now=now)


@transaction.atomic
def succeeded(publication_id: int, *, token: UUID, answer: Published, now: datetime) -> Outcome:
    publication = needed(publication_id)
    if publication.urn == answer.urn:
        # Written already: the commit's own answer was lost, or somebody took it up from the attempt.
        return Outcome.PUBLISHED
    attempt = Attempt.objects.get(claim_token=token)
    close(attempt, Outcome.PUBLISHED, now=now, urn=answer.urn)
    facts = {"urn": answer.urn, "permalink": answer.permalink, "published_at": now, "problem": "", **FREE}
    if publication.state == PublicationState.SENDING and publication.claim_token == token:
        shift(publication, PublicationMove.PUBLISH, at=now, **facts)
        shift_post(publication.post, PostMove.PUBLISH, at=now)
    elif publication.state == PublicationState.UNCLEAR:
        shift(publication, PublicationMove.ADOPT, at=now, **facts)
        shift_post(publication.post, PostMove.PUBLISH, at=now)
    else:
        return too_late(publication, answer=answer, now=now)
    follow(publication, now=now)
    record(
        "publication.published",
        publication,
        organisation_id=publication.organisation_id,
        at=now,
        by=None,
        urn=answer.urn,
    )
    return Outcome.PUBLISHED


def too_late(publication: Publication, *, answer: Published, now: datetime) -> Outcome:
    """Somebody said meanwhile that it was not live, and it is. What has not left yet is stopped; if a second call is
    already out, or the row has come to another end, people are told to look."""
    waiting = (PublicationState.DUE, PublicationState.CLAIMED, PublicationState.HELD)
    if publication.state in waiting:
        facts = {"urn": answer.urn, "permalink": answer.permalink, "published_at": now, "problem": "", **FREE}
        shift(publication, PublicationMove.ADOPT, at=now, **facts)
        shift_post(publication.post, PostMove.SEND, PostMove.PUBLISH, at=now)
        follow(publication, now=now)
    elif publication.urn != answer.urn:
        telling.surfaced(publication, link=answer.permalink, at=now)
    record(
        "publication.surfaced",
        publication,
        organisation_id=publication.organisation_id,
        at=now,
        by=None,
        urn=answer.urn,
    )
    return Outcome.PUBLISHED


@transaction.atomic
def failed(publication_id: int, *, token: UUID, failure: NetworkFailure, now: datetime) -> Outcome | None:
    publication = needed(publication_id)
    if publication.state != PublicationState.SENDING or publication.claim_token != token:
        log.warning("publication.outcome_too_late", publication=publication_id, reason=str(failure.reason))
        return None
    outcome, after = AFTER[kind_of(failure)]
    attempt = Attempt.objects.get(claim_token=token)
    close(attempt, outcome, now=now, failure=failure)
    after(publication, failure, now)
    return outcome


def needed(publication_id: int) -> Publication:
    publication = locked(publication_id)
    if publication is None:
        raise Diverged(f"publication {publication_id} is gone")
    return publication


def close(
    attempt: Attempt, outcome: Outcome, *, now: datetime, failure: NetworkFailure | None = None, urn: str = ""
) -> None:
    attempt.outcome, attempt.finished_at, attempt.urn = outcome, now, urn
    if failure:
        heard(attempt, failure)
        attempt.problem = str(failure.reason)[:40]
        attempt.urn = (getattr(failure, "urn", None) or "")[:120]
    attempt.save(update_fields=["outcome", "finished_at", "urn", "problem"])


def kind_of(failure: NetworkFailure) -> type[NetworkFailure]:
    return next((kind for kind in AFTER if isinstance(failure, kind)), Unclear)


def try_again(publication: Publication, failure: NetworkFailure, now: datetime) -> None:
    """Only the network's own word that it took nothing leads here."""
    tries = publication.attempts.filter(started_at__gte=publication.due_at).count()
    until = failure.until if isinstance(failure, RateLimited) else None
    spread = random.random()  # noqa: S311 (spreads retries, guards nothing)
    at = next_try(now=now, tries=tries, spread=spread, not_before=until)
    move(publication, PublicationMove.RETRY, now=now, problem=failure.reason, next_attempt_at=at)
    shift_post(publication.post, PostMove.RETRY, at=now)
    if at > last_moment(publication):
        miss(publication, now=now, problem=failure.reason)
        return
    record("publication.postponed", publication, organisation_id=publication.organisation_id, at=now, by=None,
           problem=str(failure.reason), until=at.isoformat())  # fmt: skip


def ask_to_reconnect(publication: Publication, failure: NetworkFailure, now: datetime) -> None:
    shift_post(publication.post, PostMove.RETRY, at=now)
    mark_reconnect(token_of(publication.account), problem=str(failure.reason), at=now)
    # The leader gets the mail that asks to reconnect; of the held post the comms team hears.
    hold(publication, problem=str(failure.reason), now=now, tell_leader=False)


def give_up(publication: Publication, failure: NetworkFailure, now: datetime) -> None:
    """Refused for good, in words. A duplicate after an unclear attempt is no refusal: it may be that very attempt."""
    if failure.reason == Reason.DUPLICATE and publication.attempts.filter(outcome=Outcome.UNCLEAR).exists():
        ask_a_person(publication, failure, now)
        return
    if failure.reason == Reason.MEDIA_FAILED and send_files_anew(publication, now=now):
        try_again(publication, failure, now)
        return
    move(publication, PublicationMove.REFUSE, now=now, problem=failure.reason)
    shift_post(publication.post, PostMove.FAIL, at=now, reason=telling.reason(publication))
    telling.failed(publication, at=now)
    record("publication.failed", publication, organisation_id=publication.organisation_id, at=now, by=None,
           problem=str(failure.reason))  # fmt: skip


def send_files_anew(publication: Publication, *, now: datetime) -> bool:
    """LinkedIn lost a file that it had: "please recreate the asset and try again". Once; then it is a refusal."""
    if (
        publication.attempts.filter(problem=Reason.MEDIA_FAILED, started_at__gte=publication.due_at).count()
        > 1
    ):
        return False
    files = publication.uploads.filter(state=UploadState.AVAILABLE)
    return bool(files.update(state=UploadState.WAITING, urn="", uploaded_at=None, available_at=None, tries=0,
                             next_look_at=now, changed_at=now))  # fmt: skip


def ask_a_person(publication: Publication, failure: NetworkFailure, now: datetime) -> None:
    """The post stays `publishing`: nobody may edit, withdraw or send it before somebody has looked."""
    lose(publication, problem=str(failure.reason), now=now)


def lose(publication: Publication, *, problem: str, now: datetime) -> None:
    """A person is asked at once, unless the network has just named the post: then it is looked at first. The token
    stays: it is what a late success is recognised by."""
    look = unclear.first_look(publication, now=now)
    if shift(publication, PublicationMove.LOSE, at=now, problem=problem, next_attempt_at=None, next_look_at=look,
             looks=0):  # fmt: skip
        if look != now:
            telling.unclear(publication, at=now)
        record(
            "publication.unclear",
            publication,
            organisation_id=publication.organisation_id,
            at=now,
            by=None,
            problem=problem,
        )


def move(
    publication: Publication, move: PublicationMove, *, now: datetime, problem: str, **columns: object
) -> None:
    if not shift(publication, move, at=now, problem=str(problem), **FREE, **columns):
        raise Diverged(f"publication {publication.pk} cannot {move}")


After = Callable[[Publication, NetworkFailure, datetime], None]

AFTER: dict[type[NetworkFailure], tuple[Outcome, After]] = {
    Temporary: (Outcome.TEMPORARY, try_again),
    RateLimited: (Outcome.RATE_LIMITED, try_again),
    Unauthorised: (Outcome.UNAUTHORISED, ask_to_reconnect),
    Refused: (Outcome.REFUSED, give_up),
    Unclear: (Outcome.UNCLEAR, ask_a_person),
}
