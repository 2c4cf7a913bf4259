"""What the pages of this room share: the values that their templates need to show a post."""

from typing import Any

from influence.approval.unusual import SENTENCES
from influence.approval.views.words import outcome, when
from influence.editorial.preview import fold
from influence.editorial.words import chip, state

# Functions for the macros of pages/approval/parts.html.
SHOWN: dict[str, Any] = {
    "fold": fold, "when": when, "outcome": outcome, "state_words": state, "state_chip": chip, "unusual": SENTENCES,
}  # fmt: skip
