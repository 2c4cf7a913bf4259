"""What the calls about pages share: who may read the figures, and the buckets of a time series."""

from datetime import date, timedelta

from sandbox import refusals
from sandbox.api.calls import Call
from sandbox.clock import midnight_ms, utc_day
from sandbox.entities import DAY_MS, Organization
from sandbox.query import Query
from sandbox.restli import Value
from sandbox.wire import Json

Bucket = tuple[int, int]  # epoch ms; the end is not part of it
_MOST_DAYS = 1100


def administered(call: Call, urn: str, *, field: str) -> Organization:
    """Step 8: the figures of a page are for its administrators."""
    page = call.world.organization(urn)
    if page is None or not call.administers(page.urn):
        raise refusals.unpermitted_key(field)
    return page


def buckets(query: Query, *granularities: str) -> list[Bucket] | None:
    """None without timeIntervals. Bounds that are not midnight UTC are refused."""
    record = query.record("timeIntervals")
    if record is None:
        return None
    span, step = record.get("timeRange"), record.get("timeGranularityType")
    start, end = _bound(span, "start"), _bound(span, "end")
    if not isinstance(step, str) or step not in granularities or not 0 < end - start <= _MOST_DAYS * DAY_MS:
        raise refusals.bad_parameter("timeIntervals")
    found = []
    while start < end:
        following = min(_next(start, step), end)
        found.append((start, following))
        start = following
    return found


def time_range(bucket: Bucket) -> Json:
    return {"start": bucket[0], "end": bucket[1]}


def _bound(span: Value | None, name: str) -> int:
    text = span.get(name) if isinstance(span, dict) else None
    if not isinstance(text, str) or not text.isascii() or not text.isdigit() or len(text) > 14:
        raise refusals.bad_parameter("timeIntervals")
    if int(text) % DAY_MS or int(text) > 4e12:
        raise refusals.bad_parameter("timeIntervals")
    return int(text)


def _next(start: int, step: str) -> int:
    if step != "MONTH":
        return start + DAY_MS * (7 if step == "WEEK" else 1)
    return midnight_ms(_month_after(utc_day(start)))


def _month_after(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
