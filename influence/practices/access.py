"""Who sees and does what: editors everything; a leader what is starred, and what is proposed to them or their department.
Another organisation's things do not exist. A post is shown to whoever may open it (editorial.access)."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from influence.editorial.access import post_for, posts_for
from influence.editorial.models import Post
from influence.people.models import Leader, Membership
from influence.practices.models import Proposal, Star

SHOWN = ("post__leader", "post__pillar", "post__version", "post__organisation", "starred_by")


def starrable(member: Membership, pk: int) -> Post:
    return post_for(member, pk)


def stars_for(member: Membership) -> QuerySet[Star]:
    open_posts = posts_for(member).values("pk")
    found = Star.objects.filter(organisation=member.organisation, undone_at=None, post__in=open_posts)
    return found.select_related(*SHOWN).order_by("-starred_at", "-pk")


def star_for(member: Membership, pk: int) -> Star:
    return get_object_or_404(stars_for(member), pk=pk)


def own_star(member: Membership, pk: int) -> Star:
    """To take it back: whoever gave it, or an editor."""
    star = star_for(member, pk)
    if not member.is_editor and star.starred_by_id != member.user_id:
        raise Http404
    return star


def voices(member: Membership) -> QuerySet[Leader]:
    """As which leader this person speaks."""
    return Leader.objects.filter(organisation=member.organisation, user=member.user, is_active=True)


def concerns(member: Membership) -> Q:
    """Proposals that a leader reads: made to them, to their department, or by them."""
    mine = voices(member)
    to_me = Q(leader__in=mine) | Q(department__in=mine.values("department"))
    return to_me & ~Q(star__post__leader__in=mine) | Q(proposed_by=member.user)


def proposals_for(member: Membership) -> QuerySet[Proposal]:
    open_posts = posts_for(member).values("pk")
    found = Proposal.objects.filter(star__organisation=member.organisation, star__post__in=open_posts)
    if not member.is_editor:
        found = found.filter(concerns(member))
    related = ("star__post__leader", "star__post__version", "star__post__pillar", "star__post__organisation", "leader",
               "department", "proposed_by", "answered_by", "copy__leader", "copy__slot", "star__starred_by")  # fmt: skip
    return found.select_related(*related).order_by("-proposed_at", "-pk")


def proposal_for(member: Membership, pk: int) -> Proposal:
    return get_object_or_404(proposals_for(member), pk=pk)


def may_answer(member: Membership, proposal: Proposal, *, mine: Iterable[Leader]) -> bool:
    return member.is_editor or bool(answering(mine, proposal))


def answering(mine: Iterable[Leader], proposal: Proposal) -> list[Leader]:
    """As which of their voices somebody may answer it."""
    return [
        one
        for one in mine
        if one.pk != proposal.star.post.leader_id
        and (one.pk == proposal.leader_id or one.department_id == proposal.department_id)
    ]


def may_withdraw(member: Membership, proposal: Proposal) -> bool:
    return member.is_editor or proposal.proposed_by_id == member.user_id
