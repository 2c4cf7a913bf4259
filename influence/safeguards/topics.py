"""Topics: which subjects ask for a second approval, by which words, and of whom. What a topic does to posts is told in
editorial.actions.flags, which knows posts."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import translation

from influence.journal.actions import record
from influence.people.models import Membership, Organisation, User
from influence.safeguards.models import Topic
from influence.safeguards.usual_topics import USUAL

# A rule stays something that people can read, and a text is looked through in no time.
MOST_LINES, LONGEST_LINE = 200, 80


class NameTaken(Exception):
    """Another topic of the organisation has this name."""


def approvers(organisation_id: int) -> QuerySet[User]:
    """Whoever may be asked: a member who can sign in, whatever the role."""
    return User.objects.filter(is_active=True, memberships__organisation=organisation_id).order_by(
        "name", "pk"
    )


def topics_of(organisation: Organisation) -> list[Topic]:
    """All of them, those that were stopped last; `people` are the approvers who can still answer."""
    asked = Prefetch("approvers", queryset=approvers(organisation.pk), to_attr="people")
    found = Topic.objects.filter(organisation=organisation).prefetch_related(asked, "pillars")
    return list(found.order_by("-is_active", "name"))


def rules(organisation_id: int) -> list[Topic]:
    """Those in force."""
    found = Topic.objects.filter(organisation=organisation_id, is_active=True)
    return list(found.prefetch_related("pillars").order_by("pk"))


def topic_for(member: Membership, pk: int) -> Topic:
    return get_object_or_404(Topic, pk=pk, organisation=member.organisation)


def lines(words: str) -> tuple[str, ...]:
    """The words of a topic as a person typed them: one a line, each once."""
    return tuple(dict.fromkeys(line for line in map(str.strip, words.splitlines()) if line))


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
    """Raises NameTaken. `pillars` and `approvers` are ids that the form has looked up among the organisation's own."""
    kept = named(topic or Topic(organisation=organisation), name=name, words="\n".join(words))
    kept.pillars.set(pillars)
    kept.approvers.set(approvers)
    record("topic.kept", kept, organisation_id=organisation.pk, at=at, by=by.pk, words=len(words),
           pillars=sorted(pillars), approvers=sorted(approvers))  # fmt: skip
    return kept


def named(topic: Topic, *, name: str, words: str) -> Topic:
    topic.name, topic.words = name, words
    try:
        with transaction.atomic():
            if topic.pk:
                topic.save(update_fields=["name", "words"])
            else:
                topic.save(force_insert=True)
    except IntegrityError:
        raise NameTaken from None
    return topic


@transaction.atomic
def set_active(topic: Topic, *, is_active: bool, by: User, at: datetime) -> bool:
    """Stop a topic, or take it up again; False when somebody was faster."""
    if not Topic.objects.filter(pk=topic.pk, is_active=not is_active).update(is_active=is_active):
        return False
    topic.is_active = is_active
    verb = "topic.resumed" if is_active else "topic.stopped"
    record(verb, topic, organisation_id=topic.organisation_id, at=at, by=by.pk)
    return True


@transaction.atomic
def add_usual(organisation: Organisation, *, by: User, at: datetime) -> list[Topic]:
    """Those of the usual topics that the organisation has no row of that name for; nobody is named to approve them yet."""
    with translation.override(organisation.language):
        usual = [(str(name), words) for name, words in USUAL]
    there = set(Topic.objects.filter(organisation=organisation).values_list("name", flat=True))
    return [
        keep_topic(None, organisation=organisation, name=name, words=words, pillars=(), approvers=(), by=by, at=at)
        for name, words in usual
        if name not in there
    ]  # fmt: skip
