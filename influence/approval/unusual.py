"""What is unusual about a post, said before the leader decides: approving by habit is how slips get out."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from influence.editorial.beside import Beside
from influence.editorial.models import Audience, Post, Slot
from influence.networks.media import Kind

SOON = timedelta(hours=24)
WORKING_HOURS = (time(7, 30), time(19, 0))
SATURDAY = 5


class Unusual(StrEnum):
    SOON = "soon"
    CHANGED = "changed"
    NEW_PILLAR = "new_pillar"
    ODD_HOUR = "odd_hour"
    NARROW = "narrow"
    PAGE = "page"
    POLL = "poll"
    RESHARE = "reshare"
    COMMENT = "comment"
    UNCHECKED = "unchecked"
    GONE = "gone"


SENTENCES: dict[Unusual, Promise | str] = {
    Unusual.SOON: _("Moins de 24 heures avant la mise en ligne"),
    Unusual.CHANGED: _("Modifiée depuis votre dernière décision"),
    Unusual.NEW_PILLAR: _("Première prise de parole sur ce pilier"),
    Unusual.ODD_HOUR: _("En dehors des heures de bureau"),
    Unusual.NARROW: _("Visible de vos relations seulement"),
    Unusual.PAGE: _("Sur une page, pas sur votre profil"),
    Unusual.POLL: _("Un sondage, qui ne se corrige plus une fois en ligne"),
    Unusual.RESHARE: _("Partage la publication de quelqu'un d'autre"),
    Unusual.COMMENT: _("Avec un premier commentaire en votre nom"),
    Unusual.UNCHECKED: _("Image dont personne n'a vérifié les visages et les droits"),
    Unusual.GONE: _("Une pièce jointe a disparu"),
}


def unusual(
    post: Post, *, beside: Beside, is_changed: bool, is_new_pillar: bool, now: datetime
) -> list[Unusual]:
    found = _found(post, is_changed=is_changed, is_new_pillar=is_new_pillar, now=now)
    return [*found, *_in_content(beside)]


def _found(post: Post, *, is_changed: bool, is_new_pillar: bool, now: datetime) -> Iterator[Unusual]:
    is_ahead = post.slot is not None and post.slot.at > now
    if post.slot and is_ahead and post.slot.at - now < SOON:
        yield Unusual.SOON
    if is_changed:
        yield Unusual.CHANGED
    if is_new_pillar:
        yield Unusual.NEW_PILLAR
    if post.slot and is_ahead and is_odd(post.slot):
        yield Unusual.ODD_HOUR
    if post.version and post.version.audience != Audience.PUBLIC:
        yield Unusual.NARROW


def _in_content(beside: Beside) -> Iterator[Unusual]:
    """Not a text on the leader's own profile: what they are less used to approve, and what is done once."""
    if beside.page:
        yield Unusual.PAGE
    if beside.poll:
        yield Unusual.POLL
    if beside.reshare:
        yield Unusual.RESHARE
    if beside.first_comment:
        yield Unusual.COMMENT
    files = [one.file for one in beside.every_file]
    if any(file and file.kind != Kind.DOCUMENT and file.checked_by_id is None for file in files):
        yield Unusual.UNCHECKED
    if None in files:
        yield Unusual.GONE


def is_odd(slot: Slot) -> bool:
    """By the wall clock of the slot: at the week-end, before half past seven or from seven in the evening."""
    opening, closing = WORKING_HOURS
    return slot.day.weekday() >= SATURDAY or not opening <= slot.time < closing
