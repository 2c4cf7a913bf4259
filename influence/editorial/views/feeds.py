"""Calendars of one's own: made, shown once, taken back; and read by programs, without a session."""

import hashlib
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from influence.editorial.exporting.calendars import as_calendar
from influence.editorial.exporting.events import Event, of_member
from influence.editorial.exporting.feeds import (
    feed_for,
    live_feeds,
    make_feed,
    note_reading,
    read_by,
    revoke_feed,
)
from influence.editorial.exporting.forms import FeedForm
from influence.editorial.models import Feed
from influence.editorial.refusals import Refusal
from influence.outbox.compose import absolute
from influence.people.doors import MemberRequest, members


@require_http_methods(["GET", "HEAD", "POST"])
@members
def feeds(request: MemberRequest) -> HttpResponse:
    form = FeedForm(request.POST or None, member=request.member, initial={"name": _("Prises de parole")})
    address = ""
    if request.method == "POST" and form.is_valid():
        try:
            _feed, secret = make_feed(
                request.member, name=form.cleaned_data["name"], leader=form.chosen(), at=timezone.now()
            )
            address = absolute("feed", secret)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    page = {"form": form, "feeds": live_feeds(request.member), "address": address}
    # The address is in this answer and nowhere else: not in a session, nor in another page's address.
    return render(request, "pages/editorial/feeds.html", page, status=422 if form.errors else 200)


@require_POST
@members
def feed_revoke(request: MemberRequest, pk: int) -> HttpResponse:
    revoke_feed(feed_for(request.member, pk), by=request.user, at=timezone.now())
    return redirect("feeds")


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponseBase:
    found, member = read_by(secret)
    now = timezone.now()
    with translation.override(member.user.language):
        events = of_member(member, leader=found.leader, now=now)
        note_reading(found, at=now)
        answer = unchanged(request, found, events) or fresh(found, events)
    answer.headers["ETag"] = tag(found, events)
    answer.headers["Cache-Control"] = "private, max-age=300"
    return answer


def unchanged(request: HttpRequest, found: Feed, events: Sequence[Event]) -> HttpResponseBase | None:
    """By its tag alone: what somebody may see changes without any post changing. Asked before anything is written out."""
    return get_conditional_response(request, etag=tag(found, events))


def fresh(found: Feed, events: Sequence[Event]) -> HttpResponse:
    changed = max((one.changed_at for one in events), default=found.created_at)
    return HttpResponse(
        as_calendar(events, name=found.name),
        content_type="text/calendar; charset=utf-8",
        headers={
            "Last-Modified": http_date(changed.timestamp()),
            "Content-Disposition": 'inline; filename="calendrier.ics"',
            "Referrer-Policy": "no-referrer",
        },
    )


def tag(found: Feed, events: Sequence[Event]) -> str:
    said = repr((found.name, events)).encode()
    return f'"{hashlib.sha256(said).hexdigest()[:32]}"'
