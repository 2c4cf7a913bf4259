"""What readers could work out is searched for by trying every other table that shows them the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influence.core.anonymity import Shown, TooSmall, mask_groups

Cell = tuple[str, str]
WORKED = {("A", "La"): 30, ("B", "La"): 5, ("C", "La"): 1, ("A", "Lb"): 10, ("B", "Lb"): 20, ("C", "Lb"): 4}
WITHIN = [("A", "La"), ("B", "Lb")]
CROSS = [cell for cell in WORKED if cell not in WITHIN]
MEMBERS = {"A": 100, "B": 50, "C": 20}


def test_the_worked_example_shows_all_but_its_two_small_cells() -> None:
    shown = mask_groups(WORKED, groups=[WITHIN, CROSS], members=MEMBERS)
    assert {cell for cell, value in shown.cells.items() if value is None} == {("C", "La"), ("C", "Lb")}
    assert (shown.groups_told, shown.total) == (True, 70)


def test_a_lone_hidden_cell_takes_the_smallest_of_its_group_with_it() -> None:
    shown = mask_groups(WORKED | {("C", "Lb"): 9}, groups=[WITHIN, CROSS], members=MEMBERS)
    assert {cell for cell, value in shown.cells.items() if value is None} == {("C", "La"), ("B", "La")}


def test_hidden_cells_that_sum_below_the_threshold_take_another() -> None:
    shown = mask_groups(WORKED | {("C", "Lb"): 2}, groups=[WITHIN, CROSS], members=MEMBERS)
    assert shown.cells["B", "La"] is None
    assert shown.groups_told


def test_a_group_too_small_to_tell_leaves_only_the_sum_of_all() -> None:
    shown = mask_groups(WORKED | {("A", "La"): 2, ("B", "Lb"): 2}, groups=[WITHIN, CROSS], members=MEMBERS)
    assert (shown.groups_told, shown.total) == (False, 24)


def test_where_nobody_engaged_nothing_is_told() -> None:
    shown = mask_groups({}, groups=[WITHIN, CROSS], members=MEMBERS)
    assert set(shown.cells.values()) == {None}
    assert (shown.groups_told, shown.total) == (False, None)


def test_a_small_department_is_never_shown() -> None:
    shown = mask_groups(WORKED, groups=[WITHIN, CROSS], members=MEMBERS | {"B": 9})
    assert shown.cells["B", "La"] is None
    assert shown.cells["B", "Lb"] is None


def test_a_cell_of_few_persons_over_many_days_is_hidden() -> None:
    assert (
        mask_groups(WORKED, groups=[WITHIN, CROSS], members=MEMBERS, also_hidden=[("A", "Lb")]).cells[
            "A", "Lb"
        ]
        is None
    )


@pytest.mark.parametrize(("min_members", "min_persons"), [(4, 5), (10, 4)])
def test_no_setting_goes_below_five(min_members: int, min_persons: int) -> None:
    with pytest.raises(TooSmall):
        mask_groups({}, groups=[], members={}, min_members=min_members, min_persons=min_persons)


def test_an_empty_table_is_empty() -> None:
    assert mask_groups({}, groups=[[], []], members={}) == Shown({}, groups_told=True, total=0)


@given(
    st.dictionaries(st.sampled_from(sorted(WORKED)), st.integers(0, 9)),
    st.sets(st.sampled_from(sorted(WORKED)), max_size=2),
    st.sampled_from([20, 9]),
)
@settings(max_examples=150, deadline=None)
def test_nothing_told_gives_a_hidden_number_back(
    counts: dict[Cell, int], few: set[Cell], members: int
) -> None:
    values = {cell: counts.get(cell, 0) for cell in WORKED}
    groups = [WITHIN, CROSS]
    shown = mask_groups(values, groups=groups, members=MEMBERS | {"C": members}, also_hidden=few)
    for cell in (cell for cell, value in shown.cells.items() if value is None):
        possible = set(readings(cell, values=values, shown=shown, groups=groups))
        assert len(possible) > 1, cell
        assert max(possible) >= 5, cell


def readings(
    cell: Cell, *, values: Mapping[Cell, int], shown: Shown, groups: Sequence[Sequence[Cell]]
) -> Iterator[int]:
    """Every number that the cell may hold for all that readers know."""
    if shown.total is None:
        yield from range(20)
        return
    told = next(group for group in groups if cell in group) if shown.groups_told else list(values)
    rest = [other for other in told if other != cell and shown.cells[other] is None]
    whole = sum(values[other] for other in told if shown.cells[other] is None)
    for number in range(whole + 1):
        if number == whole or rest:
            yield number
