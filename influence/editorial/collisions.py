"""What two posts of an organisation should not share (R-2.8): the same hour (spacing), the same theme of two leaders on one
day, nearly the same text of anybody within two months. Each is let stand by somebody who says why (Waiver)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from influence.core.lifecycle import PostState
from influence.editorial.embargoes import sealed, sealed_from
from influence.editorial.likeness import alike
from influence.editorial.models import Collision, Pillar, Post, Waiver
from influence.editorial.spacing import HOLDING, PLANNED, Clash, Place, among, placed
from influence.editorial.words import Gone
from influence.people.models import Leader, User
from influence.safeguards.policies import policy_of
from influence.web import dates

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class SameTheme(Clash):
    with_: Place
    pillar: Pillar
    wanted: timedelta
    zone: str
    kind = Collision.THEME

    @property
    def other_id(self) -> int | None:
        return self.with_.post_id

    def __str__(self) -> str:
        words = _(
            "Même thème (%(pillar)s) que la publication de %(leader)s, le %(moment)s : il faut %(hours)s h entre deux dirigeants."
        )
        return words % {
            "pillar": self.pillar.name, "leader": self.with_.leader.name, "hours": self.wanted // HOUR,
            "moment": dates.moment(self.with_.at, self.zone),
        }  # fmt: skip


@dataclass(frozen=True)
class Alike(Clash):
    """`percent`: how nearly (editorial.likeness). `at` is None of a post without a place."""

    leader: Leader
    at: datetime | None
    percent: int
    zone: str
    post_id: int | None = None
    kind = Collision.ALIKE

    @property
    def other_id(self) -> int | None:
        return self.post_id

    def __str__(self) -> str:
        facts: dict[str, object] = {"leader": self.leader.name, "percent": self.percent}
        if self.at is None:
            return (
                _("Presque le même texte (%(percent)s %%) qu'un brouillon de %(leader)s, sans créneau.")
                % facts
            )
        facts["moment"] = dates.moment(self.at, self.zone)
        return (
            _("Presque le même texte (%(percent)s %%) que la publication de %(leader)s, le %(moment)s.")
            % facts
        )


@dataclass(frozen=True)
class Said:
    """What stands, or would stand, in the calendar. Without a place only its words are compared."""

    leader: Leader
    pillar: Pillar | None
    at: datetime | None
    text: str
    post: Post | None = None
    announcement: UUID | None = None

    @classmethod
    def of(cls, post: Post) -> "Said":
        at, text = post.slot.at if post.slot else None, post.version.text if post.version else ""
        return cls(post.leader, post.pillar, at, text, post, post.announcement)


def clashes(
    said: Said, *, now: datetime, reader: User | None = None, states: frozenset[PostState] = HOLDING
) -> list[Clash]:
    """The nearest hour first, then theme, then words. `states`: HOLDING is what keeps a post from review, PLANNED tells whoever
    chooses of drafts too. Four queries."""
    found: list[Clash] = []
    if said.at is not None:
        found += among(said.leader, said.at, states=states, apart_from=said.post)
        found += same_theme(said, at=said.at, states=states)
    return [*found, *same_words(said, around=said.at or now, reader=reader, states=states)]


def near_to(said: Said, *, now: datetime, reader: User | None = None) -> list[Clash]:
    """For whoever writes or chooses a place: with drafts."""
    return clashes(said, now=now, reader=reader, states=PLANNED)


def same_theme(said: Said, *, at: datetime, states: frozenset[PostState]) -> Iterator[SameTheme]:
    wanted = policy_of(said.leader.organisation).theme
    if said.pillar is None or not wanted:
        return
    others = placed(said.leader.organisation_id, since=at - wanted, until=at + wanted, states=states)
    others = others.filter(pillar=said.pillar).exclude(leader=said.leader)
    for other in others.select_related("leader", "slot").order_by("slot__at", "pk"):
        if other.slot:
            there = Place(other.leader, other.slot.at, other.pk)
            yield SameTheme(there, said.pillar, wanted=wanted, zone=said.leader.zone)


def same_words(
    said: Said, *, around: datetime, reader: User | None, states: frozenset[PostState]
) -> list[Alike]:
    reach = policy_of(said.leader.organisation).alike
    if not reach or not said.text.strip():
        return []
    others = compared_with(said, since=around - reach, until=around + reach, reader=reader, states=states)
    rows = {row["pk"]: row for row in others.values("pk", "version__text")}
    found = alike(said.text, {pk: row["version__text"] for pk, row in rows.items()})
    posts = Post.objects.filter(pk__in=found).select_related("leader", "slot").order_by("slot__at", "pk")
    return [
        Alike(one.leader, one.slot.at if one.slot else None, found[one.pk], zone=said.leader.zone, post_id=one.pk)
        for one in posts
    ]  # fmt: skip


def compared_with(
    said: Said, *, since: datetime, until: datetime, reader: User | None, states: frozenset[PostState]
) -> QuerySet[Post]:
    """Anybody's posts, the leader's own too, and the other voices of one announcement wherever they stand. A post under
    embargo is compared for those who may read it: to say what it is like would tell others what it says (R-2.10)."""
    gone = Q(state=PostState.PUBLISHED, reason=Gone.REMOVED)
    here = Q(slot__at__gte=since, slot__at__lte=until)
    if said.announcement:
        here |= Q(announcement=said.announcement)
    found = Post.objects.filter(
        here, organisation=said.leader.organisation_id, state__in=states, version__isnull=False
    )
    found = found.exclude(gone).exclude(sealed_from(reader.pk) if reader else sealed())
    return found.exclude(pk=said.post.pk) if said.post else found


def unexplained(post: Post, *, now: datetime, reader: User | None = None) -> list[Clash]:
    """What keeps this post from review: each collision that nobody has let stand."""
    said = Said.of(post)
    return left_unexplained(said, clashes(said, now=now, reader=reader))


def left_unexplained(said: Said, found: list[Clash]) -> list[Clash]:
    """Without what was let stand of its post; other words than those of its version are not those that were."""
    post = said.post
    if not found or post is None:
        return found
    allowed = waived(post, waivers=Waiver.objects.filter(Q(post=post) | Q(other=post)))
    if said.text != Said.of(post).text:
        allowed = {(kind, other) for kind, other in allowed if kind != Collision.ALIKE}
    return [one for one in found if (one.kind, one.other_id) not in allowed]


def waived(post: Post, *, waivers: Iterable[Waiver]) -> set[tuple[str, int]]:
    """By kind and other post. Two posts at one hour, or on one theme, are let stand by whoever explained either of them; the
    words are this post's, and hold while they are what they were."""
    digest = post.version.content_hash if post.version else ""
    return {
        (one.kind, one.other_id if one.post_id == post.pk else one.post_id)
        for one in waivers
        if one.kind != Collision.ALIKE or (one.post_id == post.pk and one.content_hash == digest)
    }


def waivers_of(post: Post) -> list[Waiver]:
    """Those that hold now, for the pages that show the post."""
    return standing([post])


def standing(posts: Iterable[Post]) -> list[Waiver]:
    digest = F("post__version__content_hash")
    found = Waiver.objects.filter(~Q(kind=Collision.ALIKE) | Q(content_hash=digest), post__in=posts)
    return list(found.select_related("other__leader", "other__slot", "waived_by").order_by("waived_at", "pk"))


def told_of(posts: Iterable[Post]) -> dict[int, list[str]]:
    """By post, what was let stand and why, in a sentence for each other post: for the leader before they decide. One query."""
    groups: dict[tuple[int, int, str], list[Waiver]] = {}
    for one in standing(posts):
        groups.setdefault((one.post_id, one.other_id, one.reason), []).append(one)
    said: dict[int, list[str]] = {}
    for (post, _other, _reason), of in groups.items():
        said.setdefault(post, []).append(told_together(of))
    return said


def told_together(waivers: list[Waiver]) -> str:
    one, slot = waivers[-1], waivers[-1].other.slot
    facts = {
        "leader": one.other.leader.name,
        "moment": dates.moment(slot.at, slot.zone) if slot else _("sans créneau"),
        "kinds": ", ".join(str(waiver.get_kind_display()) for waiver in waivers),
        "by": one.waived_by.name,
        "reason": one.reason,
    }
    words = _(
        "À côté de la publication de %(leader)s (%(moment)s) : %(kinds)s. Admis par %(by)s : « %(reason)s »"
    )
    return words % facts


def told(waiver: Waiver) -> str:
    """In a sentence, what was let stand: for the post's page, and for the leader before they decide."""
    slot = waiver.other.slot
    facts = {
        "leader": waiver.other.leader.name,
        "moment": dates.moment(slot.at, slot.zone) if slot else "",
        "by": waiver.waived_by.name,
    }
    sentences = {
        Collision.HOUR: _("Proche de la publication de %(leader)s, le %(moment)s : admis par %(by)s."),
        Collision.THEME: _("Même thème que %(leader)s, le %(moment)s : admis par %(by)s."),
        Collision.ALIKE: _("Presque le même texte que %(leader)s, le %(moment)s : admis par %(by)s."),
    }
    if not slot:
        return _("Proche d'une publication de %(leader)s, sans créneau à présent : admis par %(by)s.") % facts
    return sentences[Collision(waiver.kind)] % facts
