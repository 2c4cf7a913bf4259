"""The verbs of the room. Each is a transaction whose last statement is its journal entry; time comes in as `at`."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from influence.campaigns.models import Campaign, Milestone
from influence.campaigns.refusals import Closed, MilestoneTwice, NameTaken
from influence.editorial.actions.campaigns import assign_campaign
from influence.editorial.models import Post
from influence.journal.actions import record
from influence.people.models import Organisation, User


@transaction.atomic
def keep_campaign(
    campaign: Campaign | None,
    *,
    organisation: Organisation,
    name: str,
    goal: str,
    starts_on: date,
    ends_on: date,
    posts_wanted: int,
    pillars: Iterable[int],
    leaders: Iterable[int],
    by: User,
    at: datetime,
) -> Campaign:
    """A new one, or the same changed. Pillars and leaders of elsewhere are not taken. Raises NameTaken, Closed."""
    words = {
        "name": name,
        "goal": goal,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "posts_wanted": posts_wanted,
    }
    kept = changed(campaign, words) if campaign else begun(words, organisation=organisation, by=by, at=at)
    kept.pillars.set(organisation.pillars.filter(pk__in=pillars))
    kept.leaders.set(organisation.leaders.filter(pk__in=leaders))
    record(
        "campaign.kept", kept, organisation_id=organisation.pk, at=at, by=by.pk, starts_on=starts_on.isoformat(),
        ends_on=ends_on.isoformat(), posts_wanted=posts_wanted, pillars=sorted(pillars), leaders=sorted(leaders),
        is_new=campaign is None,
    )  # fmt: skip
    return kept


def begun(words: dict[str, object], *, organisation: Organisation, by: User, at: datetime) -> Campaign:
    try:
        with transaction.atomic():
            return Campaign.objects.create(organisation=organisation, created_by=by, created_at=at, **words)
    except IntegrityError:
        raise refusal(organisation.pk, words, apart_from=None) from None


def changed(campaign: Campaign, words: dict[str, object]) -> Campaign:
    try:
        with transaction.atomic():
            still_open(campaign).update(**words)
    except IntegrityError:
        raise refusal(campaign.organisation_id, words, apart_from=campaign.pk) from None
    return Campaign.objects.get(pk=campaign.pk)


def refusal(organisation_id: int, words: dict[str, object], *, apart_from: int | None) -> Exception:
    """Of two things that the table refuses, the form sees to the days; anything but a name that is taken is a fault."""
    same = Campaign.objects.filter(organisation=organisation_id, name=words["name"]).exclude(pk=apart_from)
    return NameTaken() if same.exists() else ValueError("these days are no period")


def still_open(campaign: Campaign) -> QuerySet[Campaign]:
    """Kept from others until this transaction ends. Raises Closed."""
    found = Campaign.objects.filter(pk=campaign.pk, closed_at=None)
    if not found.select_for_update(no_key=True).exists():
        raise Closed
    return found


@transaction.atomic
def add_milestone(campaign: Campaign, *, day: date, name: str, by: User, at: datetime) -> Milestone:
    """Raises MilestoneTwice, Closed."""
    still_open(campaign)
    kept, is_new = Milestone.objects.get_or_create(campaign=campaign, day=day, name=name)
    if not is_new:
        raise MilestoneTwice
    record("milestone.added", campaign, organisation_id=campaign.organisation_id, at=at, by=by.pk, milestone=kept.pk,
           day=day.isoformat())  # fmt: skip
    return kept


@transaction.atomic
def tick(milestone: Milestone, *, is_done: bool, by: User, at: datetime) -> bool:
    """Done, or not yet after all. False where it was so already. Raises Closed."""
    campaign = milestone.campaign
    still_open(campaign)
    waiting = Milestone.objects.filter(pk=milestone.pk, done_at__isnull=is_done)
    if not waiting.update(done_at=at if is_done else None):
        return False
    verb = "milestone.done" if is_done else "milestone.undone"
    record(verb, campaign, organisation_id=campaign.organisation_id, at=at, by=by.pk, milestone=milestone.pk)
    return True


@transaction.atomic
def drop_milestone(milestone: Milestone, *, by: User, at: datetime) -> None:
    """Raises Closed."""
    campaign = milestone.campaign
    still_open(campaign)
    gone, _by_model = Milestone.objects.filter(pk=milestone.pk).delete()
    if gone:
        record("milestone.dropped", campaign, organisation_id=campaign.organisation_id, at=at, by=by.pk,
               milestone=milestone.pk, day=milestone.day.isoformat())  # fmt: skip


@transaction.atomic
def gather(campaign: Campaign, posts: Iterable[Post], *, by: User, at: datetime) -> int:
    """Posts that are there already become part of it; how many were not yet. Raises Closed."""
    still_open(campaign)
    return sum(assign_campaign(post, campaign_id=campaign.pk, by=by, at=at) for post in posts)


@transaction.atomic
def release(campaign: Campaign, post: Post, *, by: User, at: datetime) -> bool:
    """Out of it again. False where it was not in it. Raises Closed."""
    still_open(campaign)
    return post.campaign_id == campaign.pk and assign_campaign(post, campaign_id=None, by=by, at=at)


@transaction.atomic
def close_campaign(campaign: Campaign, *, lessons: str, by: User, at: datetime) -> None:
    """With what was learnt. Its posts go on as they are. Raises Closed."""
    still_open(campaign).update(closed_at=at, lessons=lessons.strip())
    record("campaign.closed", campaign, organisation_id=campaign.organisation_id, at=at, by=by.pk)


@transaction.atomic
def reopen_campaign(campaign: Campaign, *, by: User, at: datetime) -> bool:
    """False where it is open already. What was learnt stays."""
    if not Campaign.objects.filter(pk=campaign.pk, closed_at__isnull=False).update(closed_at=None):
        return False
    record("campaign.reopened", campaign, organisation_id=campaign.organisation_id, at=at, by=by.pk)
    return True
