"""Where in the text a problem lies: the line with those around it, and the word to point at."""

import re
from dataclasses import dataclass

from influence.drafting.problems import Kind, Problem

AROUND = 1
# A line is shown up to here, so that one of a megabyte does not stretch a page.
WIDEST = 160


@dataclass(frozen=True)
class Row:
    number: int
    text: str
    is_at_fault: bool = False


@dataclass(frozen=True)
class Excerpt:
    rows: tuple[Row, ...]
    column: int  # of the first character pointed at, from 0
    length: int

    @property
    def caret(self) -> str:
        return " " * self.column + "^" * self.length


def excerpt(source: str, problem: Problem) -> Excerpt | None:
    """None where no line is to blame."""
    rows = source.replace("\r\n", "\n").split("\n")
    if not problem.line or problem.line > len(rows):
        return None
    column, length = pointed_at(rows[problem.line - 1], problem)
    first, last = max(1, problem.line - AROUND), min(len(rows), problem.line + AROUND)
    shown = (Row(n, tidy(rows[n - 1]), n == problem.line) for n in range(first, last + 1))
    return Excerpt(tuple(shown), column=min(column, WIDEST), length=max(1, min(length, WIDEST - column)))


def tidy(row: str) -> str:
    return row.replace("\t", " ")[:WIDEST]


def pointed_at(row: str, problem: Problem) -> tuple[int, int]:
    if problem.column:
        return min(problem.column - 1, len(row)), 1
    for word in words_of(problem):
        if found := re.search(rf"(?<![\w.]){re.escape(word)}(?!\w)", row):
            return found.start(), len(word)
    for mark in (r"\{[{%].*?(?:[%}]\}|$)", r"\S+"):
        if found := re.search(mark, row):
            return found.start(), len(found[0])
    return 0, 1


def words_of(problem: Problem) -> list[str]:
    """As the text may write it: whole, or the part after the point."""
    if not problem.name or problem.kind is Kind.SYNTAX:
        return []
    return [problem.name, problem.name.rpartition(".")[2]]
