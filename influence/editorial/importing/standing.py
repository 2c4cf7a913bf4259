"""The column that says how a post stands. An import makes drafts, so it is not read; but rows that an export wrote for
places that nothing is asked of stay what they are."""

from functools import cache

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from influence.core.lifecycle import PostState
from influence.editorial.importing.columns import Column, key
from influence.editorial.importing.reading import Row
from influence.editorial.words import STATES
from influence.people.models import Language

FREE = _("créneau libre")
TAKEN = _("créneau pris (embargo)")


def asks(row: Row) -> bool:
    """False for a post that was withdrawn, one whose words the exporter may not read, and a place nobody has filled."""
    state = key(row.cells.get(Column.STATE, ""))
    if state in keys(STATES[PostState.WITHDRAWN]) | keys(TAKEN):
        return False
    return state not in keys(FREE) or Column.TEXT in row.cells or Column.TEMPLATE in row.cells


def keys(words: Promise | str) -> frozenset[str]:
    return frozenset(spelled(words, str(language)) for language in Language)


@cache
def spelled(words: Promise | str, language: str) -> str:
    with translation.override(language):
        return key(str(words))
