"""The verbs of the room."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from influence.core.lifecycle import PostState
from influence.core.text import plain
from influence.editorial.composing.copying import duplicate
from influence.editorial.models import Post
from influence.editorial.talking import audience
from influence.editorial.words import is_gone
from influence.journal.actions import record
from influence.people.models import Department, Leader, User
from influence.practices import telling
from influence.practices.models import Proposal, ProposalState, Star
from influence.practices.refusals import (
    Answered,
    NotForThem,
    NotOnline,
    ProposedAlready,
    ReasonMissing,
    StarredAlready,
    ToItself,
    UndoneAlready,
    WordsMissing,
)
from influence.remarks.actions import open_thread


@transaction.atomic
def star(post: Post, *, reason: str, by: User, at: datetime) -> Star:
    """Raises NotOnline, ReasonMissing, StarredAlready."""
    if post.state != PostState.PUBLISHED or is_gone(post.state, post.reason):
        raise NotOnline
    if not reason.strip():
        raise ReasonMissing
    row = Star(
        organisation_id=post.organisation_id, post=post, reason=reason.strip(), starred_by=by, starred_at=at
    )
    inserted(row, otherwise=StarredAlready)
    record("practice.starred", row, organisation_id=row.organisation_id, at=at, by=by.pk, post=post.pk)
    return row


@transaction.atomic
def unstar(row: Star, *, by: User, at: datetime) -> None:
    """What was proposed and not answered goes with it; what was taken up stays. Raises UndoneAlready."""
    if not Star.objects.filter(pk=row.pk, undone_at=None).update(undone_by=by, undone_at=at):
        raise UndoneAlready
    answer = {"state": ProposalState.WITHDRAWN, "answered_by": by, "answered_at": at}
    Proposal.objects.filter(star=row, state=ProposalState.OPEN).update(**answer)
    record("practice.unstarred", row, organisation_id=row.organisation_id, at=at, by=by.pk, post=row.post_id)


@transaction.atomic
def propose(row: Star, *, to: Leader | Department, note: str, by: User, at: datetime) -> Proposal:
    """Raises UndoneAlready, ToItself, ProposedAlready."""
    fresh = (
        Star.objects.select_for_update(of=("self",))
        .select_related("post__leader", "organisation")
        .get(pk=row.pk)
    )
    if fresh.undone_at is not None:
        raise UndoneAlready
    leader, department = (to, None) if isinstance(to, Leader) else (None, to)
    if leader and leader.pk == fresh.post.leader_id:
        raise ToItself
    proposal = Proposal(
        star=fresh, leader=leader, department=department, note=note.strip(), proposed_by=by, proposed_at=at
    )
    inserted(proposal, otherwise=ProposedAlready)
    telling.proposed(proposal, at=at)
    record("practice.proposed", proposal, organisation_id=fresh.organisation_id, at=at, by=by.pk, post=fresh.post_id,
           leader=leader.pk if leader else None, department=department.pk if department else None)  # fmt: skip
    return proposal


@transaction.atomic
def accept(proposal: Proposal, *, leader: Leader, by: User, at: datetime) -> Post:
    """A draft for that leader, without a place, with the reason beside it. Raises Answered, NotForThem, and what
    `duplicate` raises; nothing has happened then."""
    fresh = unanswered(proposal)
    if leader not in leaders_of(fresh):
        raise NotForThem
    copy = duplicate(fresh.star.post, leader=leader, by=by, at=at)
    settle(fresh, state=ProposalState.ACCEPTED, by=by, at=at, copy=copy)
    note_down(fresh, copy, by=by, at=at)
    telling.answered(fresh, at=at)
    record("practice.accepted", fresh, organisation_id=fresh.star.organisation_id, at=at, by=by.pk, post=fresh.star.post_id,
           copy=copy.pk)  # fmt: skip
    return copy


@transaction.atomic
def decline(proposal: Proposal, *, words: str, by: User, at: datetime) -> None:
    """Raises Answered, WordsMissing."""
    fresh = unanswered(proposal)
    if not words.strip():
        raise WordsMissing
    settle(fresh, state=ProposalState.DECLINED, by=by, at=at, answer=words.strip())
    telling.answered(fresh, at=at)
    record(
        "practice.declined",
        fresh,
        organisation_id=fresh.star.organisation_id,
        at=at,
        by=by.pk,
        post=fresh.star.post_id,
    )


@transaction.atomic
def withdraw(proposal: Proposal, *, by: User, at: datetime) -> None:
    """Raises Answered."""
    fresh = unanswered(proposal)
    settle(fresh, state=ProposalState.WITHDRAWN, by=by, at=at)
    record(
        "practice.withdrawn",
        fresh,
        organisation_id=fresh.star.organisation_id,
        at=at,
        by=by.pk,
        post=fresh.star.post_id,
    )


def inserted(row: Any, *, otherwise: type[Exception]) -> None:
    """The database says which is once only."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise otherwise from error


def unanswered(proposal: Proposal) -> Proposal:
    related = ("star__post__leader", "star__post__version", "star__organisation", "proposed_by")
    fresh = Proposal.objects.select_for_update(of=("self",)).select_related(*related, "leader", "department").get(
        pk=proposal.pk
    )  # fmt: skip
    if fresh.state != ProposalState.OPEN:
        raise Answered
    return fresh


def leaders_of(proposal: Proposal) -> list[Leader]:
    """For whom it can become a draft: never whoever published it."""
    found = Leader.objects.filter(organisation=proposal.star.organisation_id, is_active=True)
    found = (
        found.filter(pk=proposal.leader_id)
        if proposal.leader_id
        else found.filter(department=proposal.department_id)
    )
    return list(found.exclude(pk=proposal.star.post.leader_id).select_related("user", "organisation"))


def settle(proposal: Proposal, *, state: ProposalState, by: User, at: datetime, **more: Any) -> None:
    facts = {"state": state, "answered_by": by, "answered_at": at} | more
    for name, value in facts.items():
        setattr(proposal, name, value)
    proposal.save(update_fields=list(facts))


def note_down(proposal: Proposal, copy: Post, *, by: User, at: datetime) -> None:
    """What others can take from it, said where the draft is written: as a thread of remarks."""
    if copy.version is None:
        raise ValueError(f"post {copy.pk} has no version")
    facts = {"leader": proposal.star.post.leader.name, "reason": proposal.star.reason}
    with translation.override(copy.organisation.language):
        words = _("Repris d'une bonne pratique de %(leader)s : %(reason)s") % facts
    open_thread(
        organisation_id=copy.organisation_id, post_id=copy.pk, version_id=copy.version.pk, said=plain(copy.version.text),
        text="\n".join(filter(None, [words, proposal.note])), quote="", is_internal=False,
        audience=audience(copy, is_internal=False, now=at), told=[], by=by, at=at,
    )  # fmt: skip
