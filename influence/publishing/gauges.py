"""What the rows say of the machinery's health, of the whole house: numbers and moments, nobody's name. Each question reads
an index that holds what is not over, so that a million publications that are out cost nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import connection, transaction

from influence.publishing.fitness import FIT
from influence.publishing.lateness import FIRST_MOMENT, JOIN_POLICY, LAST_MOMENT
from influence.publishing.policy import BY_HAND, FOLLOW_UP, LOOKED_FOR, UPLOAD_LEAD

# Beyond its bound a row is stuck once those who should have moved it had a few turns more: each second, or each minute.
SOON, LATER = timedelta(minutes=2), timedelta(minutes=10)
# A file may wait behind films; by then its post is an hour and a half ahead at the most.
FILE_WAITS = timedelta(minutes=30)

# Every state that is not an end.
OPEN = ("due", "claimed", "sending", "unclear", "held")


class Stuck(StrEnum):
    """What may be beyond its bound (docs/publishing.md has the table)."""

    APPROVED = "approved"
    DUE = "due"
    CLAIMED = "claimed"
    SENDING = "sending"
    UNCLEAR = "unclear"
    HELD = "held"
    CHECKED = "checked"
    UPLOAD = "upload"
    COMMENT = "comment"
    CHANGE = "change"
    MAIL = "mail"


_PLACED = f"""publishing_publication publication JOIN editorial_post post ON post.id = publication.post_id {JOIN_POLICY}"""
_OVER = f"publication.due_at < %(soon)s AND {LAST_MOMENT} < %(soon)s"
_POST_OVER = LAST_MOMENT.replace("publication.due_at", "slot.at")

# Since when, and from where: what is beyond its bound.
BEYOND: dict[Stuck, tuple[str, str]] = {
    Stuck.APPROVED: (
        "slot.at",
        f"""editorial_post post JOIN editorial_slot slot ON slot.id = post.slot_id
            LEFT JOIN safeguards_policy policy ON policy.organisation_id = post.organisation_id
      WHERE post.state = 'approved' AND {_POST_OVER} < %(soon)s""",
    ),
    Stuck.DUE: ("publication.due_at", f"{_PLACED} WHERE publication.state = 'due' AND {_OVER}"),
    Stuck.HELD: (
        "publication.due_at",
        f"""{_PLACED} WHERE publication.state = 'held' AND {_OVER}
        AND (publication.problem <> 'by_hand' OR publication.due_at < %(soon)s - %(by_hand)s)""",
    ),
    Stuck.CLAIMED: (
        "claimed_until", "publishing_publication WHERE state = 'claimed' AND claimed_until < %(soon)s",
    ),
    Stuck.SENDING: (
        "claimed_until", "publishing_publication WHERE state = 'sending' AND claimed_until < %(soon)s",
    ),
    Stuck.UNCLEAR: (
        "next_look_at", "publishing_publication WHERE next_look_at < %(later)s AND state = 'unclear'",
    ),
    Stuck.CHECKED: (
        "next_look_at", "publishing_publication WHERE next_look_at < %(later)s AND state = 'published'",
    ),
    Stuck.UPLOAD: (
        "COALESCE(upload.claimed_until, upload.next_look_at, upload.changed_at)",
        """publishing_upload upload JOIN publishing_publication publication ON publication.id = upload.publication_id
      WHERE upload.state IN ('waiting', 'uploading', 'processing') AND publication.state = 'due'
        AND publication.due_at < %(files)s
        AND COALESCE(upload.claimed_until, upload.next_look_at, upload.changed_at)
            < CASE upload.state WHEN 'uploading' THEN %(later)s ELSE %(now)s - %(file_waits)s END""",
    ),
    Stuck.COMMENT: (
        "comment.changed_at",
        """publishing_firstcomment comment JOIN publishing_publication publication ON publication.id = comment.publication_id
      WHERE comment.state IN ('waiting', 'sending', 'unclear')
        AND CASE comment.state WHEN 'sending' THEN comment.claimed_until < %(later)s
                 WHEN 'waiting' THEN publication.published_at < %(later)s - %(follow_up)s
                 ELSE comment.next_attempt_at IS NOT NULL AND comment.attempted_at < %(later)s - %(looked_for)s END""",
    ),
    Stuck.CHANGE: (
        "change.next_attempt_at",
        """publishing_change change JOIN publishing_publication publication ON publication.id = change.publication_id
      WHERE change.state = 'ready' AND change.next_attempt_at < %(later)s AND publication.state = 'published'
        AND (change.claimed_until IS NULL OR change.claimed_until < %(later)s)""",
    ),
    Stuck.MAIL: (
        "since",
        """(SELECT next_attempt_at AS since FROM outbox_message WHERE state = 'queued' AND next_attempt_at < %(later)s
         UNION ALL SELECT claimed_until FROM outbox_message WHERE state = 'sending' AND claimed_until < %(later)s) mail""",
    ),
}  # fmt: skip

STUCK = " UNION ALL ".join(
    f"SELECT '{kind}', count(*), min({since}) FROM {rows}"  # noqa: S608 (no value of anybody is in it)
    for kind, (since, rows) in BEYOND.items()
)
# Each by itself: the server takes the index that holds this state alone.
STATES = " UNION ALL ".join(
    f"SELECT '{state}', count(*), min({'changed_at' if state == 'unclear' else 'due_at'}) FROM publishing_publication WHERE state = '{state}'"  # noqa: S608
    for state in OPEN
)
OVERDUE = "SELECT min(due_at) FROM publishing_publication WHERE state = 'due' AND due_at <= %(now)s"
# Nothing stands in its way, and nobody takes it. As in the claim, joined in the order in which it is written.
READY = f"""SET LOCAL join_collapse_limit = 1;
SELECT min(greatest({FIRST_MOMENT}, publication.next_attempt_at, publication.changed_at)) {FIT}
   AND publication.state = 'due' AND (publication.next_attempt_at IS NULL OR publication.next_attempt_at <= %(now)s)"""


@dataclass(frozen=True)
class Pending:
    """How many, and since when the oldest."""

    count: int
    since: datetime | None


@dataclass(frozen=True)
class Gauges:
    """`overdue`: since when the oldest post waits whose slot has come, for whatever reason; `ready`: without any."""

    states: Mapping[str, Pending]
    overdue: datetime | None
    ready: datetime | None
    stuck: Mapping[Stuck, Pending]


@transaction.atomic
def gauges(*, now: datetime) -> Gauges:
    overdue = moment(OVERDUE, {"now": now})
    return Gauges(
        states=pending(STATES, {}),
        overdue=overdue,
        ready=moment(READY, {"now": now}) if overdue else None,
        stuck={Stuck(kind): found for kind, found in pending(STUCK, bounds(now)).items()},
    )


def bounds(now: datetime) -> dict[str, Any]:
    return {
        "now": now, "soon": now - SOON, "later": now - LATER, "files": now + UPLOAD_LEAD - FILE_WAITS, "file_waits": FILE_WAITS,
        "by_hand": BY_HAND, "follow_up": FOLLOW_UP, "looked_for": LOOKED_FOR,
    }  # fmt: skip


def pending(sql: str, values: Mapping[str, Any]) -> dict[str, Pending]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return {name: Pending(count, since) for name, count, since in cursor.fetchall()}


def moment(sql: str, values: Mapping[str, Any]) -> datetime | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        if cursor.description is None:
            cursor.nextset()
        found: datetime | None = cursor.fetchone()[0]
        return found
