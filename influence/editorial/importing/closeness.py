"""Rows that would stand closer to another post than the organisation wants. Nothing is kept out of the calendar because
of it: they become drafts, and a draft is asked about when somebody submits it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from influence.editorial.importing.columns import FRENCH, Column
from influence.editorial.importing.plans import Planned, Problem
from influence.editorial.spacing import PLANNED, Place, placed, places, too_close
from influence.people.models import Organisation
from influence.safeguards.policies import policy_of


def close(rows: Sequence[Planned], *, organisation: Organisation) -> Iterator[Problem]:
    """Against the calendar, and against the rows above it in the file."""
    new = [row for row in rows if row.is_new]
    if not new:
        return
    policy = policy_of(organisation)
    reach = max(policy.min_gap, policy.spacing)
    times = [row.slot.at for row in new]
    posts = placed(organisation.pk, since=min(times) - reach, until=max(times) + reach, states=PLANNED)
    others = [(0, there) for there in places(posts)] + [
        (row.line, Place(row.leader, row.slot.at)) for row in new
    ]
    others.sort(key=lambda other: other[1].at)
    instants = [there.at for _line, there in others]
    for row in new:
        around = slice(
            bisect_left(instants, row.slot.at - reach), bisect_right(instants, row.slot.at + reach)
        )
        above = [there for line, there in others[around] if line < row.line]
        for conflict in too_close(Place(row.leader, row.slot.at), above, policy=policy):
            yield Problem(row.line, FRENCH[Column.TIME], str(conflict))
