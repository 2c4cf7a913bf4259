"""Which posts of a file went out through us."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from influence.publishing.models import Publication

# A post has several numbers: its share, its activity. An export may name another one than the publishing call did, and
# each carries the instant at which it was made (linkedin-api.md §3.7, §12.2).
NEAR = timedelta(seconds=5)
_ID = re.compile(r"(?<!\d)\d{15,20}(?!\d)")


@dataclass(frozen=True)
class Match:
    publication: int
    by_address: bool


class Known:
    """The posts of one organisation, by every number that we know of them, and by the instant of their making."""

    def __init__(self, organisation_id: int) -> None:
        rows = list(
            Publication.objects.filter(organisation_id=organisation_id, state="published")
            .exclude(urn="")
            .values_list("pk", "urn", "permalink")
        )
        self.by_id = {number: pk for pk, *names in rows for name in names for number in _ID.findall(name)}
        self.made = sorted((moment(number), pk) for pk, urn, _link in rows for number in _ID.findall(urn))

    def match(self, ids: Iterable[str]) -> Match | None:
        for number in ids:
            if number in self.by_id:
                return Match(self.by_id[number], by_address=True)
        found = {pk for number in ids for pk in self.near(number)}
        return Match(found.pop(), by_address=False) if len(found) == 1 else None

    def near(self, number: str) -> Iterator[int]:
        at, reach = moment(number), NEAR / timedelta(milliseconds=1)
        low = bisect_left(self.made, (at - reach, 0))
        high = bisect_right(self.made, (at + reach, 2**63))
        yield from (pk for _at, pk in self.made[low:high])


def moment(number: str) -> float:
    """In milliseconds; numbers that are no snowflake lie far outside of our time, and near nothing."""
    return int(number) >> 22
