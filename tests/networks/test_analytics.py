from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from influence.networks.errors import Reason, Refused, Temporary
from influence.networks.linkedin import LinkedIn
from influence.networks.linkedin.analytics import NEVER_DAILY, Analytic, Days
from influence.networks.ports import Credentials, DayCount
from tests.networks.loopback import Loopback

SHARE, ENCODED = "urn:li:share:7529830966886400000", "urn%3Ali%3Ashare%3A7529830966886400000"
NOVEMBER = Days(date(2026, 11, 1), date(2026, 12, 1))
RANGE = "(start:(year:2026,month:11,day:1),end:(year:2026,month:12,day:1))"
POSTS = [metric for metric in Analytic if not metric.of_video]
VIDEOS = [metric for metric in Analytic if metric.of_video]


def on(at: date) -> dict[str, object]:
    part = {"year": at.year, "month": at.month, "day": at.day}
    return {"start": part, "end": part}


@pytest.mark.parametrize("metric", POSTS)
def test_every_figure_of_a_post_is_a_call_of_its_own(
    linkedin: LinkedIn, server: Loopback, claire: Credentials, metric: Analytic
) -> None:
    server.answer(200, {"elements": [{"count": 7, "metricType": metric.value}]})
    assert linkedin.analytic(SHARE, metric, credentials=claire) == 7
    assert server.last.path == (
        f"/rest/memberCreatorPostAnalytics?q=entity&entity=(share:{ENCODED})"
        f"&queryType={metric}&aggregation=TOTAL"
    )


@pytest.mark.parametrize("metric", VIDEOS)
def test_those_of_a_video_have_an_address_of_their_own(
    linkedin: LinkedIn, server: Loopback, claire: Credentials, metric: Analytic
) -> None:
    server.answer(200, {"elements": [{"count": 7, "metricType": metric.value}]})
    assert linkedin.analytic("urn:li:ugcPost:1", metric, credentials=claire) == 7
    assert server.last.path.startswith(
        "/rest/memberCreatorVideoAnalytics?q=entity&entity=(ugc:urn%3Ali%3AugcPost%3A1)&queryType=VIDEO_"
    )


def test_all_posts_together_within_a_month(linkedin: LinkedIn, server: Loopback, claire: Credentials) -> None:
    server.answer(200, {"elements": [{"count": 41_000, "metricType": "IMPRESSION"}]})
    assert linkedin.analytic(None, Analytic.IMPRESSION, credentials=claire, days=NOVEMBER) == 41_000
    assert server.last.path == (
        "/rest/memberCreatorPostAnalytics?q=me&queryType=IMPRESSION&aggregation=TOTAL&dateRange=" + RANGE
    )


def test_by_day(linkedin: LinkedIn, server: Loopback, claire: Credentials) -> None:
    told = [
        {"count": 3, "metricType": "REACTION", "dateRange": on(date(2026, 11, 20))},
        {"count": -1, "metricType": "REACTION", "dateRange": on(date(2026, 11, 21))},
        {"count": 9, "metricType": "COMMENT", "dateRange": on(date(2026, 11, 21))},
    ]
    server.answer(200, {"elements": told})
    found = linkedin.daily(SHARE, Analytic.REACTION, days=NOVEMBER, credentials=claire)
    assert found == (DayCount(date(2026, 11, 20), 3), DayCount(date(2026, 11, 21), -1))
    assert "&aggregation=DAILY&" in server.last.path


@pytest.mark.parametrize(
    ("urn", "metric"), [*((None, metric) for metric in NEVER_DAILY), (SHARE, Analytic.IMPRESSION)]
)
def test_what_linkedin_does_not_tell_by_day_is_not_asked(
    linkedin: LinkedIn, server: Loopback, claire: Credentials, urn: str | None, metric: Analytic
) -> None:
    with pytest.raises(Refused) as caught:
        linkedin.daily(urn, metric, days=NOVEMBER, credentials=claire)
    assert caught.value.reason is Reason.INVALID_FIELD
    assert server.seen == []


def test_impressions_of_all_posts_are_told_by_day(
    linkedin: LinkedIn, server: Loopback, claire: Credentials
) -> None:
    server.answer(200, {"elements": []})
    assert linkedin.daily(None, Analytic.IMPRESSION, days=NOVEMBER, credentials=claire) == ()


def test_followers_now(linkedin: LinkedIn, server: Loopback, claire: Credentials) -> None:
    server.answer(200, {"elements": [{"memberFollowersCount": 5120}]})
    assert linkedin.followers(credentials=claire) == 5120
    assert server.last.path == "/rest/memberFollowersCount?q=me"


def test_followers_by_day_are_changes(linkedin: LinkedIn, server: Loopback, claire: Credentials) -> None:
    told = [{"memberFollowersCount": -2, "dateRange": on(date(2026, 11, 20))}]
    server.answer(200, {"elements": told})
    found = linkedin.follower_changes(days=NOVEMBER, credentials=claire)
    assert found == (DayCount(date(2026, 11, 20), -2),)
    assert server.last.path == "/rest/memberFollowersCount?q=dateRange&dateRange=" + RANGE


@pytest.mark.parametrize(
    "element",
    [
        {},
        {"count": 3},
        {"count": 3, "metricType": "REACTION"},
        {"count": 3, "metricType": "REACTION", "dateRange": on(date(2026, 11, 20)) | {"start": {"year": 0}}},
        {
            "count": 3,
            "metricType": "REACTION",
            "dateRange": {"start": {"year": 2026, "month": 13, "day": 1}},
        },
        {
            "count": 3,
            "metricType": "REACTION",
            "dateRange": {"start": {"year": 10**30, "month": 1, "day": 1}},
        },
        {"count": 3.5, "metricType": "REACTION", "dateRange": on(date(2026, 11, 20))},
        {"count": 3, "metricType": {}},
    ],
)
def test_a_broken_day_is_a_bad_answer(
    linkedin: LinkedIn, server: Loopback, claire: Credentials, element: Any
) -> None:
    server.answer(200, {"elements": [element]})
    with pytest.raises(Temporary) as caught:
        linkedin.daily(SHARE, Analytic.REACTION, days=NOVEMBER, credentials=claire)
    assert caught.value.reason is Reason.BAD_ANSWER


@pytest.mark.parametrize("elements", [[], [{}], [{"memberFollowersCount": "5"}], None])
def test_no_number_of_followers_is_a_bad_answer(
    linkedin: LinkedIn, server: Loopback, claire: Credentials, elements: Any
) -> None:
    server.answer(200, {"elements": elements})
    with pytest.raises(Temporary):
        linkedin.followers(credentials=claire)
