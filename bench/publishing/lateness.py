"""How late posts leave, with the real beat and worker: one alone, and five hundred that are due in the same second."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from statistics import mean
from typing import Any

from bench.publishing.stage import House, approved, created, left, until
from influence.accounts.models import Account

ALONE_MOST, RUSH = 2.0, "rush"
# Of a rush, a few leaders have most posts: they must not keep the others waiting.
GREEDY = 4
SOON = timedelta(seconds=4)
# What is in hand at once (workers.publishing.IN_HAND), whose order the workers make among themselves, and as much again
# that two ticks claimed.
OVERTAKEN_MOST = 200


def alone(house: House, *, posts: int) -> dict[str, Any]:
    """Each has its second to itself, at another fraction of it: the ticks find it at any moment between two of them."""
    begins = datetime.now(UTC) + SOON
    due = [
        (house.accounts[n % len(house.accounts)], begins + n * timedelta(seconds=1.037)) for n in range(posts)
    ]
    approved(house, due=due, mark="alone")
    until(lambda: left() == 0, seconds=posts * 1.1 + 60, what="publishing posts one by one")
    made = created(house, mark="alone")
    late = sorted((made[f"alone {n}"] - at).total_seconds() for n, (_account, at) in enumerate(due))
    return {
        "alone_posts": posts,
        "alone_median_s": round(late[len(late) // 2], 2),
        "alone_p99_s": round(late[min(len(late) - 1, int(len(late) * 0.99))], 2),
        "alone_p99_s_most": ALONE_MOST,
    }


# Seconds over which the posts of a rush come due.
ARRIVING = 1.0


def rush(house: House, *, posts: int) -> dict[str, Any]:
    """Within one second, a few leaders with most of the posts."""
    begins = datetime.now(UTC) + SOON
    due = [
        (account, begins + timedelta(seconds=n / posts))
        for n, account in enumerate(chosen(house, posts=posts))
    ]
    approved(house, due=due, mark=RUSH)
    until(lambda: left() == 0, seconds=300, what=f"publishing {posts} posts of one second")
    made = created(house, mark=RUSH)
    late = [(made[f"{RUSH} {n}"] - at).total_seconds() for n, (_account, at) in enumerate(due)]
    first = firsts(due, late)
    return {
        "rush_posts": posts,
        "rush_posts_per_s": round(posts / max(late), 1),
        "rush_mean_s": round(mean(late), 2),
        "rush_last_s": round(max(late), 2),
        # Every leader's first post goes before the second one of those who have many: as many as there are leaders, at the
        # rate of the rush, and the second within which they come due.
        "rush_first_of_worst_leader_s": round(max(first), 2),
        "rush_first_of_worst_leader_s_most": round(ARRIVING + max(late) * len(first) / posts, 2),
        "rush_most_overtaken": most_overtaken(due, late),
        "rush_most_overtaken_most": OVERTAKEN_MOST,
    }


def chosen(house: House, *, posts: int) -> list[Account]:
    """Of ten posts six are of the greedy, the other four of everybody else in turn."""
    others = house.accounts[GREEDY:]
    return [house.accounts[n % GREEDY] if n % 10 < 6 else others[n % len(others)] for n in range(posts)]


def firsts(due: list[tuple[Account, datetime]], late: list[float]) -> list[float]:
    by_leader: dict[int, list[float]] = defaultdict(list)
    for (account, _at), seconds in zip(due, late, strict=True):
        by_leader[account.pk].append(seconds)
    return [min(seconds) for seconds in by_leader.values()]


def most_overtaken(due: list[tuple[Account, datetime]], late: list[float]) -> int:
    """By the rule of the claim (each leader's first post, the oldest first, then each second one) the posts have an order.
    Of the one that was passed by most others: how many left while it was due, and should have left after it."""
    turns: dict[int, int] = defaultdict(int)
    wanted = []
    for n, (account, at) in enumerate(due):
        wanted.append((turns[account.pk], at, n))
        turns[account.pk] += 1
    left_at = [at + timedelta(seconds=seconds) for (_account, at), seconds in zip(due, late, strict=True)]
    order = [n for _turn, _at, n in sorted(wanted)]
    return max(
        sum(due[n][1] < left_at[later] < left_at[n] for later in order[place + 1 :])
        for place, n in enumerate(order)
    )
