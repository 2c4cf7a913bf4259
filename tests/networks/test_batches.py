"""Counters of several posts in one call, and queries that are too long for an address."""

from __future__ import annotations

import pytest

from influence.networks.errors import Reason, Refused, Temporary
from influence.networks.linkedin import LinkedIn
from influence.networks.ports import Capability, Counters, Credentials
from tests.networks.loopback import Loopback
from tests.networks.test_with_sandbox import ALL, TEXT, control, publish, real, sandbox  # noqa: F401

FIRST, SECOND, GONE = (f"urn:li:share:75298309668864{n:05}" for n in (1, 2, 3))


def metadata(reactions: int) -> dict[str, object]:
    return {
        "commentSummary": {"count": 2, "topLevelCount": 1},
        "reactionSummaries": {"LIKE": {"reactionType": "LIKE", "count": reactions}},
    }


def test_several_posts_are_counted_in_one_call(
    linkedin: LinkedIn, server: Loopback, claire: Credentials
) -> None:
    results = {FIRST: metadata(3), SECOND: metadata(5)}
    server.answer(200, {"results": results, "statuses": {}, "errors": {GONE: {"status": 404}}})
    found = linkedin.counters_of([SECOND, FIRST, GONE, FIRST], credentials=claire)
    assert found == {FIRST: Counters({"LIKE": 3}, 2, 1), SECOND: Counters({"LIKE": 5}, 2, 1)}
    assert server.last.headers["X-RestLi-Method"] == "BATCH_GET"
    ids = ",".join(urn.replace(":", "%3A") for urn in (FIRST, SECOND, GONE))
    assert server.last.path == f"/rest/socialMetadata?ids=List({ids})"


def test_nothing_is_asked_about_no_post(linkedin: LinkedIn, server: Loopback, claire: Credentials) -> None:
    assert linkedin.counters_of([], credentials=claire) == {}
    assert server.seen == []


def test_a_batch_that_is_garbage_may_be_right_the_next_time(
    linkedin: LinkedIn, server: Loopback, claire: Credentials
) -> None:
    server.answer(200, {"results": {FIRST: 3}})
    with pytest.raises(Temporary) as caught:
        linkedin.counters_of([FIRST], credentials=claire)
    assert caught.value.reason is Reason.BAD_ANSWER


def test_a_long_query_travels_as_a_form_and_a_short_one_does_not(
    linkedin: LinkedIn, server: Loopback, claire: Credentials
) -> None:
    many = [f"urn:li:ugcPost:{7_529_830_966_886_400_000 + n}" for n in range(100)]
    server.answer(200, {"results": {}})
    linkedin.counters_of(many, credentials=claire)
    assert (server.last.method, server.last.path) == ("POST", "/rest/socialMetadata")
    assert server.last.headers["X-HTTP-Method-Override"] == "GET"
    assert server.last.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert server.last.body.startswith(b"ids=List(urn%3Ali%3AugcPost%3A7529830966886400000,")
    server.answer(200, {"results": {}})
    linkedin.counters_of(many[:60], credentials=claire)
    assert server.last.method == "GET"


def test_the_sandbox_takes_batches_short_and_long(real: LinkedIn, sandbox: str) -> None:  # noqa: F811
    mine = [publish(real, TEXT)]
    control(sandbox, "clock", advance_seconds=3600)
    mine.append(publish(real, TEXT))
    unknown = [f"urn:li:ugcPost:{n}" for n in range(7_000_000_000_000_000_000, 7_000_000_000_000_000_098)]
    assert set(real.counters_of([*mine, *unknown], credentials=ALL)) == set(mine)
    assert set(real.counters_of(mine, credentials=ALL)) == set(mine)


def test_the_development_tier_has_no_batches(real: LinkedIn, sandbox: str) -> None:  # noqa: F811
    with pytest.raises(Refused) as caught:
        real.counters_of([FIRST, SECOND], credentials=Credentials("tok-cma-dev"))
    assert caught.value.reason is Reason.SCOPE_MISSING


def test_the_audience_is_added_to_counters_that_are_known(
    linkedin: LinkedIn, server: Loopback, claire: Credentials
) -> None:
    for metric, count in (("RESHARE", 4), ("IMPRESSION", 670), ("MEMBERS_REACHED", 512)):
        server.answer(200, {"elements": [{"count": count, "metricType": metric}]})
    known = Counters({"LIKE": 3}, 2, 1)
    found = linkedin.audience(FIRST, known, credentials=claire)
    assert found == Counters({"LIKE": 3}, 2, 1, reshares=4, impressions=670, reach=512)
    can = {Capability.READ_COUNTS}
    server.answer(200, metadata(3))
    assert linkedin.counters(FIRST, credentials=claire, capabilities=can) == known
