"""/rest/documents: announce an upload, then ask how it is (contract 5.3)."""

from sandbox.api import media_calls, schemas
from sandbox.api.calls import Call, Method, Route
from sandbox.wire import Response


def initialize_upload(call: Call) -> Response:
    return media_calls.whole(call, "document")


_PATH = "/rest/documents"
ROUTES = (
    Route(
        Method.ACTION,
        _PATH,
        "documents.ACTION-initializeUpload",
        initialize_upload,
        media_calls.WRITING,
        action="initializeUpload",
        body=schemas.UPLOAD,
    ),
    Route(Method.GET, f"{_PATH}/{{urn}}", "documents.GET", media_calls.get, media_calls.READING),
    Route(
        Method.BATCH_GET,
        _PATH,
        "documents.BATCH_GET",
        media_calls.batch_get,
        media_calls.READING,
        params=("ids",),
    ),
)
