"""The organisation of `drill publish`, its workers, and what became of each post."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from drills.house import organisation as houses
from drills.house.judging import ASKS, ENDS, Wanted, judge, mails_about
from drills.house.network import Sandbox, Voice, voices
from drills.house.organisation import House, database_now
from drills.house.parts import Parts
from drills.publish import Asked
from influence.editorial import actions
from influence.editorial.models import Post
from influence.editorial.refusals import NotReady
from influence.people.models import Leader
from influence.publishing.models import Publication
from ops.state import CannotStart

BEFORE = timedelta(minutes=1)
START = 90.0


@dataclass
class Written:
    asked: Asked
    voice: Voice
    due: datetime
    post_id: int | None = None
    refused: str = ""


def play(
    found: Parts, *, url: str, is_ours: bool, asked: Sequence[Asked], tokens: Sequence[str], seconds: float
) -> dict[str, Any]:
    began = time.monotonic()
    leaders = speakers(url, numbers=sorted({one.leader for one in asked}), tokens=tokens)
    before = Sandbox(url).created() if is_ours else None
    found.worker()
    found.beat()
    wait_for_workers(leaders, found)
    written = write(asked, leaders)
    wait(written, until=time.monotonic() + seconds)
    told = result(written, created=Sandbox(url).created() - before if before is not None else None)
    return {"server": url, **told, "took": round(time.monotonic() - began, 1)}


Speaker = tuple[House, Leader, Voice]


def speakers(url: str, *, numbers: Sequence[int], tokens: Sequence[str]) -> dict[int, Speaker]:
    """A leader for each number. Two tokens of one person: an organisation keeps a profile once, so the second leader
    belongs to another one."""
    found: dict[int, Speaker] = {}
    made: list[tuple[House, set[str]]] = []
    for number, voice in zip(numbers, voices(url, count=len(numbers), tokens=tokens), strict=True):
        free = next((one for one in made if voice.urn not in one[1]), None)
        if free is None:
            free = (houses.founded(f"{len(made) + 1}", leaders=0), set())
            made.append(free)
        free[1].add(voice.urn)
        leader = houses.add_leader(free[0])
        houses.connect(leader, urn=voice.urn, token=voice.token, at=database_now())
        found[number] = (free[0], leader, voice)
    return found


def wait_for_workers(leaders: dict[int, Speaker], found: Parts) -> None:
    """A post of the day after tomorrow is planned by the first sweep of a worker; then it is withdrawn."""
    house, leader, _voice = next(iter(leaders.values()))
    now = database_now()
    post = houses.submitted(house, leader, text="Premier tour.", due=now + timedelta(days=2), at=now)
    houses.approve(post, at=now)
    until = time.monotonic() + START
    while not Publication.objects.filter(post=post).exists():
        if time.monotonic() > until:
            raise CannotStart(f"The workers do not begin.\n{found.said('worker')}\n{found.said('beat')}")
        time.sleep(0.1)
    actions.withdraw(houses.again(post), by=house.editor, at=database_now())


def write(asked: Sequence[Asked], leaders: dict[int, Speaker]) -> list[Written]:
    """All are written before the first is due: writing takes its time too."""
    zero = database_now() + timedelta(seconds=1 + 0.08 * len(asked))
    found = []
    for number, one in enumerate(asked):
        # No two posts of a leader share an instant.
        due = zero + timedelta(seconds=one.due_in, microseconds=number)
        house, leader, voice = leaders[one.leader]
        found.append(
            put(Written(one, voice, due), house=house, leader=leader, at=min(database_now(), due - BEFORE))
        )
    return found


def put(one: Written, *, house: House, leader: Leader, at: datetime) -> Written:
    try:
        post = houses.submitted(house, leader, text=one.asked.text, due=one.due, at=at)
    except NotReady as refusal:
        one.refused = str(refusal)
        return one
    houses.approve(post, at=at)
    one.post_id = post.pk
    return one


def wait(written: Sequence[Written], *, until: float) -> None:
    """Until each post is at an end, or somebody was asked about it."""
    wanted = [one.post_id for one in written if one.post_id]
    while time.monotonic() < until:
        rows = Publication.objects.filter(post__in=wanted).values_list("state", flat=True)
        missed = Post.objects.filter(pk__in=wanted, state="missed", publications=None).count()
        if sum(state in ENDS | ASKS for state in rows) + missed == len(wanted):
            return
        time.sleep(0.1)


def result(written: Sequence[Written], *, created: Counter[tuple[str, str]] | None) -> dict[str, Any]:
    ids = [one.post_id for one in written if one.post_id]
    rows = {row.post_id: row for row in Publication.objects.filter(post__in=ids).prefetch_related("attempts")}
    mails = mails_about(ids)
    posts = [
        described(one, rows.get(one.post_id or 0), told=sorted(mails.get(one.post_id or 0, ())))
        for one in written
    ]
    return totals(written, created=created) | {"posts": posts}


def described(one: Written, row: Publication | None, *, told: list[str]) -> dict[str, Any]:
    live = row.published_at if row else None
    return {
        "text": one.asked.text[:80], "leader": one.asked.leader, "state": state(one, row),
        "urn": row.urn if row else "", "seconds": round((live - one.due).total_seconds(), 3) if live else None,
        "attempts": len(row.attempts.all()) if row else 0, "told": told,
        "problem": one.refused or (row.problem if row else ""),
    }  # fmt: skip


def state(one: Written, row: Publication | None) -> str:
    if row is not None:
        return str(row.state)
    return str(Post.objects.get(pk=one.post_id).state) if one.post_id else "refused"


def totals(written: Sequence[Written], *, created: Counter[tuple[str, str]] | None) -> dict[str, Any]:
    """`created` None: only the server knows what it made."""
    known = {one.post_id: one for one in written if one.post_id}
    wanted = [Wanted(pk, one.voice.urn, one.asked.text, one.due) for pk, one in known.items()]
    found = judge(wanted, created=believed(wanted) if created is None else created, now=database_now())
    ours = None if created is None else counted(wanted, created, authors={one.voice.urn for one in written})
    kept = ("lost", "untold", "stuck", "stuck_seconds", "open", "states", "mails")
    return {
        "passed": found.untold == found.stuck == 0 and (ours is None or not (ours["duplicated"] or ours["unapproved"])),
        "refused": sum(bool(one.refused) for one in written),
        **(ours or dict.fromkeys(("created", "duplicated", "unapproved"))),
        **{name: value for name, value in found.as_json().items() if name in kept},
    }  # fmt: skip


def believed(wanted: Sequence[Wanted]) -> dict[tuple[str, str], int]:
    """What we ourselves take for live."""
    live = Publication.objects.filter(
        post__in=[one.post_id for one in wanted], state__in=["published", "removed"]
    )
    ids = set(live.values_list("post_id", flat=True))
    return {one.key: 1 for one in wanted if one.post_id in ids}


def counted(
    wanted: Sequence[Wanted], created: Counter[tuple[str, str]], *, authors: set[str]
) -> dict[str, int]:
    """What the sandbox made in the name of our leaders. Equal texts of one leader are allowed as often as they were asked."""
    allowed = Counter(one.key for one in wanted)
    made = {key: times for key, times in created.items() if key[0] in authors}
    return {
        "created": sum(made.values()),
        "duplicated": sum(max(times - allowed[key], 0) for key, times in made.items() if key in allowed),
        "unapproved": sum(times for key, times in made.items() if key not in allowed),
    }
