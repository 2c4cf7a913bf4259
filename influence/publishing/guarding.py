"""What safeguards do to publications whose slot has come: held for what stands in their way, let go when a person's word
or an embargo's own end says so, and handed to a person after a freeze or a period. Nothing here lets anything out: the
claim and `sending.begin` ask the same conditions (safeguards.sql)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from influence.core.lifecycle import PublicationMove, PublicationState
from influence.editorial.models import Post
from influence.journal.actions import record
from influence.networks.errors import Reason
from influence.publishing import telling_holds
from influence.publishing.lateness import JOIN_POLICY, LAST_MOMENT
from influence.publishing.models import Publication
from influence.publishing.moves import BATCH, FREE, each, shift
from influence.publishing.problems import Problem
from influence.safeguards.sql import EMBARGOED, FROZEN, SILENCED, UNCLEARED, UNCONFIRMED

STANDING = f"""
SELECT publication.id, publication.organisation_id, publication.post_id, publication.state, publication.problem,
       CASE WHEN {FROZEN} THEN '{Problem.FROZEN}' WHEN {SILENCED} THEN '{Problem.QUIET}'
            WHEN {UNCONFIRMED} THEN '{Problem.TO_CONFIRM}' WHEN {EMBARGOED} THEN '{Problem.EMBARGO}'
            WHEN {UNCLEARED} THEN '{Problem.NOT_CLEARED}' ELSE '' END AS standing
  FROM publishing_publication publication
  JOIN editorial_post post
    ON post.id = publication.post_id AND post.state = 'scheduled' AND post.version_id = publication.version_id
  JOIN editorial_slot slot ON slot.id = post.slot_id AND slot.at = publication.due_at
  JOIN editorial_version version ON version.id = publication.version_id
  {JOIN_POLICY}
 WHERE publication.state IN ('due', 'held') AND publication.due_at <= %(now)s
   AND ({LAST_MOMENT} >= %(now)s OR publication.problem = '{Reason.BY_HAND}')
"""  # noqa: S608 (no value of anybody is in it)

# What a person confirms once it is over; the others end by a person's word of their own.
WAITS_FOR_A_PERSON = frozenset({Problem.FROZEN, Problem.QUIET, Problem.TO_CONFIRM})
ENDS_BY_ITSELF = frozenset({Problem.EMBARGO, Problem.NOT_CLEARED})


@dataclass(frozen=True)
class Standing:
    """One publication: what it is held for (`kept`), and what stands in its way now (`found`; "" for nothing)."""

    publication_id: int
    organisation_id: int
    post_id: int
    state: str
    kept: str
    found: str

    @property
    def becomes(self) -> str | None:
        """The problem that it is to be held for; "" where it is let go, None where it stays as it is."""
        if self.state == PublicationState.DUE:
            return self.found or None
        wanted = self.wanted
        return None if wanted == self.kept else wanted

    @property
    def wanted(self) -> str:
        if self.kept in WAITS_FOR_A_PERSON:
            return self.found if self.found in (Problem.FROZEN, Problem.QUIET) else Problem.TO_CONFIRM
        if self.kept in ENDS_BY_ITSELF:
            return self.found
        # Held for its account: nobody shall paste by hand, or reconnect for, what may not go out.
        return self.found or self.kept


def guard(*, now: datetime) -> int:
    """All that safeguards hold, hand on and let go now; one transaction, and one mail a person, for each organisation."""
    houses = sorted({one.organisation_id for one in standing(now) if one.becomes is not None})

    @transaction.atomic
    def act(organisation_id: int) -> int:
        moving = settled(organisation_id, now=now)
        return sum(moved(rows, to=problem, now=now) for problem, rows in moving.items())

    return each(houses, act)


def settled(organisation_id: int, *, now: datetime) -> dict[str, list[Publication]]:
    """By what they become; the rows are ours until this transaction ends. What another one has in hand has its turn next time."""
    wanted = [one for one in standing(now, organisation_id=organisation_id) if one.becomes is not None][
        :BATCH
    ]
    posts = sorted({one.post_id for one in wanted})
    ours = list(
        Post.objects.select_for_update(skip_locked=True).filter(pk__in=posts).order_by("pk").values_list("pk", flat=True)
    )  # fmt: skip
    rows = {row.pk: row for row in locked_of(ours)}
    # Asked again, now that nobody else can change them.
    again = standing(now, organisation_id=organisation_id, of=list(rows)) if rows else []
    moving: dict[str, list[Publication]] = defaultdict(list)
    for one in again:
        if one.becomes is not None:
            moving[one.becomes].append(rows[one.publication_id])
    return moving


def locked_of(posts: Collection[int]) -> list[Publication]:
    return list(
        Publication.objects.select_for_update(of=("self",))
        .select_related("organisation", "version", "account__through", "post__leader__user", "post__slot")
        .filter(post__in=posts)
        .order_by("due_at", "pk")
    )


def standing(
    now: datetime, *, organisation_id: int | None = None, of: Collection[int] = ()
) -> list[Standing]:
    narrower = " AND publication.organisation_id = %(organisation)s" if organisation_id else ""
    narrower += " AND publication.id = ANY(%(of)s)" if of else ""
    with connection.cursor() as cursor:
        cursor.execute(STANDING + narrower, {"now": now, "organisation": organisation_id, "of": list(of)})
        return [Standing(*row) for row in cursor.fetchall()]


def moved(rows: list[Publication], *, to: str, now: datetime) -> int:
    done = [row for row in rows if put(row, to=to, now=now)]
    if to and done:
        telling_holds.held(done, problem=to, at=now)
    for row in done:
        verb, details = ("publication.held", {"problem": to}) if to else ("publication.released", {})
        record(verb, row, organisation_id=row.organisation_id, at=now, by=None, **details)
    return len(done)


def put(row: Publication, *, to: str, now: datetime) -> bool:
    if not to:
        return shift(row, PublicationMove.RELEASE, at=now, problem="", next_attempt_at=None, **FREE)
    if row.state != PublicationState.HELD:
        return shift(row, PublicationMove.HOLD, at=now, problem=to, next_attempt_at=None, **FREE)
    held = Publication.objects.filter(pk=row.pk, state=PublicationState.HELD, problem=row.problem)
    row.problem = to
    return bool(held.update(problem=to, changed_at=now))
