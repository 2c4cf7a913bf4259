"""Remarks on a post (room `remarks`) for the people who may read them: editors all of it, the leader what is meant for them
too."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from influence.core.text import plain
from influence.editorial.access import may_read_history, post_for
from influence.editorial.embargoes import may_read
from influence.editorial.models import Post
from influence.people.models import Membership, Role, User
from influence.people.queries import people_of
from influence.remarks import queries
from influence.remarks.models import Remark, Thread
from influence.remarks.queries import Talk


@dataclass(frozen=True)
class Talking:
    """What the part of a page about remarks needs. `names`: whom an @ may name."""

    post: Post
    talks: list[Talk]
    names: list[str]
    may_be_internal: bool
    reader: User
    now: datetime

    @property
    def unresolved(self) -> int:
        return sum(not one.is_resolved for one in self.talks)

    def may_amend(self, remark: Remark) -> bool:
        return queries.may_amend(remark, by=self.reader, now=self.now)

    def is_own(self, remark: Remark) -> bool:
        return queries.is_own(remark, by=self.reader)


def talking(member: Membership, post: Post, *, now: datetime) -> Talking | None:
    """None for whoever reads the post and not what is said about it."""
    if not may_read_history(member, post) or post.version is None:
        return None
    return Talking(
        post=post, talks=queries.talks(post.pk, said=said(post), with_internal=member.is_editor),
        names=[str(one) for one in audience(post, is_internal=False) if one.pk != member.user_id],
        may_be_internal=member.is_editor, reader=member.user, now=now,
    )  # fmt: skip


def said(post: Post) -> str:
    """The text as it is read, in which a quoted passage is looked for."""
    return plain(post.version.text) if post.version else ""


def audience(post: Post, *, is_internal: bool) -> list[User]:
    """Who reads a thread: the editors, of an embargoed post those of its list, and the leader but among editors."""
    editors = people_of(post.organisation, Role.EDITOR, Role.OPERATOR)
    people = {one.pk: one for one in editors if may_read(post, one)}
    leader = post.leader.user
    if is_internal:
        people.pop(leader.pk, None)
    elif leader.is_active:
        people[leader.pk] = leader
    return list(people.values())


def writers(post: Post) -> list[User]:
    """Whose words they are: they hear of each new thread."""
    version = post.version
    people = [version.written_by, version.submitted_by] if version else []
    return [one for one in people if one]


def talkable(member: Membership, pk: int) -> Post:
    """A post on which this person may say something: 404 for any other."""
    post = post_for(member, pk)
    if not may_read_history(member, post) or post.version is None:
        raise Http404
    return post


def thread_for(member: Membership, pk: int) -> tuple[Thread, Post]:
    internal = Q() if member.is_editor else Q(is_internal=False)
    thread = get_object_or_404(Thread.objects.filter(internal), pk=pk, organisation=member.organisation)
    return thread, talkable(member, thread.post_id)


def remark_for(member: Membership, pk: int) -> tuple[Remark, Post]:
    remark = get_object_or_404(Remark.objects.select_related("thread"), pk=pk, author=member.user)
    return remark, thread_for(member, remark.thread_id)[1]
