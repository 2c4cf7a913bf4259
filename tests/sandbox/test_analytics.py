"""Contract 7.1 and 7.2."""

from typing import Any

import pytest

from tests.sandbox.conftest import Sandbox, encoded

PATH = "/rest/memberCreatorPostAnalytics"
ENTITY = f"q=entity&entity=(share:{encoded('urn:li:share:7529830966886400000')})"
DAYS = "dateRange=(start:(year:2026,month:11,day:21),end:(year:2026,month:11,day:24))"


@pytest.fixture
def posted(sandbox: Sandbox) -> Sandbox:
    sandbox.populate()
    policy = {"reactions": 50, "comments": 9, "reshares": 4, "impressions": 2000, "variation": 0}
    sandbox.control("engagement", default=True, **policy)
    sandbox.publish()
    sandbox.at("2026-12-31T12:00:00Z")
    return sandbox


@pytest.mark.parametrize(
    ("metric", "count"),
    [("IMPRESSION", 2000), ("MEMBERS_REACHED", 1240), ("REACTION", 50), ("COMMENT", 9), ("RESHARE", 4)],
)
def test_a_total_of_one_post(posted: Sandbox, metric: str, count: int) -> None:
    (element,) = _elements(posted, f"{ENTITY}&queryType={metric}")
    assert element == {
        "count": count,
        "metricType": metric,
        "targetEntity": {"share": "urn:li:share:7529830966886400000"},
    }


def test_a_total_of_all_posts_names_none(posted: Sandbox) -> None:
    posted.publish("Un autre")
    posted.at("2027-02-15T12:00:00Z")
    assert _elements(posted, "q=me&queryType=REACTION") == [{"count": 100, "metricType": "REACTION"}]


def test_the_days_of_a_range_add_up_to_its_total(posted: Sandbox) -> None:
    days = _elements(posted, f"{ENTITY}&queryType=REACTION&aggregation=DAILY&{DAYS}")
    (total,) = _elements(posted, f"{ENTITY}&queryType=REACTION&{DAYS}")
    assert len(days) == 3
    assert sum(day["count"] for day in days) == total["count"]
    assert 0 < total["count"] <= 50
    assert days[0]["dateRange"] == {
        "start": {"year": 2026, "month": 11, "day": 21},
        "end": {"year": 2026, "month": 11, "day": 22},
    }


def test_without_a_range_the_days_begin_with_the_post(posted: Sandbox) -> None:
    days = _elements(posted, "q=me&queryType=IMPRESSION&aggregation=DAILY")
    assert days[0]["dateRange"]["start"] == {"year": 2026, "month": 11, "day": 21}
    assert days[-1]["dateRange"]["start"] == {"year": 2026, "month": 12, "day": 31}
    assert sum(day["count"] for day in days) == 2000


def test_the_future_is_not_told(posted: Sandbox) -> None:
    posted.at("2026-11-21T15:00:00Z")
    days = _elements(posted, f"{ENTITY}&queryType=REACTION&aggregation=DAILY&{DAYS}")
    assert days[0]["count"] > 0
    assert [day["count"] for day in days[1:]] == [0, 0]


@pytest.mark.parametrize(
    "query",
    [
        f"{ENTITY}&queryType=IMPRESSION&aggregation=DAILY",
        f"{ENTITY}&queryType=MEMBERS_REACHED&aggregation=DAILY",
        "q=me&queryType=LINK_CLICKS&aggregation=DAILY",
        "q=me&queryType=IMPRESSION&aggregation=HOURLY",
    ],
)
def test_some_metrics_have_no_days(posted: Sandbox, query: str) -> None:
    answer = posted.get(f"{PATH}?{query}")
    assert answer.status_code == 400
    assert answer.json()["message"] == "Parameter 'aggregation' is invalid"


@pytest.mark.parametrize(
    "entity", [encoded("urn:li:share:7529830966886400000"), "(ugc:urn%3Ali%3Ashare%3A1)", "(a:b)", "List(a)"]
)
def test_the_entity_must_be_a_union(posted: Sandbox, entity: str) -> None:
    answer = posted.get(f"{PATH}?q=entity&entity={entity}&queryType=REACTION")
    assert answer.status_code == 400
    assert answer.json()["message"] == "Parameter 'entity' is invalid"


def test_a_metric_is_required_and_must_be_known(posted: Sandbox) -> None:
    assert posted.get(f"{PATH}?q=me").json()["message"] == "Parameter 'queryType' is required"
    assert posted.get(f"{PATH}?q=me&queryType=LIKES").status_code == 400
    assert (
        posted.get(f"{PATH}?q=entity&queryType=REACTION").json()["message"]
        == "Parameter 'entity' is required"
    )


def test_metric_type_is_a_wrong_name_for_the_parameter(posted: Sandbox) -> None:
    answer = posted.get(f"{PATH}?q=me&queryType=REACTION&metricType=REACTION")
    assert answer.json()["errorDetails"]["inputErrors"][0]["code"] == "QUERY_PARAM_NOT_ALLOWED"


def test_the_metric_is_an_object_before_202605(posted: Sandbox) -> None:
    posted.control("versions", oldest=202504)
    before = posted.get(f"{PATH}?q=me&queryType=REACTION", version="202604").json()["elements"][0][
        "metricType"
    ]
    assert list(before.values()) == ["REACTION"]
    since = posted.get(f"{PATH}?q=me&queryType=REACTION", version="202605").json()["elements"][0][
        "metricType"
    ]
    assert since == "REACTION"


def test_new_metrics_and_the_endpoint_itself_need_their_version(posted: Sandbox) -> None:
    posted.control("versions", oldest=202504)
    assert posted.get(f"{PATH}?q=me&queryType=POST_SAVE", version="202603").status_code == 400
    assert posted.get(f"{PATH}?q=me&queryType=POST_SAVE", version="202604").status_code == 200
    answer = posted.get(f"{PATH}?q=me&queryType=REACTION", version="202505")
    assert (answer.status_code, answer.json()["message"]) == (404, "No virtual resource found")


def test_figures_are_for_the_author_only(posted: Sandbox) -> None:
    answer = posted.get(f"{PATH}?{ENTITY}&queryType=REACTION", token="tok-notadmin")
    assert answer.status_code == 403
    assert _elements(posted, "q=me&queryType=REACTION", token="tok-notadmin")[0]["count"] == 0


def test_selfserve_has_no_figures(posted: Sandbox) -> None:
    for path in (f"{PATH}?q=me&queryType=REACTION", "/rest/memberFollowersCount?q=me"):
        assert posted.get(path, token="tok-selfserve").status_code == 403


def test_followers_change_day_by_day(sandbox: Sandbox) -> None:
    sandbox.control("members", id="Ab12Cd34Ef", name="Claire Martin", followers=5000)
    before = _followers(sandbox, "q=me")[0]["memberFollowersCount"]
    sandbox.at("2026-11-24T09:00:00Z")
    after = _followers(sandbox, "q=me")[0]["memberFollowersCount"]
    days = _followers(sandbox, f"q=dateRange&{DAYS}")
    assert len(days) == 3
    assert after - before == sum(day["memberFollowersCount"] for day in days) != 0
    assert days[0]["dateRange"]["start"] == {"year": 2026, "month": 11, "day": 21}


def _elements(sandbox: Sandbox, query: str, *, token: str = "tok-cma-std") -> list[dict[str, Any]]:
    answer = sandbox.get(f"{PATH}?{query}", token=token)
    assert answer.status_code == 200, answer.text
    elements: list[dict[str, Any]] = answer.json()["elements"]
    return elements


def _followers(sandbox: Sandbox, query: str) -> list[dict[str, Any]]:
    elements: list[dict[str, Any]] = sandbox.get(f"/rest/memberFollowersCount?{query}").json()["elements"]
    return elements
