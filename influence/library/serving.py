"""Sending a file's bytes to a browser. Who may have them is the caller's question, and asked before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

import structlog
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from influence.library.models import MediaFile
from influence.networks.media import Format, Kind

log = structlog.get_logger()

TYPES = {
    Format.JPEG: "image/jpeg",
    Format.PNG: "image/png",
    Format.GIF: "image/gif",
    Format.PDF: "application/pdf",
    Format.MP4: "video/mp4",
}
# Whatever the bytes may hold beside the picture: they run nothing, ask for nothing and have no origin.
POLICY = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"
CACHED = "private, max-age=604800, immutable"
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_BLOCK = 1 << 16


def respond(file: MediaFile, request: HttpRequest) -> HttpResponseBase:
    """Whole, in part (Range, one part), or 304. Images and films to be seen in the page, documents to be downloaded.
    404 where the bytes are gone, which the log says."""
    etag = f'"{file.sha256}"'
    unchanged = get_conditional_response(request, etag=etag)
    response = unchanged or _bytes(file, request, etag=etag)
    for name, value in ({"ETag": etag} | _headers(file)).items():
        response.headers[name] = value
    return response


def _headers(file: MediaFile) -> dict[str, str]:
    shown = content_disposition_header(file.kind == Kind.DOCUMENT, file.name)
    return {
        "Content-Disposition": shown or "inline",
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": CACHED,
        "Accept-Ranges": "bytes",
    }


def _bytes(file: MediaFile, request: HttpRequest, *, etag: str) -> HttpResponseBase:
    wanted = _wanted(request, etag=etag, size=file.size)
    if wanted is not None and not wanted:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"})
    opened, kind = _opened(file), TYPES[Format(file.format)]
    if wanted is None:
        return FileResponse(opened, content_type=kind)
    headers = {
        "Content-Range": f"bytes {wanted.start}-{wanted.stop - 1}/{file.size}",
        "Content-Length": str(len(wanted)),
    }
    return StreamingHttpResponse(_part(opened, wanted), status=206, content_type=kind, headers=headers)


def _opened(file: MediaFile) -> BinaryIO:
    try:
        return file.file.storage.open(file.file.name, "rb")  # type: ignore[return-value]
    except FileNotFoundError:
        log.exception("media.bytes_missing", file=file.pk, organisation=file.organisation_id)
        raise Http404 from None


def _wanted(request: HttpRequest, *, etag: str, size: int) -> range | None:
    """None: the whole. Empty: a part that the file has not. Several parts at once are answered by the whole."""
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None or not any(asked.groups()) or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = asked.groups()
    if not first:
        return range(max(0, size - int(last)), size)
    return range(int(first), min(int(last) + 1, size) if last else size)


def _part(opened: BinaryIO, wanted: range) -> Iterator[bytes]:
    with opened:
        opened.seek(wanted.start)
        left = len(wanted)
        while left and (block := opened.read(min(left, _BLOCK))):
            left -= len(block)
            yield block
