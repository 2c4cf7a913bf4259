"""/rest/images: announce an upload, then ask how it is (contract 5.1)."""

from sandbox.api import media_calls, schemas
from sandbox.api.calls import Call, Method, Route
from sandbox.wire import Response


def initialize_upload(call: Call) -> Response:
    return media_calls.whole(call, "image")


_PATH = "/rest/images"
ROUTES = (
    Route(
        Method.ACTION,
        _PATH,
        "images.ACTION-initializeUpload",
        initialize_upload,
        media_calls.WRITING,
        action="initializeUpload",
        body=schemas.UPLOAD,
    ),
    Route(Method.GET, f"{_PATH}/{{urn}}", "images.GET", media_calls.get, media_calls.READING),
    Route(
        Method.BATCH_GET,
        _PATH,
        "images.BATCH_GET",
        media_calls.batch_get,
        media_calls.READING,
        params=("ids",),
    ),
)
