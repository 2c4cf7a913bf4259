"""What can be wrong with a draft: values only, so that the child process carries them as JSON. The words are in words.py."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum


class Kind(StrEnum):
    UNKNOWN_TEMPLATE = "unknown_template"
    # The fields, checked before anything is rendered.
    MISSING_FIELD = "missing_field"
    UNKNOWN_FIELD = "unknown_field"
    NOT_A_DATE = "not_a_date"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_URL = "not_a_url"
    NOT_A_CHOICE = "not_a_choice"
    NOT_A_VALUE = "not_a_value"
    FIELD_TOO_LONG = "field_too_long"
    ONE_LINE_ONLY = "one_line_only"
    BAD_CHARACTER = "bad_character"
    # The template, read before it runs.
    SYNTAX = "syntax"
    UNKNOWN_NAME = "unknown_name"
    UNKNOWN_FILTER = "unknown_filter"
    UNKNOWN_TEST = "unknown_test"
    FORBIDDEN = "forbidden"
    LOOPS_TOO_DEEP = "loops_too_deep"
    TOO_COMPLICATED = "too_complicated"
    # The head of a template: its title and its fields.
    NO_HEAD = "no_head"
    NO_HEAD_END = "no_head_end"
    HEAD_SYNTAX = "head_syntax"
    UNKNOWN_KEY = "unknown_key"
    MISSING_KEY = "missing_key"
    TITLE_TOO_LONG = "title_too_long"
    NOT_TABLES = "not_tables"
    TOO_MANY_FIELDS = "too_many_fields"
    FIELD_NAME = "field_name"
    FIELD_COLUMN = "field_column"
    FIELD_LABEL = "field_label"
    FIELD_KIND = "field_kind"
    FIELD_CHOICES = "field_choices"
    FIELD_LENGTH = "field_length"
    FIELD_EXAMPLE = "field_example"
    # The template, while it runs.
    EMPTY_VALUE = "empty_value"
    WRONG_VALUE = "wrong_value"
    WRONG_OPERATION = "wrong_operation"
    NOT_PRINTABLE = "not_printable"
    OUTPUT_TOO_LONG = "output_too_long"
    TOO_SLOW = "too_slow"
    TOO_MUCH_MEMORY = "too_much_memory"
    CRASHED = "crashed"
    NOT_TRIED = "not_tried"


@dataclass(frozen=True)
class Problem:
    kind: Kind
    name: str = ""  # the word at fault, as the template or the file writes it
    label: str = ""  # the field's name on screen
    line: int | None = None  # counted from 1, in the file for a template of the catalogue
    hint: str = ""  # the nearest known word
    detail: str = ""  # a limit, the choices, the line of source
    column: int | None = None  # counted from 1, where it is known


class DraftingError(Exception):
    """A draft that could not be made, with every problem found; `kind`, `name` and `line` are the first one's."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(_plain(problem) for problem in problems))
        self.problems = problems

    @property
    def kind(self) -> Kind:
        return self.problems[0].kind

    @property
    def name(self) -> str:
        return self.problems[0].name

    @property
    def line(self) -> int | None:
        return self.problems[0].line


def as_json(problems: Sequence[Problem]) -> list[dict[str, object]]:
    return [asdict(problem) for problem in problems]


def from_json(problem: Mapping[str, object]) -> Problem:
    texts = {key: str(problem[key]) for key in ("name", "label", "hint", "detail")}
    places = {key: value if isinstance(value := problem[key], int) else None for key in ("line", "column")}
    return Problem(Kind(str(problem["kind"])), **texts, **places)


def _plain(problem: Problem) -> str:
    where = f", line {problem.line}" if problem.line else ""
    return f"{problem.kind} {problem.name}".strip() + where
