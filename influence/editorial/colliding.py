"""Collisions of many posts at once, for the calendar and the page of coverage: a fixed number of queries (six at most), and no
comparison of every text with every other. What keeps a post from review is asked of that post alone (editorial.collisions)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

from django.db.models import F, FloatField, Q
from django.db.models.functions import Cast, Extract
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

# Of the others nobody decides any more: they are collided with, and bear no mark.
OPEN = PLANNED - {PostState.PUBLISHING, PostState.PUBLISHED}
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


# Of a version: its number and its hash.
Words = tuple[int, str]


class Row(NamedTuple):
    """`at` in seconds: thousands of instants take longer to read than what is found with them."""

    pk: int
    leader: int
    pillar: int
    at: float
    version: int | None
    digest: str
    closeness: str
    may_read: bool

    @property
    def said(self) -> Words:
        return self.version or 0, self.digest


def of(wanted: dict[int, datetime], *, organisation: Organisation, reader: User) -> dict[int, list[Mark]]:
    """By post, at most two marks: of what nobody let stand, and of what somebody did."""
    kinds: dict[int, dict[str, bool]] = {}
    for one in every(wanted, organisation=organisation, reader=reader):
        mine = kinds.setdefault(one.post_id, {})
        mine[one.kind] = mine.get(one.kind, True) and one.is_let_stand
    worded = cache(lambda of: list(marks(dict(of))))
    return {pk: worded(tuple(sorted(mine.items()))) for pk, mine in kinds.items()}


def marks(kinds: dict[str, bool]) -> Iterator[Mark]:
    """By kind, whether it was let stand."""
    waits = [str(SHORT[kind]) for kind in Collision.values if kinds.get(kind) is False]
    stands = [str(SHORT[kind]) for kind in Collision.values if kinds.get(kind)]
    if waits:
        yield Mark(LETTER, ", ".join(waits), is_hard=True)
    if stands:
        yield Mark(LETTER, _now("admis : %(kinds)s") % {"kinds": ", ".join(stands)}, is_hard=False)


def every(wanted: dict[int, datetime], *, organisation: Organisation, reader: User) -> list[Found]:
    """Each collision of each of these posts, drafts among them; from either side. `wanted`: where those stand that are OPEN."""
    if not wanted:
        return []
    policy = policy_of(organisation)
    reach = max(policy.alike, policy.theme, policy.min_gap, policy.spacing)
    since, until = min(wanted.values()) - reach, max(wanted.values()) + reach
    rows = around(organisation, since=since, until=until, reader=reader)
    mine = [row for row in rows if row.pk in wanted]
    if not mine:
        return []
    pairs = [*of_places(rows, mine=mine, policy=policy), *of_words(rows, mine=mine, policy=policy)]
    waivers = let_stand(organisation, since=since, until=until)
    return list(judged(pairs, rows={row.pk: row for row in rows}, waivers=waivers))


Pair = tuple[str, int, int]


def around(organisation: Organisation, *, since: datetime, until: datetime, reader: User) -> list[Row]:
    """In the order of the calendar, as far as any collision reaches; of a post under embargo no words."""
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
        "seconds",
        "version_id",
        "version__content_hash",
        "closeness_reason",
    )
    timed = found.annotate(seconds=Cast(Extract("slot__at", "epoch"), FloatField()))
    return [
        Row(*row[:5], row[5] or "", row[6], may_read=row[0] not in hidden)
        for row in timed.order_by("slot__at", "pk").values_list(*columns)
    ]  # fmt: skip


def of_places(rows: list[Row], *, mine: list[Row], policy: Policy) -> Iterator[Pair]:
    """The same hour and the same theme: only neighbours in time are looked at."""
    gaps = (policy.min_gap, policy.spacing, policy.theme)
    wanted, apart = {row.pk for row in mine}, Apart(*(gap.total_seconds() for gap in gaps))
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
    """What the policy wants between two posts, in seconds."""

    own: float
    others: float
    theme: float


def shared(one: Row, other: Row, *, between: float, apart: Apart) -> Iterator[str]:
    is_own = one.leader == other.leader
    if between < (apart.own if is_own else apart.others):
        yield Collision.HOUR
    if not is_own and one.pillar == other.pillar and between < apart.theme:
        yield Collision.THEME


def of_words(rows: list[Row], *, mine: list[Row], policy: Policy) -> Iterator[Pair]:
    if not policy.alike_days:
        return
    told = tuple((row.pk, row.at, row.said) for row in rows if row.version and row.may_read)
    wanted = tuple(row.pk for row in mine if row.version and row.may_read)
    reach = policy.alike.total_seconds()
    yield from ((Collision.ALIKE, a, b) for a, b in alike_among(told, of=wanted, reach=reach))


@lru_cache(maxsize=8)
def alike_among(
    told: tuple[tuple[int, float, Words], ...], *, of: tuple[int, ...], reach: float
) -> tuple[tuple[int, int], ...]:
    """Pairs of posts, by number, the first of `of`. What a calendar says that nobody has changed is not worked out again."""
    at, said = {pk: when for pk, when, _said in told}, {pk: words for pk, _at, words in told}
    found = candidates(sketched(said), of=of)
    near = [(a, b) for a, b in found if abs(at[a] - at[b]) <= reach]
    alike, wanted = resembling([(said[a], said[b]) for a, b in near]), set(of)
    seen: set[tuple[int, int]] = set()
    for (a, b), are_alike in zip(near, alike, strict=True):
        if are_alike:
            seen |= {(a, b)} | ({(b, a)} if b in wanted else set())
    return tuple(sorted(seen))


# A version never changes, so what was once drawn of it, or found of two, stays true: some megabytes a process.
_DRAWN: dict[Words, Sketch] = {}
_COMPARED: dict[tuple[Words, Words], bool] = {}
_MOST_DRAWN = 20_000


def sketched(keys: Mapping[int, Words]) -> dict[int, Sketch]:
    # Another thread may empty it meanwhile.
    found = {key: _DRAWN.get(key) for key in keys.values()}
    new = {key[0]: key for key, drawn in found.items() if drawn is None}
    make_room()
    for pk, text in texts_of(new).items():
        found[new[pk]] = _DRAWN[new[pk]] = sketch(text)
    return {pk: found[key] or frozenset() for pk, key in keys.items()}


def resembling(pairs: list[tuple[Words, Words]]) -> list[bool]:
    """Of each two, whether they say nearly the same. Only texts that were not compared before are read."""
    found = {pair: _COMPARED.get(pair) for pair in pairs}
    new = [pair for pair, are_alike in found.items() if are_alike is None]
    texts = texts_of({version for pair in new for version, _digest in pair})
    make_room()
    for one, other in new:
        found[one, other] = _COMPARED[one, other] = likeness(words(texts[one[0]]), words(texts[other[0]])) > 0
    return [bool(found[pair]) for pair in pairs]


def make_room() -> None:
    for kept in (_DRAWN, _COMPARED):
        if len(kept) > _MOST_DRAWN:
            kept.clear()


def texts_of(versions: Iterable[int]) -> dict[int, str]:
    return dict(Version.objects.filter(pk__in=list(versions)).values_list("pk", "text"))


def judged(pairs: Iterable[Pair], *, rows: dict[int, Row], waivers: set[Pair]) -> Iterator[Found]:
    for kind, one, other in sorted(
        set(pairs), key=lambda pair: (rows[pair[1]].at, pair[1], rows[pair[2]].at, pair[2])
    ):
        by_hand = (kind, one, other) in waivers or (kind, other, one) in waivers
        by_place = kind == Collision.HOUR and bool(rows[one].closeness or rows[other].closeness)
        yield Found(kind, one, other, is_let_stand=by_hand or by_place)


def let_stand(organisation: Organisation, *, since: datetime, until: datetime) -> set[Pair]:
    """Of the posts of a time: a thousand of them are not named one by one."""
    holds = ~Q(kind=Collision.ALIKE) | Q(content_hash=F("post__version__content_hash"))
    there = Q(post__organisation=organisation, post__slot__at__gte=since, post__slot__at__lte=until)
    found = Waiver.objects.filter(holds, there)
    return {(kind, post, other) for kind, post, other in found.values_list("kind", "post_id", "other_id")}
