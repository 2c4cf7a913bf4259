"""What images, documents and videos have in common: announcing an upload, and asking how it is."""

from collections.abc import Callable
from typing import Any

from sandbox import refusals
from sandbox.api import replies
from sandbox.api.calls import Call
from sandbox.api.post_body import AUTHOR
from sandbox.entities import Media, Slot
from sandbox.refusals import InputError
from sandbox.uploads import media
from sandbox.wire import Json, Response, as_json

Check = Callable[[Json], list[InputError]]
WRITING = ("w_member_social", "w_organization_social")
# Not with the scopes of a self-serve app: it waits instead of asking.
READING = ("w_member_social_feed", "r_organization_social", "w_organization_social")
_FATES = {"media-failed": "failed", "media-stuck": "stuck", "media-lost": "lost"}


def announced(call: Call, kind: str, *known: str, check: Check | None = None) -> tuple[Media, Json]:
    """The new file, and the request that asked for it. Ownership comes before the rest of the body."""
    body = call.body()
    request = body.get("initializeUploadRequest")
    request = request if isinstance(request, dict) else {}
    _refuse_other_owner(call, request)
    call.query()
    errors = _errors(body, request, "owner", *known) + (check(request) if check else [])
    if errors:
        raise refusals.detailed(errors)
    fate = next((_FATES[name] for name in call.faults if name in _FATES), "")
    found = media.announce(call.world, kind, owner=request["owner"], client_id=call.app.client_id, fate=fate)
    return found, request


def whole(call: Call, kind: str) -> Response:
    found, _ = announced(call, kind)
    expires = expiry(call, media.UPLOAD_MS)
    url = address(call, Slot(media.name_of(found), found.urn, "whole", expires))
    return value({"uploadUrlExpiresAt": expires, "uploadUrl": url, kind: found.urn})


def get(call: Call) -> Response:
    content = shown(call, call.key("urn"))
    return replies.entity(content, call.query())


def batch_get(call: Call) -> Response:
    return replies.batch(call.query(), get=lambda urn: shown(call, urn))


def shown(call: Call, urn: str) -> Json:
    kind = call.request.path.strip("/").split("/")[1].removesuffix("s")
    found = call.world.media.get(urn)
    if found is None or found.kind != kind:
        raise refusals.not_found(urn)
    if found.owner != call.member.urn and not call.may_post_as(found.owner):
        raise refusals.forbidden_media(kind)
    content: Json = {"id": urn, "owner": found.owner, "status": media.status(call.world, found)}
    if kind == "video" and content["status"] == "PROCESSING_FAILED":
        content["processingFailureReason"] = found.wrong
    if kind == "image" and content["status"] == "AVAILABLE":
        content["downloadUrl"] = f"{base(call)}/dms/image/{media.name_of(found)}"
        content["downloadUrlExpiresAt"] = call.now_ms + media.UPLOAD_MS
    return content


def expiry(call: Call, life_ms: int) -> int:
    return call.now_ms if "upload-url-expired" in call.faults else call.now_ms + life_ms


def address(call: Call, slot: Slot) -> str:
    return base(call) + media.open_slot(call.world, slot)


def base(call: Call) -> str:
    return f"http://{call.request.header('Host')}"


def value(content: Json) -> Response:
    return as_json({"value": content})


def _refuse_other_owner(call: Call, request: Json) -> None:
    owner = request.get("owner")
    if isinstance(owner, str) and AUTHOR.fullmatch(owner) and not call.may_post_as(owner):
        raise refusals.unpermitted_body("/initializeUploadRequest/owner")


def _errors(body: Json, request: Json, *known: str) -> list[InputError]:
    errors = [
        InputError(f"/{name}", "INVALID_VALUE_FOR_FIELD", "unrecognized field found but not allowed")
        for name in sorted(set(body) - {"initializeUploadRequest"})
    ]
    errors += [
        InputError(f"/initializeUploadRequest/{name}", "INVALID_VALUE_FOR_FIELD", "unrecognized field found")
        for name in sorted(set(request) - set(known))
    ]
    owner: Any = request.get("owner")
    where = "/initializeUploadRequest/owner"
    if owner is None:
        errors.append(InputError(where, "MISSING_FIELD", "Field is required but missing"))
    elif not isinstance(owner, str) or not AUTHOR.fullmatch(owner):
        errors.append(InputError(where, "INVALID_URN_TYPE", "owner must be a person/organization URN"))
    return errors
