"""Editors see every campaign; a leader those that they are named in or have a post in, to read."""

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from influence.campaigns.models import Campaign, Milestone
from influence.campaigns.queries import Listed, Plan, listed, planned
from influence.editorial.access import opened_by, planned_for, posts_for
from influence.editorial.models import Post
from influence.people.models import Membership


def campaigns_for(member: Membership) -> QuerySet[Campaign]:
    found = Campaign.objects.filter(organisation=member.organisation)
    if member.is_editor:
        return found
    if not member.is_leader:
        return found.none()
    named = Q(leaders__user=member.user) | Q(posts__leader__user=member.user)
    return found.filter(pk__in=found.filter(named).values("pk"))


def campaign_for(member: Membership, pk: int) -> Campaign:
    return get_object_or_404(campaigns_for(member).select_related("organisation"), pk=pk)


def editable(member: Membership, pk: int) -> Campaign:
    if not member.is_editor:
        raise Http404
    return campaign_for(member, pk)


def milestone_for(member: Membership, pk: int) -> Milestone:
    found = get_object_or_404(Milestone.objects.select_related("campaign"), pk=pk)
    editable(member, found.campaign_id)
    return found


def listed_for(member: Membership) -> list[Listed]:
    return listed(campaigns_for(member))


def plan_for(member: Membership, campaign: Campaign) -> Plan:
    """Of posts that this person may not open, only that a leader speaks then."""
    posts = planned_for(member).filter(campaign=campaign)
    return planned(campaign, posts=posts, opened=opened_by(member))


MOST_OFFERED = 100


def offered_to(member: Membership, campaign: Campaign) -> list[Post]:
    """Posts of its days that are in no campaign: first those of its leaders and pillars."""
    if not member.is_editor or campaign.closed_at:
        return []
    days = Q(slot__day__gte=campaign.starts_on, slot__day__lte=campaign.ends_on)
    found = posts_for(member).filter(days, campaign=None).exclude(state__in=("withdrawn", "refused"))
    leaders, pillars = campaign.leaders.all(), campaign.pillars.all()
    fits = found.filter(
        (Q(leader__in=leaders) if leaders else Q()) & (Q(pillar__in=pillars) if pillars else Q())
    )
    return list(
        fits.select_related("leader", "pillar", "slot", "version").order_by("slot__at", "pk")[:MOST_OFFERED]
    )


def chosen(member: Membership, pks: list[int]) -> list[Post]:
    found = posts_for(member).filter(pk__in=pks).select_related("organisation")
    return list(found.order_by("pk"))


def post_in(member: Membership, campaign: Campaign, pk: int) -> Post:
    return get_object_or_404(posts_for(member).select_related("organisation"), pk=pk, campaign=campaign)
