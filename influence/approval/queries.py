"""Read models of the queue. The number of queries does not grow with the posts."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db.models import Exists, F, Max, OuterRef, Q

from influence.approval.access import SHOWN, Decider, posts_of
from influence.approval.models import Code, Link, Seen
from influence.approval.snoozing import snoozed
from influence.approval.unusual import Unusual, unusual
from influence.core.lifecycle import PostState
from influence.editorial import beside, stops
from influence.editorial.beside import Beside
from influence.editorial.collisions import told_of
from influence.editorial.comparing import Change, changes
from influence.editorial.differences import differences
from influence.editorial.late import awaiting, awaits
from influence.editorial.models import Decision, Flag, Post, Slot, Version
from influence.people.models import Leader, User
from influence.safeguards.policies import policy_of

# A pillar is new to a leader who never had anything of it approved.
SPOKEN = (PostState.APPROVED, PostState.SCHEDULED, PostState.PUBLISHING, PostState.PUBLISHED)
RECENT = 8
# A slot that passed longer ago is for the editors to bring up again; its page still opens.
KEPT_LATE = timedelta(days=7)


@dataclass(frozen=True)
class Waiting:
    """A post before its leader, with all that goes with its text. `before` is the version that they last read or decided
    on, if any; `changes` of the text since then, `others` of everything else."""

    post: Post
    beside: Beside
    unusual: list[Unusual]
    before: Version | None
    changes: list[Change]
    others: list[str]
    is_flagged: bool = False
    # What of the safeguards lies on its place, in sentences.
    stops: list[str] = field(default_factory=list)
    # So many hours after its slot it may still go out, as nothing in it depends on the day; None where something does.
    undated_hours: int | None = None
    # What it collides with and who let it stand, in sentences.
    let_stand: list[str] = field(default_factory=list)
    # They asked to be asked again then.
    snoozed_until: datetime | None = None


def waiting(decider: Decider, *, now: datetime) -> list[Waiting]:
    """What waits for this person's decision, the next to go out first."""
    posts = posts_of(decider).filter(state=PostState.IN_REVIEW, slot__at__gt=now).select_related(*SHOWN)
    return described(posts.order_by("slot__at", "pk"), reader=decider.user, now=now)


def late(decider: Decider, *, now: datetime) -> list[Post]:
    """Whose slot has passed, and of which their word can still be had; the latest first."""
    passed = posts_of(decider).filter(awaiting(since=now - KEPT_LATE, now=now)).select_related(*SHOWN)
    return list(passed.order_by("-slot__at", "pk"))


def described(posts: Iterable[Post], *, reader: User | None, now: datetime) -> list[Waiting]:
    """`reader`: whose eyes were on earlier versions; None where nobody is known to read."""
    posts = list(posts)
    seen = seen_versions(posts, reader=reader)
    later = snoozed(posts, by=reader, now=now) if reader else {}
    spoken = spoken_pillars({post.leader_id for post in posts})
    shown = beside.of_posts(posts)
    lying, waived = stops.of_posts(posts, now=now), told_of(posts)
    flagged = set(Flag.objects.filter(version__post__in=posts).values_list("version_id", flat=True))
    hours = undated_hours(posts)
    return [
        replace(
            describe(
                post, shown=shown.get(post.pk, Beside()), before=seen.get(post.pk), spoken=spoken, now=now
            ),
            is_flagged=post.version_id in flagged,
            # Of a place that has passed nothing is left to say: the page offers others.
            stops=lying[post.pk] if post.slot and post.slot.at > now else [],
            let_stand=waived.get(post.pk, []),
            undated_hours=hours.get(post.organisation_id) if post.is_undated else None,
            snoozed_until=later.get(post.pk),
        )
        for post in posts
    ]


def undated_hours(posts: list[Post]) -> dict[int, int]:
    """By organisation, of those that have a post without a date."""
    houses = {post.organisation for post in posts if post.is_undated}
    return {house.pk: policy_of(house).undated_hours for house in houses}


def describe(
    post: Post, *, shown: Beside, before: Version | None, spoken: set[tuple[int, int]], now: datetime
) -> Waiting:
    version = post.version
    since = compared(before, version) if before and version else Since()
    is_new = (post.leader_id, post.pillar_id) not in spoken
    return Waiting(
        post=post, beside=shown, before=before, changes=since.changes, others=since.others,
        unusual=unusual(post, beside=shown, is_changed=since.is_any, is_new_pillar=is_new, now=now),
    )  # fmt: skip


@dataclass(frozen=True)
class Since:
    """What changed between two versions: word by word in the text, in sentences for the rest."""

    changes: list[Change] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    @property
    def is_any(self) -> bool:
        return bool(self.changes or self.others)


def compared(old: Version, new: Version) -> Since:
    differs = changes(old.text, new.text) if old.text != new.text else []
    return Since(changes=differs, others=differences(old, new))


def seen_versions(posts: list[Post], *, reader: User | None) -> dict[int, Version]:
    """Of each post, the last version but the present one that got a decision, or that this person had on their screen."""
    older = Version.objects.filter(post__in=posts, number__lt=F("post__version__number"))
    read = Q(decisions__isnull=False)
    if reader:
        read |= Q(pk__in=Seen.objects.filter(user=reader, version__post__in=posts).values("version"))
    return {version.post_id: version for version in older.filter(read).order_by("number")}


def spoken_pillars(leaders: set[int]) -> set[tuple[int, int]]:
    return set(
        Post.objects.filter(leader__in=leaders, state__in=SPOKEN)
        .values_list("leader_id", "pillar_id")
        .distinct()
    )


def recent(decider: Decider) -> list[Decision]:
    decisions = Decision.objects.filter(decided_by=decider.user, version__post__in=posts_of(decider))
    return list(
        decisions.select_related("version__post__slot", "version__post__leader").order_by(
            "-decided_at", "-pk"
        )[:RECENT]
    )


def own_decision(decider: Decider, pk: int) -> Decision | None:
    """Of this person's, with what its sentence needs; None for anybody else's."""
    mine = Decision.objects.filter(pk=pk, decided_by=decider.user, version__post__in=posts_of(decider))
    return mine.select_related(
        "version__post__slot", "version__post__leader", "version__submitted_by"
    ).first()


def next_waiting(decider: Decider, *, but: int, now: datetime) -> Post | None:
    """The next to go out of what waits and was not put off."""
    posts = posts_of(decider).filter(state=PostState.IN_REVIEW, slot__at__gt=now).exclude(pk=but)
    waits = list(posts.select_related("slot").order_by("slot__at", "pk"))
    later = snoozed(waits, by=decider.user, now=now)
    return next((post for post in waits if post.pk not in later), None)


def waits_count(decider: Decider, *, now: datetime) -> int:
    posts = list(posts_of(decider).filter(state=PostState.IN_REVIEW, slot__at__gt=now).only("pk"))
    return len(posts) - len(snoozed(posts, by=decider.user, now=now))


def coming(decider: Decider, *, now: datetime) -> Slot | None:
    """The next place for which the editors are still writing."""
    written = posts_of(decider).filter(state__in=[PostState.DRAFT, PostState.RETURNED], slot__at__gt=now)
    first = written.select_related("slot").order_by("slot__at").first()
    return first.slot if first else None


def decision_on(version: Version) -> Decision | None:
    return Decision.objects.filter(version=version).select_related("decided_by", "mandate__leader").first()


def previous(post: Post, *, number: int) -> Version | None:
    """A version of the post that its leader may have had before their eyes."""
    return Version.objects.filter(post=post, number=number, submitted_at__isnull=False).first()


def live_code(link: Link, *, now: datetime) -> Code | None:
    """The code that can be entered now: the last one, while it lasts."""
    last = Code.objects.filter(link=link).order_by("-created_at", "-pk").first()
    return last if last and last.used_at is None and last.expires_at > now and last.tries_left else None


def unannounced(*, now: datetime) -> list[Version]:
    """Versions in review whose leader was not written to. A leader is not asked about what they submitted, nor about what
    they themselves put back before their own eyes (actions.think_again)."""
    link = Link.objects.filter(version=OuterRef("pk"), user=OuterRef("post__leader__user"))
    own = Seen.objects.filter(
        version=OuterRef("pk"), user=OuterRef("post__leader__user"), at=OuterRef("submitted_at")
    )
    versions = Version.objects.filter(
        post__version=F("pk"), post__state=PostState.IN_REVIEW, post__slot__at__gt=now, post__leader__is_active=True,
        post__leader__user__is_active=True,
    )  # fmt: skip
    return list(
        versions.select_related("post__leader__user", "post__organisation", "post__slot")
        .exclude(submitted_by=F("post__leader__user"))
        .filter(~Exists(link), ~Exists(own))
        .order_by("post__slot__at", "pk")
    )


def last_link(version: Version, *, leader: Leader) -> Link | None:
    return Link.objects.filter(version=version, user=leader.user).order_by("-number").first()


def links_sent(version: Version, *, to: User) -> int:
    return Link.objects.filter(version=version, user=to).aggregate(last=Max("number"))["last"] or 0


def since(post: Post, *, number: int) -> Since:
    """What changed between a version that was on the leader's screen and the one that counts now."""
    seen = previous(post, number=number)
    if seen is None or post.version is None or seen.number >= post.version.number:
        return Since()
    return compared(seen, post.version)


def waits_elsewhere(link: Link, *, now: datetime) -> bool:
    """Another version of the post waits for its leader by now."""
    post = link.version.post
    if post.version_id == link.version_id or post.slot is None:
        return False
    return awaits(post, now=now) or (post.state == PostState.IN_REVIEW and post.slot.at > now)
