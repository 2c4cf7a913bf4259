"""Do leaders reach other departments than their own? The E-I index and its normalised form T.

E-I: Krackhardt & Stern (1988). T divides by the possible audience on each side, because the raw index
punishes a leader whose own department is small.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from influence.core.measures import ratio


@dataclass(frozen=True)
class Crossing:
    within: int
    cross: int
    possible_within: int
    possible_cross: int


def crossing(
    engaged: Mapping[tuple[str, str], int], *, sizes: Mapping[str, int], home: Mapping[str, str]
) -> Crossing:
    """`engaged[department, leader]`: distinct enrolled employees of that department who engaged with that leader.

    `sizes`: enrolled employees of each department; `home`: each leader's own department.
    """
    within = sum(n for (department, leader), n in engaged.items() if home[leader] == department)
    possible_within = sum(sizes.get(department, 0) for department in home.values())
    return Crossing(
        within=within,
        cross=sum(engaged.values()) - within,
        possible_within=possible_within,
        possible_cross=len(home) * sum(sizes.values()) - possible_within,
    )


def ei_index(c: Crossing) -> float | None:
    """From -1 (everything stays inside) to +1; None when nobody engaged."""
    return ratio(c.cross - c.within, c.cross + c.within)


def transversality(c: Crossing) -> float | None:
    """T: 1 when other departments are as likely to engage as one's own, below 1 in a silo.

    None when there is nothing to compare: one department, or nobody of the leaders' own departments.
    """
    inside = ratio(c.within, c.possible_within)
    outside = ratio(c.cross, c.possible_cross)
    return None if outside is None else ratio(outside, inside)
