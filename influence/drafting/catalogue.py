"""The post templates that ship with the product: one file each under templates/posts/{fr,en}/, TOML between `+++` lines, then Jinja.

A file that breaks a rule stops the load with its path and its line: shipped files are code.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from influence.drafting.context import KNOWN
from influence.drafting.environment import LANGUAGES, environment
from influence.drafting.fields import Field, FieldKind, clean
from influence.drafting.policy import Names, hint, read
from influence.drafting.problems import DraftingError, Kind, Problem

SHIPPED = Path(__file__).resolve().parents[2] / "templates" / "posts"

_FENCE = "+++"
_HEAD_KEYS = {"title", "purpose", "when", "pillar", "fields"}
_FIELD_KEYS = {"name", "label", "kind", "required", "example", "help", "max_length", "choices"}


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


class CatalogueError(Exception):
    def __init__(self, path: Path, line: int, why: str) -> None:
        super().__init__(f"{path}:{line}: {why}")


@cache
def catalogue(language: str, directory: Path = SHIPPED) -> tuple[PostTemplate, ...]:
    """Every template of one language, by title."""
    paths = sorted((directory / language).glob("*.txt"))
    return tuple(sorted((load(path, language=language) for path in paths), key=lambda one: one.title))


def template(slug: str, language: str, directory: Path = SHIPPED) -> PostTemplate:
    known = {one.slug: one for one in catalogue(language, directory)}
    if slug not in known:
        raise DraftingError(Problem(Kind.UNKNOWN_TEMPLATE, name=slug, hint=hint(slug, among=list(known))))
    return known[slug]


def names(fields: tuple[Field, ...]) -> Names:
    return {**KNOWN, **{field.name: None for field in fields}}


def load(path: Path, *, language: str) -> PostTemplate:
    head, body, body_line = _parted(path)
    facts = _facts(path, head)
    fields = tuple(_fields(path, head, facts, language=language))
    words = {key: str(facts.get(key, "")) for key in ("title", "purpose", "when", "pillar")}
    one = PostTemplate(
        slug=path.stem, language=language, fields=fields, body=body, body_line=body_line, **words
    )
    _readable(path, one)
    return one


def _parted(path: Path) -> tuple[str, str, int]:
    rows = path.read_text(encoding="utf-8").split("\n")
    if rows[0].strip() != _FENCE:
        raise CatalogueError(path, 1, f"the file must begin with a line {_FENCE}")
    for number, row in enumerate(rows[1:], start=1):
        if row.strip() == _FENCE:
            return "\n".join(rows[1:number]), "\n".join(rows[number + 1 :]), number + 2
    raise CatalogueError(path, len(rows), f"the second line {_FENCE} is missing")


def _facts(path: Path, head: str) -> dict[str, object]:
    try:
        facts = tomllib.loads(head)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        raise CatalogueError(path, 1 + int(found[1]) if found else 1, str(error)) from None
    for key in facts.keys() - _HEAD_KEYS:
        raise CatalogueError(path, _line_of(head, key), f"unknown key {key!r}")
    for key in sorted(_HEAD_KEYS - {"pillar", "fields"}):
        if not isinstance(facts.get(key), str) or not facts[key]:
            raise CatalogueError(path, _line_of(head, key), f"{key!r} is missing or empty")
    return facts


def _fields(path: Path, head: str, facts: dict[str, object], *, language: str) -> Iterator[Field]:
    tables = facts.get("fields", [])
    lines = [number for number, row in enumerate(head.split("\n"), start=2) if row.strip() == "[[fields]]"]
    if not isinstance(tables, list) or len(tables) != len(lines):
        raise CatalogueError(path, _line_of(head, "fields"), "each field is a table [[fields]]")
    seen: set[str] = set(KNOWN)
    for table, line in zip(tables, lines, strict=True):
        try:
            field = _field(table, seen=seen, language=language)
        except ValueError as error:
            raise CatalogueError(path, line, str(error)) from None
        seen.add(field.name)
        yield field


def _field(table: dict[str, object], *, seen: set[str], language: str) -> Field:
    """Raises ValueError in words."""
    if unknown := table.keys() - _FIELD_KEYS:
        raise ValueError(f"unknown key {min(unknown)!r}")
    name, label = str(table.get("name", "")), str(table.get("label", ""))
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or name in seen:
        raise ValueError(f"{name!r} is not a free name (small letters, digits and _)")
    if not label:
        raise ValueError(f"the field {name!r} has no label")
    kind = FieldKind(str(table.get("kind", "text")))
    choices = table.get("choices", [])
    if not isinstance(choices, list) or bool(choices) != (kind is FieldKind.CHOICE):
        raise ValueError(f"{name!r}: choices belong to the kind 'choice', and it needs them")
    field = Field(
        name=name,
        label=label,
        kind=kind,
        required=table.get("required") is True,
        example=str(table.get("example", "")),
        help=str(table.get("help", "")),
        max_length=_length(table, kind=kind),
        choices=tuple(str(choice) for choice in choices),
    )
    _exemplary(field, language=language)
    return field


def _length(table: dict[str, object], *, kind: FieldKind) -> int:
    length = table.get("max_length", 1_500 if kind is FieldKind.LONGTEXT else 300)
    if not isinstance(length, int) or not 1 <= length <= 3_000:
        raise ValueError("max_length is a number from 1 to 3000")
    return length


def _exemplary(field: Field, *, language: str) -> None:
    """The example is shown as the model to follow: it must pass the field's own check."""
    if not field.example:
        raise ValueError(f"the field {field.name!r} has no example")
    try:
        clean((field,), given={field.name: field.example}, language=language)
    except DraftingError as error:
        raise ValueError(f"the example of {field.name!r} is refused: {error}") from None


def _readable(path: Path, one: PostTemplate) -> None:
    if one.language not in LANGUAGES:
        raise CatalogueError(path, 1, f"no such language: {one.language}")
    try:
        read(one.body, names=names(one.fields), env=environment(one.language))
    except DraftingError as error:
        raise CatalogueError(path, one.body_line - 1 + (error.line or 1), str(error)) from None


def _line_of(head: str, key: str) -> int:
    for number, row in enumerate(head.split("\n"), start=2):
        if re.match(rf"\s*\[*{re.escape(key)}\b", row):
            return number
    return 1
