"""What a cell says, whichever language and program wrote it. Raises ValueError; None where it says nothing: unknown is
not zero. Recent files hold every value as text, older ones hold numbers (linkedin-api.md §10.4)."""

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

Cell = str | int | float | date | None

MOST = 10**12
# Control characters and marks of direction or width: some programs put them around numbers.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
_NOTHING = frozenset({"", "-", "–", "—", "n/a", "na", "n.d.", "nd", "s.o."})
# Separators of thousands: spaces of every width, comma, dot, the Swiss apostrophes. One number uses one of them.
_GROUPED = re.compile(r"\d{1,3}(?:([ ,.'])\d{3})(?:\1\d{3})*|\d{1,2}(?:,\d{2})+,\d{3}|\d+")
_WHOLE = re.compile(r"(\d+)[.,]0{1,2}")
_SHARE = re.compile(
    r"(?P<below>[<≤]|[^\W\d_][^\d%<>=+*/-]*?)?\s*(?P<number>\d{1,3}(?:[.,]\d{1,6})?)\s*(?P<sign>%?)"
)
# The bound is one percent in every language; French words for it are not known (linkedin-api.md §14, point 6).
_ABOVE = ("plus", "more", "mais", "over", "above")
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_NAMED = re.compile(
    r"(?:(\d{1,2})(?:er|st|nd|rd|th)? (?:de )?)?([a-z]{3,10})\.?,? (?:(\d{1,2}),? )?(?:de )?(\d{4})"
)
_MONTHS = (
    ("jan", "janv"), ("feb", "fev", "fevr"), ("mar", "mars"), ("apr", "avr", "abr"), ("may", "mai"), ("jun", "juin"),
    ("jul", "juil"), ("aug", "aout", "ago"), ("sep", "sept", "set"), ("oct", "out"), ("nov",), ("dec", "dez"),
)  # fmt: skip


def plain(cell: Cell) -> str:
    """Trimmed, with common spaces and apostrophes, without what cannot be seen."""
    if cell is None:
        return ""
    words = str(cell)
    if not words.isascii():
        words = unicodedata.normalize("NFKC", words).replace("\u2019", "'").replace("\u02bc", "'")
    return " ".join(_UNSEEN.sub("", words).split())


def number(cell: Cell) -> int | None:
    """A whole number. Engagements may be negative: LinkedIn takes back what it counted."""
    is_number = isinstance(cell, int | float) and not isinstance(cell, bool)
    found = _of_float(float(cell or 0)) if is_number else _of_text(plain(cell))
    if found is not None and abs(found) >= MOST:
        raise ValueError(cell)
    return found


def _of_float(cell: float) -> int:
    if not math.isfinite(cell) or cell != int(cell):
        raise ValueError(cell)
    return int(cell)


def _of_text(words: str) -> int | None:
    if words.casefold() in _NOTHING:
        return None
    sign, digits = (-1, words[1:].lstrip()) if words[0] in "-−" else (1, words.removeprefix("+"))
    if whole := _WHOLE.fullmatch(digits):
        return sign * int(whole[1])
    if len(digits) > 20 or not digits.isascii() or not _GROUPED.fullmatch(digits):
        raise ValueError(words)
    return sign * int(re.sub(r"\D", "", digits))


@dataclass(frozen=True)
class Share:
    """A part of one. `below`: the file only says « < 1 % », and `value` is that bound."""

    value: Decimal
    below: bool = False


def share(cell: Cell) -> Share | None:
    """12,5 %, 2%, 0.125 (older files), « < 1 % », « menos de 1% », and whatever French says before the number."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Share(_part(Decimal(str(cell))))
    words = plain(cell)
    if words.casefold() in _NOTHING:
        return None
    found = _SHARE.fullmatch(words)
    if not found or not found["number"].isascii() or (found["below"] and not found["sign"]):
        raise ValueError(cell)
    value = Decimal(found["number"].replace(",", "."))
    if (found["below"] or "<") not in "<≤" and (value != 1 or found["below"].casefold().startswith(_ABOVE)):
        raise ValueError(cell)
    return Share(_part(value / 100 if found["sign"] else value), below=bool(found["below"]))


def _part(value: Decimal) -> Decimal:
    if not 0 <= value <= 1:
        raise ValueError(value)
    return value.quantize(Decimal("0.000001"))


class Order(StrEnum):
    """Which comes first in 04/05/2026."""

    DAY = "day"
    MONTH = "month"


class MixedDays(ValueError):
    """13/01/2026 and 01/13/2026 in one file."""


def order_of(columns: Iterable[Sequence[Cell]], *, hint: Order | None) -> Order:
    """From any number above twelve; else from days that follow one another; else the habit of the file's language."""
    pairs = [[_pair(cell) for cell in column] for column in columns]
    first = {pair[0] > 12 for column in pairs for pair in column if pair}
    second = {pair[1] > 12 for column in pairs for pair in column if pair}
    if True in first and True in second:
        raise MixedDays
    if True in first or True in second:
        return Order.DAY if True in first else Order.MONTH
    steps = {order: sum(_steps(column, order) for column in pairs) for order in Order}
    if steps[Order.DAY] != steps[Order.MONTH]:
        return max(Order, key=lambda order: steps[order])
    return hint or Order.DAY


def _pair(cell: Cell) -> tuple[int, int, int] | None:
    found = None if isinstance(cell, date) else _SLASHED.match(plain(cell))
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def _steps(column: Sequence[tuple[int, int, int] | None], order: Order) -> int:
    days = [_made(pair, order) for pair in column if pair]
    return sum(
        one is not None and other is not None and abs(other - one) == timedelta(days=1)
        for one, other in pairwise(days)
    )


def _made(pair: tuple[int, int, int], order: Order) -> date | None:
    day, month = (pair[0], pair[1]) if order is Order.DAY else (pair[1], pair[0])
    try:
        return date(pair[2], month, day)
    except ValueError:
        return None


def day(cell: Cell, *, order: Order) -> date | None:
    """A day without a zone, as the network counts it. A year of two digits is refused: nobody should guess it."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    words = plain(cell)
    if words.casefold() in _NOTHING:
        return None
    if found := _SLASHED.fullmatch(words.split(" ")[0]):
        return _or_raise(_made((int(found[1]), int(found[2]), int(found[3])), order), words)
    if found := _ISO.fullmatch(words):
        return date(int(found[1]), int(found[2]), int(found[3]))
    return _or_raise(_named(words), words)


def _or_raise(found: date | None, words: str) -> date:
    if found is None:
        raise ValueError(words)
    return found


def _named(words: str) -> date | None:
    """« Jan 5, 2026 », « 5 janv. 2026 », « 5 de jan. de 2026 »."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", words.casefold()) if not unicodedata.combining(c))
    found = _NAMED.fullmatch(bare)
    if not found or bool(found[1]) == bool(found[3]):
        return None
    months = [n for n, names in enumerate(_MONTHS, 1) if found[2][:3] in {name[:3] for name in names}]
    # « juin » and « juillet » begin alike.
    month = {"jui": 6 if found[2].startswith("juin") else 7}.get(found[2][:3], months[0] if months else 0)
    return _made((int(found[1] or found[3]), month, int(found[4])), Order.DAY) if month else None


def days_in(words: Cell, *, order: Order) -> list[date]:
    """Every day that a sentence names: « 1/1/2025 - 12/31/2025 », « Nombre total d'abonnés le 31/12/2025 : »."""
    if isinstance(words, date):
        return [words.date() if isinstance(words, datetime) else words]
    found = re.findall(r"\d{1,2}[/.]\d{1,2}[/.]\d{4}|\d{4}-\d{2}-\d{2}", plain(words))
    return [one for one in (day(text, order=order) for text in found) if one]
