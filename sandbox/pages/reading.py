"""A post as a reader sees it: the fold, the links, the counts, in French."""

import re
from dataclasses import dataclass

from sandbox.api.post_body import segments
from sandbox.clock import from_ms
from sandbox.engagement.counts import Counts, counts, visible
from sandbox.engagement.generator import Event
from sandbox.entities import Post
from sandbox.little import Kind, Segment
from sandbox.pages.cards import Card, cards
from sandbox.world import World

FOLD_CHARACTERS, FOLD_LINES = 210, 3
REACTION_WORDS = {
    "LIKE": "J'aime",
    "PRAISE": "Bravo",
    "EMPATHY": "J'adore",
    "INTEREST": "Instructif",
    "APPRECIATION": "Soutien",
    "ENTERTAINMENT": "Drôle",
}
_URL = re.compile(r"https?://[^\s<>«»]+[^\s<>«».,;:!?)]")
_MONTHS = "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.".split()


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Author:
    """A person, or a page; href "" when neither is known here."""

    name: str
    href: str = ""
    initials: str = "?"
    headline: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    author: str
    text: str
    is_reply: bool


@dataclass(frozen=True, slots=True)
class Reading:
    post: Post
    author: Author
    when: str
    iso: str
    shown: list[Piece]
    folded: list[Piece]
    counts: Counts
    reactions: list[tuple[str, int]]
    comments: list[Comment]
    cards: list[Card]


def read(world: World, post: Post, *, is_whole: bool = False) -> Reading:
    now = world.now_ms()
    engagement = world.engagements.get(post.id)
    seen = counts(engagement, at_ms=now)
    shown, folded = (segments(post), ()) if is_whole else fold(segments(post))
    said = visible(engagement, at_ms=now, kind="comment") if is_whole else []
    return Reading(
        post=post,
        author=_author(world, post.author),
        when=ago(post.created_ms, now),
        iso=from_ms(post.created_ms).isoformat(timespec="seconds"),
        shown=_pieces(world, shown),
        folded=_pieces(world, folded),
        counts=seen,
        reactions=[(REACTION_WORDS[kind], count) for kind, count in _largest_first(seen)],
        cards=cards(world, post),
        comments=[_comment(world, event) for event in said],
    )


def _author(world: World, urn: str) -> Author:
    member, page = world.member(urn), world.organization(urn)
    if member:
        initials = member.first_name[:1] + member.last_name[:1]
        return Author(member.name, f"/in/{member.vanity or member.id}/", initials, member.headline)
    return Author(page.name, f"/in/{page.id}/", page.name[:1], "Page") if page else Author(urn)


def _comment(world: World, event: Event) -> Comment:
    names = world.names_of(event.actor)
    return Comment(names[0] if names else event.actor, event.value, is_reply=bool(event.parent))


def fold(parts: tuple[Segment, ...]) -> tuple[tuple[Segment, ...], tuple[Segment, ...]]:
    """What is seen before "…voir plus" is pressed, and the rest. A mention or hashtag is never cut in two."""
    before: list[Segment] = []
    length = lines = 0
    for number, part in enumerate(parts):
        cut = _cut(part.text, FOLD_CHARACTERS - length, FOLD_LINES - lines)
        if cut is None:
            before.append(part)
            length, lines = length + len(part.text), lines + part.text.count("\n")
        elif part.kind is Kind.TEXT:
            head, tail = Segment(Kind.TEXT, part.text[:cut]), Segment(Kind.TEXT, part.text[cut:])
            return (*before, head), (tail, *parts[number + 1 :])
        else:
            return tuple(before), parts[number:]
    return tuple(before), ()


def ago(then_ms: int, now_ms: int) -> str:
    seconds = max(0, now_ms - then_ms) // 1000
    for size, word in ((86_400, "j"), (3600, "h"), (60, "min")):
        if seconds >= size and seconds < 30 * 86_400:
            return f"il y a {seconds // size} {word}"
    if seconds < 60:
        return "à l'instant"
    at = from_ms(then_ms)
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"


def _cut(text: str, characters: int, lines: int) -> int | None:
    """Where this text crosses the fold; at a space, so that no word is cut. None when it does not."""
    end = len(text)
    at = -1
    for _ in range(max(lines, 1)):
        at = text.find("\n", at + 1)
        if at < 0:
            break
    if at >= 0:
        end = min(end, at)
    if end > characters:
        space = text.rfind(" ", 0, max(characters, 0))
        end = space if space > 0 else max(characters, 0)
    return end if end < len(text) else None


def _pieces(world: World, parts: tuple[Segment, ...]) -> list[Piece]:
    pieces: list[Piece] = []
    for part in parts:
        if part.kind is Kind.HASHTAG:
            pieces.append(Piece(part.text, f"/feed/hashtag/{part.text[1:]}/"))
        elif part.kind is Kind.MENTION:
            pieces.append(Piece(part.text, f"/in/{_slug(world, part.urn)}/"))
        else:
            pieces.extend(_with_links(part.text))
    return pieces


def _with_links(text: str) -> list[Piece]:
    pieces, at = [], 0
    for match in _URL.finditer(text):
        pieces += [Piece(text[at : match.start()]), Piece(match[0], match[0])]
        at = match.end()
    return [piece for piece in (*pieces, Piece(text[at:])) if piece.text]


def _slug(world: World, urn: str) -> str:
    member = world.member(urn)
    return (member.vanity or member.id) if member else urn.rpartition(":")[2]


def _largest_first(seen: Counts) -> list[tuple[str, int]]:
    return sorted(seen.reactions.items(), key=lambda item: -item[1])
