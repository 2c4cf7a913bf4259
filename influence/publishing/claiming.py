"""Which publications go out now, and to whom they belong meanwhile."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from influence.core.lifecycle import PUBLICATION_MOVES, PublicationMove, PublicationState
from influence.journal.statements import run_all
from influence.publishing.fitness import OF_A_PLAN, READY, ROW_BY_ROW
from influence.publishing.lateness import IS_LATE, ON_TIME
from influence.publishing.models import Publication
from influence.publishing.moves import FREE
from influence.publishing.policy import CLAIM_LEASE

IN_TURN = """publication.due_at <= %(now)s
       AND (publication.next_attempt_at IS NULL OR publication.next_attempt_at <= %(now)s)"""
WAITS = f"publication.state = 'due' AND {IN_TURN}"
# The same of a row that is known by its number. Said so that no index of what waits can answer it: a plan made while few
# waited would run through all that wait for each of them.
STILL_WAITS = f"publication.state || '' = 'due' AND {IN_TURN}"

# The first post of every leader, then every second one, oldest first: a leader with many does not starve the others. Of
# what is late, one an organisation, the oldest approval first, and after all that is on time (lateness.CROWDED).
# Only the first %(pool)s in that order are looked at closely, and whatever is late: else every claim of a rush would weigh
# the whole rush.
# The row's own columns are asked again where it is locked: PostgreSQL re-reads a row that changed meanwhile, and only
# that row. All the rest is asked again by `sending.begin`.
CLAIM = f"""
WITH waiting AS MATERIALIZED (
    SELECT publication.id, publication.due_at, {IS_LATE} AS is_late,
           row_number() OVER (PARTITION BY publication.account_id, {IS_LATE} ORDER BY publication.due_at, publication.id) AS turn
      FROM publishing_publication publication
     WHERE {WAITS}
), pool AS MATERIALIZED (
    (SELECT waiting.id FROM waiting WHERE NOT waiting.is_late ORDER BY waiting.turn, waiting.due_at, waiting.id LIMIT %(pool)s)
    UNION ALL
    SELECT waiting.id FROM waiting WHERE waiting.is_late
), fit AS (
    SELECT publication.id, publication.due_at, publication.organisation_id, decision.decided_at, {IS_LATE} AS is_late,
           row_number() OVER (PARTITION BY publication.account_id, {IS_LATE} ORDER BY publication.due_at, publication.id) AS turn
      FROM pool JOIN publishing_publication publication ON publication.id = pool.id
      {OF_A_PLAN}
     WHERE {READY} AND {STILL_WAITS}
), late AS (
    SELECT DISTINCT ON (fit.organisation_id) fit.id FROM fit WHERE fit.is_late
     ORDER BY fit.organisation_id, fit.decided_at, fit.id
), chosen AS (
    SELECT publication.id
      FROM publishing_publication publication JOIN fit ON fit.id = publication.id
     WHERE {STILL_WAITS} AND (NOT fit.is_late OR fit.id IN (SELECT late.id FROM late))
     ORDER BY fit.is_late, fit.turn, fit.due_at, publication.id
     LIMIT %(limit)s
       FOR UPDATE OF publication SKIP LOCKED
)
UPDATE publishing_publication publication
   SET state = 'claimed', claim_token = gen_random_uuid(), claimed_until = %(until)s, changed_at = %(now)s
  FROM chosen WHERE publication.id = chosen.id
RETURNING publication.id, publication.claim_token, publication.due_at
"""  # noqa: S608 (no value of anybody is in it)

# So many times the places are looked at, as some of it waits for a file or a reconnected account.
POOL = 2
EVERYTHING = 2**31 - 1


@dataclass(frozen=True)
class Claim:
    """A publication in the hands of whoever holds the token, until the claim expires."""

    publication_id: int
    token: UUID


def claim(*, now: datetime, limit: int = 100) -> list[Claim]:
    """Take what is due, in one statement that two workers may run at once. Not journalled: a claim sends nothing, and
    the attempt that follows it is written down."""
    if limit <= 0:
        return []
    rows = claimed(now=now, limit=limit, pool=POOL * limit)
    if len(rows) < limit and are_waiting(now=now, more_than=POOL * limit):
        # What came first in the order cannot leave: nothing behind it waits for that.
        rows += claimed(now=now, limit=limit - len(rows), pool=EVERYTHING)
    # Workers begin in this order: first whatever is on time.
    rows.sort(key=lambda row: (row[2] < now - ON_TIME, row[2], row[0]))
    return [Claim(publication_id=pk, token=token) for pk, token, _due_at in rows]


def claimed(*, now: datetime, limit: int, pool: int) -> list[tuple[int, UUID, datetime]]:
    values = {"now": now, "until": now + CLAIM_LEASE, "limit": limit, "pool": pool}
    _settings, rows = run_all((f"SELECT {ROW_BY_ROW}", {}), (CLAIM, values))
    return [(pk, token, due_at) for pk, token, due_at in rows]


def are_waiting(*, now: datetime, more_than: int) -> bool:
    due = Publication.objects.filter(state=PublicationState.DUE, due_at__lte=now).order_by("due_at")
    return len(due.values_list("pk")[: more_than + 1]) > more_than


def give_back(tokens: Collection[UUID], *, now: datetime) -> int:
    """What a worker holds and will not begin: others may claim it at once."""
    allowed = PUBLICATION_MOVES[PublicationMove.UNCLAIM]
    held = Publication.objects.filter(state__in=allowed.sources, claim_token__in=tokens)
    return held.update(state=allowed.target, changed_at=now, **FREE)


def in_hand() -> int:
    """How many claimed rows wait for a worker."""
    return Publication.objects.filter(state=PublicationState.CLAIMED).count()
