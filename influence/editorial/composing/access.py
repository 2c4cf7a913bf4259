"""What of announcements and copies somebody may read: of posts that they may open, and no others."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404

from influence.editorial.access import posts_for
from influence.editorial.composing.advice import Advice, advice_on_version
from influence.editorial.composing.announcing import echoes
from influence.editorial.models import Line, Post
from influence.people.models import Leader, Membership, Organisation


@dataclass(frozen=True)
class Sibling:
    """A voice of an announcement; `echoes`: whose text is nearly the same, and how nearly."""

    post: Post
    echoes: list[tuple[Leader, int]]


def announcement_for(member: Membership, number: UUID) -> list[Sibling]:
    if not member.is_editor:
        raise Http404
    posts = voices_of(member, number)
    if not posts:
        raise Http404
    return compared(posts)


def voices_of(member: Membership, number: UUID) -> list[Post]:
    found = posts_for(member).filter(announcement=number).order_by("leader__name", "pk")
    return list(found.select_related("leader", "pillar", "slot", "version"))


def compared(posts: list[Post]) -> list[Sibling]:
    found = echoes({post.pk: post.version.text for post in posts if post.version})
    leaders = {post.pk: post.leader for post in posts}
    return [
        Sibling(post, [(leaders[one.other if one.one == post.pk else one.one], one.percent) for one in found if post.pk in (one.one, one.other)])
        for post in posts
    ]  # fmt: skip


def origin_for(member: Membership, post: Post) -> Post | None:
    """What it was copied from, for whoever may open that too."""
    if post.copied_from_id is None:
        return None
    return posts_for(member).filter(pk=post.copied_from_id).select_related("leader").first()


def lines_beside(organisation: Organisation) -> dict[int, Line]:
    """The individual lines, by leader."""
    return {
        one.leader_id: one
        for one in Line.objects.filter(organisation=organisation, leader__isnull=False)
        if one.leader_id
    }


@dataclass(frozen=True)
class Kin:
    """What the page of a post says of its writing: advice before it is submitted, other voices of its announcement, what
    it was copied from."""

    advice: list[Advice]
    siblings: list[Sibling]
    origin: Post | None


def kin_of(member: Membership, post: Post, *, is_open: bool) -> Kin:
    """`is_open`: its words may still change."""
    said = advice_on_version(post, post.version) if is_open and member.is_editor and post.version else []
    return Kin(said, siblings_for(member, post), origin_for(member, post) if member.is_editor else None)


def siblings_for(member: Membership, post: Post) -> list[Sibling]:
    """The others, each compared with all."""
    if post.announcement is None:
        return []
    return [one for one in compared(voices_of(member, post.announcement)) if one.post.pk != post.pk]
