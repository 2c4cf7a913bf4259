from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from influence.networks.errors import Reason, Temporary
from influence.networks.linkedin import LinkedIn
from influence.networks.ports import Capability, Comment, Counters, Credentials, Reaction
from tests.networks.conftest import NOW
from tests.networks.loopback import Loopback

SHARE = "urn:li:share:7529830966886400000"
ENCODED = "urn%3Ali%3Ashare%3A7529830966886400000"
METADATA = {
    "entity": "urn:li:activity:7529830966886400001",
    "commentsState": "OPEN",
    "commentSummary": {"count": 9, "topLevelCount": 6},
    "reactionSummaries": {
        "LIKE": {"reactionType": "LIKE", "count": 30},
        "PRAISE": {"reactionType": "PRAISE", "count": 8},
        "EMPATHY": {"reactionType": "EMPATHY", "count": -1},
    },
}
ANALYTICS = frozenset({Capability.READ_COUNTS, Capability.MEMBER_ANALYTICS})


def milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def test_counters_without_analytics_take_one_call(
    linkedin: LinkedIn, server: Loopback, claire: Credentials
) -> None:
    server.answer(200, METADATA)
    counters = linkedin.counters(SHARE, credentials=claire, capabilities={Capability.READ_COUNTS})
    assert counters == Counters({"LIKE": 30, "PRAISE": 8, "EMPATHY": 0}, comments=9, top_level_comments=6)
    assert counters.reactions == 38
    assert (counters.impressions, counters.reshares, counters.reach) == (None, None, None)
    assert [seen.path for seen in server.seen] == [f"/rest/socialMetadata/{ENCODED}"]


def test_a_post_without_answers_has_zeros(linkedin: LinkedIn, server: Loopback, claire: Credentials) -> None:
    server.answer(200, {"entity": SHARE})
    assert linkedin.counters(SHARE, credentials=claire, capabilities=()) == Counters({}, 0, 0)


@pytest.mark.parametrize(
    "metric_type", [str, lambda name: {"com.linkedin.adsexternalapi.MemberAnalyticsMetric": name}]
)
def test_both_forms_of_the_metric_type_are_read(
    linkedin: LinkedIn, server: Loopback, claire: Credentials, metric_type: Any
) -> None:
    server.answer(200, METADATA)
    for metric, count in (("RESHARE", 4), ("IMPRESSION", 670), ("MEMBERS_REACHED", 512)):
        server.answer(200, {"elements": [{"count": count, "metricType": metric_type(metric)}]})
    counters = linkedin.counters(SHARE, credentials=claire, capabilities=ANALYTICS)
    assert (counters.reshares, counters.impressions, counters.reach) == (4, 670, 512)
    assert server.last.path == (
        f"/rest/memberCreatorPostAnalytics?q=entity&entity=(share:{ENCODED})"
        "&queryType=MEMBERS_REACHED&aggregation=TOTAL"
    )


def test_a_video_post_is_the_other_member_of_the_union(
    linkedin: LinkedIn, server: Loopback, claire: Credentials
) -> None:
    server.answer(200, METADATA)
    for _ in range(3):
        server.answer(200, {"elements": []})
    counters = linkedin.counters("urn:li:ugcPost:1", credentials=claire, capabilities=ANALYTICS)
    assert "entity=(ugc:urn%3Ali%3AugcPost%3A1)" in server.last.path
    assert counters.impressions is None


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        b"",
        [],
        {"commentSummary": 3},
        {"reactionSummaries": {"LIKE": 3}},
        {"reactionSummaries": {"LIKE": {"count": "3"}}},
        {"commentSummary": {"count": True}},
    ],
)
def test_garbage_is_a_bad_answer_to_ask_again(
    linkedin: LinkedIn, server: Loopback, claire: Credentials, body: Any
) -> None:
    server.answer(200, body)
    with pytest.raises(Temporary) as caught:
        linkedin.counters(SHARE, credentials=claire, capabilities=())
    assert caught.value.reason is Reason.BAD_ANSWER


def reaction(number: int, at: datetime, kind: str = "LIKE") -> dict[str, object]:
    made = {"time": milliseconds(at), "actor": f"urn:li:person:p{number:05}"}
    return {"id": f"urn:li:reaction:{number}", "reactionType": kind, "created": made, "lastModified": made}


def page(elements: list[dict[str, object]], *, more: bool) -> dict[str, object]:
    links = [{"rel": "next", "href": "/x", "type": "application/json"}] if more else []
    return {"elements": elements, "paging": {"start": 0, "count": 100, "links": links}}


def test_reactions_are_followed_to_the_last_page(
    linkedin: LinkedIn, server: Loopback, claire: Credentials
) -> None:
    server.answer(200, page([reaction(1, NOW, "PRAISE"), reaction(2, NOW)], more=True))
    server.answer(200, page([reaction(3, NOW)], more=False))
    found = list(linkedin.reactions(SHARE, credentials=claire))
    assert found[0] == Reaction("urn:li:person:p00001", "PRAISE", NOW)
    assert len(found) == 3
    assert [seen.path for seen in server.seen] == [
        f"/rest/reactions/(entity:{ENCODED})?q=entity&sort=(value:REVERSE_CHRONOLOGICAL)&start={start}&count=100"
        for start in (0, 100)
    ]


def test_without_links_an_empty_page_is_the_end(
    linkedin: LinkedIn, server: Loopback, claire: Credentials
) -> None:
    server.answer(200, {"elements": [reaction(1, NOW)]})
    server.answer(200, {"elements": []})
    assert len(list(linkedin.reactions(SHARE, credentials=claire))) == 1
    assert len(server.seen) == 2


def test_reactions_already_known_are_not_fetched(
    linkedin: LinkedIn, server: Loopback, claire: Credentials
) -> None:
    old = NOW - timedelta(hours=2)
    server.answer(200, page([reaction(1, NOW), reaction(2, old)], more=True))
    since = NOW - timedelta(hours=1)
    assert len(list(linkedin.reactions(SHARE, credentials=claire, since=since))) == 1
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    "element",
    [{}, {"reactionType": "LIKE"}, {"reactionType": "LIKE", "created": {"actor": "a", "time": 1e40}}, 7],
)
def test_a_broken_reaction_is_a_bad_answer(
    linkedin: LinkedIn, server: Loopback, claire: Credentials, element: Any
) -> None:
    server.answer(200, {"elements": [element]})
    with pytest.raises(Temporary):
        list(linkedin.reactions(SHARE, credentials=claire))


def test_a_comment_is_who_and_when_and_never_what(
    linkedin: LinkedIn, server: Loopback, claire: Credentials
) -> None:
    at = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
    element = {
        "id": "7529831000000000002",
        "actor": "urn:li:person:Zz98",
        "message": {"text": "Bravo à Karim"},
        "created": {"actor": "urn:li:person:Zz98", "time": milliseconds(at)},
    }
    server.answer(200, page([element], more=False))  # type: ignore[list-item]
    (comment,) = linkedin.comments(SHARE, credentials=claire)
    assert comment == Comment("urn:li:person:Zz98", at, "7529831000000000002")
    assert "Bravo" not in repr(comment)
    assert server.last.path == f"/rest/socialActions/{ENCODED}/comments?start=0&count=100"
