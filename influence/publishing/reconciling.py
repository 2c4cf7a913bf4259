"""A lost answer, and what becomes of it without anybody's doing: the post is found and adopted, or a person is asked.
"Not found" never leads to a second call: what the network does not show yet, it may show in a minute."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import transaction

from influence.accounts.models import Account
from influence.accounts.networks import NotConnected, credentials, network_for
from influence.accounts.seal import Unreadable
from influence.core.lifecycle import PublicationState
from influence.journal.actions import record
from influence.networks.errors import NetworkFailure, Refused
from influence.networks.ports import Capability, Network, Published
from influence.publishing import looking, telling
from influence.publishing.adopting import adopt
from influence.publishing.composing import content_of
from influence.publishing.following import may
from influence.publishing.looking import Look
from influence.publishing.models import Publication
from influence.publishing.moves import locked
from influence.publishing.resubmitting import resubmit
from influence.publishing.unclear import (
    SKEW,
    Route,
    is_taken,
    lost_attempts,
    named,
    next_look,
    others_of,
    route_of,
)

log = structlog.get_logger(__name__)

NetworkOf = Callable[[Account], Network]


@dataclass(frozen=True)
class Seen:
    """What a look came to. `why`: what kept us from looking, "" where we did. `is_final`: looking again is of no use."""

    post: Published | None = None
    why: str = ""
    is_final: bool = False


def claim_unclear(*, now: datetime, limit: int = 20) -> list[Look]:
    return looking.claim(PublicationState.UNCLEAR, now=now, limit=limit)


def reconcile(
    publication_id: int, *, nth: int, now: datetime, network: NetworkOf = network_for
) -> str | None:
    """The state that it is in then. None: somebody else has answered meanwhile."""
    publication = asked_about(publication_id, nth=nth)
    if publication is None:
        return None
    route = route_of(publication)
    if route is Route.RESUBMITTED and resubmit(publication_id, nth=nth, now=now, network=network):
        return Publication.objects.values_list("state", flat=True).get(pk=publication_id)
    seen = look(publication, route, network=network)
    return conclude(publication_id, nth=nth, seen=seen, now=now)


def asked_about(publication_id: int, *, nth: int) -> Publication | None:
    found = Publication.objects.select_related("organisation", "version", "account__through")
    return found.filter(pk=publication_id, state=PublicationState.UNCLEAR, looks=nth).first()


def look(publication: Publication, route: Route, *, network: NetworkOf) -> Seen:
    try:
        if route is Route.NAMED:
            return look_at(named(publication), publication, network=network)
        if route is Route.LOOKED_FOR:
            return look_for(publication, network=network)
    except (NetworkFailure, NotConnected, Unreadable) as failure:
        why = str(failure.reason) if isinstance(failure, NetworkFailure) else "no_token"
        log.warning("publication.look_failed", publication=publication.pk, reason=why)
        return Seen(why=why, is_final=isinstance(failure, Refused))
    return Seen(why="no_right", is_final=True)


def look_at(urn: str, publication: Publication, *, network: NetworkOf) -> Seen:
    """The network named it; where nobody may read it, its word and its number are believed. A ghost is a post that it
    names and does not have (linkedin-api.md §2.10)."""
    account = publication.account
    adapter = network(account)
    if may(account, Capability.READ_POSTS) and not adapter.exists(
        urn, credentials=credentials(account), by=account.author_urn
    ):
        return Seen(is_final=True)
    return Seen(Published(urn=urn, permalink=adapter.permalink(urn)))


def look_for(publication: Publication, *, network: NetworkOf) -> Seen:
    account, began = publication.account, lost_attempts(publication)[0].started_at
    found = network(account).find_recent(
        content_of(publication), since=began - SKEW, credentials=credentials(account), besides=others_of(publication)
    )  # fmt: skip
    return Seen(found)


@transaction.atomic
def conclude(publication_id: int, *, nth: int, seen: Seen, now: datetime) -> str | None:
    publication = locked(publication_id)
    if publication is None:
        return None
    if seen.post is not None and not is_taken(seen.post.urn, by_other_than=publication):
        return found(publication, seen.post, now=now)
    if publication.state != PublicationState.UNCLEAR or publication.looks != nth:
        return None
    again = None if seen.is_final else next_look(publication, nth=nth)
    Publication.objects.filter(pk=publication_id).update(next_look_at=again)
    telling.unclear(publication, at=now)
    record("publication.looked", publication, organisation_id=publication.organisation_id, at=now, by=None,
           nth=nth, why=seen.why, is_last=again is None)  # fmt: skip
    return publication.state


def found(publication: Publication, post: Published, *, now: datetime) -> str | None:
    """Inside the caller's transaction. It is live: that is a fact, whatever a person said of it meanwhile."""
    if publication.state == PublicationState.PUBLISHED:
        return None
    if adopt(publication, post, at=now):
        telling.found(publication, at=now)
        note("publication.found", publication, post, now=now)
    else:
        # A second call is out, or people have taken the post up again: they look.
        telling.surfaced(publication, link=post.permalink, at=now)
        note("publication.surfaced", publication, post, now=now)
    return publication.state


def note(verb: str, publication: Publication, post: Published, *, now: datetime) -> None:
    record(verb, publication, organisation_id=publication.organisation_id, at=now, by=None, urn=post.urn)
