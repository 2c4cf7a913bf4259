"""What the pages of this room share: the values that their templates need to show a post."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from influence.approval.unusual import SENTENCES
from influence.approval.views.words import for_reader, outcome, when
from influence.core.text import plain
from influence.editorial import flags
from influence.editorial.beside import Exhibit, of_version
from influence.editorial.models import Post, Version, Wish
from influence.editorial.preview import fold
from influence.editorial.standing_in import decider
from influence.editorial.words import chip, state
from influence.library.words import facts

FIRST_LINE = 110


def first_line(version: Version) -> str:
    """What tells one post from another in a list."""
    return Truncator(" ".join(plain(version.text).split())).chars(FIRST_LINE) or _("Sans texte")


def for_decider(post: Post, version: Version) -> Callable[[Exhibit], str]:
    """Where somebody who decides sees the bytes of a file of this version."""
    return lambda one: reverse("decide_media", args=[post.pk, version.pk, one.sha256])


def for_link(locator: str) -> Callable[[Exhibit], str]:
    """The same, for whoever came by a mail's link: it shows what the page shows, and as long."""
    return lambda one: reverse("approval_media", args=[locator, one.sha256])


# Functions for the macros of pages/approval/parts.html.
SHOWN: dict[str, Any] = {
    "fold": fold, "first_line": first_line, "when": when, "for_reader": for_reader, "outcome": outcome, "state_words": state, "state_chip": chip, "unusual": SENTENCES, "said_by": decider,
    "file_facts": facts, "for_decider": for_decider, "beside_of_version": of_version, "second_approvals": flags.of_version,
    "wish_names": Wish.choices, "rank": 1,
}  # fmt: skip
