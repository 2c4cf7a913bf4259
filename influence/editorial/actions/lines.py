from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from influence.editorial.actions.flags import raise_flags
from influence.editorial.flags import ASKED
from influence.editorial.models import Line, LinePillar, Pillar, Post, Slot
from influence.editorial.refusals_of_mandates import OutsideMandate
from influence.editorial.standing_in import outgrows
from influence.journal.actions import record
from influence.people.models import Codir, Leader, Organisation, User


@transaction.atomic
def keep_line(
    owner: Leader | Codir,
    *,
    purpose: str,
    voice: str,
    avoid: str,
    weights: dict[int, int],
    by: User,
    at: datetime,
    forbidden: str = "",
    languages: Sequence[str] = (),
    posts_per_month: int | None = None,
) -> Line:
    """Write the line of a leader, or the collegial one of a CoDir; `weights` in percent by pillar id. A cadence is a
    leader's (None: as it was). The journal keeps which parts changed, with figures, never with words."""
    leader = owner if isinstance(owner, Leader) else None
    codir = owner.codir if isinstance(owner, Leader) else owner
    words = {
        "purpose": purpose, "voice": voice, "avoid": avoid, "forbidden": forbidden, "languages": list(languages),
    }  # fmt: skip
    before = Line.objects.filter(codir=codir, leader=leader).first()
    line, _new = Line.objects.update_or_create(
        codir=codir,
        leader=leader,
        defaults=words,
        create_defaults=words | {"organisation_id": owner.organisation_id},
    )
    noted: dict[str, Any] = {"changed": changed(before, words)}
    noted |= kept_weights(line, weights) | kept_cadence(leader, posts_per_month)
    record("line.kept", line, organisation_id=owner.organisation_id, at=at, by=by.pk, **noted)
    return line


def changed(before: Line | None, words: Mapping[str, object]) -> list[str]:
    if before is None:
        return [name for name, value in words.items() if value]
    return [name for name, value in words.items() if getattr(before, name) != value]


def kept_weights(line: Line, weights: dict[int, int]) -> dict[str, dict[str, int]]:
    was = dict(LinePillar.objects.filter(line=line).values_list("pillar_id", "weight"))
    LinePillar.objects.filter(line=line).exclude(pillar_id__in=weights).delete()
    for pillar_id, weight in weights.items():
        LinePillar.objects.update_or_create(line=line, pillar_id=pillar_id, defaults={"weight": weight})
    return {
        name: {str(pk): weight for pk, weight in of.items()}
        for name, of in (("weights", weights), ("weighed", was))
    }


def kept_cadence(leader: Leader | None, posts_per_month: int | None) -> dict[str, list[int]]:
    if leader is None or posts_per_month is None or leader.posts_per_month == posts_per_month:
        return {}
    was = leader.posts_per_month
    Leader.objects.filter(pk=leader.pk).update(posts_per_month=posts_per_month)
    leader.posts_per_month = posts_per_month
    return {"posts_per_month": [was, posts_per_month]}


@transaction.atomic
def keep_pillar(
    pillar: Pillar | None,
    *,
    organisation: Organisation,
    name: str,
    letter: str,
    colour: int,
    by: User,
    at: datetime,
) -> Pillar:
    words = {"name": name, "letter": letter, "colour": colour}
    kept, _new = Pillar.objects.update_or_create(
        pk=pillar.pk if pillar else None, organisation=organisation, defaults=words
    )
    record(
        "pillar.kept", kept, organisation_id=organisation.pk, at=at, by=by.pk, letter=letter, colour=colour
    )
    return kept


@transaction.atomic
def classify(post: Post, *, pillar: Pillar, by: User, at: datetime) -> None:
    """Another pillar for a post and its place. Nothing of what the leader approved changes; a topic may ask for a second
    approval because of it. Raises OutsideMandate."""
    if post.pillar_id == pillar.pk:
        return
    if outgrows(Post.objects.get(pk=post.pk), pillar_id=pillar.pk):
        raise OutsideMandate
    Post.objects.filter(pk=post.pk).update(pillar=pillar)
    Slot.objects.filter(post=post).update(pillar=pillar)
    record("post.classified", post, organisation_id=post.organisation_id, at=at, by=by.pk, pillar=pillar.pk)
    fresh = Post.objects.select_related("leader__user", "organisation", "slot", "version").get(pk=post.pk)
    if fresh.state in ASKED:
        raise_flags(fresh, at=at)
