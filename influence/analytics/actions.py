"""The verbs: keep an upload, say what a column is, import, undo, forget."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from influence.accounts.actions import account_for
from influence.accounts.models import Account
from influence.analytics import queries
from influence.analytics.models import AnalyticsFile, ColumnMeaning, FileState, ImportedPost, Whose
from influence.analytics.refusals import AlreadyImported, MovedOn, NothingToImport, WrongAccount, WrongKind
from influence.core.cadence import day_bounds
from influence.engagement.models import Snapshot, Source
from influence.journal.actions import record
from influence.people.models import Leader, Organisation, User

KEPT = timedelta(days=1)
UNCONFIRMED = (FileState.WAITING, FileState.READING, FileState.UNREADABLE, FileState.CHECKED)
# Their counts make an engagement: a reading that knows only some of them would pass for a post that nobody answers.
WHOLE = frozenset({"reactions", "comments", "reshares"})

Key = tuple[str, str]


def open_accounts(leaders: Iterable[Leader]) -> None:
    for leader in leaders:
        account_for(leader)


@transaction.atomic
def keep_upload(
    content: bytes,
    *,
    name: str,
    organisation: Organisation,
    by: User,
    at: datetime,
    account: Account | None = None,
) -> AnalyticsFile:
    """A worker reads it. The same bytes are one file: chosen again they are read again, unless they are imported already
    (raises AlreadyImported)."""
    digest = hashlib.sha256(content).hexdigest()
    fresh = {
        "content": content, "name": name[-200:], "state": FileState.WAITING, "account": account, "uploaded_by": by,
        "uploaded_at": at, "tries": 0, "rows_read": 0, "reading_until": None, "summary": {}, "imported_at": None,
        "day_order": "",
    }  # fmt: skip
    file, created = AnalyticsFile.objects.get_or_create(
        organisation=organisation, digest=digest, defaults=fresh
    )
    if not created and not AnalyticsFile.objects.filter(pk=file.pk).exclude(state=FileState.IMPORTED).update(
        **fresh
    ):
        raise AlreadyImported
    record("analytics.uploaded", file, organisation_id=organisation.pk, at=at, by=by.pk, digest=digest)
    return file


@transaction.atomic
def say_meanings(
    file: AnalyticsFile, meanings: Mapping[Key, str], *, order: str, by: User, at: datetime
) -> None:
    """Remembered for all files of the organisation; this one is read once more."""
    for (sheet, header), meaning in meanings.items():
        ColumnMeaning.objects.update_or_create(
            organisation_id=file.organisation_id, sheet=sheet, header=header,
            defaults={"meaning": meaning, "said_by": by, "said_at": at},
        )  # fmt: skip
    moved = AnalyticsFile.objects.filter(
        pk=file.pk, state__in=(FileState.CHECKED, FileState.UNREADABLE)
    ).update(state=FileState.WAITING, tries=0, rows_read=0, day_order=order)
    if not moved:
        raise MovedOn
    record(
        "analytics.columns_named",
        file,
        organisation_id=file.organisation_id,
        at=at,
        by=by.pk,
        count=len(meanings),
    )


@transaction.atomic
def confirm(file: AnalyticsFile, *, account: Account, by: User, at: datetime) -> None:
    """From now on its figures count. Raises MovedOn, WrongAccount, WrongKind, NothingToImport."""
    moved = AnalyticsFile.objects.filter(pk=file.pk, state=FileState.CHECKED).update(
        state=FileState.IMPORTED,
        account=account,
        imported_at=at,
        content=b"",
        summary=without_cells(file.summary),
    )
    if not moved:
        raise MovedOn
    # Once the row is ours: until now a worker may have read the file anew.
    fits(file, account=account)
    # A post of another account was made in the same second: not this one's.
    file.posts.exclude(publication__account=account).delete()
    settle(file.posts.values_list("publication_id", flat=True), organisation=file.organisation)
    record(
        "analytics.imported", file, organisation_id=file.organisation_id, at=at, by=by.pk, account=account.pk,
        figures=file.figures.count(), posts=file.posts.count(),
    )  # fmt: skip


def without_cells(summary: Mapping[str, Any]) -> dict[str, Any]:
    """What was found, without the rows that the check showed: they may name people and quote posts."""
    sheets = [{k: v for k, v in sheet.items() if k != "sample"} for sheet in summary.get("sheets", ())]
    return {**summary, "sheets": sheets, "problems": []}


def fits(file: AnalyticsFile, *, account: Account) -> None:
    if file.posts.filter(by_address=True).exclude(publication__account=account).exists():
        raise WrongAccount
    if (file.whose == Whose.PAGE) != (account.kind == "page") and file.whose in (Whose.PAGE, Whose.MEMBER):
        raise WrongKind
    if not file.figures.exists() and not file.posts.filter(publication__account=account).exists():
        raise NothingToImport


@transaction.atomic
def undo(file: AnalyticsFile, *, by: User, at: datetime) -> None:
    """What the file brought is gone; what older files say of the same days shows again. Raises MovedOn."""
    if not AnalyticsFile.objects.filter(pk=file.pk, state=FileState.IMPORTED).update(state=FileState.UNDONE):
        raise MovedOn
    posts = list(file.posts.values_list("publication_id", flat=True))
    figures, _by_model = file.figures.all().delete()
    file.posts.all().delete()
    settle(posts, organisation=file.organisation)
    record(
        "analytics.undone",
        file,
        organisation_id=file.organisation_id,
        at=at,
        by=by.pk,
        figures=figures,
        posts=len(posts),
    )


def settle(publications: Iterable[int], *, organisation: Organisation) -> None:
    """Make these posts' imported readings those of the imported files: one for each instant, of the newest file."""
    posts = list(publications)
    one_at_a_time(organisation)
    Snapshot.objects.filter(publication__in=posts, source=Source.IMPORT).delete()
    found: dict[tuple[int, datetime], Snapshot] = {}
    for post in queries.counting_posts(posts):
        if WHOLE.issubset(post.values):
            reading = as_snapshot(post, zone=organisation.zone)
            found.setdefault((reading.publication_id, reading.taken_at), reading)
    Snapshot.objects.bulk_create(found.values())


def one_at_a_time(organisation: Organisation) -> None:
    """Until the end of the transaction: two that make the readings of one post anew would miss each other's file."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('analytics-readings'), %s::int)", [organisation.pk]
        )


def as_snapshot(post: ImportedPost, *, zone: str) -> Snapshot:
    """Taken when the file's last day ended, or when it was imported: an instant that is not to come."""
    end = day_bounds(post.file.last, zone)[1] if post.file.last else post.file.imported_at
    counts = {
        name: max(0, post.values[name]) for name in WHOLE | {"impressions", "reach"} if name in post.values
    }
    return Snapshot(
        organisation_id=post.file.organisation_id, publication_id=post.publication_id, source=Source.IMPORT,
        taken_at=min(end, post.file.imported_at), **counts,
    )  # fmt: skip


@transaction.atomic
def forget(file: AnalyticsFile, *, by: User, at: datetime) -> None:
    """A file that nobody imports. Raises MovedOn."""
    found = AnalyticsFile.objects.select_for_update().filter(pk=file.pk, state__in=UNCONFIRMED)
    if not found.delete()[0]:
        raise MovedOn
    record("analytics.forgotten", file, organisation_id=file.organisation_id, at=at, by=by.pk)


def forget_uploads(*, now: datetime) -> int:
    """Files that were not imported within a day, with their bytes and figures."""
    old = AnalyticsFile.objects.filter(state__in=UNCONFIRMED, uploaded_at__lte=now - KEPT)
    return old.count() and old.delete()[0]
