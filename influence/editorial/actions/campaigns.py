from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from influence.editorial.models import Post
from influence.editorial.refusals import Refusal
from influence.journal.actions import record
from influence.people.models import User


class CampaignGone(Refusal):
    sentence = _("Cette campagne n'existe plus.")


@transaction.atomic
def assign_campaign(post: Post, *, campaign_id: int | None, by: User, at: datetime) -> bool:
    """Into a campaign of its organisation, or out of any; in whatever state the post is, as no decision is about that.
    False where it was there already. Raises CampaignGone."""
    if campaign_id is not None and not post.organisation.campaigns.filter(pk=campaign_id).exists():
        raise CampaignGone
    Post.objects.select_for_update(no_key=True).get(pk=post.pk)
    was = Post.objects.values_list("campaign_id", flat=True).get(pk=post.pk)
    post.campaign_id = campaign_id
    if was == campaign_id:
        return False
    Post.objects.filter(pk=post.pk).update(campaign_id=campaign_id)
    record(
        "post.campaign",
        post,
        organisation_id=post.organisation_id,
        at=at,
        by=by.pk,
        was=was,
        campaign=campaign_id,
    )
    return True
