"""What a leader does with a post without deciding on it: reads it, puts it off, takes it up again."""

from datetime import datetime

from django.db import transaction

from influence.approval.actions.links import locked, may_decide
from influence.approval.models import Seen, Snooze
from influence.approval.refusals import CannotWait, NotWaiting
from influence.approval.snoozing import choices
from influence.editorial.actions.decisions import entitled
from influence.editorial.models import Post, Version
from influence.journal.actions import record
from influence.people.models import User


def note_seen(version: Version, *, by: User, at: datetime) -> None:
    """Once for each version: when it was first on their screen. Nothing hangs on it but what is shown as changed."""
    Seen.objects.get_or_create(version=version, user=by, defaults={"at": at})


@transaction.atomic
def snooze(post: Post, *, later: str, by: User, at: datetime) -> datetime:
    """Ask this person again then; the reminders wait too. Raises NotYours, NotWaiting, CannotWait."""
    post = locked(post.pk)
    entitled(post, by=by, at=at)
    if not may_decide(post, now=at):
        raise NotWaiting
    until = next((one.until for one in choices(post, now=at) if one.later == later), None)
    if until is None:
        raise CannotWait
    Snooze.objects.update_or_create(post=post, user=by, defaults={"at": at, "until": until})
    record(
        "approval.put_off",
        post,
        organisation_id=post.organisation_id,
        at=at,
        by=by.pk,
        until=until.isoformat(),
    )
    return until


@transaction.atomic
def take_up(post: Post, *, by: User, at: datetime) -> None:
    """Back in the list. Twice is no fault."""
    gone, _rows = Snooze.objects.filter(post=post, user=by).delete()
    if gone:
        record("approval.taken_up", post, organisation_id=post.organisation_id, at=at, by=by.pk)
