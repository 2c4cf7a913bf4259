"""PUT /dms-uploads/{id}: the address that an initializeUpload gave (contract 5.1 to 5.4)."""

import io
from dataclasses import replace

from sandbox import refusals
from sandbox.api.checks import live_token
from sandbox.doors import Door, Visit
from sandbox.entities import Media, Slot
from sandbox.uploads import inspection, media
from sandbox.uploads.receiving import Received, receive
from sandbox.wire import Response


def put(visit: Visit) -> Response:
    """The same bytes may be put again: an answer can be lost."""
    if visit.request.received is not None:
        return _put(visit, visit.request.received)
    body = visit.request.body
    with receive(io.BytesIO(body), len(body)) as received:
        return _put(visit, received)


def show(visit: Visit) -> Response:
    """downloadUrl of an image, as long as it is on the shelf."""
    name = visit.keys["name"]
    body, found = visit.world.shelf.read(name), visit.world.media.get(f"urn:li:image:{name}")
    if body is None or found is None or not found.mime.startswith("image/"):
        raise refusals.not_found(name)
    head = {"Content-Type": found.mime, "X-Content-Type-Options": "nosniff", "Cache-Control": "max-age=300"}
    return Response(200, body, head)


def _put(visit: Visit, received: Received) -> Response:
    world = visit.world
    slot = world.slots.get(visit.keys["id"])
    if slot is None:
        raise refusals.not_found("this upload address")
    owner = world.media[slot.media]
    _check_token(visit, owner)
    if slot.expires_ms <= world.now_ms():
        raise refusals.standard(400, "EXPIRED_UPLOAD_URL", f"The {owner.kind.title()} upload URL is expired")
    if slot.role == "whole":
        return _whole(visit, owner, received)
    return _piece(visit, slot, received)


def _whole(visit: Visit, owner: Media, received: Received) -> Response:
    world = visit.world
    if owner.kind == "document" and received.size > media.MOST_DOCUMENT_BYTES:
        raise refusals.standard(413, "REQUEST_ENTITY_TOO_LARGE", "A document has at most 100 MB")
    shape = inspection.look_at(received.path)
    world.media[owner.urn] = media.with_content(
        owner, shape, size=received.size, sha256=received.sha256, at_ms=world.now_ms()
    )
    if owner.kind == "image" and not world.media[owner.urn].wrong:
        world.shelf.keep(media.name_of(owner), received.path, size=received.size)
    return Response(201)


def _piece(visit: Visit, slot: Slot, received: Received) -> Response:
    """One part of a video, exactly as long as it was told to be; or its captions, or its thumbnail."""
    if slot.role == "part" and received.size != slot.last - slot.first + 1:
        words = f"Bytes {slot.first} to {slot.last} were expected, {received.size} bytes came"
        raise refusals.standard(400, "ILLEGAL_ARGUMENT", words)
    world = visit.world
    if slot.role == "part" and slot.number == 0:
        owner = world.media[slot.media]
        world.media[slot.media] = replace(owner, mime=inspection.look_at(received.path).mime)
    etag = received.sha256[:32]
    world.slots[slot.id] = replace(slot, etag=etag)
    return Response(200, headers={"ETag": f'"{etag}"'})


def _check_token(visit: Visit, owner: Media) -> None:
    """Images want the token. The parts of a video are put without it: elsewhere it would leak."""
    bearer = visit.request.header("Authorization").removeprefix("Bearer ").strip()
    if owner.kind == "video":
        if bearer:
            raise refusals.standard(400, "ILLEGAL_ARGUMENT", "A part of a video is put without Authorization")
    elif bearer or owner.kind == "image":
        if not bearer:
            raise refusals.empty_token()
        live_token(visit.world, bearer, now_ms=visit.world.now_ms())


ROUTES = (
    Door("PUT", "/dms-uploads/{id}", put),
    Door("GET", "/dms/image/{name}", show),
)
