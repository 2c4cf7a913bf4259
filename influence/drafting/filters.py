"""Every filter and test that a template of a post may use. Pure, and none calls what it is given.

A filter that called its argument would undo the sandbox (CVE-2024-56326), so Jinja's own set is not used at all.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, time
from functools import partial
from typing import Any

from jinja2 import Undefined
from jinja2.exceptions import TemplateRuntimeError

from influence.core.typography import typo_fr
from influence.drafting import dates

# Values come from a template that anybody on the comms team may have written: any type may arrive.
Filter = Callable[..., Any]


class WrongValue(TemplateRuntimeError):
    """A filter was given what it cannot take; the message is the filter's name."""


def _text(value: object, *, by: str) -> str:
    if isinstance(value, str | Undefined):
        return str(value)
    raise WrongValue(by)


def _number(value: object, *, by: str) -> float:
    if isinstance(value, Undefined):
        str(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise WrongValue(by)
    return value


def _date(value: object, *, by: str) -> date:
    if isinstance(value, Undefined):
        str(value)
    if not isinstance(value, date):
        raise WrongValue(by)
    return value


def _row(value: object, *, by: str) -> Sequence[Any]:
    if isinstance(value, str | Undefined):
        return str(value)
    if isinstance(value, list | tuple):
        return value
    raise WrongValue(by)


def lower(value: object) -> str:
    return _text(value, by="lower").lower()


def upper(value: object) -> str:
    return _text(value, by="upper").upper()


def capitalize(value: object) -> str:
    """The first letter only: the rest keeps its capitals (« IRM », « CHU »)."""
    text = _text(value, by="capitalize")
    return text[:1].upper() + text[1:]


def uncapitalize(value: object) -> str:
    """The first letter only, and not that of an acronym."""
    text = _text(value, by="uncapitalize")
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def trim(value: object) -> str:
    return _text(value, by="trim").strip()


def stop(value: object) -> str:
    """Ends with a mark: a full stop is added where the author left none."""
    text = _text(value, by="stop").strip()
    return text if text.endswith((".", "!", "?", "…", ":")) else f"{text}."


def no_stop(value: object) -> str:
    return _text(value, by="no_stop").strip().removesuffix(".")


def replace(value: object, old: object, new: object) -> str:
    return _text(value, by="replace").replace(_text(old, by="replace"), _text(new, by="replace"))


def join(value: object, separator: object = ", ") -> str:
    return _text(separator, by="join").join(_text(item, by="join") for item in _row(value, by="join"))


def lines(value: object) -> tuple[str, ...]:
    """A long text as its lines, without the empty ones and without the dashes that people type before them."""
    stripped = (line.strip(" \t-–—•*") for line in _text(value, by="lines").splitlines())
    return tuple(line for line in stripped if line)


def length(value: object) -> int:
    return len(_row(value, by="length"))


def first(value: object) -> Any:
    return _end(value, index=0, by="first")


def last(value: object) -> Any:
    return _end(value, index=-1, by="last")


def _end(value: object, *, index: int, by: str) -> Any:
    row = _row(value, by=by)
    if not row:
        raise WrongValue(by)
    return row[index]


def default(value: object, other: object, /) -> object:
    """The other value where this one was left empty. A misspelt name never gets here: it was refused before."""
    return other if isinstance(value, Undefined) or value == "" else value


def hashtag(value: object) -> str:
    """« qualité des soins » → #QualitéDesSoins: one word, a capital for each, which screen readers read apart."""
    words = re.findall(r"\w+", unicodedata.normalize("NFC", _text(value, by="hashtag")))
    if not words:
        raise WrongValue("hashtag")
    return "#" + "".join(word[:1].upper() + word[1:] for word in words)


def hashtags(value: object) -> str:
    """« urgences, qualité des soins » → #Urgences #QualitéDesSoins"""
    themes = [theme for theme in _text(value, by="hashtags").replace("#", "").split(",") if theme.strip()]
    return " ".join(hashtag(theme) for theme in themes)


def a(value: object) -> str:
    """French contraction: au bloc, aux urgences, à la pharmacie, à l'équipe, à Inès."""
    return _contracted(_text(value, by="a"), le="au ", les="aux ") or f"à {value}"


def de(value: object) -> str:
    """French contraction and elision: du bloc, des urgences, de la pharmacie, d'Inès. A silent h is supposed."""
    text = _text(value, by="de")
    return _contracted(text, le="du ", les="des ") or (f"d'{text}" if _elides(text) else f"de {text}")


def que(value: object) -> str:
    """« que sans mesure… », « qu'elle… »."""
    text = _text(value, by="que")
    return f"qu'{text}" if _elides(text) else f"que {text}"


def _elides(text: str) -> bool:
    bare = unicodedata.normalize("NFD", text[:1].lower())[:1]
    return bool(bare) and bare in "aeiouyhœæ"


def _contracted(text: str, *, le: str, les: str) -> str:
    for article, contraction in (("le ", le), ("les ", les)):
        if text.lower().startswith(article):
            return contraction + text[len(article) :]
    return ""


def _quote(value: object, *, language: str) -> str:
    """In the language's own quotation marks, whichever the author may have typed already."""
    bare = _text(value, by="quote").strip(' \u00a0\u202f«»“”"')
    return f"«\u202f{bare}\u202f»" if language == "fr" else f"“{bare}”"


def _plural(value: object, one: object, many: object, *, language: str) -> str:
    """French counts 0 and 1,5 as one; English only 1."""
    count = abs(_number(value, by="plural"))
    single = count < 2 if language == "fr" else count == 1
    return _text(one if single else many, by="plural")


def _hour(value: object, *, language: str) -> str:
    if isinstance(value, Undefined):
        str(value)
    if not isinstance(value, time):
        raise WrongValue("hour")
    return dates.hour(value, language=language)


def _dated(name: str, write: Callable[..., str], language: str) -> Filter:
    return lambda value: write(_date(value, by=name), language=language)


_ALIKE: dict[str, Filter] = {
    "lower": lower,
    "upper": upper,
    "capitalize": capitalize,
    "uncapitalize": uncapitalize,
    "trim": trim,
    "stop": stop,
    "no_stop": no_stop,
    "replace": replace,
    "join": join,
    "lines": lines,
    "length": length,
    "first": first,
    "last": last,
    "default": default,
    "hashtag": hashtag,
    "hashtags": hashtags,
    "a": a,
    "de": de,
    "que": que,
    "typo_fr": lambda value: typo_fr(_text(value, by="typo_fr")),
}


def filters(language: str) -> dict[str, Filter]:
    return _ALIKE | {
        "date_long": _dated("date_long", dates.long_date, language),
        "day_month": _dated("day_month", dates.day_month, language),
        "month": _dated("month", dates.month, language),
        "weekday": _dated("weekday", dates.weekday, language),
        "quote": partial(_quote, language=language),
        "hour": partial(_hour, language=language),
        "number": lambda value: dates.number(_number(value, by="number"), language=language),
        "plural": partial(_plural, language=language),
    }


TESTS: dict[str, Filter] = {
    "defined": lambda value: not isinstance(value, Undefined),
    "undefined": lambda value: isinstance(value, Undefined),
    "even": lambda value: _number(value, by="even") % 2 == 0,
    "odd": lambda value: _number(value, by="odd") % 2 == 1,
    "in": lambda value, row: value in _row(row, by="in"),
}
