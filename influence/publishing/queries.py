"""What pages ask about publications."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from influence.core.lifecycle import PostState, PublicationState
from influence.networks.errors import Reason
from influence.people.models import Leader, Organisation
from influence.publishing.adopting import way
from influence.publishing.lateness import last_moment
from influence.publishing.models import (
    TO_SETTLE,
    Change,
    ChangeState,
    FirstComment,
    Publication,
    UploadState,
)
from influence.publishing.problems import Problem
from influence.publishing.profiles import site

PAGE = 50


class Group(StrEnum):
    """The filters of the list, in the order in which they ask for attention."""

    TODO = "a-traiter"
    WAITING = "a-venir"
    LIVE = "en-ligne"
    ENDED = "sans-suite"


GROUPS: dict[Group, tuple[Promise, tuple[PublicationState, ...]]] = {
    Group.TODO: (
        _("À traiter"),
        (PublicationState.UNCLEAR, PublicationState.HELD, PublicationState.FAILED, PublicationState.MISSED),
    ),
    Group.WAITING: (_("À venir"), (PublicationState.DUE, PublicationState.CLAIMED, PublicationState.SENDING)),
    Group.LIVE: (_("En ligne"), (PublicationState.PUBLISHED,)),
    Group.ENDED: (_("Annulées ou retirées"), (PublicationState.CANCELLED, PublicationState.REMOVED)),
}


# The states of the first filter, as they are listed there: an open question before what is over.
URGENCY = Case(
    *(When(state=state, then=Value(n)) for n, state in enumerate(GROUPS[Group.TODO][1])), default=Value(9)
)


@dataclass(frozen=True)
class Tab:
    group: Group | None
    label: Promise | str
    count: int
    is_current: bool


def publications(organisation: Organisation, *, leader: Leader | None = None) -> "QuerySet[Publication]":
    found = Publication.objects.filter(organisation=organisation).select_related(
        "post__leader", "post__slot", "version", "account"
    )
    return found.filter(post__leader=leader) if leader else found


def of_group(found: "QuerySet[Publication]", group: Group | None) -> "QuerySet[Publication]":
    """What needs a person by how much it does, what is to come soonest first, all else latest first."""
    latest = ("-due_at", "-pk")
    if group is None:
        return found.order_by(*latest)
    rows = found.filter(state__in=GROUPS[group][1])
    if group is Group.TODO:
        return found.filter(to_do()).order_by(URGENCY, *latest)
    return rows.order_by("due_at", "pk") if group is Group.WAITING else rows.order_by(*latest)


def to_do() -> Q:
    vanished = Q(state=PublicationState.PUBLISHED, problem=Problem.VANISHED)
    return Q(state__in=GROUPS[Group.TODO][1]) & ~settled_elsewhere() | vanished | is_followed_by_hand()


def is_followed_by_hand() -> Q:
    """It is live, and its first comment, a correction or its removal waits for somebody."""
    comments = FirstComment.objects.filter(publication=OuterRef("pk"), state__in=TO_SETTLE)
    changes = Change.objects.filter(
        publication=OuterRef("pk"), state__in=[ChangeState.PROPOSED, ChangeState.BY_HAND]
    )
    waits = Exists(comments.exclude(problem=Problem.ALTERED)) | Exists(changes)
    return Q(state=PublicationState.PUBLISHED) & Q(waits)


def settled_elsewhere() -> Q:
    """Missed or failed, and its post has been taken up again since: nothing is left to do here."""
    over = Q(state__in=[PublicationState.MISSED, PublicationState.FAILED])
    return over & ~Q(post__state__in=["missed", "failed"])


def tabs(found: "QuerySet[Publication]", *, current: Group | None) -> list[Tab]:
    counts = found.order_by().aggregate(
        all=Count("pk"),
        **{name.name: Count("pk", filter=to_do() if name is Group.TODO else Q(state__in=states))
           for name, (_label, states) in GROUPS.items()},
    )  # fmt: skip
    shown = [
        Tab(group, label, counts[group.name], group is current) for group, (label, _states) in GROUPS.items()
    ]
    return [*shown, Tab(None, _("Toutes"), counts["all"], current is None)]


def suggested_link(publication: Publication) -> str:
    """The post that the network itself named as the same one, where it did."""
    urns = [attempt.urn for attempt in publication.attempts.order_by("number") if attempt.urn]
    return site().permalink(urns[-1]) if urns else ""


@dataclass(frozen=True)
class Verbs:
    """What a person may do with it now."""

    settle: bool
    mark: bool
    hurry: bool
    again: bool
    withdraw: bool
    answer_vanished: bool


def verbs(publication: Publication, *, now: datetime) -> Verbs:
    return Verbs(
        settle=may_settle(publication),
        mark=may_mark(publication),
        hurry=may_hurry(publication, now=now),
        again=may_try_again(publication, now=now),
        withdraw=may_withdraw(publication),
        answer_vanished=is_vanished(publication),
    )


def may_settle(publication: Publication) -> bool:
    return publication.state == PublicationState.UNCLEAR or is_by_hand(publication)


def is_by_hand(publication: Publication) -> bool:
    return publication.state == PublicationState.HELD and publication.problem == Reason.BY_HAND


def has_failed_files(publication: Publication) -> bool:
    held = publication.state == PublicationState.HELD
    return held and publication.uploads.filter(state=UploadState.FAILED).exists()


def may_hurry(publication: Publication, *, now: datetime) -> bool:
    """It waits for its next try, or failed with its files, and a person may ask for another try now."""
    if has_failed_files(publication):
        return True
    return publication.state == PublicationState.DUE and bool(
        publication.next_attempt_at and publication.next_attempt_at > now
    )


def may_withdraw(publication: Publication) -> bool:
    waiting = publication.state in (PublicationState.DUE, PublicationState.HELD)
    return waiting or is_open_failure(publication) or is_open_miss(publication)


def is_open_failure(publication: Publication) -> bool:
    """Nobody has taken its post up again since."""
    return publication.state == PublicationState.FAILED and is_still(publication, PostState.FAILED)


def is_open_miss(publication: Publication) -> bool:
    return publication.state == PublicationState.MISSED and is_still(publication, PostState.MISSED)


def is_still(publication: Publication, state: PostState) -> bool:
    post = publication.post
    return post.state == state and post.version_id == publication.version_id


def may_mark(publication: Publication) -> bool:
    """Nobody was asked whether it is live; whoever knows that it is may say so, with its link and a reason."""
    return (
        not may_settle(publication)
        and publication.state != PublicationState.CLAIMED
        and bool(way(publication))
    )


def may_try_again(publication: Publication, *, now: datetime) -> bool:
    return is_open_failure(publication) and now <= last_moment(publication)


def is_vanished(publication: Publication) -> bool:
    return publication.state == PublicationState.PUBLISHED and publication.problem == Problem.VANISHED
