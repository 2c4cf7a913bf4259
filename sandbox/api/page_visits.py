"""/rest/organizationPageStatistics: how often a page was looked at, and by how many (contract 7.6)."""

import random

from sandbox.api import pages, replies
from sandbox.api.calls import Call, Method, Route
from sandbox.api.pages import Bucket
from sandbox.clock import days_between, utc_day
from sandbox.entities import DAY_MS, Organization
from sandbox.wire import Json, Response

_YEAR_MS = 365 * DAY_MS
_COUNTRIES = {"105015875": 88, "100565514": 4, "106693272": 3}  # parts of a hundred


def find(call: Call) -> Response:
    query = call.query()
    page = pages.administered(call, query.required_text("organization"), field="/organization")
    buckets = pages.buckets(query, "DAY", "WEEK", "MONTH")
    if buckets is not None:
        return replies.all_of(
            [{**_element(call, page, one), "timeRange": pages.time_range(one)} for one in buckets]
        )
    return replies.all_of([_with_facets(_element(call, page, (call.now_ms - _YEAR_MS, call.now_ms)))])


def _element(call: Call, page: Organization, bucket: Bucket) -> Json:
    end = min(bucket[1], call.now_ms)
    days = days_between(utc_day(bucket[0]), utc_day(end)) if bucket[0] < end else ()
    views = sum(_on_day(call, page, day.isoformat()) for day in days)
    return {"organization": page.urn, "totalPageStatistics": _statistics(views)}


def _on_day(call: Call, page: Organization, day: str) -> int:
    rng = random.Random(f"{call.world.seed or 0}/visits/{page.id}/{day}")  # noqa: S311  # a model, not a secret
    return max(0, round(rng.gauss(page.followers / 150, page.followers / 600)))


def _statistics(views: int) -> Json:
    """The same person comes back: there are fewer visitors than views."""
    return {"views": {"allPageViews": {"pageViews": views, "uniquePageViews": views * 62 // 100}}}


def _with_facets(element: Json) -> Json:
    views = element["totalPageStatistics"]["views"]["allPageViews"]["pageViews"]
    countries = [
        {"geo": f"urn:li:geo:{name}", "pageStatistics": _statistics(views * part // 100)}
        for name, part in _COUNTRIES.items()
    ]
    return {**element, "pageStatisticsByGeoCountry": countries}


ROUTES = (
    Route(
        Method.FINDER,
        "/rest/organizationPageStatistics",
        "organizationPageStatistics.FINDER-organization",
        find,
        ("rw_organization_admin",),
        finder="organization",
        params=("organization", "timeIntervals"),
    ),
)
