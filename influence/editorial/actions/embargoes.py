"""Putting a post under embargo, and lifting it: by its time and by a person who saw the press release (domain.md §2.6)."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from influence.core.lifecycle import POST_MOVES, PostMove
from influence.editorial.actions.posts import locked
from influence.editorial.models import Embargo, Post
from influence.editorial.refusals import (
    AddressMissing,
    AddressNotInText,
    EmbargoLasts,
    MovedOn,
    NoEmbargo,
    NotOnTheList,
)
from influence.journal.actions import record
from influence.people.models import User


@transaction.atomic
def place_embargo(
    post: Post, *, lifts_at: datetime, address: str, readers: Collection[User], by: User, at: datetime
) -> Embargo:
    """Or change it: then it is to be confirmed anew. Whoever places it is on its list. Raises MovedOn once the post is on
    its way, and NotOnTheList for whoever may not read it."""
    post = locked(post)
    if post.state not in POST_MOVES[PostMove.EDIT].sources:
        raise MovedOn(post.state)
    allowed(post, by=by)
    facts = {"lifts_at": lifts_at, "address": address, "confirmed_by": None, "confirmed_at": None}
    embargo, _new = Embargo.objects.update_or_create(
        post=post, defaults=facts, create_defaults=facts | {"created_by": by, "created_at": at}
    )
    embargo.readers.set({*readers, by})
    record("post.embargoed", post, organisation_id=post.organisation_id, at=at, by=by.pk,
           lifts_at=lifts_at.isoformat(), readers=sorted(one.pk for one in embargo.readers.all()))  # fmt: skip
    return embargo


def allowed(post: Post, *, by: User) -> None:
    """A list is changed by those who are on it: nobody adds themselves."""
    embargo = Embargo.objects.filter(post=post).first()
    on_it = embargo is None or embargo.readers.filter(pk=by.pk).exists() or post.leader.user_id == by.pk
    if not on_it and embargo and embargo.confirmed_at is None:
        raise NotOnTheList


@transaction.atomic
def confirm_release(post: Post, *, address: str, by: User, at: datetime) -> None:
    """« The press release is out, at this address. » With it the embargo is lifted. Raises NoEmbargo, EmbargoLasts,
    AddressMissing, AddressNotInText."""
    post = locked(post)
    embargo = Embargo.objects.select_for_update().filter(post=post).first()
    if embargo is None or embargo.confirmed_at is not None:
        raise NoEmbargo
    if at < embargo.lifts_at:
        raise EmbargoLasts
    if not address:
        raise AddressMissing
    if post.version is None or address not in post.version.text:
        raise AddressNotInText
    Embargo.objects.filter(pk=embargo.pk).update(address=address, confirmed_by=by, confirmed_at=at)
    record("post.release_confirmed", post, organisation_id=post.organisation_id, at=at, by=by.pk)


@transaction.atomic
def drop_embargo(post: Post, *, by: User, at: datetime) -> None:
    """There is no press release after all. Raises NoEmbargo, NotOnTheList."""
    post = locked(post)
    allowed(post, by=by)
    gone, _of = Embargo.objects.filter(post=post, confirmed_at=None).delete()
    if not gone:
        raise NoEmbargo
    record("post.embargo_dropped", post, organisation_id=post.organisation_id, at=at, by=by.pk)


@transaction.atomic
def note_check(post: Post, *, status: int | None, by: User, at: datetime) -> None:
    """What the press release's address answered, for whoever reads the journal; None: nobody answered."""
    record("post.address_checked", post, organisation_id=post.organisation_id, at=at, by=by.pk, status=status)
