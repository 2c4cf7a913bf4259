"""Asking the network about one post, some time after the call: whether an answer that never came had made it
(`reconciling`), and whether what it confirmed is still there (`verifying`). Looking twice does no harm; acting on it twice is kept
off by the number of the look."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from influence.core.lifecycle import PublicationState

# A look that nobody came back from is made again.
LEASE = timedelta(seconds=150)

CLAIM = """
UPDATE publishing_publication publication SET looks = publication.looks + 1, next_look_at = %(until)s
 WHERE publication.id IN (
       SELECT id FROM publishing_publication
        WHERE next_look_at <= %(now)s AND state = %(state)s
        ORDER BY next_look_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
RETURNING publication.id, publication.looks
"""


@dataclass(frozen=True)
class Look:
    """Its number says whether what it found may still be acted upon."""

    publication_id: int
    nth: int


def claim(state: PublicationState, *, now: datetime, limit: int) -> list[Look]:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"now": now, "until": now + LEASE, "state": state.value, "limit": limit})
        return [Look(pk, nth) for pk, nth in sorted(cursor.fetchall())]
