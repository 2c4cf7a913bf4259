import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from influence.people.models import Organisation
from influence.reporting.actions import MonthNotOver, NothingToRectify, freeze, is_mailed, rectify, send
from influence.reporting.figures import figures
from influence.reporting.gathering import month_of
from influence.reporting.models import Report
from influence.reporting.readers import of


class Command(BaseCommand):
    help = "Freeze, render and mail a month's report. Running it again mails nobody twice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--month", required=True, help="the month to report on, as 2026-05")
        parser.add_argument("--organisation", required=True, metavar="SLUG")
        parser.add_argument(
            "--dry-run", action="store_true", help="count, and say who would be mailed; change nothing"
        )
        parser.add_argument(
            "--rectify", metavar="REASON", help="count a frozen month again; the editions say why"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON line")

    def handle(self, *args: Any, **options: Any) -> None:
        organisation, month = found(options["organisation"]), first_day(options["month"])
        try:
            said = (
                dry(organisation, month)
                if options["dry_run"]
                else done(organisation, month, reason=options["rectify"])
            )
        except MonthNotOver as early:
            raise CommandError(f"{options['month']} is not over in {organisation.zone} yet.") from early
        except NothingToRectify as nothing:
            raise CommandError(
                f"{options['month']} was never reported: there is nothing to rectify."
            ) from nothing
        self.stdout.write(json.dumps(said) if options["json"] else sentence(said))


def found(slug: str) -> Organisation:
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None:
        known = ", ".join(Organisation.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
        raise CommandError(f"There is no organisation '{slug}'. Known: {known}.")
    return organisation


def first_day(month: str) -> date:
    try:
        return date.fromisoformat(f"{month}-01")
    except ValueError as wrong:
        raise CommandError(f"'{month}' is no month: write it as 2026-05.") from wrong


def dry(organisation: Organisation, month: date) -> dict[str, Any]:
    now, period = timezone.now(), month_of(organisation, month)
    if now < period.end:
        raise MonthNotOver(month)
    collective = figures(organisation, month=period, now=now)["collective"]
    readers = of(Report(organisation=organisation, month=month))
    return {"month": f"{month:%Y-%m}", "posts": collective["posts"], "engagements": collective["engagements"],
            "readers": len(readers), "mailed": 0, "dry_run": True}  # fmt: skip


def done(organisation: Organisation, month: date, *, reason: str | None) -> dict[str, Any]:
    now = timezone.now()
    if reason:
        report = rectify(organisation, month=month, reason=reason, by=None, now=now)
    else:
        report = freeze(organisation, month=month, now=now)
    mailed = 0 if is_mailed(report) else send(report, now=now)
    collective = report.figures["collective"]
    return {"month": f"{month:%Y-%m}", "revision": report.revision, "posts": collective["posts"],
            "engagements": collective["engagements"], "figures_hash": report.figures_hash,
            "editions": report.editions.count(), "mailed": mailed, "dry_run": False}  # fmt: skip


def sentence(said: dict[str, Any]) -> str:
    counts = f"{said['month']}: {said['posts']} posts, {said['engagements']} engagements."
    if said["dry_run"]:
        return f"{counts} Nothing was changed; {said['readers']} mails would be written."
    return (
        f"{counts} Revision {said['revision']}, {said['editions']} editions, {said['mailed']} mails written."
    )
