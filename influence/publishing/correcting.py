"""What people decide about a post that is live: a corrected text, which its leader approves as any text, or its removal.
The doing of it is a worker's (influence.publishing.changing)."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from influence.core.lifecycle import PublicationState
from influence.core.text import normalise
from influence.editorial.actions.corrections import write_correction
from influence.editorial.attachments import files_shown
from influence.editorial.cards import CardKind, kind_of
from influence.editorial.content import recomputed
from influence.editorial.flags import touched
from influence.editorial.models import Channel, Decision, DecisionKind, Version
from influence.editorial.readiness import may_be_silent, unfit
from influence.editorial.words import unready
from influence.journal.actions import record
from influence.people.models import User
from influence.publishing import telling
from influence.publishing.changing import OPEN
from influence.publishing.models import Change, ChangeKind, ChangeState, Publication
from influence.publishing.moves import locked
from influence.publishing.refusals import (
    AlreadyAsked,
    AlreadySettled,
    BadText,
    NotOnline,
    NotTheLeader,
    PollStays,
    ReadAnew,
    ReasonNeeded,
    SameText,
)
from influence.safeguards import topics

SENSITIVE = _(
    "Ce texte touche un sujet sensible (%(topics)s) qui demande un second accord : il ne se corrige pas depuis Influence. Corrigez-le sur LinkedIn avec cet accord, ou retirez la publication."
)

# What a person may still take back, or say that they did themselves.
DROPPABLE = (ChangeState.PROPOSED, ChangeState.BY_HAND)


@transaction.atomic
def propose_correction(publication: Publication, *, text: str, by: User, at: datetime) -> Change:
    """A leader who writes the correction has decided it. Raises NotOnline, PollStays, BadText, SameText, AlreadyAsked."""
    fresh = online(publication)
    if is_leaving(fresh):
        raise AlreadyAsked
    check_text(fresh, text)
    version = write_correction(fresh.post, text=text, by=by, at=at)
    change = asked(fresh, kind=ChangeKind.CORRECT, version=version, by=by, at=at)
    note("publication.correction_proposed", change, by=by, at=at, version=version.number)
    if leads(fresh, by):
        approve_correction(change, content_hash=version.content_hash, by=by, at=at)
    else:
        telling.correction(change, at=at)
    return change


def is_leaving(publication: Publication) -> bool:
    return publication.changes.filter(kind=ChangeKind.REMOVE, state__in=OPEN).exists()


def check_text(publication: Publication, text: str) -> None:
    if kind_of(publication.version) == CardKind.POLL:
        raise PollStays
    shown = files_shown([publication.version], organisation_id=publication.organisation_id)
    silent = may_be_silent(publication.version, files=shown)
    if problems := list(unfit(text, may_be_silent=silent)):
        raise BadText([unready(problem) for problem in problems])
    check_topics(publication, text)
    if normalise(text) == publication.version.text:
        raise SameText


def check_topics(publication: Publication, text: str) -> None:
    """No correction goes out that a second person would have to see first (R-2.4), as the leader alone approves it."""
    rules = topics.rules(publication.organisation_id)
    found = touched(Version(text=text), pillar_id=publication.post.pillar_id, rules=rules)
    if names := [topic.name for topic, _words in found]:
        raise BadText([str(SENSITIVE) % {"topics": ", ".join(names)}])


def asked(
    publication: Publication, *, kind: ChangeKind, by: User, at: datetime, version: Version | None = None,
    reason: str = "", state: ChangeState = ChangeState.PROPOSED,
) -> Change:  # fmt: skip
    try:
        with transaction.atomic():
            return Change.objects.create(
                publication=publication, kind=kind, version=version, reason=reason, state=state, asked_by=by,
                asked_at=at, next_attempt_at=at if state == ChangeState.READY else None, changed_at=at,
            )  # fmt: skip
    except IntegrityError:
        if not Change.objects.filter(publication=publication, kind=kind, state__in=OPEN).exists():
            raise
        raise AlreadyAsked from None


@transaction.atomic
def approve_correction(change: Change, *, content_hash: str, by: User, at: datetime) -> None:
    """The leader's yes to this very content. Raises NotTheLeader, AlreadySettled, BadText, ReadAnew, NotOnline."""
    fresh, version = decidable(change, by=by)
    check_topics(fresh.publication, version.text)
    if recomputed(version) != content_hash or version.content_hash != content_hash:
        raise ReadAnew
    decide(fresh, version, kind=DecisionKind.APPROVE, by=by, at=at)
    move(fresh, at=at, state=ChangeState.READY, next_attempt_at=at)
    note("publication.correction_approved", fresh, by=by, at=at, content_hash=content_hash)


@transaction.atomic
def refuse_correction(change: Change, *, reason: str, by: User, at: datetime) -> None:
    """Raises NotTheLeader, AlreadySettled, ReasonNeeded."""
    fresh, version = decidable(change, by=by)
    if not reason.strip():
        raise ReasonNeeded
    decide(fresh, version, kind=DecisionKind.REFUSE, by=by, at=at, reason=reason.strip())
    move(fresh, at=at, state=ChangeState.REFUSED, reason=reason.strip())
    note("publication.correction_refused", fresh, by=by, at=at)


def decide(
    change: Change, version: Version, *, kind: DecisionKind, by: User, at: datetime, reason: str = ""
) -> None:
    Decision.objects.create(
        version=version, content_hash=version.content_hash, kind=kind, reason=reason, decided_by=by, decided_at=at,
        channel=Channel.SESSION, slot_at=change.publication.due_at,
    )  # fmt: skip


def decidable(change: Change, *, by: User) -> tuple[Change, Version]:
    """The lock on the post puts two clicks in a row: the second finds what the first made of it."""
    publication = online(change.publication)
    fresh = Change.objects.select_related("version").get(pk=change.pk)
    fresh.publication = publication
    if not leads(publication, by):
        raise NotTheLeader
    if fresh.state != ChangeState.PROPOSED or fresh.version is None:
        raise AlreadySettled
    return fresh, fresh.version


def leads(publication: Publication, user: User) -> bool:
    leader = publication.post.leader
    return leader.user_id == user.pk and leader.is_active


@transaction.atomic
def ask_removal(publication: Publication, *, reason: str, by: User, at: datetime) -> Change:
    """Taken off the network, with all that people said below it. A correction under way is dropped. Raises NotOnline,
    ReasonNeeded, AlreadyAsked."""
    fresh = online(publication)
    if not reason.strip():
        raise ReasonNeeded
    # The token stays: a correction that is on its way may come through all the same.
    fresh.changes.filter(kind=ChangeKind.CORRECT, state__in=OPEN).update(
        state=ChangeState.DROPPED, changed_at=at, next_attempt_at=None
    )
    change = asked(
        fresh, kind=ChangeKind.REMOVE, by=by, at=at, reason=reason.strip(), state=ChangeState.READY
    )
    telling.removal(change, at=at)
    note("publication.removal_asked", change, by=by, at=at)
    return change


@transaction.atomic
def drop_change(change: Change, *, by: User, at: datetime) -> None:
    """Raises AlreadySettled once it is on its way."""
    dropped = {"state": ChangeState.DROPPED, "changed_at": at, "next_attempt_at": None}
    if not Change.objects.filter(pk=change.pk, state__in=DROPPABLE).update(**dropped):
        raise AlreadySettled
    note("publication.change_dropped", change, by=by, at=at, kind=change.kind)


def online(publication: Publication) -> Publication:
    fresh = locked(publication.pk)
    if fresh is None or fresh.state != PublicationState.PUBLISHED:
        raise NotOnline
    return fresh


def move(change: Change, *, at: datetime, **columns: object) -> None:
    for name, value in ({"changed_at": at} | columns).items():
        setattr(change, name, value)
    change.save(update_fields=["changed_at", *columns])


def note(verb: str, change: Change, *, by: User, at: datetime, **details: object) -> None:
    publication = change.publication
    record(verb, publication, organisation_id=publication.organisation_id, at=at, by=by.pk, **details)
