"""Second approvals by rule (R-2.4): which topics a version touches, whose word it waits for, and who may read it so."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404

from influence.core.lifecycle import PostState
from influence.core.text import plain
from influence.core.topics import found
from influence.editorial.embargoes import sealed_from
from influence.editorial.models import Decision, Embargo, Flag, FlagState, Post, Version
from influence.people.models import Membership, User
from influence.safeguards.models import Topic
from influence.safeguards.topics import approvers, lines

# A second approval is asked for as soon as the leader is, and until the post is on its way.
ASKED = (PostState.IN_REVIEW, PostState.APPROVED, PostState.SCHEDULED)
SHOWN = (
    "leader__user", "organisation", "pillar", "slot", "version__written_by", "version__submitted_by",
    "version__account__through",
)  # fmt: skip


def said(version: Version) -> str:
    """All the words of a version that readers will see or hear."""
    return "\n".join(plain(part) for part in parts(version))


def parts(version: Version) -> Iterator[str]:
    yield version.text
    yield version.first_comment
    for one in version.media:
        yield from (one.get("alt_text", ""), one.get("title", ""))
    for name in ("question", "title", "description", "thumbnail_alt", "url"):
        yield str(version.card.get(name, ""))
    yield from version.card.get("options", ())


def touched(
    version: Version, *, pillar_id: int, rules: Iterable[Topic]
) -> Iterator[tuple[Topic, tuple[str, ...]]]:
    """The topics that concern a version, each with the words that it found; none where the pillar alone did it."""
    text = said(version)
    for topic in rules:
        words = found(text, lines(topic.words))
        if words or any(pillar.pk == pillar_id for pillar in topic.pillars.all()):
            yield topic, words


@dataclass(frozen=True)
class Asked:
    """A topic's demand on a version as people see it: `people` may answer it, and where there are none it blocks."""

    flag: Flag
    people: tuple[User, ...]

    @property
    def words(self) -> list[str]:
        return self.flag.found.splitlines()

    @property
    def is_waiting(self) -> bool:
        return self.flag.state == FlagState.WAITING

    @property
    def names(self) -> list[str]:
        return [str(person) for person in self.people]

    @property
    def nobody(self) -> bool:
        return self.is_waiting and not self.people


def of_version(version: Version | None) -> list[Asked]:
    """What is asked of a version, and of whom."""
    if version is None:
        return []
    flags = Flag.objects.filter(version=version).select_related(
        "topic", "decided_by", "version__post__leader", "version__post__organisation"
    )
    return [Asked(flag, people=tuple(able(flag))) for flag in flags.order_by("topic__name")]


def able(flag: Flag) -> QuerySet[User]:
    """Whom the rule names, but for the leader, whoever decided in their place, and whoever wrote or submitted this version:
    a second approver is a second person."""
    version, post = flag.version, flag.version.post
    busy = {post.leader.user_id, version.written_by_id, version.submitted_by_id}
    stood_in = Decision.objects.filter(version=version, mandate__isnull=False).values("decided_by")
    named = flag.topic.approvers.through.objects.filter(topic=flag.topic).values("user_id")
    people = (
        approvers(post.organisation_id).filter(pk__in=named).exclude(pk__in=busy).exclude(pk__in=stood_in)
    )
    embargo = Embargo.objects.filter(post=post, confirmed_at=None).first()
    return people.filter(pk__in=embargo.readers.values("pk")) if embargo else people


def able_of(found: Collection[Flag], *, organisation_id: int) -> dict[int, list[User]]:
    """As `able`, of many of one organisation, in as many queries as of one (a test compares them)."""
    named = Prefetch("approvers", queryset=approvers(organisation_id), to_attr="people")
    topics = Topic.objects.prefetch_related(named).in_bulk({flag.topic_id for flag in found})
    versions = [flag.version_id for flag in found]
    decided = Decision.objects.filter(version__in=versions, mandate__isnull=False)
    stood_in = set(decided.values_list("version_id", "decided_by_id"))
    embargoes = Embargo.objects.filter(post__version__in=versions, confirmed_at=None).prefetch_related(
        "readers"
    )
    lists = {one.post_id: set(one.readers.all()) for one in embargoes}

    def may(person: User, flag: Flag) -> bool:
        version = flag.version
        if person.pk in {version.post.leader.user_id, version.written_by_id, version.submitted_by_id}:
            return False
        return (version.pk, person.pk) not in stood_in and person in lists.get(version.post_id, {person})

    return {flag.pk: [one for one in topics[flag.topic_id].people if may(one, flag)] for flag in found}  # type: ignore[attr-defined]


def waiting_flags() -> QuerySet[Flag]:
    """On versions that count, of posts that may still go out."""
    posts = {"version__post__version": F("version"), "version__post__state__in": ASKED}
    return Flag.objects.filter(**posts, version__post__leader__is_active=True, state=FlagState.WAITING)


def named_in(member: Membership) -> QuerySet[Flag]:
    """Flags whose topic names this person, of versions that are not their own doing."""
    mine = Flag.objects.filter(topic__approvers=member.user_id, topic__organisation=member.organisation)
    return mine.exclude(version__written_by=member.user_id).exclude(version__submitted_by=member.user_id).exclude(
        version__post__leader__user=member.user_id
    ).exclude(version__in=Version.objects.filter(decisions__mandate__isnull=False, decisions__decided_by=member.user_id))  # fmt: skip


def waiting_for(member: Membership) -> QuerySet[Post]:
    """Posts that wait for this person's second approval, the next to go out first."""
    mine = waiting_flags().filter(pk__in=named_in(member).values("pk"), version=OuterRef("version"))
    posts = Post.objects.filter(organisation=member.organisation, state__in=ASKED).filter(Exists(mine))
    return posts.filter(readable_by(member)).select_related(*SHOWN).order_by("slot__at", "pk")


def flagged_for(member: Membership, pk: int) -> Post | None:
    """A post whose present version was flagged for this person, answered or not, as long as it may still go out: whatever
    their role, they read this one for it and no other. None where it is over: whoever follows an old mail is told so, and
    nothing of the post. Never asked of them: 404."""
    mine = named_in(member).filter(version__post=OuterRef("pk"))
    asked = get_object_or_404(
        Post.objects.filter(Exists(mine), organisation=member.organisation).filter(readable_by(member)).select_related(*SHOWN),
        pk=pk,
    )  # fmt: skip
    is_open = asked.state in ASKED and mine_on(asked, member)
    return asked if is_open else None


def mine_on(post: Post, member: Membership) -> bool:
    return named_in(member).filter(version=post.version_id).exists()


def is_approver(member: Membership) -> bool:
    return Topic.objects.filter(organisation=member.organisation, approvers=member.user_id).exists()


def readable_by(member: Membership) -> Q:
    """An embargoed post is for the persons of its list (R-2.10): the rule asks another one, or somebody adds them to it."""
    return ~sealed_from(member.user_id)
