"""The fields that a template declares, and the check of what a person or a file gives for them, before anything is rendered."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from urllib.parse import urlsplit

from influence.drafting.problems import DraftingError, Kind, Problem

Value = str | int | float | date
Values = dict[str, Value | None]


class FieldKind(StrEnum):
    TEXT = "text"
    LONGTEXT = "longtext"
    DATE = "date"
    NUMBER = "number"
    URL = "url"
    PERSON = "person"
    CHOICE = "choice"


@dataclass(frozen=True, kw_only=True)
class Field:
    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    required: bool = False
    example: str = ""
    help: str = ""
    max_length: int = 300
    choices: tuple[str, ...] = ()


class _Bad(Exception):
    def __init__(self, kind: Kind, detail: str = "") -> None:
        super().__init__(kind)
        self.kind = kind
        self.detail = detail


def clean(fields: tuple[Field, ...], *, given: Mapping[str, object], language: str) -> Values:
    """The values of every declared field, None for an optional one left empty. Raises DraftingError with every problem."""
    problems = list(_unknown(fields, given=given))
    values: Values = {}
    for field in fields:
        try:
            values[field.name] = _value(field, given.get(field.name), language=language)
        except _Bad as bad:
            problems.append(Problem(bad.kind, name=field.name, label=field.label, detail=bad.detail))
    if problems:
        raise DraftingError(*problems)
    return values


def clean_free(given: Mapping[str, object]) -> Values:
    """For a source that declares no field: the values as they are, where they are values at all."""
    problems = []
    values: Values = {}
    for name, value in given.items():
        if isinstance(value, str | int | float | date | None) and not isinstance(value, bool | datetime):
            values[name] = value if value != "" else None
        else:
            problems.append(Problem(Kind.NOT_A_VALUE, name=name))
    if problems:
        raise DraftingError(*problems)
    return values


def _unknown(fields: tuple[Field, ...], *, given: Mapping[str, object]) -> Iterator[Problem]:
    known = [field.name for field in fields]
    for name in given:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            yield Problem(Kind.UNKNOWN_FIELD, name=name, hint=near[0] if near else "")


def _value(field: Field, value: object, *, language: str) -> Value | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        if field.required:
            raise _Bad(Kind.MISSING_FIELD)
        return None
    if isinstance(value, date) and field.kind is FieldKind.DATE:
        return value.date() if isinstance(value, datetime) else value
    if isinstance(value, int | float) and not isinstance(value, bool) and field.kind is FieldKind.NUMBER:
        return _finite(value, language=language)
    if not isinstance(value, str):
        raise _Bad(Kind.NOT_A_VALUE)
    return _READERS[field.kind](field, _tidy(value), language)


def _tidy(value: str) -> str:
    """One form for each letter and one kind of line end. Zero-width joiners stay: emoji are made with them."""
    text = (
        unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
        .replace("\t", " ")
        .strip()
    )
    if any(unicodedata.category(char) in {"Cc", "Cs"} and char != "\n" for char in text):
        raise _Bad(Kind.BAD_CHARACTER)
    return text


def _longtext(field: Field, text: str, _language: str) -> str:
    if len(text) > field.max_length:
        raise _Bad(Kind.FIELD_TOO_LONG, str(field.max_length))
    return text


def _line(field: Field, text: str, _language: str) -> str:
    if "\n" in text:
        raise _Bad(Kind.ONE_LINE_ONLY)
    return _longtext(field, text, _language)


def _choice(field: Field, text: str, _language: str) -> str:
    for choice in field.choices:
        if choice.casefold() == text.casefold():
            return choice
    raise _Bad(Kind.NOT_A_CHOICE, ", ".join(field.choices))


def _url(field: Field, text: str, language: str) -> str:
    text = _line(field, text, language)
    try:
        parts = urlsplit(text)
    except ValueError:
        raise _Bad(Kind.NOT_A_URL) from None
    if parts.scheme not in {"https", "http"} or "." not in parts.netloc or re.search(r"\s", text):
        raise _Bad(Kind.NOT_A_URL)
    return text


def _day(_field: Field, text: str, language: str) -> date:
    """2026-04-14 in both languages, 14/04/2026 too: day first, as in France and in Britain."""
    match = re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", text)
    try:
        if match:
            return date(int(match[3]), int(match[2]), int(match[1]))
        return date.fromisoformat(text)
    except ValueError:
        raise _Bad(Kind.NOT_A_DATE, "14/04/2026" if language == "fr" else "2026-04-14") from None


_NUMBERS = {
    "fr": re.compile(r"[-+]?(\d{1,3}([ .]\d{3})+|\d{1,15})(,\d{1,6})?|[-+]?\d{1,15}\.\d{1,2}"),
    "en": re.compile(r"[-+]?(\d{1,3}([ ,]\d{3})+|\d{1,15})(\.\d{1,6})?"),
}


def _number(_field: Field, text: str, language: str) -> int | float:
    """« 3 456 », « 12,5 » and 12.5 in French; 3,456 and 12.5 in English."""
    spaced = re.sub(r"\s", " ", text)
    if not _NUMBERS[language].fullmatch(spaced):
        raise _not_a_number(language)
    return _finite(float(_english(spaced, language=language)), language=language)


def _english(text: str, *, language: str) -> str:
    bare = text.replace(" ", "")
    if language == "en":
        return bare.replace(",", "")
    grouped = "," in bare or re.fullmatch(r"[-+]?\d{1,3}(\.\d{3})+", bare)
    return bare.replace(".", "").replace(",", ".") if grouped else bare


def _finite(value: float, *, language: str) -> int | float:
    if not -1e15 < value < 1e15:
        raise _not_a_number(language)
    return int(value) if value == int(value) else value


def _not_a_number(language: str) -> _Bad:
    return _Bad(Kind.NOT_A_NUMBER, "12,5" if language == "fr" else "12.5")


_READERS: dict[FieldKind, Callable[[Field, str, str], Value]] = {
    FieldKind.TEXT: _line,
    FieldKind.LONGTEXT: _longtext,
    FieldKind.DATE: _day,
    FieldKind.NUMBER: _number,
    FieldKind.URL: _url,
    FieldKind.PERSON: _line,
    FieldKind.CHOICE: _choice,
}
