"""Days and hours as people type them, which raise ValueError; and texts that a spreadsheet program would take for formulas."""

import re
from datetime import date, time

_FRENCH_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
_HOUR = re.compile(r"(\d{1,2})\s*(?:[hH]\s*(\d{2})?|:(\d{2})(?::00)?)")
# What begins so is a formula to one program or another (OWASP, CSV injection), the wide signs too; with apostrophes
# before it, a text that was made harmless already.
_FORMULA = re.compile("'*\\s*[=+\\-@\\uff1d\\uff0b\\uff0d\\uff20]|'*[\\t\\r\\n]")


def harmless(cell: str) -> str:
    """Text for whoever opens the file, never a formula (domain.md §4.2: ASVS 1.2.10)."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def meant(cell: str) -> str:
    """What `harmless` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


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
