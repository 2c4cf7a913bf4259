"""Holding a publication back, letting it go again, and missing its slot: always somebody is told."""

from datetime import datetime

from influence.core.lifecycle import PostMove, PublicationMove
from influence.journal.actions import record
from influence.publishing import telling
from influence.publishing.models import Publication
from influence.publishing.moves import FREE, shift, shift_post
from influence.publishing.problems import Problem


def hold(publication: Publication, *, problem: str, now: datetime, tell_leader: bool = True) -> None:
    """Inside the caller's transaction. The post stays scheduled: what was decided still stands."""
    if shift(publication, PublicationMove.HOLD, at=now, problem=problem, next_attempt_at=None, **FREE):
        telling.held(publication, at=now, tell_leader=tell_leader)
        record(
            "publication.held",
            publication,
            organisation_id=publication.organisation_id,
            at=now,
            by=None,
            problem=problem,
        )


def miss(publication: Publication, *, now: datetime, problem: str = Problem.LATE) -> None:
    """The slot has passed. The post's leader is asked again before it may go out in another one."""
    if shift(publication, PublicationMove.MISS, at=now, problem=problem, next_attempt_at=None, **FREE):
        shift_post(publication.post, PostMove.MISS, at=now, reason=telling.reason(publication))
        telling.missed(publication.post, problem=problem, due_at=publication.due_at, at=now)
        record(
            "publication.missed",
            publication,
            organisation_id=publication.organisation_id,
            at=now,
            by=None,
            problem=problem,
        )
