"""A zip file is looked at before anything in it is unpacked (domain.md §4.2: ASVS 5.2, unpacked size)."""

import io
import zipfile

from influence.analytics.reading.faults import Fault, Unreadable
from influence.analytics.reading.limits import MOST_ENTRIES, MOST_RATIO, MOST_UNPACKED

# Small entries may pack to nearly nothing without harm.
_SMALL = 1_000_000


def checked(content: bytes) -> None:
    """It is a workbook, without macros or links to other files, and does not grow beyond measure. What an entry declares
    is what Python unpacks at most, so that a lie about its size ends in an error, not in memory."""
    entries = _entries(content)
    names = [entry.filename.replace("\\", "/").casefold() for entry in entries]
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Unreadable(Fault.ENCRYPTED)
    _kind(names)
    if len(entries) > MOST_ENTRIES or len(set(names)) < len(names):
        raise Unreadable(Fault.BROKEN)
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED or any(_swells(entry) for entry in entries):
        raise Unreadable(Fault.UNPACKS_TOO_BIG, limit=MOST_UNPACKED // 1_000_000)


def _entries(content: bytes) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        raise Unreadable(Fault.BROKEN) from None


def _kind(names: list[str]) -> None:
    if "xl/workbook.xml" not in names:
        office = any(name.startswith(("word/", "ppt/")) or name == "content.xml" for name in names)
        raise Unreadable(Fault.DOCUMENT if office else Fault.ZIP)
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in names):
        raise Unreadable(Fault.MACROS)
    if any(name.startswith("xl/externallinks/") for name in names):
        raise Unreadable(Fault.EXTERNAL)


def _swells(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > _SMALL and entry.file_size > MOST_RATIO * max(1, entry.compress_size)
