"""A worker's part: one file that waits is read in a child process, and what it says is kept beside it. Rows are the queue:
a worker that dies leaves a row whose time runs out, and the next one takes it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from influence.analytics.matching import Known
from influence.analytics.models import AnalyticsFile, ColumnMeaning, FileState, ImportedFigure, ImportedPost
from influence.analytics.reader import Job, Line, lines
from influence.analytics.reading.faults import Fault
from influence.analytics.reading.limits import SECONDS
from influence.core.cadence import local_date

# Longer than a child may live.
LEASE = timedelta(seconds=SECONDS + 60)
# A file that ended its worker twice is not tried a third time.
TRIES = 2
_BATCH = 2_000


def read_next(*, now: datetime) -> bool:
    """False where nothing waits."""
    file = claimed(now=now)
    if file is None:
        return False
    keep(file, listen(file, now=now))
    return True


def claimed(*, now: datetime) -> AnalyticsFile | None:
    give_up(now=now)
    free = Q(state=FileState.WAITING) | Q(state=FileState.READING, reading_until__lte=now)
    for pk in (
        AnalyticsFile.objects.filter(free).order_by("uploaded_at", "pk").values_list("pk", flat=True)[:5]
    ):
        mine = AnalyticsFile.objects.filter(free, pk=pk).update(
            state=FileState.READING, reading_until=now + LEASE, tries=F("tries") + 1, rows_read=0
        )
        if mine:
            return AnalyticsFile.objects.select_related("organisation").get(pk=pk)
    return None


def give_up(*, now: datetime) -> None:
    AnalyticsFile.objects.filter(state=FileState.READING, reading_until__lte=now, tries__gte=TRIES).update(
        state=FileState.UNREADABLE, summary={"fault": Fault.CRASHED, "facts": {}}
    )


@dataclass
class Heard:
    """All that a child said. Held in memory until its end: while it reads, no transaction is open."""

    figures: list[list[Any]] = field(default_factory=list)
    posts: dict[int, ImportedPost] = field(default_factory=dict)
    last: Line = field(default_factory=dict)


def listen(file: AnalyticsFile, *, now: datetime) -> Heard:
    heard, known = Heard(), Known(file.organisation_id)
    for line in lines(bytes(file.content), job=job(file, now=now)):
        if "rows" in line:
            mine(file).update(rows_read=line["rows"])
        elif "figures" in line:
            heard.figures += line["figures"]
        elif "posts" in line:
            ours(file, line["posts"], known=known, found=heard.posts)
        else:
            heard.last = line
    return heard


def job(file: AnalyticsFile, *, now: datetime) -> Job:
    said = ColumnMeaning.objects.filter(organisation=file.organisation)
    return Job(
        name=file.name,
        # The network may be a few hours ahead of the organisation.
        today=local_date(now, file.organisation.zone) + timedelta(days=1),
        order=file.day_order,
        meanings=list(said.values_list("sheet", "header", "meaning")),
    )


def ours(
    file: AnalyticsFile, rows: Iterable[list[Any]], *, known: Known, found: dict[int, ImportedPost]
) -> None:
    """The others leave no trace but their number. Of two lines about one post, the first that names its address counts."""
    for ids, _day, values in rows:
        match = known.match(ids)
        if match and (
            match.publication not in found or match.by_address > found[match.publication].by_address
        ):
            found[match.publication] = ImportedPost(
                file=file, publication_id=match.publication, by_address=match.by_address, values=values
            )


def mine(file: AnalyticsFile) -> Any:
    """The row while it is still this reading's: not after somebody asked for another, or another worker took it."""
    return AnalyticsFile.objects.filter(pk=file.pk, state=FileState.READING, tries=file.tries)


@transaction.atomic
def keep(file: AnalyticsFile, heard: Heard) -> None:
    """All of a file, or its fault; nothing if the row is no longer this reading's."""
    if not mine(file).update(reading_until=None, **ending(heard.last)):
        return
    file.figures.all().delete()
    file.posts.all().delete()
    if "found" in heard.last:
        ImportedPost.objects.bulk_create(heard.posts.values())
        ImportedFigure.objects.bulk_create((figure(file, row) for row in heard.figures), batch_size=_BATCH)


def ending(last: Line) -> dict[str, Any]:
    if "fault" in last:
        return {"state": FileState.UNREADABLE, "summary": last}
    found = last["found"]
    first, end = (date.fromisoformat(day) for day in found["period"]) if found["period"] else (None, None)
    return {"state": FileState.CHECKED, "summary": found, "whose": found["kind"], "first": first, "last": end}


def figure(file: AnalyticsFile, row: list[Any]) -> ImportedFigure:
    metric, part, label, first, last, value, below = row
    return ImportedFigure(
        file=file, metric=metric, part=part, label=label, first=first, last=last, value=Decimal(value), below=below
    )  # fmt: skip
