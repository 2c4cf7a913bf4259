"""The life of an uploaded file: awaited, being processed, available or failed (contract 5)."""

import string
from dataclasses import replace

from sandbox.entities import Media, Slot
from sandbox.uploads.inspection import Shape
from sandbox.world import World

PREFIX = {"image": "C4E22AQ", "document": "D4E10AQ", "video": "C4D10AQ"}
UPLOAD_MS = 24 * 3_600_000
MOST_PIXELS, MOST_FRAMES = 36_152_320, 250
MOST_DOCUMENT_BYTES, MOST_PAGES = 100 * 1024 * 1024, 300
_IMAGES = ("image/jpeg", "image/png", "image/gif")
_DOCUMENTS = ("application/pdf", "application/vnd.openxmlformats", "application/msword")
_DIGITS = string.digits + string.ascii_letters


def announce(world: World, kind: str, *, owner: str, client_id: str, fate: str = "") -> Media:
    now = world.now_ms()
    urn = f"urn:li:{kind}:{PREFIX[kind]}{_short(world.new_id(now))}"
    media = Media(urn, kind, owner, now, client_id, fate=fate)
    world.media[urn] = media
    return media


def open_slot(world: World, slot: Slot) -> str:
    """The path to put the bytes at."""
    world.slots[slot.id] = slot
    return f"/dms-uploads/{slot.id}"


def status(world: World, media: Media) -> str:
    if not media.uploaded_ms:
        return "WAITING_UPLOAD"
    ready_ms = media.uploaded_ms + world.processing_seconds[media.kind] * 1000
    if media.fate == "stuck" or world.now_ms() < ready_ms:
        return "PROCESSING"
    return "PROCESSING_FAILED" if media.wrong else "AVAILABLE"


def with_content(media: Media, shape: Shape, *, size: int, sha256: str, at_ms: int) -> Media:
    """A wrong file is taken like any other: it is the processing that fails."""
    known = replace(
        media,
        size=size,
        sha256=sha256,
        mime=shape.mime,
        width=shape.width,
        height=shape.height,
        pages=shape.pages,
        uploaded_ms=at_ms,
    )
    wrong = _wrong_image(shape) if media.kind == "image" else _wrong_document(shape, size)
    return replace(known, wrong=forced(media) or wrong)


def forced(media: Media) -> str:
    return "A fault was asked for" if media.fate == "failed" else ""


def name_of(media: Media) -> str:
    return media.urn.rpartition(":")[2]


def _wrong_image(shape: Shape) -> str:
    if shape.mime not in _IMAGES or not shape.width * shape.height:
        return "Not a JPG, PNG or GIF"
    if shape.width * shape.height >= MOST_PIXELS:
        return f"{shape.width} x {shape.height} is not below {MOST_PIXELS} pixels"
    return f"More than {MOST_FRAMES} frames" if shape.frames > MOST_FRAMES else ""


def _wrong_document(shape: Shape, size: int) -> str:
    if shape.mime not in _DOCUMENTS:
        return "Not a PDF, PPT, PPTX, DOC or DOCX"
    if size > MOST_DOCUMENT_BYTES:
        return "More than 100 MB"
    return f"More than {MOST_PAGES} pages" if shape.pages > MOST_PAGES else ""


def _short(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return digits
