"""Reading what the network counts, telling enrolled employees apart in memory, and forgetting who they were.

Why each act counts exactly once, and nobody is remembered for 48 hours (domain.md §3.2): an event is taken in only
while it is younger than READABLE, under a key that makes a second reading a no-op; its row is deleted only once it is
older than KEPT. Since KEPT is longer than READABLE, an event that was purged can never be taken in again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import connection, transaction
from django.db.models import F, Max

from influence.accounts.actions import mark_reconnect
from influence.accounts.networks import NotConnected, credentials, network_for
from influence.core.lifecycle import PublicationState
from influence.engagement.models import DailyCount, InternalCount, Kind, RawEngagement, Snapshot
from influence.engagement.moments import LAST, is_due
from influence.engagement.pseudonym import keyed, pseudonym
from influence.networks.errors import NetworkFailure, Unauthorised
from influence.networks.ports import Capability, Counters, Credentials, Network
from influence.people.models import Employee, Organisation
from influence.publishing.models import Publication

READABLE = timedelta(hours=46)
KEPT = timedelta(hours=47)
# Thirteen months, as the employees' notice says: a month can still be compared with the same month a year before.
DAYS_KEPT = timedelta(days=396)
# LinkedIn lets figures of its API be kept for a year (linkedin-api.md §9.1); frozen reports hold what was reported.
SNAPSHOTS_KEPT = timedelta(days=365)

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Act:
    """One reaction or comment, while it is in memory. `event` names it at the network; never a text."""

    kind: Kind
    member_urn: str
    event: str
    at: datetime


@dataclass(frozen=True)
class Reading:
    counters: Counters
    acts: tuple[Act, ...]


def collect(
    publication: Publication, *, network: Network, credentials: Credentials, now: datetime
) -> Snapshot:
    """Read one publication and keep what may be kept. Raises NetworkFailure; nothing is stored then."""
    can = network.capabilities(publication.account.scopes)
    reading = Reading(
        counters=network.counters(publication.urn, credentials=credentials, capabilities=can),
        acts=tuple(read_acts(publication, network=network, credentials=credentials, can=can, now=now)),
    )
    return keep(publication, reading, now=now)


def read_acts(
    publication: Publication,
    *,
    network: Network,
    credentials: Credentials,
    can: Iterable[Capability],
    now: datetime,
) -> Iterator[Act]:
    if Capability.READ_REACTORS not in can:
        return
    since = now - READABLE
    for reaction in network.reactions(publication.urn, credentials=credentials, since=since):
        if reaction.at > since:
            # A person reacts once to a post: changing the kind of reaction is not a second act.
            yield Act(Kind.REACTION, reaction.member_urn, reaction.member_urn, reaction.at)
    for comment in network.comments(publication.urn, credentials=credentials):
        if comment.at > since:
            yield Act(Kind.COMMENT, comment.member_urn, comment.id, comment.at)


@transaction.atomic
def keep(publication: Publication, reading: Reading, *, now: datetime) -> Snapshot:
    rows = list(employees_acts(publication, reading.acts, now=now))
    for kind in (Kind.REACTION, Kind.COMMENT):
        count_internal(publication, kind=kind, rows=[row for row in rows if row.kind == kind])
    counters = reading.counters
    snapshot, _ = Snapshot.objects.get_or_create(
        publication=publication, taken_at=now, source="api", organisation_id=publication.organisation_id,
        defaults={
            "reactions": counters.reactions, "reactions_by_type": dict(counters.reactions_by_type),
            "comments": counters.comments, "reshares": counters.reshares, "impressions": counters.impressions,
            "reach": counters.reach,
        },
    )  # fmt: skip
    if publication.verified_at is None:
        # The network still knows the post: some are reported to vanish after their 201 (linkedin-api.md §3.4).
        Publication.objects.filter(pk=publication.pk, verified_at=None).update(verified_at=now)
    return snapshot


def employees_acts(
    publication: Publication, acts: Iterable[Act], *, now: datetime
) -> Iterator[RawEngagement]:
    """The acts of enrolled employees; the public's are dropped here and leave no trace."""
    organisation_id = publication.organisation_id
    department_of = dict(
        Employee.objects.filter(organisation_id=organisation_id).values_list("pseudonym", "department_id")
    )
    for act in acts:
        who = pseudonym(act.member_urn, organisation_id=organisation_id)
        if who in department_of:
            yield RawEngagement(
                organisation_id=organisation_id, publication=publication, department_id=department_of[who],
                kind=act.kind, event_key=keyed(f"{publication.pk}|{act.kind}|{act.event}"), pseudonym=who,
                happened_at=act.at, seen_at=now,
            )  # fmt: skip


def count_internal(publication: Publication, *, kind: Kind, rows: list[RawEngagement]) -> None:
    """Store the rows that are new and add them to the publication's count, in one transaction. The count's row is
    locked first: two readings at once would otherwise both take the same event for a new one."""
    if not rows:
        return
    InternalCount.objects.get_or_create(publication=publication, kind=kind)
    count = InternalCount.objects.select_for_update().get(publication=publication, kind=kind)
    known = set(
        RawEngagement.objects.filter(publication=publication, kind=kind).values_list("event_key", flat=True)
    )
    new = [row for row in {row.event_key: row for row in rows}.values() if row.event_key not in known]
    RawEngagement.objects.bulk_create(new)
    InternalCount.objects.filter(pk=count.pk).update(acts=F("acts") + len(new))


def collect_due(*, now: datetime, limit: int = 50) -> int:
    """Read every publication whose moment has come, the youngest first; one that fails never stops the others."""
    return sum(collect_one(publication, now=now) for publication in due(now=now)[:limit])


def due(*, now: datetime) -> list[Publication]:
    recent = (
        Publication.objects.filter(
            state=PublicationState.PUBLISHED, published_at__gt=now - LAST, published_at__lte=now
        )
        .select_related("account")
        .annotate(read_at=Max("snapshots__taken_at"))
        .order_by("-published_at")
    )
    return [
        p
        for p in recent
        if p.published_at and is_due(published_at=p.published_at, read_at=p.read_at, now=now)
    ]


def collect_one(publication: Publication, *, now: datetime) -> bool:
    account = publication.account
    try:
        collect(publication, network=network_for(account), credentials=credentials(account), now=now)
    except NotConnected:
        return False
    except Unauthorised as failure:
        mark_reconnect(account, problem=failure.reason, at=now)
    except NetworkFailure as failure:
        log.info("engagement.not_read", publication=publication.pk, reason=failure.reason)
    else:
        return True
    return False


# One row a day, leader (and any leader), department and kind (and any kind); days whose first rows may already have
# been purged are left as they were counted.
ROLL_UP = """
INSERT INTO engagement_dailycount (organisation_id, day, leader_id, department_id, kind, acts, persons)
SELECT raw.organisation_id, raw.day, raw.leader_id, raw.department_id, coalesce(raw.kind, 'any'),
       count(*), count(DISTINCT raw.pseudonym)
FROM (
    SELECT r.organisation_id, r.department_id, r.kind, r.pseudonym, post.leader_id, organisation.zone,
           (r.happened_at AT TIME ZONE organisation.zone)::date AS day
    FROM engagement_rawengagement r
    JOIN publishing_publication publication ON publication.id = r.publication_id
    JOIN editorial_post post ON post.id = publication.post_id
    JOIN people_organisation organisation ON organisation.id = r.organisation_id
) raw
WHERE (raw.day::timestamp AT TIME ZONE raw.zone) > %(oldest)s
GROUP BY raw.organisation_id, raw.day, raw.department_id, CUBE (raw.leader_id, raw.kind)
ON CONFLICT (organisation_id, day, leader_id, department_id, kind)
DO UPDATE SET acts = excluded.acts, persons = excluded.persons
WHERE (engagement_dailycount.acts, engagement_dailycount.persons) IS DISTINCT FROM (excluded.acts, excluded.persons)
"""


def roll_up(*, now: datetime) -> int:
    """Count the raw rows into days of the organisation's zone. Run as often as you like: the same rows, the same counts.

    Returns how many counts changed."""
    with connection.cursor() as cursor:
        cursor.execute(ROLL_UP, {"oldest": now - READABLE})
        return int(cursor.rowcount)


def purge(*, now: datetime) -> int:
    """Forget who engaged, then what may not be kept longer than its time. Returns how many rows went."""
    persons, _ = RawEngagement.objects.filter(happened_at__lt=now - KEPT).delete()
    days, _ = DailyCount.objects.filter(day__lt=(now - DAYS_KEPT).date()).delete()
    readings, _ = Snapshot.objects.filter(taken_at__lt=now - SNAPSHOTS_KEPT).delete()
    return persons + days + readings


def forget(organisation: Organisation, *, pseudonym: str) -> int:
    """All that still names one person's acts, at once (R-3.7)."""
    return RawEngagement.objects.filter(organisation=organisation, pseudonym=pseudonym).delete()[0]
