"""A person says go again to what a freeze or a hard period had stopped, once that is over (domain.md §2.8, R-2.12)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Case, QuerySet, Value, When

from influence.core.lifecycle import PublicationMove, PublicationState
from influence.journal.actions import record
from influence.people.models import User
from influence.publishing.guarding import standing
from influence.publishing.models import Publication
from influence.publishing.moves import FREE, locked, shift
from influence.publishing.problems import OF_SAFEGUARDS, Problem
from influence.publishing.refusals import NotToConfirm, StillStopped

# What asks for a person comes first.
BY_TURN = Case(When(problem=Problem.TO_CONFIRM, then=Value(0)), default=Value(1))


@transaction.atomic
def confirm(publication: Publication, *, by: User, at: datetime) -> None:
    """Everything is asked again before it leaves: the yes of its leader, and whatever else stands in its way. Raises
    NotToConfirm, StillStopped."""
    fresh = locked(publication.pk)
    found = standing(at, of=[publication.pk]) if fresh else []
    if fresh is None or fresh.state != PublicationState.HELD or not found:
        raise NotToConfirm
    if found[0].kept not in OF_SAFEGUARDS or found[0].wanted != Problem.TO_CONFIRM:
        raise StillStopped if found[0].wanted in (Problem.FROZEN, Problem.QUIET) else NotToConfirm
    shift(fresh, PublicationMove.RELEASE, at=at, problem="", next_attempt_at=None, confirmed_at=at, **FREE)
    record("publication.confirmed", fresh, organisation_id=fresh.organisation_id, at=at, by=by.pk)


def may_confirm(publication: Publication) -> bool:
    return publication.state == PublicationState.HELD and publication.problem == Problem.TO_CONFIRM


def stopped(found: "QuerySet[Publication]") -> "QuerySet[Publication]":
    """Of these, what safeguards hold: first what waits for a person."""
    held = found.filter(state=PublicationState.HELD, problem__in=OF_SAFEGUARDS)
    return held.select_related("organisation").order_by(BY_TURN, "due_at", "pk")
