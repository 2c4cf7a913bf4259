"""What the pages of this room share: the values that their templates need to show a post."""

from typing import Any

from django.utils.text import Truncator

from influence.approval.unusual import SENTENCES
from influence.approval.views.words import outcome, when
from influence.core.text import plain
from influence.editorial.models import Version
from influence.editorial.preview import fold
from influence.editorial.words import chip, state

FIRST_LINE = 110


def first_line(version: Version) -> str:
    """What tells one post from another in a list."""
    return Truncator(" ".join(plain(version.text).split())).chars(FIRST_LINE)


# Functions for the macros of pages/approval/parts.html.
SHOWN: dict[str, Any] = {
    "fold": fold, "first_line": first_line, "when": when, "outcome": outcome, "state_words": state, "state_chip": chip, "unusual": SENTENCES,
}  # fmt: skip
