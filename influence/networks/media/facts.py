"""From a file to what can be said of it. What its bytes do not tell is None, and left to the network to judge."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

from influence.networks.media import mp4, pdf, pictures


class Kind(StrEnum):
    IMAGE = "image"
    DOCUMENT = "document"
    VIDEO = "video"


class Format(StrEnum):
    JPEG = "jpeg"
    PNG = "png"
    GIF = "gif"
    PDF = "pdf"
    MP4 = "mp4"

    @property
    def kind(self) -> Kind:
        return {Format.PDF: Kind.DOCUMENT, Format.MP4: Kind.VIDEO}.get(self, Kind.IMAGE)


class Unknown(ValueError):
    """The file is none of our formats, or is broken where its measures should be."""


@dataclass(frozen=True)
class Facts:
    """`size` in bytes, `seconds` of playing time, width and height in pixels."""

    format: Format
    size: int
    width: int | None = None
    height: int | None = None
    frames: int | None = None
    pages: int | None = None
    seconds: float | None = None

    @property
    def kind(self) -> Kind:
        return self.format.kind


def facts(file: BinaryIO) -> Facts:
    """Raises Unknown. The file is left at its beginning."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    start = file.read(1024)
    for recognised, read in _READERS:
        if recognised(start):
            file.seek(0)
            try:
                return read(file, size)
            except (EOFError, ValueError) as error:
                raise Unknown(str(error)) from None
            finally:
                file.seek(0)
    raise Unknown("no JPEG, PNG, GIF, PDF or MP4")


def _jpeg(file: BinaryIO, size: int) -> Facts:
    width, height = pictures.jpeg(file)
    return Facts(Format.JPEG, size, width=width, height=height, frames=1)


def _png(file: BinaryIO, size: int) -> Facts:
    width, height = pictures.png(file)
    return Facts(Format.PNG, size, width=width, height=height, frames=1)


def _gif(file: BinaryIO, size: int) -> Facts:
    width, height, frames = pictures.gif(file)
    return Facts(Format.GIF, size, width=width, height=height, frames=frames)


def _pdf(file: BinaryIO, size: int) -> Facts:
    if not pdf.is_whole(file, size=size):
        raise ValueError("cut off before its end")
    return Facts(Format.PDF, size, pages=pdf.pages(file))


def _mp4(file: BinaryIO, size: int) -> Facts:
    return Facts(Format.MP4, size, seconds=mp4.seconds(file, size=size))


_READERS: tuple[tuple[Callable[[bytes], bool], Callable[[BinaryIO, int], Facts]], ...] = (
    (pictures.is_jpeg, _jpeg),
    (pictures.is_png, _png),
    (pictures.is_gif, _gif),
    (pdf.is_pdf, _pdf),
    (mp4.is_mp4, _mp4),
)
