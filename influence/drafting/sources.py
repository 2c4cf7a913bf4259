"""A post's template as it is written: TOML between `+++` lines, then Jinja. The same for a file and for the product's own page.

Everything wrong is told at once, each with its line in the whole text."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from influence.drafting.context import KNOWN
from influence.drafting.environment import environment
from influence.drafting.fields import Field, FieldKind, clean
from influence.drafting.policy import Names, hint, read
from influence.drafting.problems import DraftingError, Kind, Problem

FENCE = "+++"
WORDS = ("title", "purpose", "when", "pillar")
_HEAD_KEYS = {*WORDS, "fields"}
_FIELD_KEYS = {"name", "label", "kind", "required", "example", "help", "max_length", "choices"}

# Characters of the whole, a title's, and fields: far above any template that a person would fill in.
SOURCE_LIMIT = 30_000
TITLE_LIMIT = 120
FIELDS_LIMIT = 40
LENGTHS = {FieldKind.LONGTEXT: 1_500}
LENGTH_LIMIT = 3_000


@dataclass(frozen=True, kw_only=True)
class PostTemplate:
    slug: str
    language: str
    title: str
    purpose: str
    when: str
    pillar: str
    fields: tuple[Field, ...]
    body: str
    body_line: int  # where the body begins in its file, so that a problem names the line that an author sees
    number: int = 0  # of the version, for one that an organisation wrote; 0 for a file


@dataclass(frozen=True)
class Head:
    rows: tuple[str, ...]  # between the fences; the first one is line 2
    facts: Mapping[str, Any]

    def line_of(self, key: str, *, since: int = 2, until: int | None = None) -> int:
        """Where the key is set among these lines of the text; `since` where it is not."""
        for number, row in enumerate(self.rows, start=2):
            if since <= number < (until or len(self.rows) + 2) and re.match(rf"\s*{re.escape(key)}\s*=", row):
                return number
        return since

    def tables(self) -> list[int]:
        return [number for number, row in enumerate(self.rows, start=2) if row.strip() == "[[fields]]"]


@lru_cache(maxsize=512)
def read_source(source: str, *, slug: str, language: str, number: int = 0) -> PostTemplate:
    """The template that the text declares. Raises DraftingError with every problem."""
    if len(source) > SOURCE_LIMIT:
        raise DraftingError(Problem(Kind.TOO_COMPLICATED))
    head, body, body_line = parted(source.replace("\r\n", "\n"))
    problems = list(_of_words(head))
    fields = tuple(_fields(head, problems, language=language))
    words = {key: str(head.facts.get(key, "")).strip() for key in WORDS}
    one = PostTemplate(
        slug=slug, language=language, fields=fields, body=body, body_line=body_line, number=number, **words
    )
    problems += _of_body(one)
    if problems:
        raise DraftingError(*problems)
    return one


def names(fields: tuple[Field, ...]) -> Names:
    return {**KNOWN, **{field.name: None for field in fields}}


def parted(source: str) -> tuple[Head, str, int]:
    rows = source.split("\n")
    if rows[0].strip() != FENCE:
        raise DraftingError(Problem(Kind.NO_HEAD, line=1))
    for number, row in enumerate(rows[1:], start=1):
        if row.strip() == FENCE:
            return _head(rows[1:number]), "\n".join(rows[number + 1 :]), number + 2
    raise DraftingError(Problem(Kind.NO_HEAD_END, line=len(rows)))


def _head(rows: list[str]) -> Head:
    try:
        return Head(tuple(rows), tomllib.loads("\n".join(rows)))
    except (ValueError, RecursionError) as error:
        found = re.search(r"at line (\d+), column (\d+)", str(error))
        # « at end of document » names no place: the last line of the head is where something is missing.
        line, column = (int(found[1]), int(found[2])) if found else (max(len(rows), 1), 1)
        detail = "".join(rows[line - 1 : line]).strip()[:60]
        raise DraftingError(Problem(Kind.HEAD_SYNTAX, line=line + 1, column=column, detail=detail)) from None


def _of_words(head: Head) -> Iterator[Problem]:
    for key in head.facts.keys() - _HEAD_KEYS:
        yield Problem(
            Kind.UNKNOWN_KEY, name=key, line=head.line_of(key), hint=hint(key, among=list(_HEAD_KEYS))
        )
    for key in WORDS[:-1]:
        value = head.facts.get(key)
        if not isinstance(value, str) or not value.strip():
            line = head.line_of(key) if key in head.facts else 1
            yield Problem(Kind.MISSING_KEY, name=key, line=line)
    if len(str(head.facts.get("title", ""))) > TITLE_LIMIT:
        yield Problem(Kind.TITLE_TOO_LONG, name="title", line=head.line_of("title"), detail=str(TITLE_LIMIT))


def _fields(head: Head, problems: list[Problem], *, language: str) -> Iterator[Field]:
    tables, lines = head.facts.get("fields", []), head.tables()
    if not isinstance(tables, list) or len(tables) != len(lines):
        problems.append(Problem(Kind.NOT_TABLES, name="fields", line=head.line_of("fields")))
        return
    if len(tables) > FIELDS_LIMIT:
        problems.append(Problem(Kind.TOO_MANY_FIELDS, line=lines[FIELDS_LIMIT], detail=str(FIELDS_LIMIT)))
        return
    seen: set[str] = set(KNOWN)
    for table, line, until in zip(tables, lines, [*lines, len(head.rows) + 2][1:], strict=True):
        declared = Declared(table, head=head, line=line, until=until)
        wrong = list(declared.problems(seen))
        seen.add(declared.name)
        if not wrong:
            field = declared.field()
            wrong = declared.of_example(field, language=language)
            # Known to the body in any case: what it says of this field is no second mistake.
            yield field
        elif re.fullmatch(r"[a-z][a-z0-9_]*", declared.name) and declared.name not in KNOWN:
            yield Field(name=declared.name, label=declared.name)
        problems += wrong


class Declared:
    """One table of the head."""

    def __init__(self, table: Mapping[str, Any], *, head: Head, line: int, until: int) -> None:
        self.table, self.head, self.line, self.until = table, head, line, until
        self.name, self.label = str(table.get("name", "")), str(table.get("label", "")).strip()
        self.kind_word = str(table.get("kind", FieldKind.TEXT))

    def at(self, kind: Kind, key: str, *, name: str = "", **words: str) -> Problem:
        line = self.head.line_of(key, since=self.line, until=self.until)
        return Problem(kind, name=name or self.name, line=line, **words)

    @property
    def longest(self) -> object:
        return self.table.get("max_length", LENGTHS.get(FieldKind(self.kind_word), 300))

    def problems(self, seen: set[str]) -> Iterator[Problem]:
        for key in sorted(self.table.keys() - _FIELD_KEYS):
            yield self.at(Kind.UNKNOWN_KEY, key, name=key, hint=hint(key, among=list(_FIELD_KEYS)))
        if not re.fullmatch(r"[a-z][a-z0-9_]*", self.name) or self.name in seen:
            yield self.at(Kind.FIELD_NAME, "name")
        if not self.label:
            yield self.at(Kind.FIELD_LABEL, "label")
        if self.kind_word not in set(FieldKind):
            kinds = list(map(str, FieldKind))
            yield self.at(Kind.FIELD_KIND, "kind", name=self.kind_word, detail=", ".join(kinds))
            return
        choices = self.table.get("choices", [])
        if not isinstance(choices, list) or bool(choices) != (self.kind_word == FieldKind.CHOICE):
            yield self.at(Kind.FIELD_CHOICES, "choices")
        if not isinstance(self.longest, int) or not 1 <= self.longest <= LENGTH_LIMIT:
            yield self.at(Kind.FIELD_LENGTH, "max_length", detail=str(LENGTH_LIMIT))
        if not str(self.table.get("example", "")).strip():
            yield self.at(Kind.FIELD_EXAMPLE, "example")

    def field(self) -> Field:
        return Field(
            name=self.name,
            label=self.label,
            kind=FieldKind(self.kind_word),
            required=self.table.get("required") is True,
            example=str(self.table.get("example", "")),
            help=str(self.table.get("help", "")),
            max_length=int(str(self.longest)),
            choices=tuple(str(choice) for choice in self.table.get("choices", [])),
        )

    def of_example(self, field: Field, *, language: str) -> list[Problem]:
        """The example is shown as the model to follow: it must pass the field's own check."""
        try:
            clean((field,), given={field.name: field.example}, language=language)
        except DraftingError as error:
            line = self.head.line_of("example", since=self.line, until=self.until)
            return [replace(problem, line=line) for problem in error.problems]
        return []


def _of_body(one: PostTemplate) -> list[Problem]:
    try:
        read(one.body, names=names(one.fields), env=environment(one.language))
    except DraftingError as error:
        return [replace(problem, line=one.body_line - 1 + (problem.line or 1)) for problem in error.problems]
    return []
