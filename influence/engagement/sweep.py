"""Which publications are read now, in whose name, and what happens when the network does not answer.

Nothing is asked again before its time: a failure moves `next_at` into the future, and a spent budget moves it to when
there is one again, for the whole account, so that no tick ever knocks in vain. One account never keeps another waiting."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

import structlog
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from influence.accounts.actions import token_refused
from influence.accounts.models import Account, AccountKind, AccountState
from influence.accounts.networks import NotConnected, capabilities, credentials, network_for, token_of
from influence.accounts.seal import Unreadable
from influence.core.lifecycle import PublicationState
from influence.engagement.actions import collect
from influence.engagement.models import Watch
from influence.engagement.moments import AGES, LAST, YOUNG, Ask, asks_at, next_reading, purpose_at
from influence.engagement.reading import Voice, counted
from influence.networks.errors import NetworkFailure, RateLimited, Temporary, Unauthorised
from influence.networks.ports import Counters, Purpose
from influence.publishing.models import Publication

# After a failure that may pass: a minute, then longer.
PATIENCE = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))

log = structlog.get_logger(__name__)

WATCH_NEW = """
INSERT INTO engagement_watch (publication_id, next_at, failures, problem)
SELECT publication.id, publication.published_at + %(first)s, 0, ''
FROM publishing_publication publication
WHERE publication.state = 'published' AND publication.published_at > %(oldest)s
  AND NOT EXISTS (SELECT FROM engagement_watch watch WHERE watch.publication_id = publication.id)
ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True)
class Turn:
    """Publications of one account that are due, all young or all old."""

    account: Account
    purpose: Purpose
    publications: tuple[Publication, ...]


def collect_due(*, now: datetime, limit: int = 50) -> int:
    """Read every publication whose moment has come, the youngest first. Returns how many were read."""
    watch_new(now=now)
    done = 0
    spent: set[tuple[int, Purpose]] = set()
    for turn in turns(due(now=now)[:limit], now=now):
        holder = token_of(turn.account).pk
        if (holder, turn.purpose) in spent:
            continue
        try:
            done += take(turn, now=now)
        except RateLimited as failure:
            # What goes before may still have calls left; what goes after has none.
            spent |= {(holder, purpose) for purpose in lower(turn.purpose)}
            pause(token_of(turn.account), purpose=turn.purpose, failure=failure, now=now)
        except Unauthorised as failure:
            # Nothing is due of an account that is to be reconnected: the posts keep their place.
            spent |= {(holder, purpose) for purpose in Purpose}
            token_refused(turn.account, failure, at=now)
    return done


def watch_new(*, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(WATCH_NEW, {"first": AGES[0], "oldest": now - LAST})


def due(*, now: datetime) -> "QuerySet[Publication]":
    """Of accounts that can be asked: a post of one that is not connected keeps its place and takes nobody's."""
    return (
        Publication.objects.filter(
            state=PublicationState.PUBLISHED, watch__next_at__lte=now, published_at__gt=now - LAST,
            published_at__lte=now, account__state=AccountState.CONNECTED,
        )
        .annotate(holder_state=Coalesce("account__through__state", "account__state"))
        .filter(holder_state=AccountState.CONNECTED)
        .select_related("account__through", "watch")
        .order_by("-published_at")
    )  # fmt: skip


def turns(publications: Iterable[Publication], *, now: datetime) -> Iterator[Turn]:
    def turn(publication: Publication) -> tuple[Purpose, int]:
        return purpose_of(publication, now=now), publication.account_id

    order = list(Purpose)
    ordered = sorted(publications, key=lambda p: (order.index(turn(p)[0]), p.account_id))
    for (purpose, _account), group in groupby(ordered, key=turn):
        found = tuple(group)
        yield Turn(found[0].account, purpose, found)


def purpose_of(publication: Publication, *, now: datetime) -> Purpose:
    return purpose_at(now - (publication.published_at or now))


def lower(purpose: Purpose) -> Iterable[Purpose]:
    order = list(Purpose)
    return order[order.index(purpose) :]


def take(turn: Turn, *, now: datetime) -> int:
    """Read the posts of one turn. Raises RateLimited and Unauthorised, after which this token is shown no more: every
    other failure is of one post."""
    try:
        voice = voice_of(turn.account, purpose=turn.purpose)
        if not voice.may_count:
            return skip(turn.publications, now=now)
        to_count = [p.urn for p in turn.publications if Ask.COUNTS in asks_of(p, now=now)]
        known = counted(to_count, voice=voice) if to_count else {}
    except (NotConnected, Unreadable):
        return later(turn.publications, problem="not_connected", now=now)
    except (RateLimited, Unauthorised):
        raise
    except NetworkFailure as failure:
        return failed(turn.publications, failure=failure, now=now)
    return sum(one(p, voice=voice, known=known.get(p.urn), now=now) for p in turn.publications)


def voice_of(account: Account, *, purpose: Purpose) -> Voice:
    is_page = account.kind == AccountKind.PAGE
    return Voice(
        network=network_for(account, purpose=purpose),
        credentials=credentials(account),
        can=capabilities(account),
        page=account.author_urn if is_page else "",
    )


def asks_of(publication: Publication, *, now: datetime) -> frozenset[Ask]:
    published_at, read_at = publication.published_at or now, publication.watch.read_at
    return asks_at(now - published_at, since=read_at and read_at - published_at)


def one(publication: Publication, *, voice: Voice, known: Counters | None, now: datetime) -> int:
    try:
        collect(publication, voice=voice, asks=asks_of(publication, now=now), known=known, now=now)
    except (RateLimited, Unauthorised):
        raise
    except NetworkFailure as failure:
        return failed([publication], failure=failure, now=now)
    except Exception:
        log.exception("engagement.broke", publication=publication.pk)
        return later([publication], problem="unexpected", now=now)
    return 1


def failed(publications: Sequence[Publication], *, failure: NetworkFailure, now: datetime) -> int:
    """Nothing was read."""
    for publication in publications:
        log.info("engagement.not_read", publication=publication.pk, **failure.facts())
    if isinstance(failure, Temporary):
        return later(publications, problem=failure.reason, now=now, least=failure.retry_after or 0)
    return skip(publications, problem=failure.reason, now=now)


def later(publications: Iterable[Publication], *, problem: str, now: datetime, least: int = 0) -> int:
    """Ask again, less and less often."""
    for publication in publications:
        failures = publication.watch.failures
        wait = max(PATIENCE[min(failures, len(PATIENCE) - 1)], timedelta(seconds=least))
        Watch.objects.filter(pk=publication.pk).update(
            next_at=now + wait, failures=min(failures + 1, len(PATIENCE)), problem=problem
        )
    return 0


def skip(publications: Iterable[Publication], *, now: datetime, problem: str = "") -> int:
    """What is refused now may be granted at the next moment: a scope, a post that comes back."""
    for publication in publications:
        Watch.objects.filter(pk=publication.pk).update(
            next_at=next_reading(publication.published_at, now=now), failures=0, problem=problem
        )
    return 0


def pause(holder: Account, *, purpose: Purpose, failure: RateLimited, now: datetime) -> None:
    """Nothing more is asked with this token for posts of this purpose, or of what comes after it, until then."""
    log.info("engagement.paused", account=holder.pk, until=failure.until.isoformat(), **failure.facts())
    concerned = Watch.objects.filter(
        Q(publication__account=holder) | Q(publication__account__through=holder), next_at__isnull=False
    )
    if purpose is Purpose.OLD:
        concerned = concerned.filter(publication__published_at__lte=now - YOUNG)
    Watch.objects.filter(pk__in=concerned.values("pk"), next_at__lt=failure.until).update(
        next_at=failure.until, problem=failure.reason
    )
