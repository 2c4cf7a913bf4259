"""What readers could work out is searched for here by other means than the module's own (it thinks in flows)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influence.core.anonymity import MaskedTable, TooSmall, mask

Cell = tuple[str, str]
WORKED = {("A", "La"): 30, ("B", "La"): 5, ("C", "La"): 1, ("A", "Lb"): 10, ("B", "Lb"): 20, ("C", "Lb"): 4}


def test_a_table_of_large_groups_is_shown_whole() -> None:
    table = mask({("A", "La"): 30, ("B", "La"): 12}, columns=["La"], members={"A": 100, "B": 50})
    assert table.cells == {("A", "La"): 30, ("B", "La"): 12}
    assert (table.row_totals, table.column_totals, table.total) == ({"A": 30, "B": 12}, {"La": 42}, 42)


def test_small_cells_take_another_row_with_them() -> None:
    table = mask(WORKED, columns=["La", "Lb"], members={"A": 100, "B": 50, "C": 20})
    hidden = {cell for cell, value in table.cells.items() if value is None}
    assert hidden == {("B", "La"), ("C", "La"), ("B", "Lb"), ("C", "Lb")}
    assert table.total == 70


def test_a_department_of_fewer_than_ten_is_never_shown() -> None:
    members = {"A": 100, "B": 50, "Petit": 9}
    table = mask({(d, "La"): 9 for d in members}, columns=["La"], members=members)
    assert table.cells["Petit", "La"] is None
    assert table.row_totals["Petit"] is None
    shown = [value for value in table.cells.values() if value is not None]
    assert table.column_totals["La"] is None or len(shown) < 2


def test_that_nobody_engaged_is_hidden_too() -> None:
    table = mask({}, columns=["La"], members={"A": 100, "B": 50})
    assert set(table.cells.values()) == {None}
    assert table.total is None


@pytest.mark.parametrize(("members", "columns"), [({}, ["La"]), ({"A": 20}, []), ({}, [])])
def test_an_empty_table_is_empty(members: dict[str, int], columns: list[str]) -> None:
    assert mask({}, columns=columns, members=members).total is None


@pytest.mark.parametrize(("min_members", "min_persons"), [(4, 5), (10, 4)])
def test_no_setting_goes_below_five(min_members: int, min_persons: int) -> None:
    with pytest.raises(TooSmall):
        mask({}, columns=["La"], members={"A": 20}, min_members=min_members, min_persons=min_persons)


def test_a_higher_threshold_hides_more() -> None:
    members = {"A": 100, "B": 50, "C": 60}
    counts = {(d, c): 8 for d in members for c in ("La", "Lb")}
    assert mask(counts, columns=["La", "Lb"], members=members).cells["A", "La"] == 8
    assert set(mask(counts, columns=["La", "Lb"], members=members, min_persons=9).cells.values()) == {None}


@st.composite
def tables(
    draw: st.DrawFn, *, most: int, rows: int, columns: int
) -> tuple[dict[Cell, int], dict[str, int], list[str]]:
    names = [f"d{n}" for n in range(draw(st.integers(1, rows)))]
    leaders = [f"L{n}" for n in range(draw(st.integers(1, columns)))]
    counts = {(name, leader): draw(st.integers(0, most)) for name in names for leader in leaders}
    largest = {name: max(counts[name, leader] for leader in leaders) for name in names}
    members = {name: largest[name] + draw(st.integers(0, 40)) for name in names}
    return counts, members, leaders


def equations(table: MaskedTable) -> Iterator[tuple[list[Cell], int]]:
    """What a reader knows of the hidden cells: the lines whose total is shown."""
    lines: list[tuple[list[Cell], int | None]] = [
        *(([(r, c) for c in table.columns], table.row_totals[r]) for r in table.rows),
        *(([(r, c) for r in table.rows], table.column_totals[c]) for c in table.columns),
        (list(product(table.rows, table.columns)), table.total),
    ]
    for cells, total in lines:
        if total is not None:
            yield cells, total
    # A line of totals is one more: hidden totals are sums of cells, so only shown ones say something.


def known_values(table: MaskedTable) -> dict[Cell, Fraction]:
    """Gauss-Jordan elimination over everything shown: the hidden cells that linear algebra gives back."""
    hidden = [cell for cell, value in table.cells.items() if value is None]
    rows = []
    for cells, total in equations(table):
        rest = total - sum(table.cells[cell] or 0 for cell in cells)
        rows.append([Fraction(cell in cells) for cell in hidden] + [Fraction(rest)])
    reduced = reduce(rows, width=len(hidden))
    found = {}
    for row in reduced:
        unknown = [index for index, factor in enumerate(row[:-1]) if factor]
        if len(unknown) == 1:
            found[hidden[unknown[0]]] = row[-1] / row[unknown[0]]
    return found


def reduce(rows: list[list[Fraction]], *, width: int) -> list[list[Fraction]]:
    done = 0
    for column in range(width):
        pivot = next((n for n in range(done, len(rows)) if rows[n][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        top = [value / rows[done][column] for value in rows[done]]
        rows = [
            top if n == done else [value - row[column] * t for value, t in zip(row, top, strict=True)]
            for n, row in enumerate(rows)
        ]
        done += 1
    return rows


@settings(max_examples=150, deadline=None)
@given(tables(most=25, rows=6, columns=5))
def test_linear_algebra_gives_no_hidden_cell_back(
    table: tuple[dict[Cell, int], dict[str, int], list[str]],
) -> None:
    counts, members, columns = table
    assert known_values(mask(counts, columns=columns, members=members)) == {}


def possible(table: MaskedTable, *, limits: Mapping[str, int], fixed: Mapping[Cell, int]) -> bool:
    """Is there a table of counts, with these cells, that readers cannot tell from the one shown? (Search.)"""
    hidden = [cell for cell, value in table.cells.items() if value is None and cell not in fixed]
    sums = [
        (
            [cell for cell in cells if cell in hidden],
            total - sum(_value(table, fixed, cell) for cell in cells),
        )
        for cells, total in equations(table)
    ]
    return _fill(hidden, sums, limits=limits)


def _value(table: MaskedTable, fixed: Mapping[Cell, int], cell: Cell) -> int:
    return fixed[cell] if cell in fixed else table.cells[cell] or 0


def _fill(hidden: Sequence[Cell], sums: list[tuple[list[Cell], int]], *, limits: Mapping[str, int]) -> bool:
    if any(rest < 0 or (rest and not cells) for cells, rest in sums):
        return False
    if not hidden:
        return True
    cell, *others = hidden
    bound = min([limits.get(cell[0], 12), *(rest for cells, rest in sums if cell in cells)])
    for value in range(bound, -1, -1):
        left = [
            ([c for c in cells if c != cell], rest - value) if cell in cells else (cells, rest)
            for cells, rest in sums
        ]
        if _fill(others, left, limits=limits):
            return True
    return False


@settings(max_examples=60, deadline=None)
@given(tables(most=9, rows=3, columns=3))
def test_no_reader_can_tell_a_hidden_count_nor_that_it_is_small(
    table: tuple[dict[Cell, int], dict[str, int], list[str]],
) -> None:
    counts, members, columns = table
    shown = mask(counts, columns=columns, members=members)
    limits = {name: size for name, size in members.items() if size >= 10}
    for cell, value in shown.cells.items():
        if value is None:
            true = counts[cell]
            others = range(5, 10) if true < 5 else (true + 1, true - 1)
            assert any(possible(shown, limits=limits, fixed={cell: other}) for other in others)


@settings(max_examples=100, deadline=None)
@given(tables(most=25, rows=6, columns=5))
def test_what_is_shown_is_true_and_large_enough(
    table: tuple[dict[Cell, int], dict[str, int], list[str]],
) -> None:
    counts, members, columns = table
    shown = mask(counts, columns=columns, members=members)
    for cell, value in shown.cells.items():
        assert value is None or (value == counts[cell] >= 5 and members[cell[0]] >= 10)
    for row, total in shown.row_totals.items():
        assert total is None or total == sum(counts[row, column] for column in columns)
    for column, total in shown.column_totals.items():
        assert total is None or total == sum(counts[row, column] for row in members)
    assert shown.total in (None, sum(counts.values()))


def test_a_count_of_days_is_hidden_where_too_few_persons_stand_behind_it() -> None:
    """Twenty person-days of one eager person are still one person."""
    counts = {
        ("Soins", "Claire"): 20,
        ("Urgences", "Claire"): 30,
        ("Soins", "Karim"): 40,
        ("Urgences", "Karim"): 50,
    }
    table = mask(
        counts, columns=["Claire", "Karim"], members={"Soins": 20, "Urgences": 20}, days=30,
        also_hidden=[("Soins", "Claire")],
    )  # fmt: skip
    assert table.cells["Soins", "Claire"] is None
    assert sum(value is None for value in table.cells.values()) > 1 or table.row_totals["Soins"] is None
