"""Rows that would collide with another post: too close to it, on its theme, nearly its words (R-2.8). Nothing is kept out of
the calendar because of it: they become drafts, and a draft is asked about when somebody submits it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from influence.editorial.collisions import Alike, SameTheme
from influence.editorial.embargoes import sealed
from influence.editorial.importing.columns import FRENCH, Column
from influence.editorial.importing.plans import Planned, Problem
from influence.editorial.likeness import candidates, likeness, sketch, words
from influence.editorial.models import Pillar, Post
from influence.editorial.spacing import PLANNED, Clash, Place, placed, too_close
from influence.people.models import Organisation
from influence.safeguards.models import Policy
from influence.safeguards.policies import policy_of


@dataclass(frozen=True)
class Standing:
    """A row of the file, or a post that is there already (`line` 0)."""

    line: int
    place: Place
    pillar: Pillar
    text: str

    @property
    def at(self) -> datetime:
        return self.place.at


def close(rows: Sequence[Planned], *, organisation: Organisation) -> Iterator[Problem]:
    """Against the calendar, and against the rows above it in the file."""
    new = [standing(row) for row in rows if row.is_new]
    if not new:
        return
    policy = policy_of(organisation)
    both = [*there(new, organisation=organisation, policy=policy), *new]
    both.sort(key=lambda one: (one.at, one.line))
    yield from beside(new, both, policy=policy)
    yield from alike(both, policy=policy)


def standing(row: Planned) -> Standing:
    return Standing(row.line, Place(row.leader, row.slot.at), row.pillar, row.text)


def there(new: Sequence[Standing], *, organisation: Organisation, policy: Policy) -> list[Standing]:
    """Of posts under embargo the place and the theme, never the words (R-2.10)."""
    reach = max(policy.min_gap, policy.spacing, policy.theme, policy.alike)
    times = [one.at for one in new]
    posts = placed(organisation.pk, since=min(times) - reach, until=max(times) + reach, states=PLANNED)
    hidden = set(Post.objects.filter(sealed(), organisation=organisation).values_list("pk", flat=True))
    return [
        Standing(0, Place(post.leader, post.slot.at, post.pk), post.pillar, words_of(post, hidden=hidden))
        for post in posts.select_related("leader", "slot", "pillar", "version")
        if post.slot
    ]


def words_of(post: Post, *, hidden: set[int]) -> str:
    return post.version.text if post.version and post.pk not in hidden else ""


def beside(new: Sequence[Standing], both: list[Standing], *, policy: Policy) -> Iterator[Problem]:
    reach = max(policy.min_gap, policy.spacing, policy.theme)
    instants = [one.at for one in both]
    for row in new:
        around = slice(bisect_left(instants, row.at - reach), bisect_right(instants, row.at + reach))
        above = [one for one in both[around] if one.line < row.line]
        found: list[Clash] = [*too_close(row.place, [one.place for one in above], policy=policy)]
        found += same_theme(row, above, wanted=policy.theme)
        for clash in found:
            yield Problem(row.line, FRENCH[Column.TIME], str(clash))


def same_theme(row: Standing, above: Sequence[Standing], *, wanted: timedelta) -> Iterator[SameTheme]:
    for one in above:
        is_other = one.place.leader.pk != row.place.leader.pk
        if is_other and one.pillar == row.pillar and abs(one.at - row.at) < wanted:
            yield SameTheme(one.place, row.pillar, wanted=wanted, zone=row.place.leader.zone)


def alike(both: list[Standing], *, policy: Policy) -> Iterator[Problem]:
    if not policy.alike_days:
        return
    mine = [n for n, one in enumerate(both) if one.line]
    for n, other in candidates({n: sketch(one.text) for n, one in enumerate(both)}, of=mine):
        row, above = both[n], both[other]
        if above.line >= row.line or abs(above.at - row.at) > policy.alike:
            continue
        if percent := likeness(words(row.text), words(above.text)):
            there = above.place
            clash = Alike(there.leader, there.at, percent, zone=row.place.leader.zone)
            yield Problem(row.line, FRENCH[Column.TEXT], str(clash))
