"""Why a file is not read at all, and what of it is not understood. Codes only: the sentences are in analytics.words."""

from dataclasses import dataclass, field
from enum import StrEnum


class Fault(StrEnum):
    """The whole file."""

    EMPTY = "empty"
    TOO_BIG = "too_big"
    UNPACKS_TOO_BIG = "unpacks_too_big"
    BROKEN = "broken"
    ENCRYPTED = "encrypted"
    MACROS = "macros"
    EXTERNAL = "external"
    PDF = "pdf"
    PICTURE = "picture"
    ZIP = "zip"
    DOCUMENT = "document"
    UNKNOWN = "unknown"
    ARCHIVE = "archive"
    COMPETITORS = "competitors"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_CELLS = "too_many_cells"
    TOO_MANY_FIGURES = "too_many_figures"
    TOO_MANY_SHEETS = "too_many_sheets"
    MIXED_DAYS = "mixed_days"
    NO_FIGURES = "no_figures"
    TOO_SLOW = "too_slow"
    TOO_MUCH_MEMORY = "too_much_memory"
    CRASHED = "crashed"


class Unreadable(Exception):
    def __init__(self, fault: Fault, **facts: object) -> None:
        super().__init__(fault)
        self.fault, self.facts = fault, facts


class Wrong(StrEnum):
    """One cell."""

    NUMBER = "number"
    SHARE = "share"
    DAY = "day"
    NO_DAY = "no_day"
    FUTURE = "future"
    TOO_OLD = "too_old"
    TWICE = "twice"
    LINK = "link"
    NO_PERIOD = "no_period"
    ERROR = "error"


@dataclass(frozen=True)
class Problem:
    """`row` and `column` as a spreadsheet program numbers them: 1 and "A" come first. Row 0: the whole sheet."""

    sheet: str
    row: int
    column: str
    wrong: Wrong
    cell: str = ""


@dataclass
class Problems:
    """The first few are kept, all are counted."""

    most: int
    kept: list[Problem] = field(default_factory=list)
    count: int = 0

    def note(self, problem: Problem) -> None:
        self.count += 1
        if len(self.kept) < self.most:
            self.kept.append(problem)
