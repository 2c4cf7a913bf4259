"""A post as the network will show it: what is read before « …voir plus », at three widths, and the rest."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from influence.core.text import (
    FOLD_WIDTHS,
    LIMIT,
    Hashtag,
    Mention,
    Segment,
    Text,
    fold_preview,
    leftover_markup,
    plain,
    segments,
)
from influence.networks.linkedin.little import lengths

DEVICES: dict[str, Promise | str] = {
    "phone": _("Téléphone"),
    "tablet": _("Tablette"),
    "desktop": _("Ordinateur"),
}


@dataclass(frozen=True)
class Fold:
    """The two sides of the fold as raw text (for the filter `as_read`); joined they are the whole."""

    device: str
    name: str
    shown: str
    hidden: str


@dataclass(frozen=True)
class Preview:
    text: str
    length: int
    # As the network's interface is given it, with its escapes.
    sent: int
    limit: int
    folds: tuple[Fold, ...]
    has_markup: bool

    @property
    def is_too_long(self) -> bool:
        return self.length > self.limit

    @property
    def is_too_long_sent(self) -> bool:
        return not self.is_too_long and self.sent > self.limit

    @property
    def over(self) -> int:
        return self.length - self.limit


def preview(text: str) -> Preview:
    measured = lengths(text)
    return Preview(
        text=text, length=measured.read, sent=measured.sent, limit=LIMIT, has_markup=bool(leftover_markup(text)),
        folds=tuple(fold(text, device=device) for device in DEVICES),
    )  # fmt: skip


def fold(text: str, *, device: str) -> Fold:
    """The fold is counted on what a reader sees, where a mention is its name only."""
    head, _tail = fold_preview(plain(text), width_chars=FOLD_WIDTHS[device])
    before, after = cut(text, at=len(head))
    return Fold(device=device, name=str(DEVICES[device]), shown=before, hidden=after)


def cut(text: str, *, at: int) -> tuple[str, str]:
    sides: tuple[list[str], list[str]] = ([], [])
    for side, words in _sides(segments(text), at=at):
        sides[side].append(words)
    return "".join(sides[0]), "".join(sides[1])


def _sides(found: tuple[Segment, ...], *, at: int) -> Iterator[tuple[int, str]]:
    """A text is cut where the fold falls; a mention or a hashtag stays whole, before it."""
    place = 0
    for segment in found:
        seen, raw = _read(segment)
        if isinstance(segment, Text) and place < at < place + len(seen):
            yield 0, seen[: at - place]
            yield 1, seen[at - place :]
        else:
            yield int(place >= at), raw
        place += len(seen)


def _read(segment: Segment) -> tuple[str, str]:
    """What a reader sees, and what is written."""
    match segment:
        case Mention(name=name, urn=urn):
            return name, f"@[{name}]({urn})"
        case Hashtag(word=word):
            return f"#{word}", f"#{word}"
        case _:
            return segment.text, segment.text
