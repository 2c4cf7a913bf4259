"""Another try that a person asks for. Everything is asked again before anything is sent."""

from datetime import datetime

from django.db import transaction

from influence.core.lifecycle import PostMove, PublicationMove, PublicationState
from influence.editorial.models import Decision, DecisionKind
from influence.journal.actions import record
from influence.people.models import User
from influence.publishing.lateness import last_moment
from influence.publishing.models import Publication
from influence.publishing.moves import FREE, shift, shift_post
from influence.publishing.queries import has_failed_files, is_open_failure
from influence.publishing.refusals import NotWaiting, ReasonNeeded, SlotOver
from influence.publishing.settling import needed


@transaction.atomic
def hurry(publication: Publication, *, by: User, at: datetime) -> None:
    """Do not wait for the next try; or try again with files that did not get through. Everything is asked again before
    it is sent. Raises NotWaiting."""
    waiting = Publication.objects.filter(
        pk=publication.pk, state=PublicationState.DUE, next_attempt_at__gt=at
    )
    if not waiting.update(next_attempt_at=at, changed_at=at) and not with_files_anew(publication, at=at):
        raise NotWaiting
    record("publication.hurried", publication, organisation_id=publication.organisation_id, at=at, by=by.pk)


def with_files_anew(publication: Publication, *, at: datetime) -> bool:
    """`uploading.prepare` takes up what failed as soon as the publication is due again."""
    fresh = needed(publication)
    return has_failed_files(fresh) and shift(
        fresh, PublicationMove.RELEASE, at=at, problem="", next_attempt_at=None, **FREE
    )


@transaction.atomic
def again(publication: Publication, *, reason: str, by: User, at: datetime) -> None:
    """What the network refused, once more as it is: something was put right there, or with the account. Its leader's yes
    must stand, and its slot must not be over. Raises ReasonNeeded, NotWaiting, SlotOver."""
    if not reason.strip():
        raise ReasonNeeded
    fresh = needed(publication)
    if not is_open_failure(fresh) or not is_approved(fresh):
        raise NotWaiting
    if last_moment(fresh) < at:
        raise SlotOver
    shift(fresh, PublicationMove.AGAIN, at=at, problem="", next_attempt_at=None, **FREE)
    shift_post(fresh.post, PostMove.AGAIN, at=at)
    record("publication.tried_again", fresh, organisation_id=fresh.organisation_id, at=at, by=by.pk,
           reason=reason.strip())  # fmt: skip


def is_approved(publication: Publication) -> bool:
    """By the leader, for this very content (fitness.DECIDED asks all of it again)."""
    yes = Decision.objects.filter(version=publication.version_id, kind=DecisionKind.APPROVE)
    return yes.filter(content_hash=publication.content_hash).exists()
