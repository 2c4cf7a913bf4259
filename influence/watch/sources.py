"""Sources: added, stopped, and read when they are due."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from influence.journal.actions import record
from influence.outbox.actions import queue
from influence.people.models import Organisation, Role, User
from influence.people.queries import people_of
from influence.watch import words
from influence.watch.ideas import digest
from influence.watch.models import Idea, Source
from influence.watch.reader import Entry, Reading, Unread, look
from influence.watch.reading.plain import one_line as line_of
from influence.watch.refusals import MovedOn, SourceThere, TooManySources

log = structlog.get_logger(__name__)

MOST = 100
NAME_LIMIT = 120
EVERY = timedelta(hours=1)
# A worker that died gives its source back.
CLAIM_LASTS = timedelta(minutes=10)
LONGEST_PAUSE = timedelta(hours=24)
TELL_AFTER = timedelta(days=3)
# Older entries are not taken in, nor kept: an idea that nobody kept is forgotten at this age (docs/privacy.md).
STALE = timedelta(days=90)
# A first reading fills no inbox with the past.
AT_FIRST = 20
# Sources that one turn of the worker reads.
A_TURN = 3


@transaction.atomic
def add_source(*, organisation: Organisation, url: str, name: str, by: User, at: datetime) -> Source:
    """Read at the worker's next turn. Raises SourceThere and TooManySources."""
    leave_room(organisation.pk)
    try:
        with transaction.atomic():
            source = Source.objects.create(
                organisation=organisation,
                url=url,
                name=one_line(name),
                next_look_at=at,
                added_by=by,
                added_at=at,
            )
    except IntegrityError:
        raise SourceThere from None
    record("source.added", source, organisation_id=organisation.pk, at=at, by=by.pk)
    return source


def leave_room(organisation_id: int) -> None:
    if Source.objects.filter(organisation=organisation_id, is_active=True).count() >= MOST:
        raise TooManySources


def one_line(name: str) -> str:
    """It stands in the subject of a mail."""
    return line_of(name, most=NAME_LIMIT)


@transaction.atomic
def rename(source: Source, *, name: str, by: User, at: datetime) -> None:
    Source.objects.filter(pk=source.pk).update(name=one_line(name))
    record("source.renamed", source, organisation_id=source.organisation_id, at=at, by=by.pk)


@transaction.atomic
def stop(source: Source, *, by: User, at: datetime) -> None:
    """Its ideas stay. Raises MovedOn."""
    if not Source.objects.filter(pk=source.pk, is_active=True).update(is_active=False):
        raise MovedOn
    record("source.stopped", source, organisation_id=source.organisation_id, at=at, by=by.pk)


@transaction.atomic
def resume(source: Source, *, by: User, at: datetime) -> None:
    """Read again at the next turn, as if nothing had failed. Raises MovedOn and TooManySources."""
    leave_room(source.organisation_id)
    stopped = Source.objects.filter(pk=source.pk, is_active=False)
    if not stopped.update(is_active=True, next_look_at=at, **WELL):
        raise MovedOn
    record("source.resumed", source, organisation_id=source.organisation_id, at=at, by=by.pk)


@transaction.atomic
def hurry(source: Source, *, by: User, at: datetime) -> None:
    """Somebody mended something: read at the next turn. Raises MovedOn for one that is stopped."""
    if not Source.objects.filter(pk=source.pk, is_active=True).update(next_look_at=at):
        raise MovedOn
    record("source.hurried", source, organisation_id=source.organisation_id, at=at, by=by.pk)


WELL = {"trouble": "", "trouble_detail": "", "failures": 0, "failing_since": None, "told_at": None}


def read_due(*, now: datetime, most: int = A_TURN) -> int:
    """Those that are due, the longest waiting first; each is taken just before it is asked for."""
    due = Source.objects.filter(is_active=True, next_look_at__lte=now).order_by("next_look_at", "pk")
    count = 0
    for source in due.select_related("organisation")[:most]:
        if claim(source, now=now):
            read(source, now=now)
            count += 1
    return count


def claim(source: Source, *, now: datetime) -> bool:
    until = now + CLAIM_LASTS
    mine = Source.objects.filter(pk=source.pk, is_active=True, next_look_at=source.next_look_at)
    source.next_look_at = until
    return bool(mine.update(next_look_at=until))


def read(source: Source, *, now: datetime) -> None:
    """Outside any transaction: strangers take their time."""
    try:
        reading = look(source.url, etag=source.etag, last_modified=source.last_modified)
    except Unread as unread:
        failed(source, unread, now=now)
    else:
        taken_in(source, reading, now=now)


@transaction.atomic
def taken_in(source: Source, reading: Reading, *, now: datetime) -> int:
    """What nobody has seen yet becomes ideas. Somebody else's claim makes this one void."""
    mine = Source.objects.filter(pk=source.pk, next_look_at=source.next_look_at)
    marks = {"etag": reading.etag, "last_modified": reading.last_modified}
    if not mine.update(last_read_at=now, next_look_at=now + EVERY, **marks, **WELL):
        return 0
    wanted = fresh(reading.entries, is_first=source.last_read_at is None, now=now)
    count = found(source, wanted, now=now)
    if count:
        record("ideas.found", source, organisation_id=source.organisation_id, at=now, by=None, count=count)
    return count


def fresh(entries: Sequence[Entry], *, is_first: bool, now: datetime) -> list[Entry]:
    """A date that lies ahead is a mistake, and counts as none."""
    recent = [one for one in entries if one.published_at is None or one.published_at > now - STALE]
    return recent[:AT_FIRST] if is_first else recent


def found(source: Source, entries: Sequence[Entry], *, now: datetime) -> int:
    by_digest = {digest(one.link): one for one in entries}
    known = Idea.objects.filter(organisation_id=source.organisation_id, digest__in=by_digest)
    for there in known.values_list("digest", flat=True):
        del by_digest[there]
    rows = [
        Idea(
            organisation_id=source.organisation_id, source=source, link=one.link, digest=mark, title=one.title,
            summary=one.summary, found_at=now,
            published_at=one.published_at if one.published_at and one.published_at <= now else None,
        )
        for mark, one in by_digest.items()
    ]  # fmt: skip
    Idea.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


@transaction.atomic
def failed(source: Source, unread: Unread, *, now: datetime) -> None:
    """Asked for again later and later; after three days the editors hear of it, once."""
    pause = min(EVERY * 2 ** min(source.failures, 6), LONGEST_PAUSE)
    mine = Source.objects.filter(pk=source.pk, next_look_at=source.next_look_at)
    changed = mine.update(
        trouble=unread.trouble, trouble_detail=unread.detail[:20], failures=F("failures") + 1,
        failing_since=Coalesce(F("failing_since"), now), next_look_at=now + pause,
    )  # fmt: skip
    if not changed:
        return
    log.info("watch.unread", source=source.pk, trouble=unread.trouble)
    long = Source.objects.filter(pk=source.pk, told_at=None, failing_since__lte=now - TELL_AFTER)
    if long.update(told_at=now):
        source.refresh_from_db()
        tell(source, now=now)


def tell(source: Source, *, now: datetime) -> None:
    for editor in people_of(source.organisation, Role.EDITOR, Role.OPERATOR):
        queue(
            kind="source_failing", dedup_key=f"source_failing:{source.pk}:{source.failing_since:%Y%m%d%H%M}:{editor.pk}",
            to=editor, language=editor.language, at=now, organisation=source.organisation,
            context={"source": source, "trouble_of": words.of_source, "zone": source.organisation.zone},
        )  # fmt: skip
