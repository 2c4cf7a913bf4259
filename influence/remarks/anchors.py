"""Where a quoted passage stands in a text, and whom a remark names. Pure: texts in, places and people out."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar


class Named(Protocol):
    @property
    def name(self) -> str: ...


Person = TypeVar("Person", bound=Named)
MENTION = "@"


def place(text: str, quote: str, *, near: int = 0) -> int | None:
    """The offset of `quote`, whatever its blanks (a passage copied from a page has others), of several the one closest to
    `near`; None where the words are not there."""
    words = quote.split()
    if not words:
        return None
    found = [hit.start() for hit in re.finditer(r"\s+".join(map(re.escape, words)), text)]
    return min(found, key=lambda at: abs(at - near), default=None)


def mentioned(text: str, people: Iterable[Person]) -> list[Person]:
    """Those whose name, or first name where only one has it, follows an @."""
    known = list(people)
    said = folded(text)
    return [person for person in known if any(is_said(name, said) for name in names(person, known))]


def names(person: Named, among: Sequence[Named]) -> list[str]:
    whole = folded(person.name).strip()
    first = whole.split(" ")[0]
    is_alone = sum(folded(one.name).strip().split(" ")[0] == first for one in among) == 1
    return [name for name in (whole, first if is_alone else "") if name]


def is_said(name: str, text: str) -> bool:
    """As words of their own: « @Bru » is nobody, nor is an address that has an @ in it."""
    return re.search(rf"(?<!\w){MENTION}{re.escape(name)}(?!\w)", text) is not None


def folded(text: str) -> str:
    """Without capitals, accents and doubled blanks, as people type names."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(sign for sign in bare if not unicodedata.combining(sign)).split())
