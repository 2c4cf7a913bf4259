"""Is what went out still there? Some posts vanish after LinkedIn's own yes (linkedin-api.md §3.4). Where the account may read
posts it is looked at three times; elsewhere nobody can, and the page says so."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import structlog
from django.db import transaction

from influence.accounts.models import Account
from influence.accounts.networks import NotConnected, credentials, network_for
from influence.accounts.seal import Unreadable
from influence.core.lifecycle import PublicationState
from influence.journal.actions import record
from influence.networks.errors import NetworkFailure, RateLimited, Refused
from influence.networks.ports import Network, Purpose
from influence.people.models import User
from influence.publishing import looking, telling
from influence.publishing.changing import take_down
from influence.publishing.following import FIRST_CHECK
from influence.publishing.looking import Look
from influence.publishing.models import Publication
from influence.publishing.moves import locked
from influence.publishing.problems import Problem
from influence.publishing.queries import is_vanished
from influence.publishing.refusals import NotWaiting

log = structlog.get_logger(__name__)

NetworkOf = Callable[[Account], Network]

# After it went out.
CHECKS = (FIRST_CHECK, timedelta(hours=1), timedelta(hours=24))
# The network may take a while to show everywhere what it has: only a second "not there" counts.
SECOND_ASKING = timedelta(minutes=10)
# Without an answer until then nobody asks any more.
GIVEN_UP = timedelta(hours=48)

# What it costs comes after the day's posts and tokens.
reading = partial(network_for, purpose=Purpose.YOUNG)


def claim_checks(*, now: datetime, limit: int = 20) -> list[Look]:
    return looking.claim(PublicationState.PUBLISHED, now=now, limit=limit)


def verify(publication_id: int, *, nth: int, now: datetime, network: NetworkOf = reading) -> bool | None:
    """None: nobody could tell."""
    found = Publication.objects.select_related("account__through").filter(pk=publication_id)
    publication = found.filter(state=PublicationState.PUBLISHED, looks=nth).first()
    if publication is None:
        return None
    account = publication.account
    try:
        is_there = network(account).exists(publication.urn, credentials=credentials(account))
    except (NetworkFailure, NotConnected, Unreadable) as failure:
        ask_later(publication, failure, nth=nth, now=now)
        return None
    checked(publication_id, nth=nth, is_there=is_there, now=now)
    return is_there


def ask_later(publication: Publication, failure: Exception, *, nth: int, now: datetime) -> None:
    """No answer is no absence."""
    log.warning("publication.not_verified", publication=publication.pk, reason=type(failure).__name__)
    at = failure.until if isinstance(failure, RateLimited) else now + SECOND_ASKING
    over = isinstance(failure, Refused) or at > (publication.published_at or now) + GIVEN_UP
    Publication.objects.filter(pk=publication.pk, looks=nth).update(next_look_at=None if over else at)


@transaction.atomic
def checked(publication_id: int, *, nth: int, is_there: bool, now: datetime) -> None:
    publication = locked(publication_id)
    if publication is None or publication.state != PublicationState.PUBLISHED or publication.looks != nth:
        return
    if is_there:
        seen(publication, now=now)
    elif publication.problem == Problem.NOT_SEEN:
        vanished(publication, now=now)
    else:
        keep(publication, problem=Problem.NOT_SEEN, next_look_at=now + SECOND_ASKING)
        note("publication.not_seen", publication, at=now)


def seen(publication: Publication, *, now: datetime) -> None:
    is_news = publication.verified_at is None or publication.problem == Problem.NOT_SEEN
    keep(publication, problem="", verified_at=now, next_look_at=next_check(publication, now=now))
    if is_news:
        note("publication.verified", publication, at=now)


def next_check(publication: Publication, *, now: datetime) -> datetime | None:
    since = publication.published_at or now
    return next((since + step for step in CHECKS if since + step > now), None)


def vanished(publication: Publication, *, now: datetime) -> None:
    """Whether it was taken down, by whom, or is only hidden for a while: a person looks."""
    keep(publication, problem=Problem.VANISHED, next_look_at=None)
    telling.vanished(publication, at=now)
    note("publication.vanished", publication, at=now)


@transaction.atomic
def still_there(publication: Publication, *, by: User, at: datetime) -> None:
    """A person sees it. Raises NotWaiting."""
    fresh = in_doubt(publication)
    keep(fresh, problem="", verified_at=at, next_look_at=None)
    note("publication.seen", fresh, at=at, by=by)


@transaction.atomic
def gone(publication: Publication, *, by: User, at: datetime) -> None:
    """A person does not see it either: nothing sends it again. Raises NotWaiting."""
    fresh = in_doubt(publication)
    take_down(fresh, now=at)
    note("publication.gone", fresh, at=at, by=by)


def in_doubt(publication: Publication) -> Publication:
    fresh = locked(publication.pk)
    if fresh is None or not is_vanished(fresh):
        raise NotWaiting
    return fresh


def keep(publication: Publication, **columns: object) -> None:
    Publication.objects.filter(pk=publication.pk).update(**columns)
    for name, value in columns.items():
        setattr(publication, name, value)


def note(verb: str, publication: Publication, *, at: datetime, by: User | None = None) -> None:
    record(verb, publication, organisation_id=publication.organisation_id, at=at, by=by.pk if by else None)
