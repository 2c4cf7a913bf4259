"""When a publication is read, and what is asked then: often while it is young, then rarely (linkedin-api.md §12.3).

Each figure of a member's analytics is a call of its own, and there are 100 calls a day for a member and 500 for an app on
the narrowest quota (linkedin-api.md §2.9), of which readings get a part: the whole plan costs about 40 calls a post
(`bin/influence bench linkedin` measures it).

- Until 167 h no two readings of who reacted are more than 36 h apart, so that every employee's act is read while it may
  still be told apart from the public's (`actions.READABLE`), with ten hours to spare for whatever is late.
- The last of them falls just before seven days: figures of posts are compared at that age (domain.md §1.6, R-1.11), and
  acts of employees count until then, so that both sides of the share are of the same days.
- From six hours on a snapshot holds all figures or is not taken: the last one of a month has its impressions.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from influence.networks.ports import Purpose


class Ask(StrEnum):
    """Part of a reading. COUNTS is one call (two for a page), AUDIENCE three more (none for a page), ACTS one or two."""

    COUNTS = "counts"
    AUDIENCE = "audience"
    ACTS = "acts"


ALL = frozenset(Ask)


@dataclass(frozen=True)
class Moment:
    age: timedelta
    asks: frozenset[Ask]


FIGURES, WHO = frozenset({Ask.COUNTS, Ask.AUDIENCE}), frozenset({Ask.ACTS})

MOMENTS = (
    # Is it still there? Some posts are reported to vanish after their 201 (linkedin-api.md §3.4).
    Moment(timedelta(seconds=10), frozenset({Ask.COUNTS})),
    Moment(timedelta(minutes=10), frozenset({Ask.COUNTS, Ask.ACTS})),
    Moment(timedelta(hours=1), frozenset({Ask.COUNTS, Ask.ACTS})),
    Moment(timedelta(hours=6), ALL),
    Moment(timedelta(hours=24), ALL),
    Moment(timedelta(hours=60), WHO),
    Moment(timedelta(hours=96), ALL),
    Moment(timedelta(hours=132), WHO),
    Moment(timedelta(hours=167), ALL),
    # Nobody's act counts for the post any more.
    Moment(timedelta(days=30), FIGURES),
)
AGES = tuple(moment.age for moment in MOMENTS)

# Employees' acts count until this age of the post, as all engagements do.
COUNTED = timedelta(days=7)
# A moment that is missed by more than this is not made up for.
LAST = AGES[-1] + timedelta(days=2)
YOUNG = timedelta(hours=48)
# A notice from the network asks for an early reading: no two closer than this, nor than a twelfth of the post's age.
EARLY = timedelta(minutes=5)


def asks_at(age: timedelta, *, since: timedelta | None) -> frozenset[Ask]:
    """What a reading at this age asks: all that was to be asked since the age of the one before (None: never read).
    What was missed is made up for; where nothing was (a notice brought the reading forward), all that still moves is asked."""
    first = bisect_right(AGES, since) if since is not None else 0
    missed = MOMENTS[first : bisect_right(AGES, age)]
    if not missed:
        return ALL if age < COUNTED else FIGURES
    return frozenset[Ask]().union(*(moment.asks for moment in missed))


def next_after(age: timedelta) -> timedelta | None:
    """The age of the next reading; None after the last."""
    passed = bisect_right(AGES, age)
    return AGES[passed] if passed < len(AGES) else None


def next_reading(published_at: datetime, *, now: datetime) -> datetime | None:
    age = next_after(now - published_at)
    return None if age is None else published_at + age


def early_reading(*, published_at: datetime, read_at: datetime | None, now: datetime) -> datetime:
    """When a notice that came now may have the post read."""
    if read_at is None:
        return now
    return max(now, read_at + max(EARLY, (now - published_at) / 12))


def purpose_at(age: timedelta) -> Purpose:
    return Purpose.YOUNG if age < YOUNG else Purpose.OLD
