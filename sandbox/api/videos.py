"""/rest/videos: announce an upload in parts, put them together, ask how it is (contract 5.4)."""

from dataclasses import replace
from typing import Any

from sandbox import refusals
from sandbox.api import media_calls, schemas
from sandbox.api.calls import Call, Method, Route
from sandbox.entities import Media, Slot
from sandbox.refusals import InputError, Refusal
from sandbox.uploads import media
from sandbox.wire import Json, Response

PART = 4 * 1024 * 1024
LEAST_BYTES, MOST_BYTES = 75 * 1024, 500 * 1024 * 1024
_LIFE_MS = 30 * 86_400_000
_KNOWN = ("fileSizeBytes", "uploadCaptions", "uploadThumbnail")
_SINCE_202602 = ("templateName", "linkbackContext")


def initialize_upload(call: Call) -> Response:
    known = _KNOWN + (_SINCE_202602 if call.version >= 202602 else ())
    found, request = media_calls.announced(call, "video", *known, check=_wrong_size)
    size, expires = request["fileSizeBytes"], media_calls.expiry(call, _LIFE_MS)
    call.world.media[found.urn] = replace(found, size=size)
    content: Json = {
        "video": found.urn,
        "uploadToken": "",
        "uploadUrlsExpireAt": expires,
        "uploadInstructions": [_part(call, found, first, size, expires) for first in range(0, size, PART)],
    }
    for role in ("captions", "thumbnail"):
        if request.get(f"upload{role.title()}"):
            slot = Slot(f"{media.name_of(found)}-{role}", found.urn, role, expires)
            content[f"{role}UploadUrl"] = media_calls.address(call, slot)
    return media_calls.value(content)


def finalize_upload(call: Call) -> Response:
    request = call.body().get("finalizeUploadRequest")
    request = request if isinstance(request, dict) else {}
    found = _own(call, request.get("video"))
    call.query()
    _refuse_other_parts(call, found, request)
    world = call.world
    wrong = media.forced(found) or ("" if found.mime == "video/mp4" else "Not an MP4")
    world.media[found.urn] = replace(found, uploaded_ms=found.uploaded_ms or call.now_ms, wrong=wrong)
    return Response(200)


def _part(call: Call, found: Media, first: int, size: int, expires: int) -> Json:
    number, last = first // PART, min(first + PART, size) - 1
    slot = Slot(f"{media.name_of(found)}-p{number}", found.urn, "part", expires, number, first, last)
    return {"uploadUrl": media_calls.address(call, slot), "firstByte": first, "lastByte": last}


def _wrong_size(request: Json) -> list[InputError]:
    """The strictest of the two sizes that the documentation gives."""
    size, where = request.get("fileSizeBytes"), "/initializeUploadRequest/fileSizeBytes"
    if size is None:
        return [InputError(where, "MISSING_FIELD", "Field is required but missing")]
    if isinstance(size, bool) or not isinstance(size, int) or not LEAST_BYTES <= size <= MOST_BYTES:
        return [InputError(where, "INVALID_VALUE_FOR_FIELD", "a video has 75 KB to 500 MB")]
    return []


def _own(call: Call, urn: Any) -> Media:
    found = call.world.media.get(urn) if isinstance(urn, str) else None
    if found is None or found.kind != "video":
        raise _invalid("finalizeUploadRequest/video", f"{urn} does not exist", "INVALID_VIDEO_ID")
    if not call.may_post_as(found.owner):
        raise refusals.forbidden_media("video")
    return found


def _refuse_other_parts(call: Call, found: Media, request: Json) -> None:
    """Every part, by the ETag that its PUT answered, in order."""
    if request.get("uploadToken") != "":
        raise _invalid("finalizeUploadRequest/uploadToken", "not the token that initializeUpload gave")
    slots = [s for s in call.world.slots.values() if s.media == found.urn and s.role == "part"]
    expected = [slot.etag for slot in sorted(slots, key=lambda slot: slot.number)]
    if not all(expected):
        raise refusals.standard(400, "MEDIA_ASSET_WAITING_UPLOAD", "Media asset is waiting upload")
    if request.get("uploadedPartIds") != expected:
        raise _invalid("finalizeUploadRequest/uploadedPartIds", "not the parts that were uploaded, in order")


def _invalid(field: str, words: str, code: str = "INVALID_VALUE_FOR_FIELD") -> Refusal:
    return refusals.detailed([InputError(f"/{field}", code, words)])


_PATH = "/rest/videos"
# A video can be polled with any token that owns it.
_READING = (*media_calls.READING, *media_calls.WRITING)
ROUTES = (
    Route(
        Method.ACTION,
        _PATH,
        "videos.ACTION-initializeUpload",
        initialize_upload,
        media_calls.WRITING,
        action="initializeUpload",
        body=schemas.VIDEO_UPLOAD,
    ),
    Route(
        Method.ACTION,
        _PATH,
        "videos.ACTION-finalizeUpload",
        finalize_upload,
        media_calls.WRITING,
        action="finalizeUpload",
        body=schemas.FINALISE,
    ),
    Route(Method.GET, f"{_PATH}/{{urn}}", "videos.GET", media_calls.get, _READING),
    Route(Method.BATCH_GET, _PATH, "videos.BATCH_GET", media_calls.batch_get, _READING, params=("ids",)),
)
