"""What may be wrong with a file, and the bounds of one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

MOST_BYTES = 5_000_000
MOST_ROWS = 10_000
# Of a workbook: what it unpacks to, and how much an entry may swell.
MOST_UNPACKED = 50_000_000
MOST_RATIO = 200
MOST_ENTRIES = 500
MOST_COLUMNS = 100


class Kind(StrEnum):
    TOO_BIG = "too_big"
    EMPTY = "empty"
    WORKBOOK = "workbook"
    BROKEN_WORKBOOK = "broken_workbook"
    ENCRYPTED = "encrypted"
    NO_SHEET = "no_sheet"
    UTF16 = "utf16"
    NOT_UTF8 = "not_utf8"
    HALF_CHARACTER = "half_character"
    CONTROL = "control"
    QUOTES = "quotes"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_CELLS = "too_many_cells"
    NO_NAME = "no_name"
    COLUMN_TWICE = "column_twice"
    COLUMN_MISSING = "column_missing"
    NO_CONTENT = "no_content"
    MERGED = "merged"
    # Worth saying, and nothing that keeps a file out.
    OTHER_SHEETS = "other_sheets"
    HIDDEN_SHEETS = "hidden_sheets"
    HIDDEN_ROWS = "hidden_rows"


@dataclass(frozen=True)
class Fault:
    """`line` 0: the whole file; else as for rows. `column` is the header as the file writes it."""

    kind: Kind
    line: int = 0
    column: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


class Unreadable(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.kind)
        self.fault = fault
