"""The scenes of `drill faults`: each a leader of their own with one post, for whom the network does one thing wrong, or
one after the other. Where a person is asked, somebody looks at the network and answers truthfully, once."""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

from drills.house import organisation as houses
from drills.house.judging import Wanted, judge
from drills.house.network import Sandbox
from drills.house.organisation import House
from drills.house.turns import Turns
from influence.accounts.models import AccountState
from influence.calls import actions as calls
from influence.calls.breaking import NotOpen
from influence.calls.models import Breaker, CallCount
from influence.people.models import Leader
from influence.publishing import actions
from influence.publishing.models import Publication

# linkedin-api.md §13.5, and a gateway's page that hides a created post.
FAULTS = (
    "timeout-before", "timeout-after-commit", "500-before", "500-after-commit", "502-html", "502-html-after-commit",
    "429-app-day", "429-member-day", "429-comment", "401-expired", "401-revoked", "401-once", "403-scope", "426", "409",
    "422-duplicate", "422-duplicate-ghost", "slow-30s", "bad-json", "analytics-drift",
)  # fmt: skip
# What these do to one app or to all calls would be done to the neighbours too: such scenes have the stage alone.
SHARED = ("426", "429-app-day")
# Longer than a call may take here: thirty seconds are not waited for.
SLOW = {"slow-30s": 1.2}
CREATE, ANNOUNCE = "posts.CREATE", "images.ACTION-initializeUpload"

# A Monday, 10:00 in Paris.
NOON = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
LEAD = timedelta(minutes=2)
PERSON = timedelta(minutes=12)
# After the slot: until when in steps of what. The last is beyond a post's half hour, and an organisation's hour.
STEPS = (
    (timedelta(seconds=24), timedelta(seconds=-1)),
    (timedelta(seconds=1), timedelta(seconds=2)),
    (timedelta(seconds=30), timedelta(minutes=3)),
    (timedelta(minutes=3), PERSON),
    (timedelta(minutes=4), timedelta(minutes=40)),
    (timedelta(minutes=25), timedelta(minutes=65)),
)


@dataclass(frozen=True)
class Scene:
    """`calls`: what goes wrong at which call, in the order in which they are met."""

    kind: str
    calls: tuple[tuple[str, str], ...]
    full: bool

    @property
    def faults(self) -> tuple[str, ...]:
        return tuple(fault for _call, fault in self.calls)

    @property
    def name(self) -> str:
        return f"{self.kind} {' then '.join(self.faults)}{' full' if self.full else ''}"


@dataclass
class Acted:
    scene: Scene
    house: House
    leader: Leader
    member: str
    wanted: Wanted


def scenes(*, pairs: bool) -> Iterator[Scene]:
    """A text meets its faults when it is created; an image when it is announced, when its post is created, or both."""
    for fault, full in product(FAULTS, (False, True)):
        yield Scene("text", ((CREATE, fault),), full)
        yield Scene("image", ((CREATE, fault),), full)
        yield Scene("image", ((ANNOUNCE, fault),), full)
    if pairs:
        for number, (one, other) in enumerate(product(FAULTS, FAULTS)):
            yield Scene("text", ((CREATE, one), (CREATE, other)), bool(number % 2))
            yield Scene("image", ((ANNOUNCE, one), (CREATE, other)), not number % 2)


def stages(chosen: Sequence[Scene]) -> Iterator[list[Scene]]:
    """Together what does not meet; one by one what stops the version for everybody."""
    yield from ([one] for one in chosen if "426" in one.faults)
    yield [one for one in chosen if not set(one.faults) & set(SHARED)]
    yield [one for one in chosen if "429-app-day" in one.faults and "426" not in one.faults]


def play(url: str, *, chosen: Sequence[Scene], say: Callable[[str], None]) -> dict[str, Any]:
    began = time.monotonic()
    turns = Turns(Sandbox(url), NOON)
    turns.at(NOON)
    # Scenes that have the stage alone share an organisation, as a breaker is told in the journal of each.
    alone = houses.founded("seul", leaders=0)
    done: list[Acted] = []
    for number, together in enumerate(stages(chosen)):
        say(
            f"{time.monotonic() - began:6.1f} s  stage {number}: {len(together)} scenes, {together[0].name if together else ''}"
        )
        done += stage(turns, together, first=len(done), house=alone if len(together) == 1 else None)
    return result(done, turns.sandbox, now=turns.now, seconds=time.monotonic() - began)


def stage(turns: Turns, together: Sequence[Scene], *, first: int, house: House | None) -> list[Acted]:
    """From two minutes before the slot until nothing can be on its way any more; then the clocks go on from there. Without
    a house of its own a late post would wait for the late ones of its neighbours (publishing.lateness)."""
    due = turns.now + timedelta(minutes=1) + LEAD
    turns.at(due - LEAD)
    turns.sandbox.control("faults", method="DELETE")
    acted = [
        cast(house or houses.founded(f"{number}", leaders=0), turns, one, number=number, due=due)
        for number, one in enumerate(together, start=first)
    ]
    for step, until in STEPS:
        turns.until(due + until, step=step)
        if until >= PERSON:
            ask_people(turns, acted)
    turns.take(turns.now + timedelta(seconds=5))
    CallCount.objects.all().delete()
    Breaker.objects.all().delete()
    return acted


def cast(house: House, turns: Turns, scene: Scene, *, number: int, due: datetime) -> Acted:
    member = f"drillScene{number:05d}"
    voice = turns.sandbox.voice(member, full=scene.full)
    leader = houses.add_leader(house)
    houses.connect(leader, urn=voice.urn, token=voice.token, at=turns.now, full=scene.full)
    for call, fault in scene.calls:
        seconds = {"seconds": SLOW[fault]} if fault in SLOW else {}
        turns.sandbox.control("faults", fault=fault, member=member, call=call, **seconds)
    text = f"Exercice {number} {scene.kind}."
    media = houses.picture(house, number, at=turns.now) if scene.kind == "image" else []
    post = houses.submitted(house, leader, text=text, due=due, at=turns.now, media=media)
    houses.approve(post, at=turns.now)
    return Acted(scene, house, leader, member, Wanted(post.pk, voice.urn, text, due))


# People


def ask_people(turns: Turns, acted: Sequence[Acted]) -> None:
    """Tokens are renewed, the operator lets a call through, and whoever is asked looks at the network and answers."""
    live = {(post["author"], post["text"]): post["urn"] for post in turns.sandbox.state()["posts"]}
    for one in acted:
        reconnect(one, turns)
        row = Publication.objects.filter(post=one.wanted.post_id, state="unclear").first()
        if row is not None:
            urn = live.get((one.wanted.author, one.wanted.text), "")
            link = f"{turns.sandbox.url}/feed/update/{urn}/" if urn else ""
            actions.settle(
                row, is_live=bool(urn), link=link, by=one.house.editor, at=turns.now, network=turns.network
            )
    with contextlib.suppress(NotOpen):
        operator = acted[0].house
        calls.try_again(by=operator.editor.pk, organisation_id=operator.organisation.pk, at=turns.now)


def reconnect(one: Acted, turns: Turns) -> None:
    account = one.leader.accounts.get()
    if account.state == AccountState.RECONNECT:
        token = turns.sandbox.token(one.member, full=one.scene.full)
        houses.connect(one.leader, urn=account.author_urn, token=token, at=turns.now, full=one.scene.full)


# What came of it


def result(done: Sequence[Acted], box: Sandbox, *, now: datetime, seconds: float) -> dict[str, Any]:
    found = judge([one.wanted for one in done], created=box.created(), now=now)
    states = dict(Publication.objects.values_list("post", "state"))
    alone: dict[str, Counter[str]] = {}
    for one in done:
        if len(one.scene.calls) == 1:
            alone.setdefault(one.scene.faults[0], Counter())[str(states.get(one.wanted.post_id, "none"))] += 1
    names = {one.wanted.post_id: one.scene.name for one in done}
    wrong = [f"{names[int(said.split()[1])]}: {said}" for said in found.wrong]
    return {
        "scenes": len(done),
        "seconds": round(seconds, 1),
        **found.as_json(),
        "wrong": wrong,
        "alone": alone,
    }
