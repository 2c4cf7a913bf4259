"""What hundreds of cards have in common, put into words and markup once for a page."""

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from influence.core.lifecycle import PostState
from influence.editorial import words
from influence.editorial.calendar.cards import GONE
from influence.editorial.models import Pillar
from influence.people.models import Leader

INITIALS = Markup('<span class="initials" title="{name}">{initials}</span>')
LETTER = Markup('<span class="letter" title="{name}">{letter}</span>')


@dataclass(frozen=True)
class Faces:
    """By the leader's and the pillar's number, and by Card.look: a class and the words."""

    initials: dict[int, Markup]
    letters: dict[int, Markup]
    looks: dict[str, tuple[str, str]]


def faces(leaders: Iterable[Leader], pillars: Iterable[Pillar]) -> Faces:
    gone = words.standing(PostState.PUBLISHED, words.Gone.REMOVED)
    return Faces(
        initials={one.pk: INITIALS.format(name=one.name, initials=one.initials) for one in leaders},
        letters={one.pk: LETTER.format(name=one.name, letter=one.letter) for one in pillars},
        looks={str(state): (words.chip(state) or "plain", words.state(state)) for state in PostState}
        | {GONE: ("plain", gone)},
    )
