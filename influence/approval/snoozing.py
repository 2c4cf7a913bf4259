"""Being asked later: this evening, tomorrow morning, on Monday. It moves no deadline: whatever would come after the last
reminder before the slot is not offered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from influence.approval.models import Snooze
from influence.approval.reminding import STEPS, planned
from influence.core.cadence import instant, local_date
from influence.editorial.models import Post
from influence.people.models import User

EVENING, MORNING = time(18), time(8, 30)
MONDAY = 0
# An evening that has nearly come is no rest.
AT_LEAST = timedelta(hours=1)


class Later(StrEnum):
    EVENING = "evening"
    TOMORROW = "tomorrow"
    MONDAY = "monday"


LABELS = {
    Later.EVENING: _("Ce soir"),
    Later.TOMORROW: _("Demain matin"),
    Later.MONDAY: _("Lundi matin"),
}


@dataclass(frozen=True)
class Choice:
    later: Later
    until: datetime


def choices(post: Post, *, now: datetime) -> list[Choice]:
    """In the leader's zone; each moment once."""
    if post.slot is None:
        return []
    zone, last = post.leader.zone, planned(post.slot.at - STEPS[-1], post.leader.zone)
    found = {until: later for later, until in reversed(moments(now, zone)) if now + AT_LEAST <= until <= last}
    return [Choice(later, until) for until, later in sorted(found.items())]


def moments(now: datetime, zone: str) -> list[tuple[Later, datetime]]:
    today = local_date(now, zone)
    tomorrow = today + timedelta(days=1)
    return [
        (Later.EVENING, instant(today, EVENING, zone)),
        (Later.TOMORROW, instant(tomorrow, MORNING, zone)),
        (Later.MONDAY, instant(next_monday(today), MORNING, zone)),
    ]


def next_monday(today: date) -> date:
    return today + timedelta(days=(MONDAY - today.weekday()) % 7 or 7)


def snoozed(posts: Iterable[Post], *, by: User, now: datetime) -> dict[int, datetime]:
    """Until when, by post. What was put off before a newer version came is there again."""
    lasting = Snooze.objects.filter(post__in=posts, user=by, until__gt=now)
    current = lasting.filter(at__gte=F("post__version__submitted_at"))
    return dict(current.values_list("post_id", "until"))


def ends(posts: Iterable[Post]) -> dict[tuple[int, int], datetime]:
    """When each person asked to hear of each post again, by post and person."""
    rows = Snooze.objects.filter(post__in=posts, at__gte=F("post__version__submitted_at"))
    return {(post, user): until for post, user, until in rows.values_list("post_id", "user_id", "until")}
