"""LinkedIn's "little" text format (linkedin-api.md §4).

Fifteen characters must be preceded by a backslash when they are meant literally. LinkedIn answers success to a
text where one is not, and publishes only what comes before it; so nothing else may build a `commentary`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from influence.core.text import (
    Hashtag,
    Mention,
    Segment,
    Text,
    normalise,
    read,
    segments,
    utf16_length,
)

RESERVED = frozenset("|{}@[]()<>#\\*_~")
_ESCAPE = str.maketrans({character: f"\\{character}" for character in RESERVED})
_URN = r"urn:li:(?:person|organization):[\w-]+"

_ELEMENT = re.compile(
    rf"""
    (?<!\\)(?:\\\\)*
    (?:
        @\[(?P<name>(?:[^\[\]\\]|\\.)*)\]\((?P<urn>{_URN})\)
      | @\((?P<bare>{_URN})\)
      | \{{hashtag\|\\?[\#＃]\|(?P<word>(?:[^{{}}|\\]|\\.)+)\}}
      | \#(?P<short>\w+)
    )
    """,
    re.VERBOSE,
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True)
class Lengths:
    """UTF-16 units as a reader sees the text, and as it travels. Both are held against the limit."""

    read: int
    sent: int


def escape(text: str) -> str:
    """A text meant literally. Never twice: the database keeps it raw."""
    return text.translate(_ESCAPE)


def unescape(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)


def render(parts: tuple[Segment, ...]) -> str:
    return "".join(_rendered(part) for part in parts)


def _rendered(part: Segment) -> str:
    match part:
        case Text(text=text):
            return escape(text)
        case Mention(name="", urn=urn):
            return f"@({urn})"
        case Mention(name=name, urn=urn):
            return f"@[{escape(name)}]({urn})"
        case Hashtag(word=word):
            # The form in which LinkedIn gives hashtags back: `#word` alone depends on what surrounds it.
            return rf"{{hashtag|\#|{escape(word)}}}"


def commentary(text: str) -> str:
    """The raw text of a post, as `commentary` before JSON."""
    return render(_parts(text))


def lengths(text: str) -> Lengths:
    shown = "".join(read(part) for part in _parts(text))
    return Lengths(read=utf16_length(shown), sent=utf16_length(commentary(text)))


@lru_cache(maxsize=4)
def _parts(text: str) -> tuple[Segment, ...]:
    """Kept for a moment: a text is measured first, then sent."""
    return segments(normalise(text))


def parse(commentary: str) -> tuple[Segment, ...]:
    """The parts of a commentary that LinkedIn gave back."""
    parts: list[Segment] = []
    done = 0
    for match in _ELEMENT.finditer(commentary):
        start = _element_start(match)
        _add_text(parts, commentary[done:start])
        parts.append(_element(match))
        done = match.end()
    _add_text(parts, commentary[done:])
    return tuple(parts)


def plain(commentary: str) -> str:
    """What readers see of it."""
    return "".join(read(part) for part in parse(commentary))


def _element_start(match: re.Match[str]) -> int:
    """Escaped backslashes before the element belong to the text."""
    return match.start() + len(match[0]) - len(match[0].lstrip("\\"))


def _add_text(parts: list[Segment], escaped: str) -> None:
    if escaped:
        parts.append(Text(unescape(escaped)))


def _element(match: re.Match[str]) -> Segment:
    if match["urn"]:
        return Mention(unescape(match["name"]), match["urn"])
    if match["bare"]:
        return Mention("", match["bare"])
    return Hashtag(unescape(match["word"] or match["short"]))
