"""Which cells of a department table may be shown.

A table counts persons: a row is a department, a column is a leader (or a kind), with totals on both sides.
A cell is hidden when its department has fewer than ten members or when it counts fewer than five persons.
Hiding those is not enough: a total minus its other cells gives a hidden one back. So more cells, or totals,
are hidden until nothing published says a hidden number, nor that it is below five.

The test for it. Rows and columns, with one more of each for the totals, are the two sides of a graph whose
edges are the cells; a total is counted negatively, so each line adds up to zero. Readers know the edges that are
shown. Any other table that they cannot tell from ours differs from it by flows around cycles of hidden edges
that leave no count below zero. A hidden cell is safe if enough can flow round through it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

MEMBERS = 10
PERSONS = 5
FLOOR = 5
"""No setting goes below it."""

_TOTAL = ""  # The name of the line of totals: no department and no leader is called so.

Cell = tuple[str, str]


class TooSmall(ValueError):
    """A threshold below five, or a line without a name."""


@dataclass(frozen=True)
class MaskedTable:
    """None stands for hidden. A channel that shows the table (page, mail, PDF) shows this one, never another cut of it."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[Cell, int | None]
    row_totals: Mapping[str, int | None]
    column_totals: Mapping[str, int | None]
    total: int | None


def mask(
    counts: Mapping[Cell, int], *, members: Mapping[str, int], min_members: int = MEMBERS, min_persons: int = PERSONS
) -> MaskedTable:
    """`counts[department, column]`: persons (missing is none); `members`: the enrolled members of every department."""
    if min(min_members, min_persons) < FLOOR or _TOTAL in members:
        raise TooSmall(f"{min_members}, {min_persons}")
    rows = tuple(members)
    columns = tuple(dict.fromkeys(column for _, column in counts))
    values = _with_totals(counts, rows=rows, columns=columns)
    hidden = {
        edge for edge, value in values.items() if value < min_persons or members.get(edge[0], min_members) < min_members
    }
    _complete(hidden, values=values, min_persons=min_persons)
    return _published(values, hidden=hidden, rows=rows, columns=columns)


def _with_totals(counts: Mapping[Cell, int], *, rows: Iterable[str], columns: Iterable[str]) -> dict[Cell, int]:
    values = {(row, column): counts.get((row, column), 0) for row in rows for column in columns}
    whole = dict(values)
    for (row, column), value in values.items():
        for edge in ((row, _TOTAL), (_TOTAL, column), (_TOTAL, _TOTAL)):
            whole[edge] = whole.get(edge, 0) + value
    return whole


def _complete(hidden: set[Cell], *, values: Mapping[Cell, int], min_persons: int) -> None:
    """Hide more until every hidden cell is safe. Ends: with everything hidden, nothing is known."""
    waiting = deque(sorted(hidden))
    while waiting:
        edge = waiting.popleft()
        if _is_safe(edge, hidden=hidden, values=values, min_persons=min_persons):
            continue
        partner = _partner(edge, hidden=hidden, values=values)
        hidden.add(partner)
        waiting.extend((edge, partner))


def _partner(edge: Cell, *, hidden: set[Cell], values: Mapping[Cell, int]) -> Cell:
    """The next one to hide: in the same line if one is left there, a cell before a total, the smallest first."""
    shown = [other for other in values if other not in hidden]
    return min(shown, key=lambda other: (not _in_line(edge, other), _is_total(other), values[other], other))


def _in_line(edge: Cell, other: Cell) -> bool:
    return edge[0] == other[0] or edge[1] == other[1]


def _is_total(edge: Cell) -> bool:
    return _TOTAL in edge


def _is_safe(edge: Cell, *, hidden: set[Cell], values: Mapping[Cell, int], min_persons: int) -> bool:
    """Could the hidden value be one more, and at least the threshold, for all that readers know?"""
    return _room(edge, hidden=hidden, values=values, enough=max(min_persons - values[edge], 1))


# A vertex of the graph: (0, row) or (1, column).
_Vertex = tuple[int, str]


def _room(edge: Cell, *, hidden: set[Cell], values: Mapping[Cell, int], enough: int) -> bool:
    """Can `enough` more units go through the edge and come back by the other hidden edges? (Ford and Fulkerson.)"""
    room = _arcs(hidden - {edge}, values=values)
    tail, head = _ends(edge)
    return all(_push(room, start=head, goal=tail) for _ in range(enough))


def _arcs(edges: Iterable[Cell], *, values: Mapping[Cell, int]) -> dict[_Vertex, dict[_Vertex, float]]:
    room: dict[_Vertex, dict[_Vertex, float]] = {}
    for edge in edges:
        tail, head = _ends(edge)
        # A count may grow without limit for all that readers know, and shrink no further than to zero.
        room.setdefault(tail, {})[head] = float("inf")
        room.setdefault(head, {})[tail] = values[edge]
    return room


def _ends(edge: Cell) -> tuple[_Vertex, _Vertex]:
    """(from, to) of the arc along which the edge's own count grows: totals run the other way."""
    row, column = (0, edge[0]), (1, edge[1])
    return (column, row) if (edge[0] == _TOTAL) != (edge[1] == _TOTAL) else (row, column)


def _push(room: dict[_Vertex, dict[_Vertex, float]], *, start: _Vertex, goal: _Vertex) -> bool:
    came_from = _search(room, start=start, goal=goal)
    if goal not in came_from:
        return False
    here = goal
    while here != start:
        before = came_from[here]
        room[before][here] -= 1
        room[here][before] += 1
        here = before
    return True


def _search(room: Mapping[_Vertex, Mapping[_Vertex, float]], *, start: _Vertex, goal: _Vertex) -> dict[_Vertex, _Vertex]:
    came_from = {start: start}
    queue = deque([start])
    while queue and goal not in came_from:
        here = queue.popleft()
        for there, left in room.get(here, {}).items():
            if left > 0 and there not in came_from:
                came_from[there] = here
                queue.append(there)
    return came_from


def _published(
    values: Mapping[Cell, int], *, hidden: set[Cell], rows: tuple[str, ...], columns: tuple[str, ...]
) -> MaskedTable:
    def shown(row: str, column: str) -> int | None:
        return None if (row, column) in hidden else values.get((row, column), 0)

    return MaskedTable(
        rows=rows,
        columns=columns,
        cells={(row, column): shown(row, column) for row in rows for column in columns},
        row_totals={row: shown(row, _TOTAL) for row in rows},
        column_totals={column: shown(_TOTAL, column) for column in columns},
        total=shown(_TOTAL, _TOTAL),
    )
