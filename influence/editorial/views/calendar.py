from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from babel.dates import get_day_names
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone, translation

from influence.core import cadence
from influence.core.lifecycle import PostState
from influence.editorial import access, layout, words
from influence.editorial.days_off import days_off
from influence.editorial.queries import Filters
from influence.people.doors import MemberRequest, members


@members
def calendar(request: MemberRequest) -> HttpResponse:
    return render(request, "pages/editorial/calendar.html", month_page(request))


@members
def calendar_list(request: MemberRequest) -> HttpResponse:
    return render(request, "pages/editorial/calendar_list.html", month_page(request))


def month_page(request: MemberRequest) -> dict[str, Any]:
    zone = request.member.organisation.zone
    today = cadence.local_date(timezone.now(), zone)
    first, filters = first_of(request.GET.get("mois", ""), today=today), filters_of(request.GET)
    around = {
        "before": layout.previous_month(first),
        "this": today.replace(day=1),
        "after": layout.next_month(first),
    }
    return {
        "month": access.month_for(request.member, first, filters=filters),
        "today": today,
        "links": {name: query(month, filters=filters) for name, month in around.items()},
        "here": query(first, filters=filters),
        "bare": query(first, filters=Filters()),
        "withdrawn_link": query(first, filters=Filters(state=PostState.WITHDRAWN)),
        "holidays": {
            day: name
            for year in {first.year, around["before"].year, around["after"].year}
            for day, name in days_off(year, zone, translation.get_language() or "fr").items()
        },
        "states": [(state, words.state(state)) for state in PostState],
        "standing": words.standing,
        "chip": words.chip,
        "content": words.content,
        "weekdays": day_names(translation.get_language() or "fr"),
    }


def first_of(month: str, *, today: date) -> date:
    """« 2026-06 »; anything else is the present month."""
    try:
        found = datetime.strptime(month, "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
    except ValueError:
        return today.replace(day=1)
    return found if 2000 <= found.year <= 2100 else today.replace(day=1)


def filters_of(given: QueryDict) -> Filters:
    state = given.get("etat", "")
    return Filters(
        leader=number(given.get("dirigeant", "")), pillar=number(given.get("pilier", "")),
        state=PostState(state) if state in set(PostState) else None,
    )  # fmt: skip


def number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def query(month: date, *, filters: Filters) -> str:
    given = {"dirigeant": filters.leader, "pilier": filters.pillar, "etat": filters.state}
    return "?" + urlencode(
        {"mois": f"{month:%Y-%m}"} | {name: value for name, value in given.items() if value}
    )


def day_names(language: str) -> list[str]:
    """Monday first."""
    names = get_day_names("abbreviated", locale=language)
    return [names[n] for n in range(7)]
