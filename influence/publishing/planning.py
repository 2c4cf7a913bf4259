"""From an approved post to a publication that is due."""

from datetime import datetime

from django.db import connection, transaction

from influence.core.lifecycle import PUBLICATION_MOVES, PublicationMove
from influence.journal.actions import record
from influence.publishing.fitness import DECIDED
from influence.publishing.models import Publication

BATCH = 500

# One statement: whatever runs beside it, a post becomes `scheduled` only together with its publication. A publication
# that is in hand (claimed, sending, unclear) is left alone, and its post waits for the next round.
PLAN = f"""
WITH ready AS (
    SELECT post.id, post.organisation_id, version.id AS version_id, version.account_id, version.content_hash, slot.at
      FROM editorial_post post
      JOIN editorial_slot slot ON slot.id = post.slot_id
      JOIN editorial_version version ON version.id = post.version_id
      {DECIDED}
     WHERE post.state = 'approved'
     ORDER BY slot.at, post.id
     LIMIT %(batch)s
       FOR UPDATE OF post SKIP LOCKED
), planned AS (
    INSERT INTO publishing_publication AS kept
           (organisation_id, post_id, account_id, version_id, content_hash, due_at, state, urn, permalink, problem, changed_at)
    SELECT organisation_id, id, account_id, version_id, content_hash, at, 'due', '', '', '', %(now)s FROM ready
        ON CONFLICT (post_id, account_id) DO UPDATE
       SET version_id = excluded.version_id, content_hash = excluded.content_hash, due_at = excluded.due_at, state = 'due',
           claim_token = NULL, claimed_until = NULL, next_attempt_at = NULL, next_look_at = NULL, looks = 0, problem = '', changed_at = excluded.changed_at
     WHERE kept.state = ANY(%(replannable)s)
    RETURNING id, post_id, organisation_id, version_id, due_at
), scheduled AS (
    UPDATE editorial_post post SET state = 'scheduled', changed_at = %(now)s, reason = ''
      FROM planned WHERE post.id = planned.post_id AND post.state = 'approved'
)
SELECT id, organisation_id, version_id, due_at FROM planned ORDER BY organisation_id, due_at, id
"""  # noqa: S608 (no value of anybody is in it)


@transaction.atomic
def plan(*, now: datetime) -> int:
    """Every approved post gets its publication, due at its slot; one that was moved or approved again is due anew.

    Running it twice, or twice at once, changes nothing more."""
    replannable = [state.value for state in PUBLICATION_MOVES[PublicationMove.REPLAN].sources]
    with connection.cursor() as cursor:
        cursor.execute(PLAN, {"now": now, "batch": BATCH, "replannable": replannable})
        rows = cursor.fetchall()
    for pk, organisation_id, version_id, due_at in rows:
        record("publication.planned", Publication(pk=pk), organisation_id=organisation_id, at=now, by=None,
               version=version_id, due_at=due_at.isoformat())  # fmt: skip
    return len(rows)
