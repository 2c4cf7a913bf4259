"""What LinkedIn counts of a page and of its posts (linkedin-api.md §7.4, §7.5). For its administrators."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum

from influence.networks.linkedin import restli
from influence.networks.linkedin.analytics import Days
from influence.networks.linkedin.client import Client, understood
from influence.networks.linkedin.shapes import items, milliseconds, moment, number, record, text
from influence.networks.ports import Credentials, DayCount, DayShares, PageVisits, ShareStatistics

BATCH = 40
"""Posts in one call: their names keep the query well under LinkedIn's 4 KB."""

_SHARES = "/rest/organizationalEntityShareStatistics"
_FOLLOWERS = "/rest/organizationalEntityFollowerStatistics"


class Facet(StrEnum):
    """What followers are told apart by; the value is the name of LinkedIn's field for it."""

    ASSOCIATION = "associationType"
    SENIORITY = "seniority"
    FUNCTION = "function"
    STAFF_COUNT = "staffCountRange"
    COUNTRY = "geoCountry"
    PLACE = "geo"
    INDUSTRY = "industry"

    @property
    def list_name(self) -> str:
        name = "AssociationType" if self is Facet.ASSOCIATION else self.value[0].upper() + self.value[1:]
        return f"followerCountsBy{name}"


def of_posts(
    client: Client, organisation_urn: str, posts: Collection[str], *, credentials: Credentials
) -> Mapping[str, ShareStatistics]:
    """Every post asked for, over its life. LinkedIn leaves out those without activity: they are zero."""
    found = {urn: ShareStatistics() for urn in posts}
    for batch in _batches(sorted(found)):
        parameters = {"q": "organizationalEntity", "organizationalEntity": organisation_urn} | _lists(batch)
        for element in _elements(client, _SHARES, parameters, credentials=credentials):
            urn = understood(_post, element)
            if urn in found:
                found[urn] = understood(lambda value: _statistics(value).of_a_life(), element)
    return found


def of_page(client: Client, organisation_urn: str, *, credentials: Credentials) -> ShareStatistics:
    """The last twelve months of the page, without what was paid for."""
    parameters: dict[str, restli.Value] = {
        "q": "organizationalEntity",
        "organizationalEntity": organisation_urn,
    }
    elements = _elements(client, _SHARES, parameters, credentials=credentials)
    return understood(_statistics, elements[0]) if elements else ShareStatistics()


def by_day(
    client: Client, organisation_urn: str, *, days: Days, credentials: Credentials
) -> tuple[DayShares, ...]:
    """Changes, not levels: a like taken back is a day with one less, which may be below zero."""
    elements = _series(client, _SHARES, organisation_urn, days=days, credentials=credentials)
    return tuple(
        understood(lambda value: DayShares(_day(value), _statistics(value)), one) for one in elements
    )


def follower_gains(
    client: Client, organisation_urn: str, *, days: Days, credentials: Credentials
) -> tuple[DayCount, ...]:
    """Up to the day before yesterday. Whether leavers are taken off is not documented."""
    elements = _series(client, _FOLLOWERS, organisation_urn, days=days, credentials=credentials)
    return tuple(understood(_gain, element) for element in elements)


def followers_by(
    client: Client, organisation_urn: str, *, facet: Facet, credentials: Credentials
) -> Mapping[str, int]:
    """By value of the facet, a hundred at most. By ASSOCIATION the one value is EMPLOYEE: followers who work there."""
    parameters: dict[str, restli.Value] = {
        "q": "organizationalEntity",
        "organizationalEntity": organisation_urn,
    }
    elements = _elements(client, _FOLLOWERS, parameters, credentials=credentials)
    return understood(lambda value: _facet(value, facet=facet), elements[0]) if elements else {}


def visits(client: Client, organisation_urn: str, *, credentials: Credentials) -> PageVisits:
    """Of the page itself, over its life."""
    parameters: dict[str, restli.Value] = {"q": "organization", "organization": organisation_urn}
    path = "/rest/organizationPageStatistics"
    elements = _elements(client, path, parameters, credentials=credentials)
    return understood(_visits, elements[0]) if elements else PageVisits(0, 0)


def _visits(value: object) -> PageVisits:
    views = record(record(record(value).get("totalPageStatistics")).get("views"))
    every = record(views.get("allPageViews"))
    return PageVisits(number(every.get("pageViews", 0)), number(every.get("uniquePageViews", 0)))


def _batches(posts: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(posts), BATCH):
        yield posts[start : start + BATCH]


def _lists(posts: Sequence[str]) -> dict[str, restli.Value]:
    """Shares and ugcPosts go in lists of their own, never in an empty one."""
    ugc = [urn for urn in posts if urn.startswith("urn:li:ugcPost:")]
    shares = [urn for urn in posts if urn not in ugc]
    lists: dict[str, restli.Value] = {"shares": shares, "ugcPosts": ugc}
    return {name: urns for name, urns in lists.items() if urns}


def _series(
    client: Client, path: str, organisation_urn: str, *, days: Days, credentials: Credentials
) -> list[object]:
    """Bounds are midnights of UTC, or LinkedIn refuses them."""
    span: dict[str, restli.Value] = {"start": milliseconds(days.start), "end": milliseconds(days.end)}
    parameters: dict[str, restli.Value] = {
        "q": "organizationalEntity",
        "organizationalEntity": organisation_urn,
        "timeIntervals": {"timeRange": span, "timeGranularityType": "DAY"},
    }
    return _elements(client, path, parameters, credentials=credentials)


def _elements(
    client: Client, path: str, parameters: Mapping[str, restli.Value], *, credentials: Credentials
) -> list[object]:
    found = client.get(f"{path}?{restli.query(parameters)}", credentials=credentials, finder=True)
    return understood(items, found.get("elements"))


def _post(value: object) -> str:
    body = record(value)
    return text(body.get("share") or body.get("ugcPost"))


def _statistics(value: object) -> ShareStatistics:
    body = record(record(value).get("totalShareStatistics"))
    return ShareStatistics(
        impressions=number(body.get("impressionCount", 0)),
        reach=number(body.get("uniqueImpressionsCount", 0)),
        clicks=number(body.get("clickCount", 0)),
        likes=number(body.get("likeCount", 0)),
        comments=number(body.get("commentCount", 0)),
        reshares=number(body.get("shareCount", 0)),
    )


def _gain(value: object) -> DayCount:
    gains = record(record(value).get("followerGains"))
    return DayCount(_day(value), number(gains.get("organicFollowerGain", 0)))


def _day(value: object) -> date:
    return moment(record(record(value).get("timeRange")).get("start")).date()


def _facet(value: object, *, facet: Facet) -> Mapping[str, int]:
    buckets = [record(one) for one in items(record(value).get(facet.list_name, []))]
    return {text(one.get(facet.value)): _count(one) for one in buckets}


def _count(value: object) -> int:
    """The organic count holds them all."""
    return number(record(record(value).get("followerCounts")).get("organicFollowerCount"))
