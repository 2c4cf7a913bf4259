"""LinkedIn without an API: the person publishes by hand and pastes the link back (linkedin-api.md §3.7, §10.2)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from influence.core.text import normalise, plain
from influence.networks.linkedin.urns import permalink
from influence.networks.ports import Content, Mode, Published

SITE = "https://www.linkedin.com"

_IN_PATH = (
    re.compile(r"/feed/update/urn:li:(activity|share|ugcPost):(\d{15,20})(?!\d)"),
    re.compile(r"/posts/[^/]*[-_](activity|share|ugcPost)-(\d{15,20})(?:-[\w-]+)?/?$"),
)
_BARE = re.compile(r"urn:li:(activity|share|ugcPost):(\d{15,20})")


# A profile's or a page's address has no underscore: what stands before the first one is whose post it is.
_AUTHOR = re.compile(r"/posts/((?:[^\W_]|-){1,100})_")


class NotAPostLink(ValueError):
    """What was pasted does not lead to a LinkedIn post. `short` links hide where they lead: open, then copy again."""

    def __init__(self, *, short: bool = False) -> None:
        super().__init__("short link" if short else "not a link to a LinkedIn post")
        self.short = short


@dataclass(frozen=True)
class Instructions:
    """What a person needs at hand: the text as readers see it (a mention is typed again by hand), and where to go."""

    text: str
    open_url: str


class Assisted:
    name = "assisted"
    mode = Mode.ASSISTED

    def __init__(self, *, site: str = SITE) -> None:
        self._site = site

    def instructions(self, content: Content) -> Instructions:
        return Instructions(
            text=plain(normalise(content.text)), open_url=f"{self._site}/feed/?shareActive=true"
        )

    def permalink(self, urn: str) -> str:
        return permalink(urn, site=self._site)

    def read_link(self, pasted: str) -> Published:
        """The post that a pasted link leads to. The shape is checked; that it is live, and whose, is not."""
        urn = _urn(pasted.strip(), site=self._site)
        return Published(urn=urn, permalink=self.permalink(urn))

    def author_of(self, pasted: str) -> str:
        """The vanity name of the profile or page that a link says the post is of; "" where it does not say."""
        if _BARE.fullmatch(pasted.strip()):
            return ""
        path = unicodedata.normalize("NFC", unquote(urlsplit(pasted.strip()).path))
        found = _AUTHOR.search(path)
        return folded(found[1]) if found else ""


def folded(vanity_name: str) -> str:
    """As LinkedIn compares them: an address has no capitals, and one way to write an accent."""
    return unicodedata.normalize("NFC", vanity_name.strip()).casefold()


def _urn(pasted: str, *, site: str) -> str:
    if bare := _BARE.fullmatch(pasted):
        return bare[0]
    try:
        address = urlsplit(pasted if "://" in pasted else f"https://{pasted}")
        host = address.hostname or ""
    except ValueError:
        raise NotAPostLink from None
    if host == "lnkd.in":
        raise NotAPostLink(short=True)
    found = next(filter(None, (pattern.search(unquote(address.path)) for pattern in _IN_PATH)), None)
    if found is None or not _is_ours(address.scheme, host, site=site):
        raise NotAPostLink
    return f"urn:li:{found[1]}:{found[2]}"


def _is_ours(scheme: str, host: str, *, site: str) -> bool:
    known = (urlsplit(site).hostname or "").removeprefix("www.")
    return scheme in ("http", "https") and (host == known or host.endswith(f".{known}"))
