"""Posts a second: the product's, a bare Celery task's, and the sandbox's own ceiling. All through the same sandbox, one
after the other; the bare task runs before and after, so that a slow minute of the machine meets both."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import redis

from bench.publishing import bare
from bench.publishing.stage import House, approved, created, left, shuffled, spread, until
from influence.networks.linkedin.adapter import VERSION
from influence.networks.linkedin.posts import body
from influence.networks.ports import Content
from workers.app import app
from workers.publishing import sweep_publications

LEAST_RATIO = 0.7
PATIENCE = 300.0
SWEEP = sweep_publications.name


def measure(
    house: House, *, posts: int, processes: int, address: str, broker: str, cpu: Callable[[], Counter[str]]
) -> dict[str, Any]:
    """`cpu`: seconds of processor that all parts have used until now, this process apart."""
    bare_rate(house, mark="warm-bare", posts=40, address=address, broker=broker)
    our_rate(house, mark="warm-ours", posts=80)
    used = [cpu()]
    before = bare_rate(house, mark="bare-before", posts=posts // 2, address=address, broker=broker)
    used.append(cpu())
    ours = our_rate(house, mark="ours", posts=posts)
    used.append(cpu())
    after = bare_rate(house, mark="bare-after", posts=posts // 2, address=address, broker=broker)
    used.append(cpu())
    ceiling = plain_rate(house, mark="plain", posts=posts // 2, processes=processes, address=address)
    bare_mean = 2 / (1 / before + 1 / after)
    return {
        "posts": posts, "leaders": len(house.accounts), "processes": processes,
        "posts_per_s": round(ours, 1), "bare_task_per_s": round(bare_mean, 1),
        "bare_task_before_per_s": round(before, 1), "bare_task_after_per_s": round(after, 1),
        "sandbox_ceiling_per_s": round(ceiling, 1),
        "cpu_ms_per_post": per_post(used[2] - used[1], posts=posts),
        "bare_task_cpu_ms_per_post": per_post((used[1] - used[0]) + (used[3] - used[2]), posts=posts),
        "ratio": round(ours / bare_mean, 3), "ratio_least": LEAST_RATIO,
    }  # fmt: skip


def per_post(seconds: Counter[str], *, posts: int) -> dict[str, float]:
    found = {name: round(1000 * spent / posts, 2) for name, spent in seconds.items()}
    return found | {"all": round(sum(found.values()), 2)}


def our_rate(house: House, *, mark: str, posts: int) -> float:
    """From the first tick to the last post. The tick comes each second, as from beat."""
    now = datetime.now(UTC)
    approved(house, due=spread(house, count=posts, since=now - timedelta(seconds=60), seconds=30), mark=mark)
    began = datetime.now(UTC)
    last = began - timedelta(seconds=1)

    def done() -> bool:
        nonlocal last
        if datetime.now(UTC) - last >= timedelta(seconds=1):
            last = datetime.now(UTC)
            app.send_task(SWEEP, queue="publish", expires=5)
        return left() == 0

    until(done, seconds=PATIENCE, what=f"publishing {posts} posts")
    return rate(house, mark=mark, posts=posts, began=began)


def bare_rate(house: House, *, mark: str, posts: int, address: str, broker: str) -> float:
    """All messages lie in the broker before the first is taken: handing them over is not counted."""
    with redis.Redis.from_url(broker) as store:
        while store.llen("bare"):  # the workers listen there: it is filled aside
            store.delete("bare")
        park(calls(house, mark=mark, posts=posts, address=address))
        began = datetime.now(UTC)
        store.rename("parked", "bare")
        until(lambda: not store.llen("bare"), seconds=PATIENCE, what=f"{posts} bare tasks")
    until(lambda: len(created(house, mark=mark)) >= posts, seconds=10, what="the last bare tasks")
    return rate(house, mark=mark, posts=posts, began=began)


def park(todo: list[dict[str, Any]]) -> None:
    """Under a name that no worker listens to."""
    from kombu import Queue

    with bare.app.producer_or_acquire() as producer:
        for call in todo:
            bare.post.apply_async(kwargs=call, producer=producer, queue=Queue("parked"))


def plain_rate(house: House, *, mark: str, posts: int, processes: int, address: str) -> float:
    """As many processes that do nothing but call: what the sandbox, and this machine, can take."""
    todo = calls(house, mark=mark, posts=posts, address=address)
    command = [sys.executable, "-m", "bench.publishing.bare"]
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(processes)
    ]
    for child in running:
        child.stdout.readline()  # type: ignore[union-attr]
    began = datetime.now(UTC)
    for number, child in enumerate(running):
        lines = "".join(json.dumps(call) + "\n" for call in todo[number::processes])
        child.stdin.write(lines)  # type: ignore[union-attr]
        child.stdin.close()  # type: ignore[union-attr]
    for child in running:
        child.wait()
    return rate(house, mark=mark, posts=posts, began=began)


def calls(house: House, *, mark: str, posts: int, address: str) -> list[dict[str, Any]]:
    """The very requests that the product makes: same bodies, same headers."""
    found = []
    for number in range(posts):
        place = number % len(house.accounts)
        content = Content(house.accounts[place].author_urn, house.text(f"{mark} {number}"))
        headers = {
            "Authorization": f"Bearer {house.tokens[place]}", "LinkedIn-Version": VERSION,
            "X-Restli-Protocol-Version": "2.0.0", "Content-Type": "application/json", "Accept": "application/json",
            "User-Agent": "Influence",
        }  # fmt: skip
        found.append({"url": f"{address}/rest/posts", "body": body(content), "headers": headers})
    return shuffled(found)


def rate(house: House, *, mark: str, posts: int, began: datetime) -> float:
    made = created(house, mark=mark)
    if len(made) != posts:
        raise SystemExit(f"bench: {mark}: {len(made)} posts were created, not {posts}")
    return posts / (max(made.values()) - began).total_seconds()
