"""Which of two hours is meant where the clocks go back: an export says so in words, beside the hour, and an import reads it."""

import re
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from influence.core import cadence
from influence.editorial.importing.columns import key
from influence.editorial.importing.standing import keys

# By fold.
TURNS = (_("la première fois"), _("la seconde fois"))
_WITH_TURN = re.compile(r"(.+?)\s*\((.+)\)", re.DOTALL)


def which(at: datetime, zone: str) -> int | None:
    """None for an hour that comes once."""
    readings = cadence.readings(*cadence.wall(at, zone), zone)
    return readings.index(at) if len(readings) > 1 else None


def with_turn(hour: str, fold: int) -> str:
    """« 02:30 (la seconde fois) »."""
    return f"{hour} ({TURNS[fold]})"


def parted(cell: str) -> tuple[str, int | None]:
    """The hour, and which one it is where the cell says so. Raises ValueError for any other word beside it."""
    found = _WITH_TURN.fullmatch(cell)
    if found is None:
        return cell, None
    for fold, words in enumerate(TURNS):
        if key(found[2]) in keys(words):
            return found[1], fold
    raise ValueError(cell)
