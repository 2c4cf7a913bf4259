"""What a person may take up again: their own words only, in their own organisation."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from influence.editorial.comparing import Change, changes
from influence.editorial.models import Post, Unsaved
from influence.people.models import Leader, Membership

EXCERPT = 400


@dataclass(frozen=True)
class Offered:
    """`changes`: against the version that is kept now, for a post that is there already."""

    pk: int
    saved_at: datetime
    leaders: list[Leader]
    excerpt: str
    changes: list[Change]


def unsaved_for(member: Membership, pk: int) -> Unsaved:
    if not member.is_editor:
        raise Http404
    return get_object_or_404(mine(member), pk=pk)


def mine(member: Membership) -> QuerySet[Unsaved]:
    return Unsaved.objects.filter(user=member.user, organisation=member.organisation)


def kind_of(place: str) -> str:
    return place.partition(":")[0]


def offered(member: Membership, *, place: str, post: Post | None) -> list[Offered]:
    """Beside the words of this very page, the newest first."""
    here = Q(place__startswith=f"{kind_of(place)}:")
    if post is not None:
        here = Q(place=f"post:{post.pk}") | Q(place__startswith=f"post:{post.pk}/")
    rows = list(mine(member).filter(here).exclude(place=place).order_by("-saved_at", "-pk")[:10])
    known = {str(one.pk): one for one in member.organisation.leaders.all()} if rows else {}
    return [offer(row, known=known, post=post) for row in rows]


def offer(row: Unsaved, *, known: dict[str, Leader], post: Post | None) -> Offered:
    named = [*row.fields.get("leaders", []), *row.fields.get("leader", [])]
    text = words_of(row)
    old = post.version.text if post and post.version else None
    return Offered(
        pk=row.pk, saved_at=row.saved_at, leaders=[known[pk] for pk in named if pk in known],
        excerpt=text[:EXCERPT] + ("…" if len(text) > EXCERPT else ""),
        changes=changes(old, text) if old is not None and row.fields.get("text") else [],
    )  # fmt: skip


def words_of(row: Unsaved) -> str:
    """What was written, whichever field it stands in."""
    said = row.fields.get("text", [""])[0]
    others = [
        values[0]
        for name, values in sorted(row.fields.items())
        if name.endswith("-text") or name.startswith("champ-")
    ]
    return said if said.strip() else "\n\n".join(one for one in others if one.strip())


def is_free(member: Membership, place: str) -> bool:
    return not mine(member).filter(place=place).exists()
