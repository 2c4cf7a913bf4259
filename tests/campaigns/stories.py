from datetime import timedelta

from django.utils import timezone

from influence.campaigns.actions import add_milestone, gather, keep_campaign, tick
from influence.campaigns.models import Campaign
from tests.makers import House


def running(home: House) -> Campaign:
    """With a step done, one to do, and some of the posts of the house."""
    now = timezone.now()
    days = {"starts_on": now.date() - timedelta(days=10), "ends_on": now.date() + timedelta(days=20)}
    found = keep_campaign(
        None, organisation=home.organisation, name="Ouverture du nouveau bloc", goal="Que chacun sache ce qui change.",
        posts_wanted=8, pillars=[home.pillar.pk], leaders=[home.leader.pk], by=home.bruno, at=now, **days,
    )  # fmt: skip
    first = add_milestone(found, day=days["starts_on"], name="Annonce aux équipes", by=home.bruno, at=now)
    tick(first, is_done=True, by=home.bruno, at=now)
    add_milestone(found, day=days["ends_on"], name="Ouverture", by=home.bruno, at=now)
    posts = home.organisation.posts.exclude(slot=None).select_related("organisation").order_by("pk")[:6]
    gather(found, posts, by=home.bruno, at=now)
    return found
