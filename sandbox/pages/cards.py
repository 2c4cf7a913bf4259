"""What hangs below the text of a post: images, a document, a video, a poll, a link, the post it shares."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from sandbox.entities import Post
from sandbox.uploads import media
from sandbox.wire import Json
from sandbox.world import World

_DURATIONS = {
    "ONE_DAY": "1 jour",
    "THREE_DAYS": "3 jours",
    "SEVEN_DAYS": "1 semaine",
    "FOURTEEN_DAYS": "2 semaines",
}
_WORDS = {
    "WAITING_UPLOAD": "en attente",
    "PROCESSING": "en cours de traitement",
    "PROCESSING_FAILED": "le traitement a échoué",
}


@dataclass(frozen=True, slots=True)
class Picture:
    """src "": not there to be seen, or no longer."""

    src: str
    alt: str
    note: str


@dataclass(frozen=True, slots=True)
class Card:
    pictures: tuple[Picture, ...] = ()
    title: str = ""
    href: str = ""
    notes: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


def cards(world: World, post: Post) -> list[Card]:
    found = [_CARDS[kind](world, content) for kind, content in post.content.items() if kind in _CARDS]
    return [*found, _shared(world, post.parent)] if post.parent else found


def _media(world: World, content: Json) -> Card:
    if content["id"].startswith("urn:li:image:"):
        return Card(pictures=(_picture(world, content["id"], content.get("altText", "")),))
    known = world.media.get(content["id"])
    size = _size(known.size) if known else ""
    pages = f"{known.pages} page{'s' if known.pages > 1 else ''}" if known and known.pages else ""
    kind = "Vidéo" if content["id"].startswith("urn:li:video:") else "Document"
    notes = (kind, pages, size, _state(world, content["id"]))
    return Card(title=content.get("title", ""), notes=tuple(filter(None, notes)))


def _images(world: World, content: Json) -> Card:
    return Card(
        pictures=tuple(_picture(world, image["id"], image.get("altText", "")) for image in content["images"])
    )


def _article(world: World, content: Json) -> Card:
    thumbnail = content.get("thumbnail")
    picture = (_picture(world, thumbnail, content.get("thumbnailAltText", "")),) if thumbnail else ()
    notes = (content.get("description", ""), urlsplit(content["source"]).netloc)
    return Card(picture, content["title"], content["source"], tuple(filter(None, notes)))


def _poll(_: World, content: Json) -> Card:
    options = tuple(option["text"] for option in content["options"])
    duration = _DURATIONS[content["settings"]["duration"]]
    return Card(title=content["question"], notes=(f"Sondage, {duration}",), options=options)


def _shared(world: World, urn: str) -> Card:
    parent = world.post(urn)
    if parent is None:
        return Card(title="Publication partagée", notes=("Elle n'est plus disponible.",))
    names = world.names_of(parent.author)
    text = parent.text if len(parent.text) <= 140 else f"{parent.text[:140].rstrip()}…"
    return Card(
        title="Publication partagée",
        href=f"/feed/update/{parent.urn}/",
        notes=tuple(filter(None, (names[0] if names else "", text))),
    )


def _picture(world: World, urn: str, alt: str) -> Picture:
    known = world.media.get(urn)
    name = media.name_of(known) if known else ""
    is_there = known is not None and media.status(world, known) == "AVAILABLE" and name in world.shelf.files
    note = _state(world, urn) or ("" if is_there else "image non conservée")
    return Picture(f"/dms/image/{name}" if is_there else "", alt, note)


def _size(size: int) -> str:
    if size < 1_000_000:
        return f"{-(-size // 1000)} ko"
    return f"{size / 1_000_000:.1f} Mo".replace(".", ",")


def _state(world: World, urn: str) -> str:
    known = world.media.get(urn)
    return _WORDS.get(media.status(world, known), "") if known else ""


_CARDS = {"media": _media, "multiImage": _images, "article": _article, "poll": _poll}
