"""What became of the posts of a drill. What the network really holds is the sandbox's word; who was told is read off the
mails that were written; what may not last is read off the rows."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from influence.core.lifecycle import PublicationState as State
from influence.core.text import normalise
from influence.editorial.models import Post
from influence.networks.errors import Reason
from influence.networks.linkedin.little import commentary
from influence.outbox.models import Message
from influence.publishing.lateness import last_moment, patience
from influence.publishing.models import Publication
from influence.safeguards.policies import policy_of

ENDS = frozenset({State.PUBLISHED, State.FAILED, State.MISSED, State.CANCELLED, State.REMOVED})
# Nothing happens any more before a person says something, or the slot is over.
ASKS = frozenset({State.UNCLEAR, State.HELD})
# A sweep runs each second; a machine that does much else, or has just restarted everything, takes a while longer.
GRACE = timedelta(seconds=60)

Created = Mapping[tuple[str, str], int]


@dataclass
class Wanted:
    """A post as people left it: whose, which text, and whether it may go out at all."""

    post_id: int
    author: str
    text: str
    due: datetime
    may_go: bool = True

    @property
    def key(self) -> tuple[str, str]:
        return self.author, digest(self.text)


@dataclass
class Verdict:
    posts: int = 0
    created: int = 0
    duplicated: int = 0
    unapproved: int = 0
    lost: int = 0
    untold: int = 0
    told: int = 0
    open: int = 0
    stuck: int = 0
    stuck_seconds: float = 0.0
    states: dict[str, int] = field(default_factory=dict)
    mails: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return self.duplicated == self.unapproved == self.untold == self.stuck == 0

    def as_json(self) -> dict[str, object]:
        return {"passed": self.holds, **asdict(self)}


def digest(text: str) -> str:
    """As the sandbox notes it of a call that creates."""
    return hashlib.sha256(commentary(normalise(text)).encode()).hexdigest()


def judge(wanted: Iterable[Wanted], *, created: Created, now: datetime) -> Verdict:
    """`created`: how often the network really made it, by author and digest. Two posts with one text are not told apart:
    a drill that judges gives each its own."""
    posts = list(wanted)
    ids = [one.post_id for one in posts]
    publications = Publication.objects.select_related("post", "organisation").filter(post__in=ids)
    rows = {row.post.pk: row for row in publications}
    planned = Post.objects.select_related("organisation").in_bulk(ids)
    told = mails_about(ids)
    found = Verdict(posts=len(posts))
    for one in posts:
        count(found, one, row=rows.get(one.post_id), post=planned[one.post_id], times=created.get(one.key, 0),
              kinds=told.get(one.post_id, Counter()), now=now)  # fmt: skip
    known = {one.key for one in posts}
    found.unapproved += sum(times for key, times in created.items() if key not in known)
    found.states = dict(sorted(Counter(str(row.state) for row in rows.values()).items()))
    found.mails = dict(sorted(sum(told.values(), Counter()).items()))
    found.told = sum(bool(kinds) for kinds in told.values())
    return found


def count(
    found: Verdict,
    one: Wanted,
    *,
    row: Publication | None,
    post: Post,
    times: int,
    kinds: Counter[str],
    now: datetime,
) -> None:
    state = row.state if row else post.state
    said = f"post {one.post_id} ({state}{', ' + row.problem if row and row.problem else ''}), made {times} times, mails {dict(kinds)}"
    found.created += bool(times)
    found.duplicated += max(times - 1, 0)
    found.unapproved += bool(times and not one.may_go)
    late = overstayed(row, post, due=one.due, now=now)
    is_open = one.may_go and not times and waits(row, post)
    is_lost = one.may_go and not times and not is_open
    found.open += is_open
    found.lost += is_lost
    found.untold += is_lost and not kinds
    found.stuck += late > timedelta(0)
    found.stuck_seconds = max(found.stuck_seconds, round(late.total_seconds(), 1))
    if times > 1 or (times and not one.may_go) or (is_lost and not kinds) or late:
        found.wrong.append(said)


def waits(row: Publication | None, post: Post) -> bool:
    """Still on its way, within its time."""
    return row.state not in ENDS | ASKS if row else post.state in ("approved", "scheduled")


def overstayed(row: Publication | None, post: Post, *, due: datetime, now: datetime) -> timedelta:
    """How long it has been in a state that it should have left; zero while all is well."""
    until = bound(row) if row else unplanned_bound(post, due=due)
    return max(now - until, timedelta(0)) if until and now > until + GRACE else timedelta(0)


def bound(row: Publication) -> datetime | None:
    """Of its state. None for an end, and for a question that waits for a person."""
    if row.state in (State.CLAIMED, State.SENDING):
        return row.claimed_until
    if row.state in (State.DUE, State.HELD):
        return last_moment(row, by_hand=row.state == State.HELD and row.problem == Reason.BY_HAND)
    return None


def unplanned_bound(post: Post, *, due: datetime) -> datetime | None:
    waits = post.state in ("approved", "scheduled")
    return due + patience(policy_of(post.organisation), is_undated=post.is_undated) if waits else None


def mails_about(posts: Iterable[int]) -> dict[int, Counter[str]]:
    """The kinds of mails that were written about each post's going out (telling.told names the keys)."""
    wanted, found = set(posts), dict[int, Counter[str]]()
    for key, kind in Message.objects.filter(dedup_key__startswith="publication:").values_list(
        "dedup_key", "kind"
    ):
        number = key.split(":")[1]
        if number.isdigit() and int(number) in wanted:
            found.setdefault(int(number), Counter())[kind.removeprefix("publication_")] += 1
    return found
