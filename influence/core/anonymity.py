"""Which cells of a department table may be shown, beside sums of groups of its cells.

A table counts persons: a row is a department, a column is a leader. A cell is hidden when its department has fewer than
ten members or when it counts fewer than five persons. Hiding those is not enough: T tells how many person-days stayed
within the leaders' own departments and how many did not, so readers know of the hidden cells of each of these groups
their sum. None of them can be worked out, nor be said to be below the threshold, as long as there are at least two and
their sum reaches it: each could be any number from nothing to that sum. (Market practice calls it the remainder rule,
domain.md §3.4.) Totals of lines are never shown: beside them the rule would not do.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

MEMBERS = 10
PERSONS = 5
FLOOR = 5
"""No setting goes below it."""

Cell = tuple[str, str]


class TooSmall(ValueError):
    """A threshold below five."""


@dataclass(frozen=True)
class Shown:
    """None stands for hidden. `groups_told`: the sum of each group may be told; `total`: of all cells, where it may be."""

    cells: Mapping[Cell, int | None]
    groups_told: bool
    total: int | None


def mask_groups(
    counts: Mapping[Cell, int],
    *,
    groups: Sequence[Collection[Cell]],
    members: Mapping[str, int],
    min_members: int = MEMBERS,
    min_persons: int = PERSONS,
    also_hidden: Collection[Cell] = (),
) -> Shown:
    """`counts[department, column]` (missing is none); `groups` hold every cell of the table once. Where a group is too
    small to be told, only the sum of all cells is, under the same rule; where that is too small, nothing."""
    if min(min_members, min_persons) < FLOOR:
        raise TooSmall(f"{min_members}, {min_persons}")
    values = {cell: counts.get(cell, 0) for group in groups for cell in group}
    hidden = {
        cell
        for cell, value in values.items()
        if value < min_persons or members.get(cell[0], 0) < min_members or cell in also_hidden
    }
    whole = [frozenset(values)]
    for told in (groups, whole):
        more = _completed(hidden, groups=told, values=values, min_persons=min_persons)
        if more is not None:
            return Shown(_cells(values, more), groups_told=told is groups, total=sum(values.values()))
    return Shown(_cells(values, set(values)), groups_told=False, total=None)


def _completed(
    hidden: Collection[Cell],
    *,
    groups: Sequence[Collection[Cell]],
    values: Mapping[Cell, int],
    min_persons: int,
) -> set[Cell] | None:
    """The hidden cells and those that must be hidden with them, the smallest first; None where no number suffices."""
    found = set(hidden)
    for group in groups:
        waiting = sorted(set(group) - found, key=lambda cell: (values[cell], cell), reverse=True)
        while not _holds(found & set(group), values=values, min_persons=min_persons):
            if not waiting:
                return None
            found.add(waiting.pop())
    return found


def _holds(hidden: Collection[Cell], *, values: Mapping[Cell, int], min_persons: int) -> bool:
    return not hidden or (len(hidden) >= 2 and sum(values[cell] for cell in hidden) >= min_persons)


def _cells(values: Mapping[Cell, int], hidden: Collection[Cell]) -> dict[Cell, int | None]:
    return {cell: None if cell in hidden else value for cell, value in values.items()}
