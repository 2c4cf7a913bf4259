"""Keeping what may be kept of a reading, telling enrolled employees apart in memory, and forgetting who they were.

Why each act counts exactly once, and nobody is remembered for 48 hours (domain.md §3.2): an event is taken in only
while it is younger than READABLE, under a key that makes a second reading a no-op; its row is deleted only once it is
older than KEPT. Since KEPT is longer than READABLE, an event that was purged can never be taken in again."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F

from influence.engagement.models import (
    DailyCount,
    FollowerCount,
    InternalCount,
    Kind,
    Notice,
    RawEngagement,
    Snapshot,
    Source,
    Watch,
)
from influence.engagement.moments import ALL, COUNTED, Ask, next_reading
from influence.engagement.pseudonym import keyed, pseudonym
from influence.engagement.reading import Act, Reading, Voice, read
from influence.networks.ports import Counters
from influence.people.models import Employee, Organisation
from influence.publishing.models import Publication

READABLE = timedelta(hours=46)
KEPT = timedelta(hours=47)
# Thirteen months, as the employees' notice says: a month can still be compared with the same month a year before.
DAYS_KEPT = timedelta(days=396)
# LinkedIn lets figures of its API, and numbers of followers, be kept for a year (linkedin-api.md §9.1); frozen reports
# hold what was reported.
SNAPSHOTS_KEPT = timedelta(days=365)
# LinkedIn sends a notice for eight hours, and one older than a day is not taken: after two no copy can come in again.
NOTICES_KEPT = timedelta(hours=48)


def collect(
    publication: Publication,
    *,
    voice: Voice,
    now: datetime,
    asks: frozenset[Ask] = ALL,
    known: Counters | None = None,
) -> Snapshot | None:
    """Read one publication and keep what may be kept. Raises NetworkFailure; nothing is stored then."""
    # Where nobody has enrolled there is nobody to tell apart: who reacted is not even asked.
    if not Employee.objects.filter(organisation_id=publication.organisation_id).exists():
        asks -= {Ask.ACTS}
    reading = read(publication.urn, voice=voice, asks=asks, since=now - READABLE, known=known)
    return keep(publication, reading, now=now)


@transaction.atomic
def keep(publication: Publication, reading: Reading, *, now: datetime) -> Snapshot | None:
    rows = list(employees_acts(publication, reading.acts, now=now))
    for kind in (Kind.REACTION, Kind.COMMENT):
        count_internal(publication, kind=kind, rows=[row for row in rows if row.kind == kind])
    watched(publication, now=now)
    if publication.verified_at is None:
        # The network still knows the post: some are reported to vanish after their 201 (linkedin-api.md §3.4).
        Publication.objects.filter(pk=publication.pk, verified_at=None).update(verified_at=now)
    return snapshot(publication, reading.counters, now=now) if reading.counters else None


def snapshot(publication: Publication, counters: Counters, *, now: datetime) -> Snapshot:
    kept, _created = Snapshot.objects.get_or_create(
        publication=publication, taken_at=now, source=Source.API, organisation_id=publication.organisation_id,
        defaults={
            "reactions": counters.reactions, "reactions_by_type": dict(counters.reactions_by_type),
            "comments": counters.comments, "reshares": counters.reshares, "impressions": counters.impressions,
            "reach": counters.reach,
        },
    )  # fmt: skip
    return kept


def watched(publication: Publication, *, now: datetime) -> None:
    """It has been read: when it is next."""
    next_at = next_reading(publication.published_at, now=now) if publication.published_at else None
    Watch.objects.update_or_create(
        publication=publication,
        defaults={"read_at": now, "next_at": next_at, "failures": 0, "problem": ""},
    )


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
    locked first: two readings at once would otherwise both take the same event for a new one. What is done to a post
    after its first days counts for the day, no longer for the post, whose other figures are of those days too."""
    if not rows:
        return
    InternalCount.objects.get_or_create(publication=publication, kind=kind)
    count = InternalCount.objects.select_for_update().get(publication=publication, kind=kind)
    known = set(
        RawEngagement.objects.filter(publication=publication, kind=kind).values_list("event_key", flat=True)
    )
    new = [row for row in {row.event_key: row for row in rows}.values() if row.event_key not in known]
    RawEngagement.objects.bulk_create(new)
    until = (publication.published_at or publication.due_at) + COUNTED
    counted = sum(row.happened_at <= until for row in new)
    InternalCount.objects.filter(pk=count.pk).update(acts=F("acts") + counted)


# One row a day, leader (and any leader), department and kind (and any kind). While all rows of a day are there, it is
# counted anew. Once its first rows may have been purged, what was read since is added: acts exactly, persons at least,
# since whoever is gone from the rows cannot be told from whoever comes.
ROLL_UP = """
WITH raw AS (
    UPDATE engagement_rawengagement r SET is_counted = true
    FROM publishing_publication publication, editorial_post post, people_organisation organisation, accounts_account account
    WHERE publication.id = r.publication_id AND post.id = publication.post_id AND organisation.id = r.organisation_id
      AND account.id = publication.account_id AND account.kind = 'member'
      AND CASE WHEN (r.happened_at AT TIME ZONE organisation.zone)::date::timestamp AT TIME ZONE organisation.zone
                    > %(oldest)s THEN %(whole)s ELSE NOT %(whole)s AND NOT r.is_counted END
    RETURNING r.organisation_id, r.department_id, r.kind, r.pseudonym, post.leader_id,
              (r.happened_at AT TIME ZONE organisation.zone)::date AS day
)
INSERT INTO engagement_dailycount AS kept (organisation_id, day, leader_id, department_id, kind, acts, persons)
SELECT organisation_id, day, leader_id, department_id, coalesce(kind, 'any'), count(*), count(DISTINCT pseudonym)
FROM raw
GROUP BY organisation_id, day, department_id, CUBE (leader_id, kind)
ON CONFLICT (organisation_id, day, leader_id, department_id, kind)
DO UPDATE SET acts = CASE WHEN %(whole)s THEN excluded.acts ELSE kept.acts + excluded.acts END,
              persons = CASE WHEN %(whole)s THEN excluded.persons ELSE greatest(kept.persons, excluded.persons) END
WHERE NOT %(whole)s OR (kept.acts, kept.persons) IS DISTINCT FROM (excluded.acts, excluded.persons)
"""


@transaction.atomic
def roll_up(*, now: datetime) -> int:
    """Count the raw rows into days of the organisation's zone; not those of pages, which are nobody's voice (R-1.4). Run as often as you like: the same rows, the same counts.

    Returns how many counts changed."""
    changed = 0
    with connection.cursor() as cursor:
        for whole in (True, False):
            cursor.execute(ROLL_UP, {"oldest": now - READABLE, "whole": whole})
            changed += cursor.rowcount
    return changed


def purge(*, now: datetime) -> int:
    """Forget who engaged, then what may not be kept longer than its time. Returns how many rows went."""
    persons, _ = RawEngagement.objects.filter(happened_at__lt=now - KEPT).delete()
    days, _ = DailyCount.objects.filter(day__lt=(now - DAYS_KEPT).date()).delete()
    readings, _ = Snapshot.objects.filter(taken_at__lt=now - SNAPSHOTS_KEPT).delete()
    followers, _ = FollowerCount.objects.filter(day__lt=(now - SNAPSHOTS_KEPT).date()).delete()
    notices, _ = Notice.objects.filter(received_at__lt=now - NOTICES_KEPT).delete()
    return persons + days + readings + followers + notices


def forget(organisation: Organisation, *, pseudonym: str) -> int:
    """All that still names one person's acts, at once (R-3.7)."""
    return RawEngagement.objects.filter(organisation=organisation, pseudonym=pseudonym).delete()[0]
