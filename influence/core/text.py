"""The text of a post: its length, its fold, its mentions and hashtags.

Raw text, as people write it and as we store it: a mention is `@[Name](urn:li:person:…)` or
`@[Name](urn:li:organization:…)`; a hashtag is `#Word` standing as a word of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

LIMIT = 3000
"""Most UTF-16 units of the text a reader sees: LinkedIn's own counter counts them so (an emoji is two)."""

# Characters on a line before the "…more" fold. Estimates: the real width depends on the device's zoom.
DESKTOP_WIDTH = 70
TABLET_WIDTH = 60
PHONE_WIDTH = 47
FOLD_WIDTHS = {"desktop": DESKTOP_WIDTH, "tablet": TABLET_WIDTH, "phone": PHONE_WIDTH}


@dataclass(frozen=True)
class Text:
    text: str


@dataclass(frozen=True)
class Mention:
    name: str
    urn: str


@dataclass(frozen=True)
class Hashtag:
    word: str


Segment = Text | Mention | Hashtag

_MEANING = re.compile(
    r"""
    (?P<url>(?:https?://|www\.)\S+)
  | @\[(?P<name>[^\[\]\n]+)\]\((?P<urn>urn:li:(?:person:[A-Za-z0-9_-]+|organization:\d+))\)
  | (?<![\w#&/@])\#(?P<word>(?=\w*[^\W\d_])\w+)
    """,
    re.VERBOSE,
)
_BRACES = re.compile(r"\{\{|\}\}|\{%|%\}")
_CLOSED_BY = {"{{": "}}", "{%": "%}"}


def normalise(text: str) -> str:
    """NFC, and one kind of line end: a form sends CRLF, a file LF, and both are the same text."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def length(text: str) -> int:
    """UTF-16 units of what a reader sees: the figure to show, and to hold against LIMIT."""
    return utf16_length(plain(normalise(text)))


def segments(text: str) -> tuple[Segment, ...]:
    return tuple(_segments(text))


def _segments(text: str) -> Iterator[Segment]:
    done = 0
    for match in _MEANING.finditer(text):
        if match["url"]:
            continue
        if match.start() > done:
            yield Text(text[done : match.start()])
        yield Mention(match["name"], match["urn"]) if match["urn"] else Hashtag(match["word"])
        done = match.end()
    if done < len(text):
        yield Text(text[done:])


def plain(text: str) -> str:
    """What a reader sees: a mention is its name."""
    return "".join(read(segment) for segment in segments(text))


def read(segment: Segment) -> str:
    match segment:
        case Text(text=text):
            return text
        case Mention(name=name):
            return name
        case Hashtag(word=word):
            return f"#{word}"


def leftover_markup(text: str) -> tuple[str, ...]:
    """Template markup that was not rendered: nothing that contains any may go out."""
    return tuple(text[start:end] for start, end in markup_places(text))


def markup_places(text: str) -> Iterator[tuple[int, int]]:
    """From braces to the next ones that close them, or braces alone. Linear: that none closes is looked for once."""
    place, lonely = 0, set[str]()
    while match := _BRACES.search(text, place):
        closing = _CLOSED_BY.get(match[0], "")
        end = text.find(closing, match.end()) if closing and closing not in lonely else -1
        if end < 0:
            lonely.add(closing)
        place = match.end() if end < 0 else end + len(closing)
        yield match.start(), place


def fold_preview(text: str, *, width_chars: int, lines: int = 3) -> tuple[str, str]:
    """(shown, hidden) at the "…more" fold; the two joined are the text.

    LinkedIn shows three lines, or two when the third is blank.
    """
    starts = list(islice(_line_starts(text, width_chars=width_chars), lines + 1))
    if len(starts) <= lines:
        return text, ""
    last = lines - 1
    cut = starts[last] if not text[starts[last] : starts[lines]].strip() else starts[lines]
    return text[:cut], text[cut:]


def _line_starts(text: str, *, width_chars: int) -> Iterator[int]:
    start = 0
    for paragraph in text.splitlines(keepends=True):
        for width in _wrapped(paragraph, width_chars=width_chars):
            yield start
            start += width


def _wrapped(paragraph: str, *, width_chars: int) -> Iterator[int]:
    """The lengths of a paragraph's lines: words stay whole, except one longer than a line."""
    rest = paragraph
    while len(rest.rstrip()) > width_chars:
        space = rest.rfind(" ", 0, width_chars + 1)
        width = space + 1 if space > 0 else width_chars
        yield width
        rest = rest[width:]
    yield len(rest)
