"""Contract 7.3 to 7.7: pages, their roles and their figures."""

from typing import Any

import pytest

from tests.sandbox import files
from tests.sandbox.conftest import CLAIRE, Sandbox, encoded

PAGE = "urn:li:organization:5501001"
SHARES = (
    f"/rest/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity={encoded(PAGE)}"
)
FOLLOWERS = f"/rest/organizationalEntityFollowerStatistics?q=organizationalEntity&organizationalEntity={encoded(PAGE)}"
DAY = 86_400_000
MIDNIGHT = 1795219200000  # 2026-11-21T00:00:00Z
SCALES = {"reactions": 50, "comments": 9, "reshares": 4, "impressions": 2000, "variation": 0}


@pytest.fixture
def posted(sandbox: Sandbox) -> Sandbox:
    sandbox.populate()
    sandbox.control("engagement", default=True, **SCALES)
    sandbox.publish("Bonjour", fields={"author": PAGE}, token="tok-pageadmin")
    sandbox.at("2026-12-22T12:00:00Z")
    return sandbox


def test_roles_are_told_to_those_who_have_them(sandbox: Sandbox) -> None:
    path = "/rest/organizationAcls?q=roleAssignee&role=ADMINISTRATOR&state=APPROVED"
    assert _elements(sandbox, path) == [
        {"organization": PAGE, "roleAssignee": CLAIRE, "role": "ADMINISTRATOR", "state": "APPROVED"}
    ]
    assert _elements(sandbox, path, token="tok-notadmin") == []
    assert sandbox.get("/rest/organizationAcls?q=roleAssignee&role=BOSS").status_code == 400
    refused = sandbox.get(path, token="tok-selfserve")
    assert "organizationAcls.FINDER-roleAssignee.20260901" in refused.json()["message"]


def test_a_role_is_given_and_taken(sandbox: Sandbox) -> None:
    role = {"member": "Zz98Yy76Xx", "organization": "5501001", "role": "CONTENT_ADMINISTRATOR"}
    sandbox.control("roles", **role)
    author = {"author": PAGE}
    assert sandbox.create("Un", fields=author, token="tok-notadmin").status_code == 201
    assert sandbox.get(SHARES, token="tok-notadmin").status_code == 403
    page = f"/rest/organizationAcls?q=organization&organization={encoded(PAGE)}"
    assert len(_elements(sandbox, page)) == 2
    assert sandbox.get(page, token="tok-notadmin").status_code == 403
    sandbox.control("roles", **role, state="REVOKED")
    assert sandbox.create("Deux", fields=author, token="tok-notadmin").status_code == 403


def test_a_page_shows_more_to_its_administrator(sandbox: Sandbox) -> None:
    mine = sandbox.get("/rest/organizations/5501001", token="tok-pageadmin").json()
    theirs = sandbox.get("/rest/organizations/5501001", token="tok-notadmin").json()
    assert (mine["id"], mine["localizedName"]) == (5501001, "Clinique du Parc")
    assert "localizedWebsite" in mine
    assert set(theirs) == {"id", "localizedName", "vanityName"}
    by_name = "/rest/organizations?q=vanityName&vanityName=clinique-du-parc-sandbox"
    assert _elements(sandbox, by_name) == [mine]
    assert sandbox.get("/rest/organizations/1").status_code == 404


def test_the_life_of_a_page_in_numbers(posted: Sandbox) -> None:
    (element,) = _elements(posted, SHARES)
    assert element["totalShareStatistics"] == {
        "impressionCount": 2000,
        "uniqueImpressionsCount": 1240,
        "clickCount": 24,
        "likeCount": 50,
        "commentCount": 9,
        "shareCount": 4,
        "engagement": 0.0435,
    }
    assert posted.get(SHARES, token="tok-notadmin").status_code == 403


def test_a_post_without_activity_is_absent(posted: Sandbox) -> None:
    seen = posted.state()["posts"][0]["urn"]
    fresh = posted.publish("Tout neuf", fields={"author": PAGE}, token="tok-pageadmin")
    personal = posted.publish("À moi")
    urns = ",".join(encoded(urn) for urn in (seen, fresh, personal))
    (element,) = _elements(posted, f"{SHARES}&shares=List({urns})")
    assert (element["share"], element["totalShareStatistics"]["likeCount"]) == (seen, 50)
    assert _elements(posted, f"{SHARES}&ugcPosts=List({urns})") == []


def test_a_series_adds_up_and_may_go_below_zero(posted: Sandbox) -> None:
    counts = [
        element["totalShareStatistics"] for element in _elements(posted, SHARES + _intervals(0, 32, "DAY"))
    ]
    assert len(counts) == 32
    assert sum(count["impressionCount"] for count in counts) == 2000
    likes = [count["likeCount"] for count in counts]
    assert min(likes) == -1
    assert sum(number for number in likes if number > 0) == 50
    months = _elements(posted, SHARES + _intervals(0, 32, "MONTH"))
    assert [month["timeRange"]["end"] for month in months] == [MIDNIGHT + 10 * DAY, MIDNIGHT + 32 * DAY]


@pytest.mark.parametrize(
    "intervals",
    [
        "(timeRange:(start:1795219200001,end:1795305600000),timeGranularityType:DAY)",
        "(timeRange:(start:1795305600000,end:1795219200000),timeGranularityType:DAY)",
        "(timeRange:(start:1795219200000,end:1795305600000),timeGranularityType:HOUR)",
        "(timeRange:(start:1795219200000),timeGranularityType:DAY)",
        "now",
    ],
)
def test_an_interval_goes_from_midnight_to_midnight(posted: Sandbox, intervals: str) -> None:
    answer = posted.get(f"{SHARES}&timeIntervals={intervals}")
    assert answer.status_code == 400
    assert answer.json()["message"] == "Parameter 'timeIntervals' is invalid"


def test_posts_and_days_do_not_go_together(posted: Sandbox) -> None:
    both = f"{SHARES}&shares=List(urn%3Ali%3Ashare%3A1){_intervals(0, 2, 'DAY')}"
    assert posted.get(both).status_code == 400


def test_the_followers_who_work_there(sandbox: Sandbox) -> None:
    page = {"id": "5501001", "name": "Clinique du Parc", "followers": 9000, "employees": 412}
    sandbox.control("organizations", **page)
    (element,) = _elements(sandbox, FOLLOWERS)
    assert element["followerCountsByAssociationType"] == [
        {
            "associationType": "EMPLOYEE",
            "followerCounts": {"organicFollowerCount": 412, "paidFollowerCount": 0},
        }
    ]
    assert element["followerCountsBySeniority"][0]["seniority"] == "urn:li:seniority:3"
    assert sandbox.get(FOLLOWERS, token="tok-notadmin").status_code == 403


def test_gains_end_two_days_ago_and_explain_the_total(sandbox: Sandbox) -> None:
    size = f"/rest/networkSizes/{encoded(PAGE)}?edgeType=COMPANY_FOLLOWED_BY_MEMBER"
    before = sandbox.get(size, token="tok-notadmin").json()["firstDegreeSize"]
    sandbox.at("2026-11-28T09:00:00Z")
    gains = _elements(sandbox, FOLLOWERS + _intervals(0, 10, "DAY"))
    assert [gain["timeRange"]["start"] for gain in gains] == [MIDNIGHT + day * DAY for day in range(6)]
    sandbox.at("2026-11-27T09:00:00Z")
    after = sandbox.get(size, token="tok-notadmin").json()["firstDegreeSize"]
    assert after - before == sum(gain["followerGains"]["organicFollowerGain"] for gain in gains)
    assert sandbox.get(FOLLOWERS + _intervals(-400, 1, "DAY")).status_code == 400


def test_a_network_size_names_its_edge(sandbox: Sandbox) -> None:
    path = f"/rest/networkSizes/{encoded(PAGE)}"
    assert sandbox.get(path).json()["message"] == "Parameter 'edgeType' is required"
    assert sandbox.get(f"{path}?edgeType=FRIEND").status_code == 400
    assert sandbox.get("/rest/networkSizes/urn%3Ali%3Aorganization%3A1?edgeType=A").status_code == 404


def test_connections_are_ones_own(sandbox: Sandbox) -> None:
    path = "/v2/connections/"
    assert sandbox.get(path + encoded(CLAIRE)).json() == {"firstDegreeSize": 640}
    assert sandbox.get(path + encoded("urn:li:person:Zz98Yy76Xx")).status_code == 403


def test_only_a_video_has_been_watched(sandbox: Sandbox) -> None:
    sandbox.populate()
    sandbox.control("engagement", default=True, **SCALES)
    media = {"media": {"id": sandbox.upload_video(files.mp4(100_000))}}
    video = sandbox.publish("Visite", fields={"content": media})
    poll = {"question": "Oui ?", "options": [{"text": "Oui"}, {"text": "Non"}]}
    other = sandbox.publish("", fields={"content": {"poll": {**poll, "settings": {"duration": "ONE_DAY"}}}})
    sandbox.at("2027-01-21T09:00:00Z")
    path = "/rest/memberCreatorVideoAnalytics?q=entity"
    (plays,) = _elements(sandbox, f"{path}&entity=(ugc:{encoded(video)})&queryType=VIDEO_PLAY")
    assert plays == {"count": 700, "metricType": "VIDEO_PLAY", "targetEntity": {"ugc": video}}
    assert sandbox.get(f"{path}&entity=(ugc:{encoded(other)})&queryType=VIDEO_PLAY").status_code == 400
    daily = f"{path}&entity=(ugc:{encoded(video)})&aggregation=DAILY&queryType="
    assert sandbox.get(f"{daily}VIDEO_VIEWER").status_code == 400
    assert sum(day["count"] for day in _elements(sandbox, f"{daily}VIDEO_PLAY")) == 700
    assert sandbox.get(f"{path}&entity=(ugc:{encoded(video)})&queryType=REACTION").status_code == 400


def _intervals(first: int, end: int, step: str) -> str:
    """Days from 21 November 2026."""
    bounds = f"start:{MIDNIGHT + first * DAY},end:{MIDNIGHT + end * DAY}"
    return f"&timeIntervals=(timeRange:({bounds}),timeGranularityType:{step})"


def _elements(sandbox: Sandbox, path: str, *, token: str = "tok-pageadmin") -> list[dict[str, Any]]:
    answer = sandbox.get(path, token=token)
    assert answer.status_code == 200, answer.text
    elements: list[dict[str, Any]] = answer.json()["elements"]
    return elements
