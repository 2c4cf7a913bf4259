"""Days and hours as people type them. Raises ValueError."""

import re
from datetime import date, time

_FRENCH_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
_HOUR = re.compile(r"(\d{1,2})\s*(?:[hH]\s*(\d{2})?|:(\d{2})(?::00)?)")


def day(cell: str) -> date:
    """14/04/2026 (day first) or 2026-04-14. A year of two digits is refused: nobody should guess it."""
    if match := _FRENCH_DAY.fullmatch(cell):
        return date(int(match[3]), int(match[2]), int(match[1]))
    if match := _ISO_DAY.fullmatch(cell):
        return date(int(match[1]), int(match[2]), int(match[3]))
    raise ValueError(cell)


def hour(cell: str) -> time:
    """9h00, 9 h, 9:00, 09:00, 09:00:00."""
    if match := _HOUR.fullmatch(cell):
        return time(int(match[1]), int(match[2] or match[3] or 0))
    raise ValueError(cell)
