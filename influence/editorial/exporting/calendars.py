"""Events as an iCalendar file (RFC 5545), for Outlook, Google, Apple and whatever else reads one."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar import Calendar
from icalendar import Event as Entry

from influence.editorial.exporting.events import Event

# A post is a moment; some programs do not draw what has no length.
LASTS = timedelta(minutes=15)
# How often a program may ask again (RFC 7986 §5.7; the older name is Outlook's).
EVERY = "PT1H"
_MARGIN = timedelta(days=366)
# A content line holds no control character but a tab (RFC 5545 §3.1); a line's end is spelled out.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]")


def as_calendar(events: Sequence[Event], *, name: str) -> bytes:
    found = Calendar()
    found.add("prodid", "-//Influence//Influence//FR")
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    found.add("x-wr-calname", clean(name))
    found.add("refresh-interval", EVERY, parameters={"VALUE": "DURATION"}, encode=False)
    found.add("x-published-ttl", EVERY)
    for event in events:
        found.add_component(entry(event))
    if events:
        days = [event.begins.date() for event in events]
        found.add_missing_timezones(first_date=year_before(min(days)), last_date=max(days) + _MARGIN)
    return bytes(found.to_ical())


def year_before(day: date) -> date:
    """So that the rule in force at the first event stands in the file with its beginning."""
    return date(day.year - 1, 1, 1)


def entry(event: Event) -> Entry:
    found = Entry()
    begins = event.begins.replace(tzinfo=ZoneInfo(event.zone))
    found.add("uid", event.uid)
    found.add("dtstamp", event.changed_at)
    found.add("last-modified", event.changed_at)
    found.add("dtstart", begins)
    found.add("duration", LASTS)
    found.add("summary", clean(event.title))
    if event.words:
        # The address twice: Google shows no other.
        found.add("description", clean(f"{event.words}\n\n{event.address}"))
        found.add("url", event.address)
    found.add("status", event.status)
    found.add("sequence", event.changes)
    # It takes nobody's time.
    found.add("transp", "TRANSPARENT")
    found.add("categories", [_("Publication")])
    return found


def clean(text: str) -> str:
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\u2028", "\n").replace("\u2029", "\n"))
