"""Five ways to look at one calendar. The period and the filters live in the address and go along from one to the next."""

from datetime import date
from functools import cache
from typing import Any

from babel.dates import format_interval, get_day_names
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from influence.core import cadence
from influence.core.lifecycle import PostState
from influence.editorial import queries, words
from influence.editorial.calendar import undoing
from influence.editorial.calendar.access import calendar_for
from influence.editorial.calendar.faces import faces
from influence.editorial.calendar.filters import Filters, filters_of
from influence.editorial.calendar.marks import NONE, marks_on
from influence.editorial.calendar.periods import Period, Span, asked_for, month_of, week_of
from influence.editorial.forms_bulk import BulkForm
from influence.editorial.school import is_unknown, zones_of
from influence.people.doors import MemberRequest, members
from influence.web import dates

VIEWS = ("calendar", "calendar_week", "calendar_list", "calendar_board", "calendar_lanes")


@members
def calendar(request: MemberRequest) -> HttpResponse:
    return shown(request, "calendar", as_asked(request).as_month())


@members
def calendar_week(request: MemberRequest) -> HttpResponse:
    return shown(request, "calendar_week", as_asked(request).as_week(today=today_of(request)))


@members
def calendar_list(request: MemberRequest) -> HttpResponse:
    return shown(request, "calendar_list", as_asked(request))


@members
def calendar_board(request: MemberRequest) -> HttpResponse:
    return shown(request, "calendar_board", as_asked(request))


@members
def calendar_lanes(request: MemberRequest) -> HttpResponse:
    return shown(request, "calendar_lanes", as_asked(request))


def today_of(request: MemberRequest) -> date:
    return cadence.local_date(timezone.now(), request.member.organisation.zone)


def as_asked(request: MemberRequest) -> Period:
    given = {
        name: request.GET.get(span.value, "") for name, span in [("month", Span.MONTH), ("week", Span.WEEK)]
    }
    return asked_for(**given, today=today_of(request))


def shown(request: MemberRequest, view: str, period: Period) -> HttpResponse:
    member, filters, today = request.member, filters_of(request.GET), today_of(request)
    language = translation.get_language() or "fr"
    zones = zones_of(filters.school, country_zone=member.organisation.zone)
    campaigns = queries.campaigns(member.organisation)
    found = calendar_for(member, period, filters=filters)
    template = "calendar" if view == "calendar_week" else view
    return render(
        request,
        f"pages/editorial/{template}.html",
        {
            "view": view,
            "shown": found,
            "faces": faces(found.leaders, found.pillars),
            "period": period,
            "filters": filters,
            "heading": heading(period),
            "today": today,
            "marks_on": marks_on(period, organisation=member.organisation, zones=zones, language=language),
            "is_school_unknown": is_unknown(period.end, zones=zones),
            "unmarked": NONE,
            "undo": undoing.offered(request.session, now=timezone.now()),
            "campaigns": campaigns,
            "states": [(state, words.state(state)) for state in PostState],
            "standing": words.standing,
            # Many cards are of one day, and CLDR's patterns take their time.
            "label": cache(dates.day_short),
            "chip": words.chip,
            "content": words.content,
            "weekdays": day_names(language),
            "bulk_form": BulkForm(campaigns=campaigns) if view == "calendar_list" else None,
            **ways(view, period, filters=filters, today=today),
        },
    )


def ways(view: str, period: Period, *, filters: Filters, today: date) -> dict[str, Any]:
    """Every link that leads on from here."""
    present = month_of(today) if period.span == Span.MONTH else week_of(today)
    other = period.as_week(today=today) if period.span == Span.MONTH else period.as_month()
    of_view = {"calendar": period.as_month(), "calendar_week": period.as_week(today=today)}
    return {
        "links": {
            "before": filters.address(period.before),
            "this": filters.address(present),
            "after": filters.address(period.after),
            "other": filters.address(other),
            "bare": Filters(school=filters.school).address(period),
            "withdrawn": Filters(state=PostState.WITHDRAWN, school=filters.school).address(period),
        },
        "views": [(name, reverse(name) + filters.address(of_view.get(name, period))) for name in VIEWS],
        "has_both_spans": view not in of_view,
        "here": reverse(view) + filters.address(period),
    }


def heading(period: Period) -> str:
    if period.span == Span.MONTH:
        month = dates.month(period.first)
        return month[:1].upper() + month[1:]
    last = period.days[-1]
    days = format_interval(period.first, last, skeleton="yMMMd", locale=dates.locale())
    return _("Semaine %(number)s : %(days)s") % {"number": period.number, "days": dates.first(days)}


def day_names(language: str) -> list[str]:
    """Monday first."""
    names = get_day_names("abbreviated", locale=language)
    return [names[n] for n in range(7)]
