"""What a request may bring in files, counted while it arrives: Django itself knows no end to a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from influence.networks.linkedin.limits import BOUNDS

FILE_MOST = max(bounds.bytes_most for bounds in BOUNDS.values())
REQUEST_MOST = 4 * FILE_MOST


class Bounded(FileUploadHandler):
    """The first handler (settings.FILE_UPLOAD_HANDLERS). A file beyond the greatest that anybody takes is dropped as it
    comes, and named in `overlong(request)`; a request beyond several such files, or of somebody who is not signed in,
    is answered by 400 before it is read."""

    def handle_raw_input(
        self, input_data: Any, meta: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        user = getattr(self.request, "user", None)
        if content_length > (
            REQUEST_MOST if user and user.is_authenticated else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        ):
            raise RequestDataTooBig("more files than anybody sends")
        Path(settings.FILE_UPLOAD_TEMP_DIR).mkdir(parents=True, exist_ok=True, mode=0o750)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > FILE_MOST:
            _dropped(self.request).append(self.file_name or "")
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """The handlers after this one make the file."""
        return None


def overlong(request: object) -> list[str]:
    """Names of the files that were dropped, once the form was read."""
    return list(_dropped(request))


def _dropped(request: Any) -> list[str]:
    return request.__dict__.setdefault("_overlong_files", [])
