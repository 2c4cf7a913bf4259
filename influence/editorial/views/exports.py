"""What the calendar shows, to take along. The same address parameters as the calendar's own pages."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from influence.core import cadence
from influence.editorial.calendar.access import Shown, calendar_for
from influence.editorial.calendar.filters import filters_of
from influence.editorial.calendar.periods import asked_for
from influence.editorial.exporting.calendars import as_calendar
from influence.editorial.exporting.events import events
from influence.editorial.exporting.rows import rows
from influence.editorial.exporting.tables import as_csv, as_workbook
from influence.people.doors import MemberRequest, editors
from influence.people.models import Membership

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ics": "text/calendar; charset=utf-8",
}


@require_safe
@editors
def export(request: MemberRequest) -> HttpResponse:
    shown = asked(request)
    page = {"shown": shown, "address": shown.filters.address(shown.period), "count": shown.shown}
    return render(request, "pages/editorial/export.html", page)


@require_safe
@editors
def export_file(request: MemberRequest, kind: str) -> HttpResponse:
    if kind not in FILES:
        raise Http404
    shown = asked(request)
    name = f"{slugify(_('calendrier'))}-{shown.period.word}.{kind}"
    return HttpResponse(
        FILES[kind](request.member, shown),
        content_type=TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def asked(request: MemberRequest) -> Shown:
    today = cadence.local_date(timezone.now(), request.member.organisation.zone)
    given = request.GET
    period = asked_for(month=given.get("mois", ""), week=given.get("semaine", ""), today=today)
    return calendar_for(request.member, period, filters=filters_of(given), with_marks=False)


def csv_file(member: Membership, shown: Shown) -> bytes:
    return as_csv(rows(shown.within), language=member.organisation.language)


def workbook(member: Membership, shown: Shown) -> bytes:
    return as_workbook(rows(shown.within), language=member.organisation.language, title=shown.period.word)


def calendar_file(member: Membership, shown: Shown) -> bytes:
    posts = [card.pk for card in shown.within if card.pk]
    return as_calendar(events(member, posts=posts), name=member.organisation.name)


FILES: dict[str, Callable[[Membership, Shown], bytes]] = {
    "csv": csv_file,
    "xlsx": workbook,
    "ics": calendar_file,
}
