"""Links that say where their readers came from: four `utm_` parameters, and not one other byte of an address changed."""

import re
import unicodedata
from urllib.parse import quote

SOURCE, MEDIUM = "linkedin", "social"
_ADDRESS = re.compile(r"https?://[^\s<>\"«»]+", re.IGNORECASE)
# Signs that end a sentence, not an address.
_CLOSING = ".,;:!?…’'*_"
_HOST = re.compile(r"https?://[^\s/?#]", re.IGNORECASE)
# The network's own pages are not measured so.
_NETWORK = re.compile(r"https?://(?:[\w-]+\.)*(?:linkedin\.com|lnkd\.in)(?=[/?#:]|$)", re.IGNORECASE)


def tagged(text: str, *, campaign: str, content: str) -> str:
    """Every address of the text with the four; done twice it changes nothing more."""
    return _ADDRESS.sub(lambda match: _tagged(match.group(), campaign=campaign, content=content), text)


def _tagged(found: str, *, campaign: str, content: str) -> str:
    address = trimmed(found)
    if not _HOST.match(address) or _NETWORK.match(address):
        return found
    wanted = {"utm_source": SOURCE, "utm_medium": MEDIUM, "utm_campaign": campaign, "utm_content": content}
    return with_parameters(address, wanted) + found[len(address) :]


def trimmed(found: str) -> str:
    """Without what belongs to the sentence: its full stop, or the bracket that was opened before the address."""
    while found and (found[-1] in _CLOSING or (found[-1] in ")]}" and unopened(found))):
        found = found[:-1]
    return found


def unopened(found: str) -> bool:
    opening = {")": "(", "]": "[", "}": "{"}[found[-1]]
    return found.count(found[-1]) > found.count(opening)


def with_parameters(address: str, wanted: dict[str, str]) -> str:
    """Where they stand already, else after the others. What is empty is not asked for."""
    address, mark, fragment = address.partition("#")
    path, _asked, query = address.partition("?")
    given = {name: f"{name}={quote(value, safe='')}" for name, value in wanted.items() if value}
    parts = query.split("&") if query else []
    there = {part.partition("=")[0] for part in parts}
    kept = [given.get(part.partition("=")[0], part) for part in parts]
    return f"{path}?{'&'.join([*kept, *(one for name, one in given.items() if name not in there)])}{mark}{fragment}"


def slug(words: str) -> str:
    """« Semaine de la qualité » → `semaine-de-la-qualite`."""
    plain = (
        unicodedata.normalize("NFKD", words.replace("œ", "oe").replace("Œ", "OE"))
        .encode("ascii", "ignore")
        .decode()
    )
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:80].rstrip("-")
