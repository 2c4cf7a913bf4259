"""Read models: the list with its figures, and one campaign's plan in the order of time. Fixed numbers of queries."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from django.db.models import Count, Q, QuerySet
from django.utils.text import Truncator

from influence.campaigns.models import Campaign, Milestone
from influence.core import cadence
from influence.core.lifecycle import PostState
from influence.editorial.coverage import live
from influence.editorial.models import Pillar, Post
from influence.people.models import Leader

AGREED = (PostState.APPROVED, PostState.SCHEDULED, PostState.PUBLISHING, PostState.PUBLISHED)
EXCERPT = 140
WEEK = timedelta(days=7)
# Of a strip that people can still take in.
MOST_WEEKS = 26


class Standing(StrEnum):
    RUNNING = "running"
    COMING = "coming"
    PAST = "past"
    CLOSED = "closed"


def standing(campaign: Campaign, *, today: date) -> Standing:
    if campaign.closed_at:
        return Standing.CLOSED
    if campaign.starts_on > today:
        return Standing.COMING
    return Standing.RUNNING if campaign.ends_on >= today else Standing.PAST


@dataclass(frozen=True)
class Progress:
    """`wanted` 0: no number was set."""

    planned: int
    approved: int
    published: int
    wanted: int

    @property
    def of(self) -> int:
        """What the bar is a part of."""
        return max(self.wanted, self.planned, 1)


@dataclass(frozen=True)
class Listed:
    campaign: Campaign
    progress: Progress
    done: int
    milestones: int


def listed(campaigns: QuerySet[Campaign]) -> list[Listed]:
    """Two queries: joins over posts and milestones at once would multiply their counts."""
    steps = {
        pk: (done, of) for pk, done, of in campaigns.order_by().values_list("pk").annotate(
            done=Count("milestones", filter=Q(milestones__done_at__isnull=False)), of=Count("milestones")
        )
    }  # fmt: skip
    counts = {row["campaign"]: row for row in counted(Post.objects.filter(campaign__in=campaigns.order_by()))}
    none = {"planned": 0, "approved": 0, "published": 0}
    return [
        Listed(
            one,
            Progress(**{name: counts.get(one.pk, none)[name] for name in none}, wanted=one.posts_wanted),
            *steps.get(one.pk, (0, 0)),
        )
        for one in campaigns
    ]


def counted(posts: QuerySet[Post]) -> Iterable[dict[str, int]]:
    return posts.filter(live()).order_by().values("campaign").annotate(
        planned=Count("pk"), approved=Count("pk", filter=Q(state__in=AGREED)),
        published=Count("pk", filter=Q(state=PostState.PUBLISHED)),
    )  # fmt: skip


@dataclass(frozen=True)
class Item:
    """A milestone or a post of the plan, on a day of the organisation's zone."""

    day: date
    hour: time | None = None
    milestone: Milestone | None = None
    post: Post | None = None
    excerpt: str = ""
    may_open: bool = False


@dataclass(frozen=True)
class Tally:
    """Of one leader, or one pillar."""

    who: Leader | Pillar
    planned: int
    approved: int
    published: int


@dataclass(frozen=True)
class Week:
    monday: date
    posts: tuple[Pillar, ...]
    milestones: int


@dataclass(frozen=True)
class Plan:
    items: tuple[Item, ...]
    unplaced: tuple[Item, ...]
    progress: Progress
    voices: tuple[Tally, ...]
    themes: tuple[Tally, ...]
    # Leaders of the campaign who have no post in it.
    silent: tuple[Leader, ...]
    weeks: tuple[Week, ...]

    @property
    def next_step(self) -> Milestone | None:
        waiting = (one.milestone for one in self.items if one.milestone and one.milestone.done_at is None)
        return next(waiting, None)


def planned(campaign: Campaign, *, posts: QuerySet[Post], opened: Q) -> Plan:
    """`posts`: those that this person may know of; `opened`: those whose words they may read."""
    zone = campaign.organisation.zone
    openable = set(posts.filter(opened).values_list("pk", flat=True))
    found = list(
        posts.filter(live() | Q(state__in=(PostState.MISSED, PostState.FAILED)))
        .select_related("leader", "pillar", "slot", "version").order_by("slot__at", "pk")
    )  # fmt: skip
    told = [item(one, zone=zone, may_open=one.pk in openable) for one in found]
    steps = [Item(one.day, milestone=one) for one in campaign.milestones.all()]
    placed = sorted([*steps, *(one for one in told if one.hour)], key=in_time)
    counting = [one for one in found if one.state not in (PostState.MISSED, PostState.FAILED)]
    leaders, pillars = list(campaign.leaders.all()), list(campaign.pillars.all())
    speaking = {one.leader_id for one in counting}
    return Plan(
        items=tuple(placed), unplaced=tuple(one for one in told if not one.hour),
        progress=Progress(*figures(counting), wanted=campaign.posts_wanted),
        voices=tuple(tallies(leaders, [(one.leader, one) for one in counting])),
        themes=tuple(tallies(pillars, [(one.pillar, one) for one in counting])),
        silent=tuple(one for one in leaders if one.pk not in speaking),
        weeks=tuple(weeks(campaign, placed)),
    )  # fmt: skip


def item(post: Post, *, zone: str, may_open: bool) -> Item:
    day, hour = cadence.wall(post.slot.at, zone) if post.slot else (date.max, None)
    text = post.version.text.strip() if post.version and may_open else ""
    return Item(
        day,
        hour,
        post=post,
        excerpt=Truncator(text.split("\n", 1)[0]).chars(EXCERPT, truncate="…"),
        may_open=may_open,
    )


def in_time(one: Item) -> tuple[date, bool, time]:
    """A milestone opens its day."""
    return one.day, one.post is not None, one.hour or time()


def figures(posts: Iterable[Post]) -> tuple[int, int, int]:
    states = Counter(one.state for one in posts)
    return states.total(), sum(states[one] for one in AGREED), states[PostState.PUBLISHED]


def tallies(named: Iterable[Leader | Pillar], pairs: list[tuple[Leader | Pillar, Post]]) -> Iterator[Tally]:
    """Those that the campaign names, then whoever is in it besides."""
    known = {one.pk: one for one in [*named, *(who for who, _post in pairs)]}
    for pk, who in known.items():
        yield Tally(who, *figures(post for one, post in pairs if one.pk == pk))


def weeks(campaign: Campaign, items: Iterable[Item]) -> Iterator[Week]:
    items = list(items)
    first = min([campaign.starts_on, *(one.day for one in items)])
    last = max([campaign.ends_on, *(one.day for one in items)])
    monday = first - timedelta(days=first.weekday())
    for _n in range(MOST_WEEKS):
        if monday > last:
            return
        here = [one for one in items if monday <= one.day < monday + WEEK]
        posts = tuple(one.post.pillar for one in here if one.post)
        yield Week(monday, posts, milestones=sum(one.milestone is not None for one in here))
        monday += WEEK
