"""A campaign once more, some days later: its plan and its posts as drafts, and nothing that anybody decided. What would come of
each post is told before anything is written, by the same rules that the writing asks again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from influence.campaigns.actions import keep_campaign
from influence.campaigns.models import Campaign, Milestone
from influence.core import cadence
from influence.editorial.actions import move
from influence.editorial.actions.campaigns import assign_campaign
from influence.editorial.actions.slots import settled
from influence.editorial.composing.copying import NothingToCopy, Sealed, duplicate
from influence.editorial.coverage import live
from influence.editorial.embargoes import sealed
from influence.editorial.models import Post, Slot
from influence.editorial.refusals import Refusal, SlotInThePast, taken
from influence.journal.actions import record
from influence.people.models import User


@dataclass(frozen=True)
class Copy:
    """What would come of one post. `place` None: a draft without a place; `why_not` says why, or why there is no copy."""

    post: Post
    place: cadence.Slot | None
    why_not: str = ""
    is_left_out: bool = False


@dataclass(frozen=True)
class Again:
    campaign: Campaign
    shift: timedelta
    milestones: tuple[Milestone, ...]
    copies: tuple[Copy, ...]

    @property
    def starts_on(self) -> date:
        return self.campaign.starts_on + self.shift

    @property
    def ends_on(self) -> date:
        return self.campaign.ends_on + self.shift

    @property
    def kept(self) -> list[Copy]:
        return [one for one in self.copies if not one.is_left_out]


def again(campaign: Campaign, *, starts_on: date, now: datetime) -> Again:
    """Writes nothing."""
    shift = starts_on - campaign.starts_on
    secret = set(Post.objects.filter(sealed(), campaign=campaign).values_list("pk", flat=True))
    posts = Post.objects.filter(live(), campaign=campaign).select_related(
        "leader__organisation", "slot", "version", "pillar"
    )
    steps = tuple(
        Milestone(campaign=campaign, day=one.day + shift, name=one.name) for one in campaign.milestones.all()
    )
    copies = tuple(
        foreseen(one, shift=shift, is_sealed=one.pk in secret, now=now)
        for one in posts.order_by("slot__at", "pk")
    )
    return Again(campaign, shift, steps, copies)


def foreseen(post: Post, *, shift: timedelta, is_sealed: bool, now: datetime) -> Copy:
    if is_sealed or post.version is None:
        return Copy(post, None, str(Sealed() if is_sealed else NothingToCopy()), is_left_out=True)
    if not post.leader.is_active:
        return Copy(post, None, str(Departed()), is_left_out=True)
    try:
        return Copy(post, place(post, shift=shift, now=now))
    except Refusal as refusal:
        return Copy(post, None, str(refusal))


class Departed(Refusal):
    """Of a leader who left, nothing is written any more."""

    sentence = _("Ce dirigeant n'est plus en fonction.")


def place(post: Post, *, shift: timedelta, now: datetime) -> cadence.Slot | None:
    if post.slot is None:
        return None
    wanted = settled(post.slot.day + shift, post.slot.time, post.slot.zone, fold=None, at=now)
    if wanted.at <= now:
        raise SlotInThePast
    there = Slot.objects.filter(leader=post.leader, at=wanted.at, post__isnull=False).first()
    if there:
        raise taken(there)
    return wanted


@transaction.atomic
def duplicate_campaign(
    campaign: Campaign, *, name: str, starts_on: date, with_posts: bool, by: User, at: datetime
) -> Campaign:
    """Raises NameTaken."""
    foresight = again(campaign, starts_on=starts_on, now=at)
    copy = keep_campaign(
        None, organisation=campaign.organisation, name=name, goal=campaign.goal, starts_on=foresight.starts_on,
        ends_on=foresight.ends_on, posts_wanted=campaign.posts_wanted, by=by, at=at,
        pillars=list(campaign.pillars.values_list("pk", flat=True)),
        leaders=list(campaign.leaders.filter(is_active=True).values_list("pk", flat=True)),
    )  # fmt: skip
    for one in foresight.milestones:
        Milestone.objects.create(campaign=copy, day=one.day, name=one.name)
    drafts = list(drafted(foresight, into=copy, by=by, at=at)) if with_posts else []
    record("campaign.duplicated", copy, organisation_id=copy.organisation_id, at=at, by=by.pk, of=campaign.pk,
           days=foresight.shift.days, posts=[one.pk for one in drafts])  # fmt: skip
    return copy


def drafted(foresight: Again, *, into: Campaign, by: User, at: datetime) -> Iterator[Post]:
    """A place that cannot be had any more leaves a draft without one; what cannot be copied any more is left out."""
    for one in foresight.kept:
        try:
            with transaction.atomic():
                post = duplicate(one.post, leader=one.post.leader, by=by, at=at)
        except Refusal:
            continue
        assign_campaign(post, campaign_id=into.pk, by=by, at=at)
        if one.place:
            seat(post, one.place, by=by, at=at)
        yield post


def seat(post: Post, wanted: cadence.Slot, *, by: User, at: datetime) -> bool:
    try:
        with transaction.atomic():
            move(post, day=wanted.day, time=wanted.time, zone=wanted.zone, fold=None, by=by, at=at)
    except Refusal:
        return False
    return True
