"""A move by somebody who looked at a page: it says where the post was on it, and overwrites no other move."""

from datetime import date, datetime, time

from django.db import transaction

from influence.editorial.actions.moves import move
from influence.editorial.actions.posts import locked
from influence.editorial.calendar.cards import seen_at
from influence.editorial.models import Post, Slot
from influence.editorial.moving import moved_meanwhile
from influence.editorial.spacing import in_turn
from influence.people.models import User


@transaction.atomic
def move_seen(
    post: Post,
    *,
    seen: str,
    day: date,
    time: time,
    zone: str,
    fold: int | None,
    by: User,
    at: datetime,
    closeness_reason: str = "",
) -> Slot:
    """`move`, if the post is still where it was `seen` (cards.seen_at; "": no page was looked at). Raises MovedMeanwhile, and
    what `move` raises."""
    in_turn(post.organisation_id)
    now_there = locked(post).slot
    if seen and seen != seen_at(now_there.at if now_there else None):
        raise moved_meanwhile(post, slot=now_there)
    return move(
        post, day=day, time=time, zone=zone, fold=fold, by=by, at=at, closeness_reason=closeness_reason
    )
