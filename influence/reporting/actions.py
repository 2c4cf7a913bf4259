"""A month becomes a report in three steps: frozen, rendered, mailed. Each is done once whatever runs twice, and each
goes on from where a run before it died."""

from datetime import date, datetime, timedelta

import structlog
from django.db import IntegrityError, transaction

from influence.core.cadence import local_date
from influence.journal.actions import record
from influence.outbox.actions import queue
from influence.people.models import Organisation, User
from influence.reporting import editions, readers
from influence.reporting.figures import figures, fingerprint, formulas
from influence.reporting.gathering import Month, month_of, published_in
from influence.reporting.models import Edition, Mailing, Report

log = structlog.get_logger(__name__)


class MonthNotOver(Exception):
    """A month is reported once it has ended in the organisation's zone."""


class NothingToRectify(Exception):
    """Only a month that was frozen can be counted again."""


def freeze(organisation: Organisation, *, month: date, now: datetime) -> Report:
    """The month's report: its last revision, or the first one, counted now. `month`: any day of it."""
    first = month.replace(day=1)
    found = Report.objects.filter(organisation=organisation, month=first).order_by("revision").last()
    return found or counted(organisation, month=first, revision=1, reason="", by=None, now=now)


def rectify(
    organisation: Organisation, *, month: date, reason: str, by: User | None, now: datetime
) -> Report:
    """Count a frozen month again. The former report stays as it was; this one says that it is rectified, and why."""
    last = (
        Report.objects.filter(organisation=organisation, month=month.replace(day=1))
        .order_by("revision")
        .last()
    )
    if last is None:
        raise NothingToRectify(month)
    return counted(
        organisation,
        month=last.month,
        revision=last.revision + 1,
        reason=reason,
        by=by.pk if by else None,
        now=now,
    )


def counted(
    organisation: Organisation, *, month: date, revision: int, reason: str, by: int | None, now: datetime
) -> Report:
    """Somebody else may count the same month at the same time: theirs is then the report."""
    period = month_of(organisation, month)
    if now < period.end:
        raise MonthNotOver(month)
    try:
        return kept(organisation, period, revision=revision, reason=reason, by=by, now=now)
    except IntegrityError:
        return Report.objects.get(organisation=organisation, month=month, revision=revision)


@transaction.atomic
def kept(
    organisation: Organisation, period: Month, *, revision: int, reason: str, by: int | None, now: datetime
) -> Report:
    counts, used = figures(organisation, month=period, now=now), formulas()
    report = Report.objects.create(
        organisation=organisation, month=period.first, revision=revision, reason=reason, figures=counts, formulas=used,
        figures_hash=fingerprint(counts, used), frozen_at=now,
    )  # fmt: skip
    record(
        "report.frozen", report, organisation_id=organisation.pk, at=now, by=by, month=period.first.isoformat(),
        revision=revision, figures_hash=report.figures_hash,
    )  # fmt: skip
    return report


def render(report: Report) -> list[Edition]:
    """Every edition that somebody is to read, in their languages. Those that exist are left as they are."""
    editions.make(report, readers.wanted(report))
    return list(report.editions.all())


def mail(report: Report, *, now: datetime) -> int:
    """Write each reader's mail, once. Returns how many: 0 when it was done before."""
    try:
        return mailed(report, now=now)
    except IntegrityError:
        if not is_mailed(report):
            raise
        return 0


@transaction.atomic
def mailed(report: Report, *, now: datetime) -> int:
    if is_mailed(report):
        return 0
    copies = readers.copies(report)
    Mailing.objects.create(report=report, at=now, messages=len(copies))
    for copy in copies:
        queue(
            kind="report", dedup_key=f"report:{copy.edition.pk}:{copy.user.pk}", to=copy.user,
            language=copy.edition.language, context={"edition": copy.edition}, at=now, organisation=report.organisation,
            attachments=editions.files(copy.edition),
        )  # fmt: skip
    record(
        "report.mailed", report, organisation_id=report.organisation_id, at=now, by=None, messages=len(copies)
    )
    return len(copies)


def monthly(*, now: datetime) -> int:
    """Last month's report of every organisation where the month has ended. Returns how many mails were written. One
    organisation's trouble never keeps another's report back; the next run tries again."""
    written = 0
    for organisation in Organisation.objects.order_by("pk"):
        try:
            written += last_month(organisation, now=now)
        except Exception:
            log.exception("report.not_sent", organisation=organisation.pk)
    return written


def last_month(organisation: Organisation, *, now: datetime) -> int:
    month = (local_date(now, organisation.zone).replace(day=1) - timedelta(days=1)).replace(day=1)
    period = month_of(organisation, month)
    if organisation.created_at >= period.end and not published_in(organisation, period):
        return 0  # It was not here yet: an empty first report would only puzzle.
    report = freeze(organisation, month=month, now=now)
    return 0 if is_mailed(report) else send(report, now=now)


def send(report: Report, *, now: datetime) -> int:
    render(report)
    return mail(report, now=now)


def is_mailed(report: Report) -> bool:
    return Mailing.objects.filter(report=report).exists()
