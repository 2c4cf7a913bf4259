"""Second approvals: raised by rule, answered by the rule's approvers, and by nobody's choice (R-2.4)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from influence.core.lifecycle import PostMove, PostState
from influence.editorial import flags, telling
from influence.editorial.actions.posts import current, locked, shift
from influence.editorial.content import recomputed
from influence.editorial.models import Flag, FlagState, Post, Version
from influence.editorial.refusals import Altered, AnsweredAlready, MovedOn, NotAsked, Outdated, ReasonMissing
from influence.journal.actions import record
from influence.people.models import Organisation, User
from influence.safeguards import topics
from influence.safeguards.models import Topic


def raise_flags(post: Post, *, at: datetime) -> list[Flag]:
    """Inside the transaction that submits a version, changes its pillar or writes a correction, and after its journal
    entry: the journal's lock of the organisation puts this and a change of the rules one behind the other, so that no
    version falls between them."""
    return raise_on(current(post), post=post, at=at)


def raise_on(version: Version, *, post: Post, at: datetime) -> list[Flag]:
    rules = topics.rules(post.organisation_id)
    there = set(Flag.objects.filter(version=version).values_list("topic_id", flat=True))
    raised = [
        Flag(version=version, topic=topic, content_hash=version.content_hash, found="\n".join(words), raised_at=at)
        for topic, words in flags.touched(version, pillar_id=post.pillar_id, rules=rules)
        if topic.pk not in there
    ]  # fmt: skip
    if raised:
        Flag.objects.bulk_create(raised)
        telling.asked(post, version=version, flags=raised, at=at)
        record("flag.raised", post, organisation_id=post.organisation_id, at=at, by=None, version=version.number,
               topics=[flag.topic_id for flag in raised])  # fmt: skip
    return raised


@transaction.atomic
def keep_topic(
    topic: Topic | None,
    *,
    organisation: Organisation,
    name: str,
    words: Sequence[str],
    pillars: Iterable[int],
    approvers: Iterable[int],
    by: User,
    at: datetime,
) -> Topic:
    """A rule holds for what was submitted before it too: approved posts wait then. Raises safeguards' NameTaken."""
    kept = topics.keep_topic(
        topic, organisation=organisation, name=name, words=words, pillars=list(pillars), approvers=list(approvers), by=by,
        at=at,
    )  # fmt: skip
    look_again(organisation, at=at)
    return kept


@transaction.atomic
def add_usual_topics(organisation: Organisation, *, by: User, at: datetime) -> list[Topic]:
    added = topics.add_usual(organisation, by=by, at=at)
    look_again(organisation, at=at)
    return added


@transaction.atomic
def resume_topic(topic: Topic, *, by: User, at: datetime) -> None:
    if topics.set_active(topic, is_active=True, by=by, at=at):
        look_again(topic.organisation, at=at)


def look_again(organisation: Organisation, *, at: datetime) -> None:
    """At everything that may still go out: what is already flagged stays so, answered or not."""
    posts = Post.objects.filter(organisation=organisation, state__in=flags.ASKED, version__isnull=False)
    for post in posts.select_related("leader__user", "organisation", "slot", "version").order_by("pk"):
        raise_flags(post, at=at)


@transaction.atomic
def clear(post: Post, *, version: int, content_hash: str, by: User, at: datetime) -> list[Flag]:
    """The second yes, for every topic that asks this person, to the content that they read. Raises NotAsked, Outdated,
    AnsweredAlready, MovedOn, Altered; nothing has happened then."""
    post = locked(post)
    mine = answerable(post, version=version, content_hash=content_hash, by=by)
    answer(mine, state=FlagState.CLEARED, by=by, at=at)
    record("flag.cleared", post, organisation_id=post.organisation_id, at=at, by=by.pk, version=current(post).number,
           content_hash=content_hash, topics=[flag.topic_id for flag in mine])  # fmt: skip
    return mine


@transaction.atomic
def object_to(
    post: Post, *, version: int, content_hash: str, reason: str, by: User, at: datetime
) -> list[Flag]:
    """The post goes back to its editors with these words, whatever its leader had said: what follows is a new version.
    Raises as `clear` does, and ReasonMissing."""
    post, reason = locked(post), reason.strip()
    mine = answerable(post, version=version, content_hash=content_hash, by=by)
    if not reason:
        raise ReasonMissing
    was = PostState(post.state)
    answer(mine, state=FlagState.OBJECTED, by=by, at=at, reason=reason)
    shift(post, PostMove.OBJECT, at=at, reason=reason)
    telling.objected(post, flags=mine, by=by, was_approved=was != PostState.IN_REVIEW, at=at)
    record("flag.objected", post, organisation_id=post.organisation_id, at=at, by=by.pk, version=current(post).number,
           topics=[flag.topic_id for flag in mine], was=was)  # fmt: skip
    return mine


def answerable(post: Post, *, version: int, content_hash: str, by: User) -> list[Flag]:
    """Who may answer, then whether something is left to answer, then whether it is what they read."""
    found = Flag.objects.filter(version=version, version__post=post).select_related(
        "topic", "version__post__leader", "version__post__organisation", "decided_by"
    )
    mine = [flag for flag in found.order_by("pk") if flags.able(flag).filter(pk=by.pk).exists()]
    if not mine:
        raise NotAsked
    if current(post).pk != version:
        raise Outdated(current(post))
    if post.state not in flags.ASKED:
        raise MovedOn(PostState(post.state))
    if recomputed(current(post)) != current(post).content_hash:
        raise Altered
    if content_hash != current(post).content_hash:
        raise Outdated(current(post))
    open_ones = [flag for flag in mine if flag.state == FlagState.WAITING]
    if not open_ones:
        raise AnsweredAlready(mine[-1])
    return open_ones


def answer(mine: list[Flag], *, state: FlagState, by: User, at: datetime, reason: str = "") -> None:
    rows = Flag.objects.filter(pk__in=[flag.pk for flag in mine], state=FlagState.WAITING)
    if rows.update(state=state, decided_by=by, decided_at=at, reason=reason) != len(mine):
        raise AnsweredAlready(Flag.objects.select_related("decided_by").get(pk=mine[0].pk))
    for flag in mine:
        flag.state, flag.decided_by, flag.decided_at, flag.reason = state, by, at, reason
