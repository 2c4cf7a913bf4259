"""Who may see and do what with a publication: the comms team all of theirs, a leader their own, others nothing; what is
under embargo, only its leader and the people of its list."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from influence.approval.access import Decider
from influence.editorial.embargoes import sealed_from
from influence.editorial.models import Post
from influence.people.access import own_leader
from influence.people.models import Membership
from influence.publishing import queries
from influence.publishing.models import Change, FirstComment, Publication


def publications_for(member: Membership) -> "QuerySet[Publication]":
    leader = own_leader(member) if member.is_leader else None
    if leader is None and not member.is_editor:
        raise PermissionDenied
    sealed = Post.objects.filter(sealed_from(member.user_id), organisation=member.organisation)
    return queries.publications(member.organisation, leader=leader).exclude(post__in=sealed)


def publication_for(member: Membership, pk: int) -> Publication:
    found = (
        publications_for(member)
        .select_related("organisation", "post__leader__user", "account__through")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found


def publication_of_leader(decider: Decider, pk: int) -> Publication:
    """Of a post in this person's own name: whoever holds a mandate decides, and does not look at the leader's profile."""
    mine = Publication.objects.filter(post__leader__user=decider.user, post__leader__is_active=True)
    if decider.organisation_id:
        mine = mine.filter(organisation=decider.organisation_id)
    whole = mine.select_related(
        "organisation", "version", "post__leader__user", "post__slot", "account__through"
    )
    return get_object_or_404(whole, pk=pk)


def change_for(member: Membership, pk: int, change: int) -> Change:
    return get_object_or_404(
        Change.objects.select_related("publication", "version"),
        pk=change,
        publication=publication_for(member, pk),
    )


def comment_for(member: Membership, pk: int) -> FirstComment:
    return get_object_or_404(FirstComment, publication=publication_for(member, pk))
