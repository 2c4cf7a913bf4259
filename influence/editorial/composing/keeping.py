"""Words that somebody is typing and has not saved. An older tab never writes over a newer one, what was saved or thrown
away does not come back, and nothing is kept longer than thirty days."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from influence.editorial.models import Unsaved
from influence.editorial.refusals import Refusal
from influence.people.models import Organisation, User

KEPT_FOR = timedelta(days=30)
# Above what a form of twenty voices holds.
MOST = 500_000
# A post that is edited, perhaps in a second tab; a post, or an announcement, that is not there yet.
PLACE = re.compile(r"(?:post:\d{1,9}(?:/[a-z0-9]{8,16})?|(?:new|voices):[a-z0-9]{8,16})")
# Of the form itself, and files, which are in the library or nowhere.
NOT_WORDS = frozenset({"csrfmiddlewaretoken", "do", "upload", "checked", "kept_place", "kept_number"})

Fields = Mapping[str, Sequence[str]]


class Elsewhere(Refusal):
    """Another tab has kept other words in this place since."""

    sentence = _("Ce texte est aussi ouvert dans un autre onglet : ce que vous écrivez ici est gardé à part.")


class Over(Refusal):
    """They were saved, or thrown away, in another tab."""

    sentence = _("Ce texte a été enregistré ou jeté ailleurs : ce que vous écrivez ici est gardé à part.")


class TooMuch(Refusal):
    sentence = _("Ce texte est trop long pour être gardé.")


def worth_keeping(given: Fields) -> dict[str, list[str]]:
    """Names and values, without what no database takes."""
    return {
        clean(name): [clean(one) for one in values] for name, values in given.items() if name not in NOT_WORDS
    }


def clean(words: str) -> str:
    return words.replace("\x00", "").encode("utf-8", "replace").decode()


@transaction.atomic
def keep(
    *,
    user: User,
    organisation: Organisation,
    place: str,
    fields: Fields,
    base: int,
    number: int,
    at: datetime,
) -> Unsaved:
    """`number`: of the last keeping that this tab knows of, 0 for none. The same words again are no new keeping. Raises
    Elsewhere, Over, TooMuch; ValueError for a place that is none."""
    if not PLACE.fullmatch(place):
        raise ValueError(place)
    words = worth_keeping(fields)
    if sum(len(name) + sum(map(len, values)) for name, values in words.items()) > MOST:
        raise TooMuch
    whose = {"user": user, "organisation": organisation, "place": place}
    row = Unsaved.objects.select_for_update().filter(**whose).first()
    if row is None:
        return begun(whose, words, base=base, number=number, at=at)
    if row.fields == words:
        return row
    if row.number != number:
        raise Elsewhere
    row.fields, row.number, row.saved_at = words, number + 1, at
    row.save(update_fields=["fields", "number", "saved_at"])
    return row


def begun(whose: dict[str, object], words: Fields, *, base: int, number: int, at: datetime) -> Unsaved:
    if number:
        raise Over
    try:
        with transaction.atomic():
            return Unsaved.objects.create(**whose, fields=words, base=base, saved_at=at)
    except IntegrityError:
        raise Elsewhere from None


def drop(*, user: User, organisation: Organisation, place: str) -> None:
    """Saved, or thrown away."""
    Unsaved.objects.filter(user=user, organisation=organisation, place=place).delete()


def forget_unsaved(*, now: datetime) -> int:
    gone, _by_model = Unsaved.objects.filter(saved_at__lt=now - KEPT_FOR).delete()
    return gone
