"""Organisations' pages: roles, names, figures (linkedin-api.md §7.4-7.7)."""

from __future__ import annotations

from datetime import date

import pytest

from influence.networks.errors import Reason, Refused, Temporary
from influence.networks.linkedin import LinkedIn
from influence.networks.linkedin.analytics import Days
from influence.networks.linkedin.page_statistics import BATCH, Facet
from influence.networks.linkedin.pages import Role
from influence.networks.ports import (
    Credentials,
    DayCount,
    DayShares,
    Page,
    PageRole,
    PageVisits,
    ShareStatistics,
)
from tests.networks.loopback import Loopback

ACME, ENCODED = "urn:li:organization:5501001", "urn%3Ali%3Aorganization%3A5501001"
SHARE, UGC = "urn:li:share:7529830966886400000", "urn:li:ugcPost:7529830966886400007"
END = {"paging": {"links": []}}
COUNTS = {
    "impressionCount": 1830,
    "uniqueImpressionsCount": 1204,
    "clickCount": 71,
    "likeCount": -1,
    "commentCount": 9,
    "shareCount": 5,
    "engagement": 0.0705,
}
FIRST_WEEK = Days(date(2026, 11, 1), date(2026, 11, 8))


@pytest.mark.parametrize("field", ["organization", "organizationTarget"])
def test_a_role_names_its_page_by_either_field(
    linkedin: LinkedIn, server: Loopback, claire: Credentials, field: str
) -> None:
    server.answer(200, {"elements": [{field: ACME, "role": "ADMINISTRATOR", "state": "APPROVED"}]} | END)
    assert linkedin.page_roles(credentials=claire) == (PageRole(ACME, "ADMINISTRATOR", may_post=True),)
    assert server.last.path == (
        "/rest/organizationAcls?q=roleAssignee&role=ADMINISTRATOR&state=APPROVED&start=0&count=100"
    )


def test_a_role_not_given_yet_is_none_and_its_spellings_are_one(
    linkedin: LinkedIn, server: Loopback, claire: Credentials
) -> None:
    elements = [
        {"organization": ACME, "role": "CONTENT_ADMIN", "state": "APPROVED"},
        {"organization": ACME, "role": "CONTENT_ADMIN", "state": "REVOKED"},
    ]
    server.answer(200, {"elements": elements} | END)
    found = linkedin.page_roles(credentials=claire, role=Role.CONTENT_ADMINISTRATOR)
    assert found == (PageRole(ACME, "CONTENT_ADMINISTRATOR", may_post=True),)


def test_an_analyst_reads_and_does_not_post(
    linkedin: LinkedIn, server: Loopback, claire: Credentials
) -> None:
    server.answer(200, {"elements": [{"organization": ACME, "role": "ANALYST", "state": "APPROVED"}]} | END)
    (role,) = linkedin.page_roles(credentials=claire, role=Role.ANALYST)
    assert not role.may_post


def test_visits_of_a_page(linkedin: LinkedIn, server: Loopback, claire: Credentials) -> None:
    views = {"allPageViews": {"pageViews": 90, "uniquePageViews": 40}}
    server.answer(200, {"elements": [{"totalPageStatistics": {"views": views}}]})
    assert linkedin.page_visits(ACME, credentials=claire) == PageVisits(90, 40)
    assert server.last.path == f"/rest/organizationPageStatistics?q=organization&organization={ENCODED}"
    server.answer(200, {"elements": []})
    assert linkedin.page_visits(ACME, credentials=claire) == PageVisits(0, 0)


def test_the_size_of_a_members_network(linkedin: LinkedIn, server: Loopback, claire: Credentials) -> None:
    server.answer(200, {"firstDegreeSize": 812})
    assert linkedin.connections("urn:li:person:Ab12", credentials=claire) == 812
    assert server.last.path == "/v2/connections/urn%3Ali%3Aperson%3AAb12"
    assert "LinkedIn-Version" not in server.last.headers


def test_who_may_not_ask_is_told_so(linkedin: LinkedIn, server: Loopback, claire: Credentials) -> None:
    message = "Not enough permissions to access: organizationAcls.FINDER-roleAssignee.NO_VERSION"
    server.answer(403, {"message": message, "code": "ACCESS_DENIED"})
    with pytest.raises(Refused) as caught:
        linkedin.page_roles(credentials=claire)
    assert caught.value.reason is Reason.SCOPE_MISSING


def test_a_page_is_looked_up_by_number_and_by_name(
    linkedin: LinkedIn, server: Loopback, claire: Credentials
) -> None:
    told = {"id": 5501001, "localizedName": "Acme", "vanityName": "acme"}
    server.answer(200, told)
    assert linkedin.page(ACME, credentials=claire) == Page(ACME, "Acme", "acme")
    assert server.last.path == "/rest/organizations/5501001"
    server.answer(200, {"elements": [told | {"localizedWebsite": "https://acme.example"}]})
    assert linkedin.page_named("acme & co", credentials=claire) == Page(
        ACME, "Acme", "acme", "https://acme.example"
    )
    assert server.last.path == "/rest/organizations?q=vanityName&vanityName=acme%20%26%20co"
    server.answer(200, {"elements": []})
    assert linkedin.page_named("nobody", credentials=claire) is None


def test_posts_left_out_are_zero(linkedin: LinkedIn, server: Loopback, claire: Credentials) -> None:
    other = {"share": "urn:li:share:9", "totalShareStatistics": COUNTS}
    server.answer(200, {"elements": [{"ugcPost": UGC, "totalShareStatistics": COUNTS}, other]})
    found = linkedin.page_posts(ACME, [SHARE, UGC], credentials=claire)
    assert found == {
        SHARE: ShareStatistics(),
        UGC: ShareStatistics(1830, 1204, clicks=71, likes=0, comments=9, reshares=5),
    }
    assert server.last.path == (
        f"/rest/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity={ENCODED}"
        "&shares=List(urn%3Ali%3Ashare%3A7529830966886400000)"
        "&ugcPosts=List(urn%3Ali%3AugcPost%3A7529830966886400007)"
    )


def test_no_empty_list_and_no_query_too_long_is_sent(
    linkedin: LinkedIn, server: Loopback, claire: Credentials
) -> None:
    posts = [f"urn:li:ugcPost:{7529830966886400000 + number}" for number in range(BATCH + 1)]
    server.answer(200, {"elements": []})
    server.answer(200, {"elements": []})
    assert len(linkedin.page_posts(ACME, posts, credentials=claire)) == BATCH + 1
    assert len(server.seen) == 2
    assert all("shares=List" not in seen.path and len(seen.path) < 4000 for seen in server.seen)
    assert linkedin.page_posts(ACME, [], credentials=claire) == {}


def test_a_page_over_a_year(linkedin: LinkedIn, server: Loopback, claire: Credentials) -> None:
    server.answer(200, {"elements": [{"totalShareStatistics": COUNTS}]})
    assert linkedin.page_shares(ACME, credentials=claire).impressions == 1830
    server.answer(200, {"elements": []})
    assert linkedin.page_shares(ACME, credentials=claire) == ShareStatistics()


SPAN = "(timeRange:(start:1793491200000,end:1794096000000),timeGranularityType:DAY)"


def test_days_run_from_midnight_to_midnight_of_utc(
    linkedin: LinkedIn, server: Loopback, claire: Credentials
) -> None:
    span = {"start": 1793491200000, "end": 1793577600000}
    server.answer(200, {"elements": [{"timeRange": span, "totalShareStatistics": COUNTS}]})
    (found,) = linkedin.page_shares_by_day(ACME, days=FIRST_WEEK, credentials=claire)
    assert found == DayShares(date(2026, 11, 1), ShareStatistics(1830, 1204, 71, -1, 9, 5))
    assert server.last.path.endswith(f"&timeIntervals={SPAN}")


def test_followers_gained_by_day(linkedin: LinkedIn, server: Loopback, claire: Credentials) -> None:
    gains = {"organicFollowerGain": 12, "paidFollowerGain": 4}
    server.answer(200, {"elements": [{"timeRange": {"start": 1793491200000}, "followerGains": gains}]})
    found = linkedin.page_follower_gains(ACME, days=FIRST_WEEK, credentials=claire)
    assert found == (DayCount(date(2026, 11, 1), 12),)
    assert server.last.path.startswith("/rest/organizationalEntityFollowerStatistics?")
    assert server.last.path.endswith(f"&timeIntervals={SPAN}")


def test_followers_who_work_there(linkedin: LinkedIn, server: Loopback, claire: Credentials) -> None:
    counts = {"organicFollowerCount": 412, "paidFollowerCount": 0}
    bucket = {"associationType": "EMPLOYEE", "followerCounts": counts}
    server.answer(200, {"elements": [{"followerCountsByAssociationType": [bucket]}]})
    found = linkedin.page_followers_by(ACME, Facet.ASSOCIATION, credentials=claire)
    assert found == {"EMPLOYEE": 412}


@pytest.mark.parametrize(
    ("facet", "name"),
    [
        (Facet.SENIORITY, "followerCountsBySeniority"),
        (Facet.STAFF_COUNT, "followerCountsByStaffCountRange"),
        (Facet.COUNTRY, "followerCountsByGeoCountry"),
        (Facet.PLACE, "followerCountsByGeo"),
    ],
)
def test_every_facet_has_its_list(
    linkedin: LinkedIn, server: Loopback, claire: Credentials, facet: Facet, name: str
) -> None:
    bucket = {facet.value: "urn:li:x:1", "followerCounts": {"organicFollowerCount": 3}}
    server.answer(200, {"elements": [{name: [bucket]}]})
    assert linkedin.page_followers_by(ACME, facet, credentials=claire) == {"urn:li:x:1": 3}
    server.answer(200, {"elements": [{}]})
    assert linkedin.page_followers_by(ACME, facet, credentials=claire) == {}


def test_the_size_of_a_page_is_public(linkedin: LinkedIn, server: Loopback, claire: Credentials) -> None:
    server.answer(200, {"firstDegreeSize": 8421})
    assert linkedin.page_followers(ACME, credentials=claire) == 8421
    assert server.last.path == f"/rest/networkSizes/{ENCODED}?edgeType=COMPANY_FOLLOWED_BY_MEMBER"


@pytest.mark.parametrize(
    "element", [7, {}, {"share": SHARE}, {"share": SHARE, "totalShareStatistics": {"likeCount": "3"}}]
)
def test_broken_figures_are_a_bad_answer(
    linkedin: LinkedIn, server: Loopback, claire: Credentials, element: object
) -> None:
    server.answer(200, {"elements": [element]})
    with pytest.raises(Temporary) as caught:
        linkedin.page_posts(ACME, [SHARE], credentials=claire)
    assert caught.value.reason is Reason.BAD_ANSWER
