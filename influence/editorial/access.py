"""Who may see and do what with posts. Another organisation's things, and what a role may not see, do not exist: 404.

Editors and operators see every post. A leader opens their own and what is online, and sees of the others that they are
planned. A reader sees what is online."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from influence.core.lifecycle import POST_MOVES, PostMove, PostState
from influence.editorial.attachments import named_files
from influence.editorial.coverage import Months
from influence.editorial.embargoes import listed, sealed_from
from influence.editorial.models import Line, Pillar, Post, Recurrence, Version, Waiver
from influence.editorial.pairs import Pair, pairs
from influence.editorial.words import Gone
from influence.library.models import MediaFile
from influence.library.queries import named
from influence.people.models import Codir, Leader, Membership

ONLINE = Q(state=PostState.PUBLISHED) & ~Q(reason=Gone.REMOVED)


def opened_by(member: Membership) -> Q:
    """Which posts this person may open. What is under embargo, only those of its list, whatever their role."""
    if member.is_editor:
        return ~sealed_from(member.user_id)
    listed_for_me = listed(member.user_id)
    if member.is_leader:
        return ONLINE | Q(leader__user=member.user) | listed_for_me
    return ONLINE | listed_for_me


def posts_for(member: Membership) -> QuerySet[Post]:
    return Post.objects.filter(opened_by(member), organisation=member.organisation)


def embargo_for(member: Membership, pk: int) -> Post:
    """The post, for the page of its embargo, which never shows its words: every editor may say that the release is out."""
    if not member.is_editor:
        raise Http404
    related = ("leader__user", "organisation", "slot", "version")
    return get_object_or_404(Post.objects.select_related(*related), pk=pk, organisation=member.organisation)


def post_for(member: Membership, pk: int) -> Post:
    related = (
        "leader__user",
        "leader__department",
        "organisation",
        "pillar",
        "slot",
        "version__written_by",
        "version__submitted_by",
        "version__account__through",
    )
    return get_object_or_404(posts_for(member).select_related(*related), pk=pk)


def file_of(version: Version | None, sha256: str, *, organisation_id: int) -> MediaFile:
    """A file of the library, for somebody who may read this very version: if the version shows it."""
    found = named(organisation_id, sha256) if version and sha256 in named_files(version) else None
    if found is None:
        raise Http404
    return found


def planned_for(member: Membership) -> QuerySet[Post]:
    """What the calendar shows: a leader sees where colleagues speak, a reader only what is online."""
    if member.is_editor or member.is_leader:
        return Post.objects.filter(organisation=member.organisation)
    return posts_for(member)


def editable(member: Membership, pk: int) -> Post:
    if not member.is_editor:
        raise Http404
    return post_for(member, pk)


def chosen(member: Membership, numbers: Iterable[int]) -> list[Post]:
    """Those of an editor's choice that they may open, by time; the others are as if they were not named."""
    if not member.is_editor:
        raise Http404
    found = posts_for(member).filter(pk__in=list(numbers))
    related = ("leader__user", "leader__organisation", "organisation", "pillar", "slot", "version")
    return list(found.select_related(*related).order_by("slot__at", "pk"))


def withdrawable(member: Membership, pk: int) -> Post:
    """An editor takes any post out of the calendar, a leader their own."""
    post = post_for(member, pk)
    if not member.is_editor and post.leader.user_id != member.user_id:
        raise Http404
    return post


def may_read_history(member: Membership, post: Post) -> bool:
    """Drafts and reasons are between those who write and the leader."""
    return member.is_editor or post.leader.user_id == member.user_id


@dataclass(frozen=True)
class Verbs:
    """What this person may do with this post now: for the buttons. The actions check again."""

    edit: bool = False
    submit: bool = False
    move: bool = False
    withdraw: bool = False
    restore: bool = False
    decide: bool = False


def verbs_for(member: Membership, post: Post) -> Verbs:
    allowed = {move for move, rule in POST_MOVES.items() if post.state in rule.sources}
    is_own = post.leader.user_id == member.user_id
    return Verbs(
        edit=member.is_editor and PostMove.EDIT in allowed,
        submit=member.is_editor and not is_own and bool(allowed & {PostMove.SUBMIT, PostMove.REOPEN}),
        move=member.is_editor and PostMove.EDIT in allowed,
        withdraw=(member.is_editor or is_own) and PostMove.WITHDRAW in allowed,
        restore=member.is_editor and PostMove.RESTORE in allowed,
        decide=is_own and member.is_leader and PostMove.APPROVE in allowed,
    )


def waiver_for(member: Membership, pk: int) -> Waiver:
    found = get_object_or_404(Waiver.objects.select_related("post"), pk=pk)
    editable(member, found.post_id)
    return found


def recurrence_for(member: Membership, pk: int) -> Recurrence:
    return get_object_or_404(
        Recurrence.objects.select_related("leader", "pillar"), pk=pk, organisation=member.organisation
    )


def pillar_for(member: Membership, pk: int) -> Pillar:
    return get_object_or_404(Pillar, pk=pk, organisation=member.organisation)


def codir_for(member: Membership, pk: int) -> Codir:
    return get_object_or_404(Codir, pk=pk, organisation=member.organisation)


def collisions_for(member: Membership, span: Months) -> tuple[list[Pair], int]:
    """For those who can do something about them; and how many more there are."""
    if not member.is_editor:
        return [], 0
    since, until = span.bounds(member.organisation.zone)
    within = Q(slot__at__gte=since, slot__at__lt=until)
    return pairs(within, organisation=member.organisation, reader=member.user, opened=opened_by(member))


def leaders_with_lines(member: Membership) -> list[Leader]:
    """Whose individual lines this person reads: all of those in office, or their own."""
    found = Leader.objects.filter(organisation=member.organisation, is_active=True).select_related("codir")
    return list(found if member.is_editor else found.filter(user=member.user))


def codirs_with_lines(member: Membership) -> list[Codir]:
    """A leader reads the line of the CoDir that they are of."""
    found = Codir.objects.filter(organisation=member.organisation).order_by("name")
    if not member.is_editor:
        found = found.filter(leaders__user=member.user, leaders__is_active=True).distinct()
    return list(found)


def line_of(owner: Leader | Codir) -> Line | None:
    if isinstance(owner, Leader):
        return Line.objects.filter(leader=owner).first()
    return Line.objects.filter(codir=owner, leader=None).first()
