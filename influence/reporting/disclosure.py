"""How precisely transversality may be said.

T and the table's total together tell how many person-days stayed within the leaders' own departments. Where the table
hides one of those cells, that sum would give it back (domain.md §3.4): T is then rounded until as many person-days as
the threshold, more or fewer, would read the same; if no rounding does, only the word remains."""

from collections.abc import Mapping
from dataclasses import replace

from influence.core.anonymity import MaskedTable
from influence.core.transversality import Crossing, transversality

FULL = 2


def digits(found: Crossing, *, table: MaskedTable, home: Mapping[str, str], min_persons: int) -> int | None:
    """Decimals of T that may be shown; None when none may. `home`: each leader's own department."""
    if table.total is not None and all(table.cells.get((row, column)) is not None for column, row in home.items()):
        return FULL
    return next((n for n in (2, 1) if reads_alike(found, by=min_persons, digits=n)), None)


def reads_alike(found: Crossing, *, by: int, digits: int) -> bool:
    shown = {rounded(moved(found, by=n), digits=digits) for n in (-by, 0, by)}
    return len(shown) == 1 and None not in shown


def moved(found: Crossing, *, by: int) -> Crossing:
    """As many person-days, so many more of them within: another table that readers must not be able to rule out."""
    return replace(found, within=found.within + by, cross=found.cross - by)


def rounded(found: Crossing, *, digits: int) -> float | None:
    if min(found.within, found.cross) < 0:
        return None
    t = transversality(found)
    return None if t is None else round(t, digits)
