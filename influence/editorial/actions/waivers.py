"""Letting two posts stand that collide (editorial.collisions): by somebody, at a time, with words."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from influence.editorial.models import Collision, Post, Waiver
from influence.editorial.spacing import Clash
from influence.journal.actions import record
from influence.people.models import User

# What belongs to a place ends with it; words belong to their version.
OF_PLACES = (Collision.HOUR, Collision.THEME)


def let_stand(
    post: Post, found: Iterable[Clash], *, reason: str, by: User, at: datetime
) -> dict[str, list[int]]:
    """Inside the transaction of the verb that needs it; what was let stand, for that verb's journal entry."""
    why, digest = reason.strip(), post.version.content_hash if post.version else ""
    noted: dict[str, list[int]] = {}
    for one in found:
        if one.other_id is None:
            continue
        noted.setdefault(NOTED[one.kind], []).append(one.other_id)
        Waiver.objects.update_or_create(
            post=post, other_id=one.other_id, kind=one.kind,
            content_hash=digest if one.kind == Collision.ALIKE else "",
            defaults={"reason": why, "waived_by": by, "waived_at": at},
        )  # fmt: skip
    if NOTED[Collision.HOUR] in noted:
        post.closeness_reason = why
        Post.objects.filter(pk=post.pk).update(closeness_reason=why)
    return noted


NOTED = {Collision.HOUR: "close_to", Collision.THEME: "same_theme_as", Collision.ALIKE: "alike"}


def leave_place(post: Post) -> None:
    """Inside the transaction of a move: what was let stand was so for the old place."""
    Waiver.objects.filter(Q(post=post) | Q(other=post), kind__in=OF_PLACES).delete()


@transaction.atomic
def withdraw_waiver(waiver: Waiver, *, by: User, at: datetime) -> None:
    """The post stays where it is; whoever submits it next is asked again. Done twice is done once."""
    gone, _by_model = Waiver.objects.filter(pk=waiver.pk).delete()
    if not gone:
        return
    if waiver.kind == Collision.HOUR:
        Post.objects.filter(pk=waiver.post_id).update(closeness_reason="")
    record("waiver.withdrawn", waiver.post, organisation_id=waiver.post.organisation_id, at=at, by=by.pk,
           kind=str(waiver.kind), other=waiver.other_id)  # fmt: skip
