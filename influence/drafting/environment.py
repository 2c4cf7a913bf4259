"""The sandbox in which a post's template runs (domain.md §4.5): no global, no call, no attribute of a Python object.

Jinja's sandbox stops escapes, not abuse of time and memory: that is child.py's part.
"""

from collections.abc import Mapping
from datetime import date, time
from functools import cache
from math import isfinite
from typing import Any, TypeGuard

from jinja2 import StrictUndefined, Undefined
from jinja2.exceptions import TemplateRuntimeError, UndefinedError
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from influence.drafting import dates
from influence.drafting.filters import TESTS, WrongValue, filters

LANGUAGES = ("fr", "en")
LOOP_WORDS = frozenset({"first", "last", "index", "index0", "revindex", "revindex0", "length"})

# Nothing in a post counts as high as this, and products of products stay cheap.
_HIGHEST = 10**15


class EmptyValue(UndefinedError):
    """A known value that nobody filled was about to be printed; the message is its name."""


class NotPrintable(TemplateRuntimeError):
    """A list, a mapping, a truth: what `{{ … }}` would print as Python writes it."""


class Unknown(StrictUndefined):
    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        return str(self._undefined_name)[:80]


class Unfilled(Undefined):
    """An optional value left empty: false in a condition, refused in the text, where it would leave a hole."""

    __slots__ = ()

    def __str__(self) -> str:  # noqa: PLE0307  it always raises
        self._fail_with_undefined_error()


def unfilled(name: str) -> Unfilled:
    return Unfilled(hint=name, exc=EmptyValue)


class DraftEnvironment(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset({"**", "*", "%"})

    def __init__(self, *, language: str) -> None:
        super().__init__(
            undefined=Unknown,
            autoescape=False,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=lambda value: _printed(value, language=language),
            cache_size=0,
        )
        self.globals = {}
        self.filters = filters(language)
        self.tests = dict(TESTS)

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, LoopContext) and attribute in LOOP_WORDS:
            return getattr(obj, attribute)
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Keys of the frozen context, and places in a row. Never an attribute of a Python object."""
        if isinstance(obj, Undefined):
            str(obj)
        if isinstance(obj, Mapping) and isinstance(argument, str) and argument in obj:
            return obj[argument]
        if (
            isinstance(obj, list | tuple | str)
            and isinstance(argument, int)
            and -len(obj) <= argument < len(obj)
        ):
            return obj[argument]
        return self.undefined(obj=obj, name=argument)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Numbers may be multiplied, within reason; a text or a list may not be repeated, nor formatted by %."""
        if operator == "**" or not (_is_number(left) and _is_number(right)):
            raise WrongValue(operator)
        result = self.binop_table[operator](left, right)
        if abs(result) > _HIGHEST:
            raise WrongValue(operator)
        return result


@cache
def environment(language: str) -> DraftEnvironment:
    return DraftEnvironment(language=language)


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _printed(value: object, *, language: str) -> str:
    """What `{{ … }}` writes: texts, numbers, dates and times, as the language writes them."""
    if isinstance(value, str | Undefined):
        return str(value)
    if isinstance(value, date):
        return dates.long_date(value, language=language)
    if isinstance(value, time):
        return dates.hour(value, language=language)
    if _is_number(value) and isfinite(value):
        return dates.plain_number(value, language=language)
    raise NotPrintable
