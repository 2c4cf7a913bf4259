"""The rounds of `drill kill`: under load, one thing is pulled out at one step; at the end everything is counted."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import chain, cycle, islice, product
from typing import Any

import requests
from django.db import OperationalError, connection

from drills.acts.load import Load
from drills.acts.steps import STEPS, NotReached, Scene, until
from drills.house import organisation as houses
from drills.house.gate import Gate
from drills.house.judging import Verdict, judge
from drills.house.network import Sandbox
from drills.house.organisation import database_now
from drills.house.parts import Parts, Running
from influence.publishing.models import Change, FirstComment, Publication, Upload
from ops.state import CannotStart

LEADERS = 8
POSTS = 2
# Longer than any lease. What is late by then waits for its organisation's hour (publishing.lateness), and is `open`.
SETTLED = 480.0
RESTART = 90.0
# While everything is being killed, a row may be found a while after its lease has ended.
LEASE_OVERRUN = 60.0

ENGINE = ("worker", "child", "database_crash", "database_restart", "broker_emptied", "broker_killed", "beat")
VICTIMS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("claimed", "arrived", "made", "answered", "finishing", "settling", "going_on"), ENGINE),
    "random": (*ENGINE, "web", "uploads"),
    "planned": ("database_crash", "broker_emptied", "worker"),
    **dict.fromkeys(("file_announced", "file_carried"), ("uploads", "database_crash", "broker_emptied")),
    **dict.fromkeys(
        ("comment_arrived", "comment_made", "change_arrived", "change_made"),
        ("worker", "child", "database_crash"),
    ),
}
# A short run meets the sharpest ones.
FIRST = [
    ("made", "worker"),
    ("going_on", "child"),
    ("settling", "child"),
    ("arrived", "database_crash"),
    ("finishing", "child"),
    ("claimed", "worker"),
    ("made", "child"),
    ("random", "web"),
]


@dataclass
class Play:
    scene: Scene
    load: Load
    chance: random.Random
    say: Callable[[str], None]
    pulled: Counter[str] = field(default_factory=Counter)
    reached: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    longest: float = 0.0


def play(
    found: Parts, relay: Gate, *, behind: str, rounds: int, minutes: int, seed: int, hurry: bool, loud: bool
) -> dict[str, Any]:
    began = time.monotonic()
    stage = staged(found, relay, behind=behind, seed=seed, loud=loud)
    for number, (step, victim) in enumerate(order(rounds, chance=stage.chance), start=1):
        if time.monotonic() - began > minutes * 60:
            break
        stage.say(f"{time.monotonic() - began:6.1f} s  round {number}: {victim} at {step}")
        round_of(stage, step=step, victim=victim)
    if hurry:
        end_leases(stage)
    settle(stage, until_=time.monotonic() + SETTLED)
    return result(stage, seed=seed, took=time.monotonic() - began)


def staged(found: Parts, relay: Gate, *, behind: str, seed: int, loud: bool) -> Play:
    box = Sandbox(behind)
    house = houses.founded("un", leaders=LEADERS)
    urns = {}
    for number, leader in enumerate(house.leaders, start=1):
        voice = box.voice(f"drillLeader{number:04d}", full=True)
        houses.connect(leader, urn=voice.urn, token=voice.token, at=database_now(), full=True)
        urns[leader.pk] = voice.urn
    web, address = found.web()
    scene = Scene(
        found,
        relay,
        [found.worker("worker-a"), found.worker("worker-b")],
        found.uploads(),
        found.beat(),
        web,
        house.organisation.pk,
    )
    chance = random.Random(seed)
    stage = Play(
        scene, Load(house, box, address, chance, urns=urns), chance, print if loud else lambda _words: None
    )
    warm_up(stage)
    return stage


def warm_up(stage: Play) -> None:
    """The first post goes out before anything is pulled out, and the pages answer."""
    post = stage.load.approved("avant", due=database_now() + timedelta(seconds=2))

    def ready() -> bool:
        with contextlib.suppress(requests.RequestException):
            answers = requests.get(f"{stage.load.web}/sante/", timeout=5).ok
            return answers and Publication.objects.filter(post=post, state="published").exists()
        return False

    try:
        until(ready, seconds=RESTART)
    except NotReached:
        said = "\n".join(stage.scene.parts.said(name) for name in ("worker-a", "beat", "web"))
        raise CannotStart(f"The workers do not begin.\n{said}") from None


def order(rounds: int, *, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Every pair of step and victim in turn, in an order that the seed decides, the sharpest first."""
    pairs = [pair for step, victims in VICTIMS.items() for pair in product([step], victims)]
    rest = [pair for pair in pairs if pair not in FIRST]
    chance.shuffle(rest)
    return islice(chain(FIRST, rest, cycle(chance.sample(pairs, len(pairs)))), rounds)


def round_of(stage: Play, *, step: str, victim: str) -> None:
    alive(stage)
    scene = stage.scene
    scene.post_id = steady(stage, lambda: stage.load.round(step=step, posts=POSTS))
    page = stage.load.decide_on_the_page() if step in ("random", "planned") else None
    try:
        with at_random(stage) if step == "random" else STEPS[step](scene) as pid:
            pull(stage, victim, pid=pid)
            stage.reached[step] += 1
    except NotReached:
        stage.missed[step] += 1
        stage.say(f"  {step} was not reached")
    if page:
        page.join(60)
    stage.longest = max(stage.longest, overdue())


@contextlib.contextmanager
def at_random(stage: Play) -> Iterator[None]:
    time.sleep(stage.chance.uniform(0.05, 2.0))
    yield None


def pull(stage: Play, victim: str, *, pid: int | None) -> None:
    stage.pulled[victim] += 1
    scene, parts = stage.scene, stage.scene.parts
    match victim:
        case "worker":
            family_of(scene, pid, chance=stage.chance).kill()
        case "child":
            kill_one(child_of(scene, pid, chance=stage.chance))
        case "beat" | "web" | "uploads":
            getattr(scene, victim).kill()
        case "database_crash" | "database_restart":
            parts.restart_database(crash=victim == "database_crash")
            connection.close()
        case "broker_emptied":
            parts.empty_broker()
        case "broker_killed":
            parts.restart_broker()


def family_of(scene: Scene, pid: int | None, *, chance: random.Random) -> Running:
    """The worker that the process belongs to; any where it is nobody's."""
    return next((one for one in scene.workers if pid in one.family()), None) or chance.choice(scene.workers)


def child_of(scene: Scene, pid: int | None, *, chance: random.Random) -> int:
    children = [child for one in scene.workers for child in one.family()[1:]]
    return pid if pid in children else chance.choice(children or [scene.workers[0].process.pid])


def kill_one(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def alive(stage: Play) -> None:
    """What was killed is started again, as a supervisor would."""
    scene, again = stage.scene, stage.scene.parts.again
    scene.workers = [one if one.alive else again(one) for one in scene.workers]
    for name in ("uploads", "beat", "web"):
        one = getattr(scene, name)
        if not one.alive:
            setattr(scene, name, again(one))


def steady(stage: Play, act: Callable[[], int]) -> int:
    """Writing posts while the database has just come back: a new connection, and another try."""
    try:
        return act()
    except OperationalError:
        connection.close()
        return act()


def end_leases(stage: Play) -> None:
    """Instead of waiting: everybody who might hold a row is killed, and only then its lease is ended."""
    for one in (*stage.scene.workers, stage.scene.uploads):
        one.kill()
    now = database_now()
    for rows in (Publication.objects.filter(state__in=["claimed", "sending"]), Upload.objects.filter(state="uploading"),
                 FirstComment.objects.filter(state="sending"), Change.objects.filter(state="ready")):  # fmt: skip
        rows.update(claimed_until=now)


def settle(stage: Play, *, until_: float) -> None:
    stage.load.decide_again()
    while time.monotonic() < until_:
        alive(stage)
        stage.longest = max(stage.longest, overdue())
        if not judged(stage).open and not in_hand():
            return
        time.sleep(0.5)


def in_hand() -> int:
    """What a worker still has to do, or has in hand."""
    sending = Publication.objects.filter(state__in=["claimed", "sending"]).count()
    comments = FirstComment.objects.filter(state__in=["waiting", "sending"]).count()
    return sending + comments + Change.objects.filter(state="ready").count()


def overdue() -> float:
    """How long the row that is longest beyond its lease has been so."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM max(clock_timestamp() - claimed_until)) FROM publishing_publication WHERE state IN ('claimed', 'sending')"
        )
        return max(float(cursor.fetchone()[0] or 0), 0.0)


def judged(stage: Play) -> Verdict:
    return judge(stage.load.wanted, created=stage.load.sandbox.created(), now=database_now())


def result(stage: Play, *, seed: int, took: float) -> dict[str, Any]:
    found = judged(stage)
    found.duplicated += doubled_comments(stage)
    told = found.as_json()
    told["passed"] = found.holds and stage.longest < LEASE_OVERRUN
    return {
        "rounds": sum(stage.reached.values()) + sum(stage.missed.values()), "seed": seed, "seconds": round(took, 1), **told, "lease_overrun_seconds": round(stage.longest, 1),
        "pulled": dict(sorted(stage.pulled.items())), "reached": dict(sorted(stage.reached.items())),
        "not_reached": dict(sorted(stage.missed.items())), "yes_on_the_pages": stage.load.on_pages, "comments": states_of(FirstComment), "changes": states_of(Change),
    }  # fmt: skip


def states_of(model: type[FirstComment] | type[Change]) -> dict[str, int]:
    return dict(sorted(Counter(model.objects.values_list("state", flat=True)).items()))


def doubled_comments(stage: Play) -> int:
    """First comments that stand more than once below their post."""
    box, extra = stage.load.sandbox, 0
    token = box.token("drillLeader0001", full=True)
    for urn in Publication.objects.filter(post__in=stage.load.commented, state="published").values_list(
        "urn", flat=True
    ):
        answer = requests.get(
            f"{box.url}/rest/socialActions/{urn.replace(':', '%3A')}/comments", timeout=20,
            headers={"Authorization": f"Bearer {token}", "LinkedIn-Version": "202609", "X-Restli-Protocol-Version": "2.0.0"},
        )  # fmt: skip
        extra += max(len(answer.json()["elements"]) - 1, 0) if answer.ok else 0
    return extra
