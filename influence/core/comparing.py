"""What changed between two texts, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Change:
    kind: Literal["same", "added", "removed"]
    text: str


def changes(old: str, new: str) -> list[Change]:
    """Joined without what is removed they give the new text, without what is added the old one."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return [change for code in matcher.get_opcodes() for change in _changes(code, before, after)]


def _changes(code: tuple[str, int, int, int, int], before: list[str], after: list[str]) -> Iterator[Change]:
    kind, i1, i2, j1, j2 = code
    if kind == "equal":
        yield Change("same", "".join(after[j1:j2]))
        return
    if i2 > i1:
        yield Change("removed", "".join(before[i1:i2]))
    if j2 > j1:
        yield Change("added", "".join(after[j1:j2]))
