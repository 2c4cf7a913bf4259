"""Remarks on a post (room `remarks`) for the people who may read them: editors all of it, the leader what is meant for them
too, and so whoever may decide in the leader's place, as long as that lasts."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from influence.core.text import plain
from influence.editorial.access import may_read_history, posts_for
from influence.editorial.embargoes import may_read
from influence.editorial.models import Post
from influence.editorial.standing_in import delegates, stands_in, was_put_forward
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
    if post.version is None or not reads_along(member, post, now=now):
        return None
    return Talking(
        post=post, talks=queries.talks(post.pk, said=said(post), with_internal=member.is_editor),
        names=[str(one) for one in audience(post, is_internal=False, now=now) if one.pk != member.user_id],
        may_be_internal=member.is_editor, reader=member.user, now=now,
    )  # fmt: skip


def reads_along(member: Membership, post: Post, *, now: datetime) -> bool:
    return may_read_history(member, post) or stands_in(member.user, post, now=now)


def said(post: Post) -> str:
    """The text as it is read, in which a quoted passage is looked for."""
    return plain(post.version.text) if post.version else ""


def audience(post: Post, *, is_internal: bool, now: datetime) -> list[User]:
    """Who reads a thread: the editors, of an embargoed post those of its list; and, but among editors, the leader and whoever
    may decide in their place."""
    editors = people_of(post.organisation, Role.EDITOR, Role.OPERATOR)
    people = {one.pk: one for one in editors if may_read(post, one)}
    leader = post.leader.user
    if is_internal:
        people.pop(leader.pk, None)
        return list(people.values())
    if leader.is_active:
        people[leader.pk] = leader
    if was_put_forward(post):
        people |= {one.pk: one for one in delegates(post, now=now)}
    return list(people.values())


def writers(post: Post) -> list[User]:
    """Whose words they are: they hear of each new thread."""
    version = post.version
    people = [version.written_by, version.submitted_by] if version else []
    return [one for one in people if one]


SHOWN = ("leader__user", "organisation", "slot", "version")


def talkable(member: Membership, pk: int, *, now: datetime) -> Post:
    """A post on which this person may say something: 404 for any other."""
    post = get_object_or_404(Post.objects.select_related(*SHOWN), pk=pk, organisation=member.organisation)
    may = (is_open(member, pk) and may_read_history(member, post)) or stands_in(member.user, post, now=now)
    if post.version is None or not may:
        raise Http404
    return post


def is_open(member: Membership, pk: int) -> bool:
    return posts_for(member).filter(pk=pk).exists()


def is_read_in_queue(member: Membership, pk: int, *, now: datetime) -> bool:
    """By somebody who decides in the leader's place: they have no other page for it, and mails name the post's own."""
    if member.is_editor or is_open(member, pk):
        return False
    post = Post.objects.select_related(*SHOWN).filter(pk=pk, organisation=member.organisation).first()
    return post is not None and stands_in(member.user, post, now=now)


def thread_for(member: Membership, pk: int, *, now: datetime) -> tuple[Thread, Post]:
    internal = Q() if member.is_editor else Q(is_internal=False)
    thread = get_object_or_404(Thread.objects.filter(internal), pk=pk, organisation=member.organisation)
    return thread, talkable(member, thread.post_id, now=now)


def remark_for(member: Membership, pk: int, *, now: datetime) -> tuple[Remark, Post]:
    remark = get_object_or_404(Remark.objects.select_related("thread"), pk=pk, author=member.user)
    return remark, thread_for(member, remark.thread_id, now=now)[1]
