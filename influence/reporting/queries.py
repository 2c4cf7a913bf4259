"""Reports as a list of months."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from influence.reporting.models import Edition, EditionKind, Report

# What a person opens first of a report: what was written for them.
NEAREST = {EditionKind.LEADER: 0, EditionKind.COMMS: 1, EditionKind.CODIR: 2}


@dataclass(frozen=True)
class MonthRow:
    month: date
    report: Report
    is_last: bool
    editions: list[Edition]


def months(editions: QuerySet[Edition]) -> list[MonthRow]:
    """One row a revision, the newest first."""
    found: dict[int, list[Edition]] = {}
    for edition in editions.select_related("report", "leader").order_by(
        "-report__month", "-report__revision", "language"
    ):
        found.setdefault(edition.report_id, []).append(edition)
    rows: list[MonthRow] = []
    for mine in found.values():
        report = mine[0].report
        is_last = not rows or rows[-1].month != report.month
        rows.append(MonthRow(report.month, report, is_last=is_last, editions=sorted(mine, key=nearness)))
    return rows


def nearness(edition: Edition) -> tuple[int, str]:
    return NEAREST[EditionKind(edition.kind)], edition.language


def nearest(editions: QuerySet[Edition], report: Report, *, language: str, kind: str = "") -> Edition | None:
    """The edition that a member would open: the kind that was asked for, else their own kind first, in the language
    that they read."""
    mine = list(editions.filter(report=report))
    return min(
        mine,
        key=lambda one: (one.kind != kind, nearness(one)[0], one.language != language, one.language),
        default=None,
    )


def pictures(edition: Edition) -> dict[str, str]:
    """Name → alternative text of the edition's charts."""
    return dict(edition.pictures.values_list("name", "alt"))


def siblings(editions: QuerySet[Edition], edition: Edition) -> list[Edition]:
    """The other editions of the same report that the same person may read."""
    return sorted(
        editions.filter(report=edition.report_id).exclude(pk=edition.pk).select_related("leader"),
        key=nearness,
    )
