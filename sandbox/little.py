"""LinkedIn's little text format, read as LinkedIn reads it (contract 4).

What is badly escaped is not refused: the text stops there, silently. That is the trap this sandbox must keep.
Source of the grammar: "little Text Format", Microsoft's documentation of LinkedIn's marketing API.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

RESERVED = frozenset("|{}@[]()<>#\\*_~")

_TEXT = re.compile(r"(?:[^|{}@\[\]()<>#\\*_~]|\\[|{}@\[\]()<>#\\*_~])+")
_MENTION = re.compile(
    r"@(?:\[(?P<name>(?:[^|{}@\[\]()<>#\\*_~]|\\[|{}@\[\]()<>#\\*_~])*)\])?"
    r"\((?P<urn>urn:li:(?:person:[A-Za-z0-9_-]{1,60}|organization:[0-9]+))\)"
)
_TEMPLATE = re.compile(
    r"\{hashtag\|\\?[#\uff03]\|(?P<tag>(?:[^|{}@\[\]()<>#\\*_~\s]|\\[|{}@\[\]()<>#\\*_~])+)\}"
)
_HASHTAG = re.compile(r"#(?P<tag>[^\W_]+)")


class Kind(StrEnum):
    TEXT = "text"
    MENTION = "mention"
    HASHTAG = "hashtag"


@dataclass(frozen=True, slots=True)
class Segment:
    kind: Kind
    text: str  # as a reader sees it; a hashtag with its #
    urn: str = ""  # of the person or page mentioned


@dataclass(frozen=True, slots=True)
class LittleText:
    segments: tuple[Segment, ...]
    is_truncated: bool

    @property
    def plain(self) -> str:
        return "".join(segment.text for segment in self.segments)

    @property
    def commentary(self) -> str:
        """The same text in the form that LinkedIn gives back when a post is read."""
        return "".join(_written(segment) for segment in self.segments)


# Says under which names a person or page may be mentioned; none when it is unknown.
NamesOf = Callable[[str], tuple[str, ...]]


def escape(text: str) -> str:
    return "".join("\\" + character if character in RESERVED else character for character in text)


def unescape(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


def read(commentary: str, *, names_of: NamesOf, whole_words: bool = False) -> LittleText:
    segments: list[Segment] = []
    at = 0
    while at < len(commentary):
        found = _segment(commentary, at, names_of)
        if found is None:
            return LittleText(_joined(_cut(segments) if whole_words else segments), is_truncated=True)
        segment, at = found
        segments.append(segment)
    return LittleText(_joined(segments), is_truncated=False)


def _cut(segments: list[Segment]) -> list[Segment]:
    """Without the word that stands just before the place where the text stops."""
    if not segments or segments[-1].kind is not Kind.TEXT:
        return segments
    kept = re.sub(r"\S+\Z", "", segments[-1].text)
    return [*segments[:-1], replace(segments[-1], text=kept)]


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _segment(commentary: str, at: int, names_of: NamesOf) -> tuple[Segment, int] | None:
    if match := _TEXT.match(commentary, at):
        return Segment(Kind.TEXT, unescape(match[0])), match.end()
    if match := _MENTION.match(commentary, at):
        return _mention(match["name"], match["urn"], names_of), match.end()
    if match := _TEMPLATE.match(commentary, at) or _HASHTAG.match(commentary, at):
        return Segment(Kind.HASHTAG, "#" + unescape(match["tag"])), match.end()
    return None


def _mention(written: str | None, urn: str, names_of: NamesOf) -> Segment:
    """The words must be the exact name, else they stay as plain text, without an error."""
    names = names_of(urn)
    if not written:
        return Segment(Kind.MENTION, names[0], urn) if names else Segment(Kind.TEXT, "")
    text = unescape(written)
    return Segment(Kind.MENTION, text, urn) if text in names else Segment(Kind.TEXT, text)


def _joined(segments: list[Segment]) -> tuple[Segment, ...]:
    joined: list[Segment] = []
    for segment in segments:
        if joined and segment.kind is Kind.TEXT and joined[-1].kind is Kind.TEXT:
            joined[-1] = Segment(Kind.TEXT, joined[-1].text + segment.text)
        elif segment.text:
            joined.append(segment)
    return tuple(joined)


def _written(segment: Segment) -> str:
    if segment.kind is Kind.MENTION:
        return f"@[{escape(segment.text)}]({segment.urn})"
    if segment.kind is Kind.HASHTAG:
        return f"{{hashtag|\\#|{escape(segment.text[1:])}}}"
    return escape(segment.text)
