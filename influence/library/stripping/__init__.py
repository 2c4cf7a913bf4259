"""Files without what they say of who made them: places (GPS), devices, authors, thumbnails of what was cut away, and
whatever was hung on behind their end. The picture and the film themselves stay as they are, byte for byte.

PDF files are kept as they came: taking out a title or an author would mean writing them anew."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from django.conf import settings

from influence.library.stripping import films, gifs, jpegs, pngs
from influence.networks.linkedin.limits import BadMedia, Limit
from influence.networks.media import Format

Strip = Callable[[BinaryIO, BinaryIO], None]

STRIPS: dict[Format, Strip] = {
    Format.JPEG: jpegs.strip,
    Format.PNG: pngs.strip,
    Format.GIF: gifs.strip,
    Format.MP4: films.strip,
}


@contextmanager
def stripped(file: BinaryIO, form: Format) -> Iterator[BinaryIO]:
    """A temporary copy on disk, gone afterwards; the file itself where there is nothing to take out. Raises BadMedia for
    a file that is not whole."""
    strip = STRIPS.get(form)
    if strip is None:
        yield file
        return
    with tempfile.TemporaryFile(dir=_room()) as bare:
        file.seek(0)
        try:
            strip(file, bare)
        except (EOFError, ValueError) as error:
            raise BadMedia(Limit.FORMAT, detail=str(error)) from None
        bare.seek(0)
        yield bare


def _room() -> str:
    """Beside the library, where a film has room."""
    settings.FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True, mode=0o750)
    return str(settings.FILE_UPLOAD_TEMP_DIR)
