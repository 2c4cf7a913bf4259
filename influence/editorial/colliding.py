"""Collisions of many posts at once, for the calendar and the page of coverage: a fixed number of queries (seven at most), and no
comparison of every text with every other. What keeps a post from review is asked of that post alone (editorial.collisions)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from django.db.models import F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from influence.core.lifecycle import PostState
from influence.editorial.embargoes import sealed_from
from influence.editorial.likeness import Sketch, candidates, likeness, sketch, words
from influence.editorial.models import Collision, Post, Version, Waiver
from influence.editorial.spacing import PLANNED
from influence.editorial.stops import Mark
from influence.editorial.words import Gone
from influence.people.models import Organisation, User
from influence.safeguards.models import Policy
from influence.safeguards.policies import policy_of

# Of these nobody decides any more: they are collided with, and bear no mark.
DONE = frozenset((PostState.PUBLISHING, PostState.PUBLISHED))
LETTER = "C"

SHORT: dict[str, Promise | str] = {
    Collision.HOUR: _("même heure"),
    Collision.THEME: _("même thème"),
    Collision.ALIKE: _("texte proche"),
}


@dataclass(frozen=True)
class Found:
    """One collision of a post with another one."""

    kind: str
    post_id: int
    other_id: int
    is_let_stand: bool


class Row(NamedTuple):
    pk: int
    leader: int
    pillar: int
    at: datetime
    state: str
    version: int | None
    digest: str
    closeness: str
    may_read: bool


def of(posts: QuerySet[Post], *, organisation: Organisation, reader: User) -> dict[int, list[Mark]]:
    """By post, at most two marks: of what nobody let stand, and of what somebody did."""
    kinds: dict[int, dict[str, bool]] = {}
    for one in every(posts, organisation=organisation, reader=reader):
        mine = kinds.setdefault(one.post_id, {})
        mine[one.kind] = mine.get(one.kind, True) and one.is_let_stand
    return {pk: list(marks(mine)) for pk, mine in kinds.items()}


def marks(kinds: dict[str, bool]) -> Iterator[Mark]:
    waits = [str(SHORT[kind]) for kind in Collision.values if kinds.get(kind) is False]
    stands = [str(SHORT[kind]) for kind in Collision.values if kinds.get(kind)]
    if waits:
        yield Mark(LETTER, ", ".join(waits), is_hard=True)
    if stands:
        yield Mark(LETTER, _now("admis : %(kinds)s") % {"kinds": ", ".join(stands)}, is_hard=False)


def every(posts: QuerySet[Post], *, organisation: Organisation, reader: User) -> list[Found]:
    """Each collision of each of these posts that may still be changed, drafts among them; from either side."""
    shown = dict(posts.filter(slot__isnull=False).order_by().values_list("pk", "slot__at"))
    policy = policy_of(organisation)
    rows = around(shown, organisation=organisation, policy=policy, reader=reader)
    mine = [row for row in rows if row.pk in shown and row.state not in DONE]
    if not mine:
        return []
    pairs = [*of_places(rows, mine=mine, policy=policy), *of_words(rows, mine=mine, policy=policy)]
    return list(judged(pairs, rows={row.pk: row for row in rows}))


Pair = tuple[str, int, int]


def around(
    shown: dict[int, datetime], *, organisation: Organisation, policy: Policy, reader: User
) -> list[Row]:
    """In the order of the calendar, as far as any collision reaches; of a post under embargo no words."""
    if not shown:
        return []
    reach = max(policy.alike, policy.theme, policy.min_gap, policy.spacing)
    since, until = min(shown.values()) - reach, max(shown.values()) + reach
    gone = Q(state=PostState.PUBLISHED, reason=Gone.REMOVED)
    found = Post.objects.filter(
        organisation=organisation, state__in=PLANNED, slot__at__gte=since, slot__at__lte=until
    ).exclude(gone)  # fmt: skip
    hidden = set(
        Post.objects.filter(sealed_from(reader.pk), organisation=organisation).values_list("pk", flat=True)
    )
    columns = (
        "pk",
        "leader_id",
        "pillar_id",
        "slot__at",
        "state",
        "version_id",
        "version__content_hash",
        "closeness_reason",
    )
    return [
        Row(*row[:6], row[6] or "", row[7], may_read=row[0] not in hidden)
        for row in found.order_by("slot__at", "pk").values_list(*columns)
    ]  # fmt: skip


def of_places(rows: list[Row], *, mine: list[Row], policy: Policy) -> Iterator[Pair]:
    """The same hour and the same theme: only neighbours in time are looked at."""
    wanted, apart = {row.pk for row in mine}, Apart(policy.min_gap, policy.spacing, policy.theme)
    reach = max(apart)
    near = [row for row in rows if mine[0].at - reach < row.at < mine[-1].at + reach]
    for n, one in enumerate(near):
        for other in islice(near, n + 1, None):
            between = other.at - one.at
            if between >= reach:
                break
            for kind in shared(one, other, between=between, apart=apart):
                yield from ((kind, a, b) for a, b in ((one.pk, other.pk), (other.pk, one.pk)) if a in wanted)


class Apart(NamedTuple):
    """What the policy wants between two posts."""

    own: timedelta
    others: timedelta
    theme: timedelta


def shared(one: Row, other: Row, *, between: timedelta, apart: Apart) -> Iterator[str]:
    is_own = one.leader == other.leader
    if between < (apart.own if is_own else apart.others):
        yield Collision.HOUR
    if not is_own and one.pillar == other.pillar and between < apart.theme:
        yield Collision.THEME


def of_words(rows: list[Row], *, mine: list[Row], policy: Policy) -> Iterator[Pair]:
    if not policy.alike_days:
        return
    readable = {row.pk: row for row in rows if row.version and row.may_read}
    sketches = sketched(readable.values())
    found = list(candidates(sketches, of=[row.pk for row in mine if row.pk in readable]))
    near = [(a, b) for a, b in found if abs(readable[a].at - readable[b].at) <= policy.alike]
    versions = {pk: readable[pk].version or 0 for pair in near for pk in pair}
    texts, wanted = texts_of(versions.values()), {row.pk for row in mine}
    seen: set[tuple[int, int]] = set()
    for a, b in near:
        if resemble(texts[versions[a]], texts[versions[b]]):
            seen |= {(a, b)} | ({(b, a)} if b in wanted else set())
    yield from ((Collision.ALIKE, a, b) for a, b in sorted(seen))


# A version never changes, so what was once drawn of it stays true: some megabytes a process.
_DRAWN: dict[tuple[int, str], Sketch] = {}
_MOST_DRAWN = 20_000


def sketched(rows: Iterable[Row]) -> dict[int, Sketch]:
    keys = {row.pk: (row.version or 0, row.digest) for row in rows}
    if len(_DRAWN) > _MOST_DRAWN:
        _DRAWN.clear()
    new = {key[0]: key for key in keys.values() if key not in _DRAWN}
    for pk, text in texts_of(new).items():
        _DRAWN[new[pk]] = sketch(text)
    return {pk: _DRAWN[key] for pk, key in keys.items()}


def texts_of(versions: Iterable[int]) -> dict[int, str]:
    return dict(Version.objects.filter(pk__in=list(versions)).values_list("pk", "text"))


@lru_cache(maxsize=4096)
def resemble(one: str, other: str) -> bool:
    return likeness(words(one), words(other)) > 0


def judged(pairs: Iterable[Pair], *, rows: dict[int, Row]) -> Iterator[Found]:
    pairs = sorted(set(pairs), key=lambda pair: (rows[pair[1]].at, pair[1], rows[pair[2]].at, pair[2]))
    waivers = let_stand({pk for _kind, one, other in pairs for pk in (one, other)})
    for kind, one, other in pairs:
        by_hand = (kind, one, other) in waivers or (kind, other, one) in waivers
        by_place = kind == Collision.HOUR and bool(rows[one].closeness or rows[other].closeness)
        yield Found(kind, one, other, is_let_stand=by_hand or by_place)


def let_stand(posts: set[int]) -> set[Pair]:
    holds = ~Q(kind=Collision.ALIKE) | Q(content_hash=F("post__version__content_hash"))
    found = Waiver.objects.filter(holds, post__in=posts, other__in=posts)
    return {(kind, post, other) for kind, post, other in found.values_list("kind", "post_id", "other_id")}
