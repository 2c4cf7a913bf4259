"""RSS and Atom, from bytes alone (feedparser is never given an address): a title, and entries as plain values."""

import calendar
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from html.parser import HTMLParser
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

import feedparser

from influence.watch.reading.plain import address, line, plain

MOST_ENTRIES = 200
TITLE, SUMMARY = 300, 1_500

Entry = dict[str, Any]


class NotAFeed(Exception):
    """`others`: the feeds that the page announces."""

    def __init__(self, others: list[str]) -> None:
        super().__init__(len(others))
        self.others = others


def read(content: bytes, *, place: str, kind: str = "") -> dict[str, Any]:
    """{"title": …, "entries": [{"link", "title", "summary", "published": ISO in UTC or None}]}, as the feed orders them.
    `place` is where it was found, for links that name no host; `kind` the type that its server gave it. Raises NotAFeed."""
    headers = {"content-location": place} | ({"content-type": kind} if "charset" in kind.lower() else {})
    found = feedparser.parse(
        BytesIO(content), response_headers=headers, sanitize_html=True, resolve_relative_uris=False
    )
    if not found.get("version"):
        raise NotAFeed(announced(content, place=place))
    feed: Mapping[str, Any] = found.get("feed", {})
    return {
        "title": line(str(feed.get("title", "")), most=TITLE),
        "entries": list(entries(found.get("entries", []), place=place)),
    }


def entries(found: list[Mapping[str, Any]], *, place: str) -> Iterator[Entry]:
    for one in found[:MOST_ENTRIES]:
        link = address(urljoin(place, str(one.get("link", "") or "").strip()))
        title = line(str(one.get("title", "")), most=TITLE)
        summary = plain(words_of(one), most=SUMMARY)
        if link and (title or summary):
            yield {
                "link": link,
                "title": title or line(summary, most=120),
                "summary": summary,
                "published": moment(one),
            }


def words_of(one: Mapping[str, Any]) -> str:
    contents = one.get("content") or [{}]
    return str(one.get("summary") or contents[0].get("value", ""))


def moment(one: Mapping[str, Any]) -> str | None:
    """UTC. A year that no calendar of ours has, or none at all: None."""
    # Feedparser's own `get` answers for names that are not there.
    parsed = dict.get(one, "published_parsed") or dict.get(one, "updated_parsed")  # type: ignore[arg-type]
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC).isoformat() if parsed else None
    except (ValueError, OverflowError, OSError, TypeError):
        return None


class _Announced(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        kind, relation = (given.get("type") or "").lower(), (given.get("rel") or "").lower()
        if tag == "link" and "alternate" in relation and re.search(r"\b(rss|atom)\+xml", kind):
            self.found.append(given.get("href") or "")


def announced(content: bytes, *, place: str) -> list[str]:
    """A page for people often says where its feed is."""
    page = _Announced()
    page.feed(content[:200_000].decode("utf-8", "replace"))
    links = (address(urljoin(place, one.strip())) for one in page.found if one.strip())
    return list(dict.fromkeys(link for link in links if link))[:5]
