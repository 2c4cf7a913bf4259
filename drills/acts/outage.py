"""`drill outage`: committees of ten leaders, a post of each every half hour, of two leaders twice; every second one bears
no date. Everything stands still for five hours, then the workers come back and go on for seven."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from drills.house import organisation as houses
from drills.house.judging import Wanted, judge
from drills.house.network import Sandbox
from drills.house.organisation import House
from drills.house.turns import Turns
from influence.editorial.models import Post
from influence.publishing.lateness import ON_TIME
from influence.publishing.models import Publication
from influence.safeguards.policies import policy_of

START = datetime(2026, 6, 1, 5, 0, tzinfo=UTC)
DOWN = timedelta(hours=5)
AFTER = timedelta(hours=7)
HOUR = timedelta(hours=1)
LEADERS, EACH = 8, 10
WHY = "Exercice."


@dataclass
class Due:
    wanted: Wanted
    organisation: int
    leader: int
    is_undated: bool


def play(url: str, *, posts: int, say: Callable[[str], None]) -> dict[str, Any]:
    began = time.monotonic()
    turns = Turns(Sandbox(url), START, read_seconds=10)
    turns.at(START)
    due = written(turns, posts)
    turns.take(START)
    say(f"{time.monotonic() - began:6.1f} s  {len(due)} posts are planned; everything stops")
    turns.take(START + DOWN)
    turns.until(START + DOWN + HOUR, step=timedelta(minutes=1))
    turns.until(START + DOWN + AFTER, step=timedelta(minutes=5))
    return result(due, turns, seconds=time.monotonic() - began)


def written(turns: Turns, posts: int) -> list[Due]:
    found: list[Due] = []
    while len(found) < posts:
        found += committee(turns, number=len(found) // EACH + 1, posts=min(EACH, posts - len(found)))
    return found


def committee(turns: Turns, *, number: int, posts: int) -> list[Due]:
    """By the usual policy: nobody has set anything."""
    house = houses.founded(f"coupure-{number}", leaders=LEADERS, policy={})
    voices = []
    for rank, leader in enumerate(house.leaders):
        voice = turns.sandbox.voice(f"drillOutage{number:04d}x{rank}")
        houses.connect(leader, urn=voice.urn, token=voice.token, at=START)
        voices.append(voice)
    return [one_due(house, voices[turn % LEADERS].urn, turn=turn) for turn in range(posts)]


def one_due(house: House, urn: str, *, turn: int) -> Due:
    leader = house.leaders[turn % LEADERS]
    due = START + timedelta(minutes=30 * turn + 15 + house.organisation.pk % 15)
    text = f"Exercice {house.organisation.pk} {turn}."
    post = houses.submitted(house, leader, text=text, due=due, at=START, closeness_reason=WHY)
    is_undated = bool(turn % 2)
    Post.objects.filter(pk=post.pk).update(is_undated=is_undated)
    houses.approve(houses.again(post), at=START)
    return Due(Wanted(post.pk, urn, text, due), house.organisation.pk, leader.pk, is_undated)


def result(due: Sequence[Due], turns: Turns, *, seconds: float) -> dict[str, Any]:
    found = judge([one.wanted for one in due], created=turns.sandbox.created(), now=turns.now)
    broken = storm(due)
    told = found.as_json()
    told["passed"] = found.holds and not broken
    return {
        "down_hours": DOWN.total_seconds() / 3600,
        "seconds": round(seconds, 1),
        **told,
        "storm_broken": len(broken),
        "storms": broken[:20],
    }


def storm(due: Sequence[Due]) -> list[str]:
    """Where more left after the outage than may: too late by the policy, two of an organisation in an hour, two of a leader
    within their gap (domain.md §6.5)."""
    left = departures(due)
    policy = policy_of(Publication.objects.select_related("organisation").first().organisation)  # type: ignore[union-attr]
    most = {False: policy.catch_up, True: max(policy.catch_up, timedelta(hours=policy.undated_hours))}
    broken = [
        f"post {one.wanted.post_id} left {at - one.wanted.due} late"
        for one, at in left
        if at - one.wanted.due > most[one.is_undated]
    ]
    late = [pair for pair in left if pair[1] - pair[0].wanted.due > ON_TIME]
    broken += [f"organisation {whose}: two late ones within an hour" for whose in crowded(late, gap=HOUR)]
    broken += [
        f"leader {one.leader}: a late one within their gap"
        for one, at in late
        if has_near(one, at, left, gap=policy.min_gap)
    ]
    return broken


def departures(due: Sequence[Due]) -> list[tuple[Due, datetime]]:
    at = dict(Publication.objects.filter(state="published").values_list("post", "published_at"))
    return [(one, at[one.wanted.post_id]) for one in due if one.wanted.post_id in at]


def crowded(late: Sequence[tuple[Due, datetime]], *, gap: timedelta) -> list[int]:
    """Organisations whose late posts left closer together than the gap."""
    found: set[int] = set()
    last: dict[int, datetime] = {}
    for one, at in sorted(late, key=lambda pair: pair[1]):
        if one.organisation in last and at - last[one.organisation] < gap:
            found.add(one.organisation)
        last[one.organisation] = at
    return sorted(found)


def has_near(one: Due, at: datetime, left: Sequence[tuple[Due, datetime]], *, gap: timedelta) -> bool:
    return any(
        other.leader == one.leader and other is not one and abs(then - at) < gap for other, then in left
    )
