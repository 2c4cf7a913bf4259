"""The same text sent once more after a lost answer, where an organisation wants it (safeguards.Policy.resubmits): within ten
minutes LinkedIn refuses it as a duplicate and names the post that it has (linkedin-api.md §2.10). It promises nothing of
the kind; hence off unless somebody decides, words alone, once, and whatever else comes of it, a person is asked."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import structlog
from django.db import transaction

from influence.accounts.actions import mark_reconnect
from influence.accounts.models import Account
from influence.accounts.networks import token_of
from influence.core.lifecycle import PostMove, PublicationMove, PublicationState
from influence.journal.actions import record
from influence.networks.errors import NetworkFailure, Unauthorised
from influence.networks.ports import Network, Published
from influence.publishing.blocking import is_frozen
from influence.publishing.models import Attempt, Outcome
from influence.publishing.moves import locked, shift, shift_post
from influence.publishing.outcomes import AFTER, close, finish, kind_of, lose, needed
from influence.publishing.policy import CLAIM_LEASE
from influence.publishing.sending import Sending, begin, call
from influence.publishing.unclear import RESUBMIT_UNTIL, lost_attempts, may_resubmit
from influence.safeguards import brake

log = structlog.get_logger(__name__)

NetworkOf = Callable[[Account], Network]


class NotFit(Exception):
    """Something that is asked before every sending says no: all stays as it was, unclear."""


def resubmit(publication_id: int, *, nth: int, now: datetime, network: NetworkOf) -> bool:
    """False: nothing was sent, and a person has to tell."""
    began = time.monotonic()
    try:
        sending = begin_again(publication_id, nth=nth, now=now, network=network)
    except NotFit:
        return False
    if brake.is_pressed(sending.scope) or is_frozen(publication_id, now=now):
        unclear_again(publication_id, token=sending.token, outcome=Outcome.STOPPED, now=now)
        return True
    answer = call(sending)
    at = now + timedelta(seconds=time.monotonic() - began)
    if isinstance(answer, Published):
        finish(publication_id, token=sending.token, answer=answer, now=at)
    else:
        failed_again(publication_id, token=sending.token, failure=answer, now=at)
    return True


@transaction.atomic
def begin_again(publication_id: int, *, nth: int, now: datetime, network: NetworkOf) -> Sending:
    """Through all that any sending is asked (`sending.begin`), or not at all."""
    publication = locked(publication_id)
    if publication is None or publication.state != PublicationState.UNCLEAR or publication.looks != nth:
        raise NotFit
    if not may_resubmit(publication) or lost_attempts(publication)[0].started_at + RESUBMIT_UNTIL < now:
        raise NotFit
    token = uuid4()
    shift(publication, PublicationMove.RESUBMIT, at=now, claim_token=token, claimed_until=now + CLAIM_LEASE,
          next_look_at=None)  # fmt: skip
    shift_post(publication.post, PostMove.RETRY, at=now)
    sending = begin(publication_id, token=token, now=now, network=network)
    if sending is None:
        raise NotFit
    record(
        "publication.resubmitted", publication, organisation_id=publication.organisation_id, at=now, by=None
    )
    return sending


def failed_again(publication_id: int, *, token: UUID, failure: NetworkFailure, now: datetime) -> None:
    """A duplicate names what may be ours, and is looked at. Whatever else it is says nothing of the first call: nobody is
    told "refused" of a post that may be live."""
    outcome, _after = AFTER[kind_of(failure)]
    unclear_again(publication_id, token=token, outcome=outcome, failure=failure, now=now)


@transaction.atomic
def unclear_again(
    publication_id: int,
    *,
    token: UUID,
    outcome: Outcome,
    now: datetime,
    failure: NetworkFailure | None = None,
) -> None:
    publication = needed(publication_id)
    if publication.state != PublicationState.SENDING or publication.claim_token != token:
        log.warning("publication.outcome_too_late", publication=publication_id, outcome=outcome.value)
        return
    first = lost_attempts(publication)[0]
    close(Attempt.objects.get(claim_token=token), outcome, now=now, failure=failure)
    if isinstance(failure, Unauthorised):
        mark_reconnect(token_of(publication.account), problem=str(failure.reason), at=now)
    lose(publication, problem=first.problem, now=now)
