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
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

MEMBERS = 10
PERSONS = 5
FLOOR = 5
"""No setting goes below it."""

TOTAL = ""  # The name of the line of totals: no department and no leader is called so.

Cell = tuple[str, str]


class TooSmall(ValueError):
    """A threshold below five."""


@dataclass(frozen=True)
class MaskedTable:
    """None stands for hidden. Every channel (page, mail, PDF) shows this table, never another cut of it."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[Cell, int | None]
    row_totals: Mapping[str, int | None]
    column_totals: Mapping[str, int | None]
    total: int | None


@dataclass(frozen=True)
class _Table:
    values: Mapping[Cell, int]
    limits: Mapping[str, int]
    min_persons: int


def mask(
    counts: Mapping[Cell, int],
    *,
    columns: Sequence[str],
    members: Mapping[str, int],
    min_members: int = MEMBERS,
    min_persons: int = PERSONS,
    days: int = 1,
    also_hidden: Collection[Cell] = (),
) -> MaskedTable:
    """`counts[department, column]`: persons (missing is none); `members`: the enrolled members of every department.

    Persons counted day by day: `days` says over how many, and `also_hidden` names the cells, and the totals with ""
    for the other side, whose persons may be fewer than the count says."""
    if min(min_members, min_persons) < FLOOR:
        raise TooSmall(f"{min_members}, {min_persons}")
    values = _with_totals(counts, rows=tuple(members), columns=columns)
    limits = {row: size * days for row, size in members.items() if size >= min_members}
    hidden = {
        (row, column)
        for (row, column), value in values.items()
        if value < min_persons or (row != TOTAL and row not in limits)
    } | {cell for cell in also_hidden if cell in values}
    _complete(hidden, table=_Table(values=values, limits=limits, min_persons=min_persons))
    return _published(values, hidden=hidden, rows=tuple(members), columns=tuple(columns))


def _with_totals(
    counts: Mapping[Cell, int], *, rows: Iterable[str], columns: Iterable[str]
) -> dict[Cell, int]:
    values = {(row, column): counts.get((row, column), 0) for row in rows for column in columns}
    whole = dict(values)
    for (row, column), value in values.items():
        for edge in ((row, TOTAL), (TOTAL, column), (TOTAL, TOTAL)):
            whole[edge] = whole.get(edge, 0) + value
    return whole


def _complete(hidden: set[Cell], *, table: _Table) -> None:
    """Hide more until every hidden cell is safe. Ends: with everything hidden, nothing is known."""
    waiting = deque(sorted(hidden))
    while waiting:
        edge = waiting.popleft()
        if _is_safe(edge, hidden=hidden, table=table):
            continue
        partner = _partner(edge, hidden=hidden, values=table.values)
        hidden.add(partner)
        waiting.extend((edge, partner))


def _partner(edge: Cell, *, hidden: set[Cell], values: Mapping[Cell, int]) -> Cell:
    """The next one to hide: in the same line, a cell before a total, beside most hidden ones, the smallest."""

    def cost(other: Cell) -> tuple[bool, bool, int, int, Cell]:
        beside = sum(_in_line(other, one) for one in hidden)
        return not _in_line(edge, other), _is_total(other), -beside, values[other], other

    return min((other for other in values if other not in hidden), key=cost)


def _in_line(edge: Cell, other: Cell) -> bool:
    return edge[0] == other[0] or edge[1] == other[1]


def _is_total(edge: Cell) -> bool:
    return TOTAL in edge


def _is_safe(edge: Cell, *, hidden: set[Cell], table: _Table) -> bool:
    """Could the hidden value be another one, and at least the threshold, for all that readers know?"""
    value = table.values[edge]
    if value < table.min_persons:
        return _has_room(edge, hidden=hidden, table=table, units=table.min_persons - value)
    return any(_has_room(edge, hidden=hidden, table=table, units=units) for units in (1, -1))


# A vertex of the graph: (0, row) or (1, column).
_Vertex = tuple[int, str]
_Room = dict[_Vertex, dict[_Vertex, float]]


def _has_room(edge: Cell, *, hidden: set[Cell], table: _Table, units: int) -> bool:
    """Can the count change by so many units if the other hidden ones make up for it? (Ford and Fulkerson.)"""
    room = _arcs(hidden - {edge}, table=table)
    tail, head = _ends(edge)
    start, goal = (head, tail) if units > 0 else (tail, head)
    return _can_grow(edge, by=units, table=table) and all(
        _push(room, start=start, goal=goal) for _ in range(abs(units))
    )


def _can_grow(edge: Cell, *, by: int, table: _Table) -> bool:
    return 0 <= table.values[edge] + by <= _most(edge, table=table)


def _most(edge: Cell, *, table: _Table) -> float:
    """No more persons than the department has, where readers may know how many it has."""
    known = float("inf") if _is_total(edge) else table.limits.get(edge[0], float("inf"))
    return max(known, table.values[edge])


def _arcs(edges: Iterable[Cell], *, table: _Table) -> _Room:
    room: _Room = {}
    for edge in edges:
        tail, head = _ends(edge)
        room.setdefault(tail, {})[head] = _most(edge, table=table) - table.values[edge]
        room.setdefault(head, {})[tail] = table.values[edge]
    return room


def _ends(edge: Cell) -> tuple[_Vertex, _Vertex]:
    """(from, to) of the arc along which the edge's own count grows: totals run the other way."""
    row, column = (0, edge[0]), (1, edge[1])
    return (column, row) if (edge[0] == TOTAL) != (edge[1] == TOTAL) else (row, column)


def _push(room: _Room, *, start: _Vertex, goal: _Vertex) -> bool:
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


def _search(room: _Room, *, start: _Vertex, goal: _Vertex) -> dict[_Vertex, _Vertex]:
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
        return None if (row, column) in hidden else values.get((row, column))

    return MaskedTable(
        rows=rows,
        columns=columns,
        cells={(row, column): shown(row, column) for row in rows for column in columns},
        row_totals={row: shown(row, TOTAL) for row in rows},
        column_totals={column: shown(TOTAL, column) for column in columns},
        total=shown(TOTAL, TOTAL),
    )
