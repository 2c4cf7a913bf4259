"""Who follows a page, and how many know a member (contract 7.5)."""

from sandbox import refusals
from sandbox.api import pages, replies
from sandbox.api.calls import Call, Method, Route
from sandbox.api.member_followers import followers, gained
from sandbox.api.pages import Bucket
from sandbox.clock import days_between, utc_day
from sandbox.entities import DAY_MS, Organization
from sandbox.wire import Json, Response

_OLDEST_MS, _LAG_MS = 366 * DAY_MS, 2 * DAY_MS
# The shape of a facet matters here, not its truth: the parts of one hundred followers.
_FACETS: dict[str, dict[str, int]] = {
    "seniority": {"3": 24, "4": 38, "5": 12, "6": 16, "8": 5},
    "function": {"8": 12, "11": 31, "12": 9, "19": 7, "22": 6},
    "staffCountRange": {"SIZE_201_TO_500": 22, "SIZE_501_TO_1000": 14, "SIZE_1001_TO_5000": 33},
    "geoCountry": {"105015875": 88, "100565514": 4, "106693272": 3},
    "geo": {"105080838": 35, "100992797": 11},
    "industry": {"14": 46, "1911": 12, "2081": 8},
}
_BARE = ("staffCountRange",)  # a word, where the others are URNs


def find(call: Call) -> Response:
    query = call.query()
    page = pages.administered(
        call, query.required_text("organizationalEntity"), field="/organizationalEntity"
    )
    buckets = pages.buckets(query, "DAY", "WEEK", "MONTH")
    if buckets is None:
        return replies.all_of([_lifetime(call, page)])
    if call.now_ms - buckets[0][0] > _OLDEST_MS:
        raise refusals.bad_parameter("timeIntervals")
    told = [bucket for bucket in buckets if bucket[1] <= call.now_ms - _LAG_MS + DAY_MS]
    return replies.all_of([_gains(call, page, bucket) for bucket in told])


def network_size(call: Call) -> Response:
    """Of any page: this number is public."""
    page = call.world.organization(call.key("urn"))
    if page is None:
        raise refusals.not_found(call.key("urn"))
    query = call.query()
    if query.required_text("edgeType") != "COMPANY_FOLLOWED_BY_MEMBER":
        raise refusals.bad_parameter("edgeType")
    return replies.entity({"firstDegreeSize": _followers(call, page)}, query)


def connections(call: Call) -> Response:
    if call.key("urn") != call.member.urn:
        raise refusals.unpermitted_key("/memberId")
    return replies.entity({"firstDegreeSize": round(call.member.followers * 0.8)}, call.query())


def _lifetime(call: Call, page: Organization) -> Json:
    total = _followers(call, page)
    employees = {"associationType": "EMPLOYEE", "followerCounts": _counts(min(page.employees, total))}
    content: Json = {
        "organizationalEntity": page.urn,
        "followerCountsByAssociationType": [employees],
    }
    for facet, parts in _FACETS.items():
        content[f"followerCountsBy{facet[0].upper()}{facet[1:]}"] = [
            {facet: _value(facet, name), "followerCounts": _counts(total * part // 100)}
            for name, part in parts.items()
        ]
    return content


def _value(facet: str, name: str) -> str:
    if facet in _BARE:
        return name
    return f"urn:li:{'geo' if facet == 'geoCountry' else facet}:{name}"


def _gains(call: Call, page: Organization, bucket: Bucket) -> Json:
    days = days_between(utc_day(bucket[0]), utc_day(bucket[1]))
    gain = sum(gained(page, seed=call.world.seed or 0, day=day) for day in days)
    return {
        "organizationalEntity": page.urn,
        "timeRange": pages.time_range(bucket),
        "followerGains": {"organicFollowerGain": gain, "paidFollowerGain": 0},
    }


def _counts(organic: int) -> Json:
    return {"organicFollowerCount": organic, "paidFollowerCount": 0}


def _followers(call: Call, page: Organization) -> int:
    return followers(page, seed=call.world.seed or 0, at=utc_day(call.now_ms))


_READING = ("rw_organization_admin", "r_organization_social", "r_organization_followers")
ROUTES = (
    Route(
        Method.FINDER,
        "/rest/organizationalEntityFollowerStatistics",
        "organizationalEntityFollowerStatistics.FINDER-organizationalEntity",
        find,
        ("rw_organization_admin",),
        finder="organizationalEntity",
        params=("organizationalEntity", "timeIntervals"),
    ),
    Route(
        Method.GET,
        "/rest/networkSizes/{urn}",
        "networkSizes.GET",
        network_size,
        _READING,
        params=("edgeType",),
    ),
    Route(Method.GET, "/v2/connections/{urn}", "connections.GET", connections, ("r_1st_connections_size",)),
)
