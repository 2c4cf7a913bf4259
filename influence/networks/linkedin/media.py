"""Images, documents and videos: asked for, sent, and looked after until LinkedIn has them ready (linkedin-api.md §5).

Every step here may be repeated: an upload asked for twice leaves an unused place at LinkedIn, nothing more.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import BinaryIO

from influence.networks.errors import Reason, Refused, Temporary
from influence.networks.http import Answer, Call, Upload, host
from influence.networks.linkedin import limits, restli
from influence.networks.linkedin.client import Client, understood
from influence.networks.linkedin.failures import from_response
from influence.networks.linkedin.shapes import Malformed, items, kept, maybe_text, number, record, text
from influence.networks.media import Facts, Kind
from influence.networks.ports import Credentials, MediaStage, MediaStatus

_RESOURCES = {Kind.IMAGE: "images", Kind.DOCUMENT: "documents", Kind.VIDEO: "videos"}
_TYPES = {
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "pdf": "application/pdf",
}
_STAGES = {
    "WAITING_UPLOAD": MediaStage.WAITING,
    "PROCESSING": MediaStage.PROCESSING,
    "AVAILABLE": MediaStage.AVAILABLE,
    "PROCESSING_FAILED": MediaStage.FAILED,
}
PARTS = 5_000
"""No file within the limits has more parts: each of LinkedIn's is 4 MiB."""


@dataclass(frozen=True)
class Place:
    """Where one part of a file goes: `size` bytes of it from `start` on."""

    url: str = field(repr=False)
    start: int
    size: int


@dataclass(frozen=True)
class Reserved:
    urn: str
    places: tuple[Place, ...]
    token: str = field(default="", repr=False)


def upload(client: Client, file: BinaryIO, *, owner_urn: str, credentials: Credentials) -> str:
    """The URN of the file at LinkedIn, where it is not ready yet: see `status`. BadMedia before anything is sent."""
    known = limits.check(file)
    reserved = reserve(client, known, owner_urn=owner_urn, credentials=credentials)
    if known.kind is Kind.VIDEO:
        tags = [_sent_part(client, file, place) for place in reserved.places]
        _finalise(client, reserved, tags=tags, credentials=credentials)
    else:
        _send_whole(client, file, reserved.places[0], known=known, credentials=credentials)
    return reserved.urn


def reserve(client: Client, known: Facts, *, owner_urn: str, credentials: Credentials) -> Reserved:
    request: dict[str, object] = {"owner": owner_urn}
    if known.kind is Kind.VIDEO:
        request |= {"fileSizeBytes": known.size, "uploadCaptions": False, "uploadThumbnail": False}
    asked = {"initializeUploadRequest": request}
    answer = _act(client, known.kind, "initializeUpload", asked, credentials=credentials)
    return understood(lambda value: _reserved(value, known=known), answer.json())


def status(client: Client, urn: str, *, credentials: Credentials) -> MediaStatus:
    """One look, without waiting. A self-serve access may look at videos alone: `stage` is None where it may not."""
    kind = _kind(urn)
    try:
        found = client.get(f"/rest/{_RESOURCES[kind]}/{restli.key(urn)}", credentials=credentials)
    except Refused as refusal:
        if refusal.http_status == HTTPStatus.FORBIDDEN and kind is not Kind.VIDEO:
            return MediaStatus(urn, None)
        raise
    return understood(lambda value: _status(value, urn=urn), found)


def _act(
    client: Client, kind: Kind, action: str, body: Mapping[str, object], *, credentials: Credentials
) -> Answer:
    headers = {"Content-Type": "application/json"}
    call = Call("POST", f"/rest/{_RESOURCES[kind]}?action={action}", headers, json.dumps(body).encode())
    return client.send(call, credentials=credentials)


def _reserved(answer: object, *, known: Facts) -> Reserved:
    value = record(record(answer).get("value"))
    urn = text(value.get(known.kind.value))
    if not urn.startswith(f"urn:li:{known.kind}:"):
        raise Malformed("another kind of media")
    if known.kind is not Kind.VIDEO:
        return Reserved(urn, (Place(text(value.get("uploadUrl")), 0, known.size),))
    places = tuple(_place(one) for one in items(value.get("uploadInstructions")))
    if not _cover(places, known.size):
        raise Malformed("parts that do not make up the file")
    return Reserved(urn, places, maybe_text(value.get("uploadToken")) or "")


def _place(value: object) -> Place:
    body = record(value)
    first, last = number(body.get("firstByte")), number(body.get("lastByte"))
    return Place(text(body.get("uploadUrl")), first, last - first + 1)


def _cover(places: tuple[Place, ...], size: int) -> bool:
    """One after the other, none empty, from the first byte to the last."""
    if not 0 < len(places) <= PARTS or any(place.size <= 0 for place in places):
        return False
    ends = [0, *(place.start + place.size for place in places)]
    return [place.start for place in places] == ends[:-1] and ends[-1] == size


def _send_whole(
    client: Client, file: BinaryIO, place: Place, *, known: Facts, credentials: Credentials
) -> None:
    """The one upload that shows the token: only to LinkedIn, whatever address the answer gave."""
    if not client.http.is_ours(place.url) and not _is_linkedins(place.url):
        raise Temporary(Reason.BAD_ANSWER, detail="upload address that is not LinkedIn's")
    headers = {
        "Authorization": f"Bearer {credentials.access_token}",
        "Content-Type": _TYPES[known.format],
    }
    _sent(client, Upload(place.url, file, place.start, place.size, headers), credentials.access_token)


def _is_linkedins(url: str) -> bool:
    return (host(url) or "").endswith((".linkedin.com", ".licdn.com"))


def _sent_part(client: Client, file: BinaryIO, place: Place) -> str:
    """What LinkedIn calls the part: it wants the names back, in order. These addresses carry their own right."""
    headers = {"Content-Type": "application/octet-stream"}
    answer = _sent(client, Upload(place.url, file, place.start, place.size, headers))
    tag = answer.headers.get("etag", "").removeprefix("W/").strip('"')
    if not tag:
        raise Temporary(Reason.BAD_ANSWER, detail="a part without a name")
    return tag


def _sent(client: Client, upload: Upload, *secrets: str) -> Answer:
    answer = client.http.upload(upload)
    if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        return answer
    raise from_response(answer, at=client.clock(), secrets=secrets)


def _finalise(client: Client, reserved: Reserved, *, tags: list[str], credentials: Credentials) -> None:
    request = {"video": reserved.urn, "uploadToken": reserved.token, "uploadedPartIds": tags}
    body = {"finalizeUploadRequest": request}
    _act(client, Kind.VIDEO, "finalizeUpload", body, credentials=credentials)


def _kind(urn: str) -> Kind:
    name = urn.removeprefix("urn:li:").split(":", 1)[0]
    if name not in _RESOURCES:
        raise Refused(Reason.INVALID_FIELD, detail="no image, document or video")
    return Kind(name)


def _status(value: object, *, urn: str) -> MediaStatus:
    body = record(value)
    stage = _STAGES.get(text(body.get("status")))
    if stage is None:
        raise Malformed("an unknown status of media")
    return MediaStatus(urn, stage, kept(maybe_text(body.get("processingFailureReason")) or "", 500))
