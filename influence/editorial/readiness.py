"""What keeps a post from review: asked by the page before anybody presses the button, and by the verb again."""

from collections.abc import Iterator
from datetime import datetime

from influence.core.text import LIMIT, leftover_markup
from influence.editorial.models import Post
from influence.editorial.words import Unready
from influence.networks.linkedin.little import lengths


def unready(post: Post, *, at: datetime) -> Iterator[Unready]:
    yield from unfit(post.version.text if post.version else "")
    if post.slot is None:
        yield Unready.NO_SLOT
    elif post.slot.at <= at:
        yield Unready.SLOT_PASSED


def unfit(text: str) -> Iterator[Unready]:
    if not text.strip():
        yield Unready.EMPTY
    measured = lengths(text)
    if measured.read > LIMIT:
        yield Unready.TOO_LONG
    elif measured.sent > LIMIT:
        # Whether LinkedIn counts the escapes is not known: a text refused at its slot would be worse (linkedin-api.md §3.3).
        yield Unready.TOO_MANY_SIGNS
    if leftover_markup(text):
        yield Unready.MARKUP
