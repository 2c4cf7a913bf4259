"""Renders one job, in whatever process this runs. Nothing here limits time or memory: child.py does, and the product goes through render.py."""

import re
from collections.abc import Mapping
from datetime import date, time
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from jinja2 import Template
from jinja2.exceptions import TemplateSyntaxError, UndefinedError

from influence.core.typography import typo_fr
from influence.drafting.environment import EmptyValue, NotPrintable, environment, unfilled
from influence.drafting.filters import WrongValue
from influence.drafting.policy import read
from influence.drafting.problems import DraftingError, Kind, Problem

OUTPUT_LIMIT = 20_000  # bytes of UTF-8

_FRAME = "<template>"  # the file name that Jinja gives to code compiled from a string


def render_here(source: str, *, language: str, values: Mapping[str, Any]) -> str:
    """`values`: the plain values, and the mappings of plain values; None where nothing was filled."""
    compiled = _compiled(source, language, _shape(values))
    try:
        text = _written(compiled, _frozen(values))
    except DraftingError:
        raise
    except MemoryError:
        raise DraftingError(Problem(Kind.TOO_MUCH_MEMORY)) from None
    except RecursionError:
        raise DraftingError(Problem(Kind.TOO_COMPLICATED)) from None
    except Exception as error:  # noqa: BLE001  a template's operations may raise anything: 1 + "a", 1 / 0
        raise DraftingError(_problem(error)) from None
    return _tidied(typo_fr(text) if language == "fr" else text)


@lru_cache(maxsize=64)
def _compiled(source: str, language: str, shape: tuple[tuple[str, frozenset[str] | None], ...]) -> Template:
    """Eighty rows of an import share a few templates: each is read and compiled once."""
    env = environment(language)
    tree = read(source, names=dict(shape), env=env)
    try:
        return env.from_string(tree)
    except TemplateSyntaxError as error:
        raise DraftingError(
            Problem(Kind.SYNTAX, line=error.lineno, detail=_row(source, error.lineno))
        ) from None
    except (SyntaxError, RecursionError, MemoryError):  # Python's own compiler has limits too
        raise DraftingError(Problem(Kind.TOO_COMPLICATED)) from None


def _shape(values: Mapping[str, Any]) -> tuple[tuple[str, frozenset[str] | None], ...]:
    return tuple(
        (name, frozenset(value) if isinstance(value, Mapping) else None)
        for name, value in sorted(values.items())
    )


def _frozen(values: Mapping[str, Any], *, owner: str = "") -> Mapping[str, Any]:
    return MappingProxyType({name: _value(f"{owner}{name}", value) for name, value in values.items()})


def _value(name: str, value: Any) -> Any:
    if value is None or value == "":
        return unfilled(name)
    return _frozen(value, owner=f"{name}.") if isinstance(value, Mapping) else value


def _written(compiled: Template, values: Mapping[str, Any]) -> str:
    pieces: list[str] = []
    size = 0
    for piece in compiled.generate(values):
        size += len(piece.encode())
        if size > OUTPUT_LIMIT:
            raise DraftingError(Problem(Kind.OUTPUT_TOO_LONG))
        pieces.append(piece)
    return "".join(pieces)


def _problem(error: Exception) -> Problem:
    line = _line(error)
    if isinstance(error, EmptyValue):
        return Problem(Kind.EMPTY_VALUE, name=str(error), line=line)
    if isinstance(error, UndefinedError):
        return Problem(Kind.UNKNOWN_NAME, name=str(error), line=line)
    if isinstance(error, WrongValue):
        return Problem(Kind.WRONG_VALUE, name=str(error), line=line)
    return Problem(Kind.NOT_PRINTABLE if isinstance(error, NotPrintable) else Kind.WRONG_OPERATION, line=line)


def _line(error: Exception) -> int:
    """Jinja rewrites the traceback so that its template frames carry the template's lines; the innermost one is at fault."""
    line, trace = 1, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == _FRAME:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _row(source: str, line: int) -> str:
    return "".join(source.splitlines()[line - 1 : line]).strip()[:60]


def _tidied(text: str) -> str:
    """An optional part that is left out leaves no hole: no space at a line's end, never two empty lines together."""
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE)).strip()


def pack(value: object) -> object:
    """A date or a time as JSON can carry it."""
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return {"time": value.isoformat()} if isinstance(value, time) else value


def unpack(value: object) -> object:
    if not isinstance(value, dict):
        return value
    if "date" in value:
        return date.fromisoformat(value["date"])
    return time.fromisoformat(value["time"])
