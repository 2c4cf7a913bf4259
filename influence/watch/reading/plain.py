"""What strangers write, as plain text: no markup, no address that runs anything, nothing that a page or a database chokes on."""

import re
import unicodedata
from html.parser import HTMLParser
from urllib.parse import urlsplit

# Elements whose words are no words, and those that end a line.
_MUTE = frozenset({"script", "style", "template", "noscript", "svg", "math", "head", "title"})
_BREAKS = frozenset(
    {"p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "blockquote", "section", "article"}
)

ADDRESS_LIMIT = 1_000
# Control characters and lone surrogates; and what turns the writing of a whole page round.
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.mute = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.mute += tag in _MUTE
        if tag in _BREAKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.mute = max(0, self.mute - (tag in _MUTE))
        if tag in _BREAKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.mute:
            self.pieces.append(data)


def plain(markup: str, *, most: int) -> str:
    """Lines without holes, cut at a word."""
    words = _Words()
    words.feed(markup[: most * 20])
    words.close()
    rows = (" ".join(row.split()) for row in clean("".join(words.pieces)).split("\n"))
    return cut("\n".join(row for row in rows if row), most=most)


def line(markup: str, *, most: int) -> str:
    return cut(" ".join(plain(markup, most=most * 4).split()), most=most)


def one_line(text: str, *, most: int) -> str:
    """Of words that are no markup."""
    return cut(" ".join(clean(text).split()), most=most)


def clean(text: str) -> str:
    return "".join(
        char for char in text
        if char == "\n" or (char not in _TURNS and unicodedata.category(char) not in {"Cc", "Cs"}) or char == "\t"
    )  # fmt: skip


def cut(text: str, *, most: int) -> str:
    if len(text) <= most:
        return text
    short = text[:most]
    at = short.rfind(" ")
    return f"{short[: at if at > most // 2 else most - 1].rstrip()}…"


def address(found: object) -> str:
    """An address of the web that may be clicked on, or ""."""
    text = str(found or "").strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    is_web = parts.scheme in ("http", "https") and "." in (parts.hostname or "")
    if not is_web or len(text) > ADDRESS_LIMIT or re.search(r"[\s\x00-\x1f<>\"]", text):
        return ""
    return text
