"""The verbs of the room. Who may read a post is not known here: callers say who reads along (`audience`) and who is to
hear of it (`told`)."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from influence.journal.actions import record
from influence.outbox.actions import queue
from influence.people.models import User
from influence.remarks.anchors import mentioned, place
from influence.remarks.models import Remark, Thread
from influence.remarks.refusals import (
    NothingSaid,
    NotInTheText,
    NotYourRemark,
    TooLateToAmend,
    WithdrawnAlready,
)

# A slip of the keyboard is put right; what others have read stays as it was.
AMENDABLE = timedelta(minutes=10)


@transaction.atomic
def open_thread(
    *,
    organisation_id: int,
    post_id: int,
    version_id: int,
    said: str,
    text: str,
    quote: str,
    is_internal: bool,
    audience: Collection[User],
    told: Collection[User],
    by: User,
    at: datetime,
) -> Thread:
    """On a version whose readers see `said`. Raises NothingSaid, NotInTheText."""
    quote, words = " ".join(quote.split()), written(text)
    quote_at = place(said, quote) if quote else None
    if quote and quote_at is None:
        raise NotInTheText
    thread = Thread.objects.create(
        organisation_id=organisation_id, post_id=post_id, version_id=version_id, is_internal=is_internal, quote=quote,
        quote_at=quote_at, opened_by=by, opened_at=at,
    )  # fmt: skip
    remark = Remark.objects.create(thread=thread, author=by, text=words, written_at=at)
    tell(remark, audience=audience, told=told, at=at)
    record(
        "remark.opened",
        thread,
        organisation_id=organisation_id,
        at=at,
        by=by.pk,
        post=post_id,
        internal=is_internal,
    )
    return thread


@transaction.atomic
def reply(thread: Thread, *, text: str, audience: Collection[User], by: User, at: datetime) -> Remark:
    """Whoever spoke in the thread hears of it; one that was resolved is open again. Raises NothingSaid."""
    words = written(text)
    Thread.objects.select_for_update(no_key=True).get(pk=thread.pk)
    Thread.objects.filter(pk=thread.pk).update(resolved_by=None, resolved_at=None)
    remark = Remark.objects.create(thread=thread, author=by, text=words, written_at=at)
    spoke = User.objects.filter(pk__in=Remark.objects.filter(thread=thread).values("author"))
    tell(remark, audience=audience, told=list(spoke), at=at)
    record(
        "remark.answered",
        thread,
        organisation_id=thread.organisation_id,
        at=at,
        by=by.pk,
        post=thread.post_id,
    )
    return remark


@transaction.atomic
def amend(remark: Remark, *, text: str, by: User, at: datetime) -> None:
    """One's own, within ten minutes. Nobody is written to again. Raises NotYourRemark, TooLateToAmend, WithdrawnAlready,
    NothingSaid."""
    fresh = own(remark, by=by)
    if at > fresh.written_at + AMENDABLE:
        raise TooLateToAmend
    Remark.objects.filter(pk=remark.pk).update(text=written(text), edited_at=at)
    record(
        "remark.amended",
        fresh.thread,
        organisation_id=fresh.thread.organisation_id,
        at=at,
        by=by.pk,
        remark=remark.pk,
    )


@transaction.atomic
def withdraw(remark: Remark, *, by: User, at: datetime) -> None:
    """One's own: the words go, the place stays. Raises NotYourRemark, WithdrawnAlready."""
    fresh = own(remark, by=by)
    Remark.objects.filter(pk=remark.pk).update(text="", withdrawn_at=at)
    record("remark.withdrawn", fresh.thread, organisation_id=fresh.thread.organisation_id, at=at, by=by.pk,
           remark=remark.pk)  # fmt: skip


def own(remark: Remark, *, by: User) -> Remark:
    fresh = Remark.objects.select_for_update(of=("self",)).select_related("thread").get(pk=remark.pk)
    if fresh.author_id != by.pk:
        raise NotYourRemark
    if fresh.withdrawn_at is not None:
        raise WithdrawnAlready
    return fresh


@transaction.atomic
def resolve(thread: Thread, *, by: User, at: datetime) -> bool:
    """False when somebody was faster."""
    if not Thread.objects.filter(pk=thread.pk, resolved_at=None).update(resolved_by=by, resolved_at=at):
        return False
    record(
        "remark.resolved",
        thread,
        organisation_id=thread.organisation_id,
        at=at,
        by=by.pk,
        post=thread.post_id,
    )
    return True


@transaction.atomic
def reopen(thread: Thread, *, by: User, at: datetime) -> bool:
    done = Thread.objects.filter(pk=thread.pk, resolved_at__isnull=False)
    if not done.update(resolved_by=None, resolved_at=None):
        return False
    record(
        "remark.reopened",
        thread,
        organisation_id=thread.organisation_id,
        at=at,
        by=by.pk,
        post=thread.post_id,
    )
    return True


def written(text: str) -> str:
    if not text.strip():
        raise NothingSaid
    return text.strip()


def tell(remark: Remark, *, audience: Collection[User], told: Collection[User], at: datetime) -> None:
    """Once each; nobody hears of what they may not read, nor of their own words."""
    named = mentioned(remark.text, audience)
    wanted = {person.pk for person in (*named, *told)} - {remark.author_id}
    for person in audience:
        if person.pk in wanted and person.is_active:
            write(remark, to=person, is_named=person in named, at=at)


def write(remark: Remark, *, to: User, is_named: bool, at: datetime) -> None:
    post = remark.thread.post
    queue(
        kind="remark", dedup_key=f"remark:{remark.pk}:{to.pk}", to=to, language=to.language, organisation=post.organisation,
        at=at, context={
            "remark": remark, "thread": remark.thread, "post": post, "leader": post.leader, "is_named": is_named,
        },
    )  # fmt: skip
