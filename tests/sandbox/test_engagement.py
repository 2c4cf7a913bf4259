"""The generator: who engages is drawn once; what of it is seen depends on the clock."""

from typing import Any

import pytest

from sandbox.engagement.generator import moment, reached
from tests.sandbox.conftest import CLAIRE, Sandbox, encoded

ALL = {"w_member_social_feed"}


def test_without_a_policy_nobody_engages(sandbox: Sandbox) -> None:
    sandbox.populate()
    urn = sandbox.publish()
    content = _metadata(sandbox, urn)
    assert content["reactionSummaries"] == {}
    assert content["commentSummary"] == {"count": 0, "topLevelCount": 0}


def test_the_share_of_employees_is_exact(sandbox: Sandbox) -> None:
    sandbox.populate()
    urn = sandbox.publish()
    sandbox.control("engagement", post=urn, reactions=80, insider_share=0.3, variation=0)
    _later(sandbox, days=40)
    actors = [
        like["actor"].rpartition(":")[2] for like in _all(sandbox, f"socialActions/{encoded(urn)}/likes")
    ]
    assert len(actors) == len(set(actors)) == 80
    assert sum(actor.startswith("employees-") for actor in actors) == 24
    assert sum(actor.startswith("public-") for actor in actors) == 56


def test_the_insiders_can_be_named_and_weighted(sandbox: Sandbox) -> None:
    sandbox.populate()
    urn = sandbox.publish()
    named = [f"employees-{number:05d}" for number in range(1, 11)]
    weights = {**dict.fromkeys(named, 1.0), named[0]: 1000.0, named[1]: 0.0}
    sandbox.control(
        "engagement", post=urn, reactions=10, insider_share=0.5, variation=0, insiders=named, weights=weights
    )
    _later(sandbox, days=40)
    actors = {
        like["actor"].rpartition(":")[2] for like in _all(sandbox, f"socialActions/{encoded(urn)}/likes")
    }
    inside = {actor for actor in actors if actor.startswith("employees-")}
    assert len(inside) == 5
    assert inside <= set(named) - {named[1]}
    assert named[0] in inside


def test_the_author_never_reacts_and_nobody_reacts_twice(sandbox: Sandbox) -> None:
    """More reactions are asked for than there are people: everybody once, and no more."""
    sandbox.control("members", generate=20, group="public")
    urn = sandbox.publish()
    sandbox.control("engagement", post=urn, reactions=500, insider_share=0, variation=0)
    _later(sandbox, days=40)
    actors = [like["actor"] for like in _all(sandbox, f"socialActions/{encoded(urn)}/likes")]
    assert len(actors) == len(set(actors)) == 20
    assert CLAIRE not in actors


def test_engagement_grows_with_the_clock_and_shrinks_with_it(sandbox: Sandbox) -> None:
    sandbox.populate()
    sandbox.control("engagement", default=True, reactions=60, comments=8, reshares=5, impressions=3000)
    urn = sandbox.publish()
    seen = []
    for hours in (0, 1, 9, 72, 1000):
        sandbox.control("clock", now="2026-11-21T09:00:00Z")
        sandbox.control("clock", advance_seconds=hours * 3600)
        counts = sandbox.state()["posts"][0]["counts"]
        seen.append((counts["reactions_total"], counts["comments"], counts["impressions"]))
    assert seen[0] == (0, 0, 0)
    assert seen == sorted(seen)
    assert seen[1] < seen[2] < seen[3]
    assert 0.35 < seen[2][2] / seen[4][2] < 0.65  # half of it after the half-life
    sandbox.at("2026-11-21T10:00:00Z")
    assert (
        sum(value["count"] for value in _metadata(sandbox, urn)["reactionSummaries"].values()) == seen[1][0]
    )


def test_speed_lets_a_live_post_move_within_seconds(sandbox: Sandbox) -> None:
    sandbox.populate()
    sandbox.control("engagement", default=True, reactions=60, speed=600, variation=0)
    sandbox.publish()
    sandbox.control("clock", advance_seconds=10)
    assert sandbox.state()["posts"][0]["counts"]["reactions_total"] > 0
    sandbox.control("clock", advance_seconds=2 * 3600)
    assert sandbox.state()["posts"][0]["counts"]["reactions_total"] == 60


def test_the_same_seed_gives_the_same_world(sandbox: Sandbox) -> None:
    assert _story(sandbox, seed=5) == _story(sandbox, seed=5)
    assert _story(sandbox, seed=5) != _story(sandbox, seed=6)


def test_a_policy_can_be_for_one_author(sandbox: Sandbox) -> None:
    sandbox.populate()
    sandbox.control("engagement", default=True, reactions=10, variation=0)
    sandbox.control("engagement", default=True, author="Zz98Yy76Xx", reactions=30, variation=0)
    sandbox.publish("Un")
    token = sandbox.control("tokens", member="Zz98Yy76Xx")["access_token"]
    sandbox.publish("Deux", token=token, fields={"author": "urn:li:person:Zz98Yy76Xx"})
    _later(sandbox, days=40)
    assert [post["counts"]["reactions_total"] for post in sandbox.state()["posts"]] == [10, 30]


def test_all_posts_of_an_author_can_be_given_a_curve(sandbox: Sandbox) -> None:
    sandbox.populate()
    sandbox.publish("Un")
    sandbox.publish("Deux")
    drawn = sandbox.control("engagement", author=CLAIRE, reactions=20)["posts"]
    _later(sandbox, days=40)
    seen = [post["counts"]["reactions_total"] for post in sandbox.state()["posts"]]
    assert seen == [post["reactions"] for post in drawn]
    assert all(14 <= number <= 26 for number in seen)


def test_the_mix_of_reactions_is_kept_to(sandbox: Sandbox) -> None:
    sandbox.populate()
    urn = sandbox.publish()
    sandbox.control("engagement", post=urn, reactions=100, variation=0, mix={"PRAISE": 3, "EMPATHY": 1})
    _later(sandbox, days=40)
    summaries = _metadata(sandbox, urn)["reactionSummaries"]
    assert set(summaries) == {"PRAISE", "EMPATHY"}
    assert summaries["PRAISE"]["count"] > summaries["EMPATHY"]["count"]


@pytest.mark.parametrize(
    "policy",
    [
        {"reactions": -1},
        {"insider_share": 2},
        {"speed": 0},
        {"mix": {"MAYBE": 1}},
        {"mix": {}},
        {"reactions": "ten"},
        {"nonsense": 1},
        {"texts": "no"},
    ],
)
def test_an_impossible_policy_is_refused_in_words(sandbox: Sandbox, policy: dict[str, Any]) -> None:
    content = {"default": True, **policy}
    answer = sandbox.session.post(f"{sandbox.url}/_sandbox/engagement", json=content, timeout=5)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_all_readings_of_a_post_agree(sandbox: Sandbox) -> None:
    urn = _popular(sandbox)
    _later(sandbox, days=2)
    metadata, post = _metadata(sandbox, urn), sandbox.state()["posts"][0]
    summary = sandbox.get(f"/rest/socialActions/{encoded(urn)}").json()
    reactions = _all(sandbox, f"reactions/(entity:{encoded(urn)})?q=entity")
    comments = _all(sandbox, f"socialActions/{encoded(urn)}/comments")
    total = sum(value["count"] for value in metadata["reactionSummaries"].values())
    assert total == post["counts"]["reactions_total"] == len(reactions) > 20
    assert total == summary["likesSummary"]["totalLikes"]
    assert len(comments) == metadata["commentSummary"]["count"] == post["counts"]["comments"] > 0
    assert summary["commentsSummary"]["commentsState"] == metadata["commentsState"] == "OPEN"
    assert sum(post["by_group"].values()) == total + len(comments) + post["counts"]["reshares"]


def test_an_activity_urn_finds_the_same_post(sandbox: Sandbox) -> None:
    urn = _popular(sandbox)
    _later(sandbox, days=2)
    activity = _metadata(sandbox, urn)["entity"]
    assert activity == "urn:li:activity:7529830966886400001"
    assert _metadata(sandbox, activity) == _metadata(sandbox, urn)


def test_comments_speak_of_the_activity(sandbox: Sandbox) -> None:
    urn = _popular(sandbox)
    _later(sandbox, days=2)
    comment = _all(sandbox, f"socialActions/{encoded(urn)}/comments")[0]
    activity = "urn:li:activity:7529830966886400001"
    assert comment["object"] == activity
    assert comment["commentUrn"] == f"urn:li:comment:({activity},{comment['id']})"
    assert int(comment["id"]) >> 22 == comment["created"]["time"]
    path = f"/rest/socialActions/{encoded(urn)}/comments/{comment['id']}"
    assert sandbox.get(path).json() == comment
    assert sandbox.get(path[:-1]).status_code == 404


def test_reactions_come_in_the_order_asked_for(sandbox: Sandbox) -> None:
    urn = _popular(sandbox)
    _later(sandbox, days=2)
    path = f"/rest/reactions/(entity:{encoded(urn)})?q=entity&count=100&sort=(value:"
    oldest = sandbox.get(f"{path}CHRONOLOGICAL)").json()["elements"]
    newest = sandbox.get(f"{path}REVERSE_CHRONOLOGICAL)").json()["elements"]
    assert oldest == newest[::-1]
    times = [element["created"]["time"] for element in oldest]
    assert times == sorted(times)
    assert sandbox.get(f"{path}WHATEVER)").status_code == 400
    actor = oldest[0]["created"]["actor"]
    one = sandbox.get(f"/rest/reactions/(actor:{encoded(actor)},entity:{encoded(urn)})")
    assert one.json() == oldest[0]
    nobody = sandbox.get(f"/rest/reactions/(actor:{encoded('urn:li:person:nobody')},entity:{encoded(urn)})")
    assert nobody.status_code == 404


@pytest.mark.parametrize("path", ["socialActions/{}", "socialActions/{}/likes", "socialMetadata/{}"])
def test_a_selfserve_token_reads_no_engagement(sandbox: Sandbox, path: str) -> None:
    urn = encoded(sandbox.publish())
    answer = sandbox.get(f"/rest/{path.format(urn)}", token="tok-selfserve")
    assert answer.status_code == 403
    assert "Not enough permissions to access" in answer.json()["message"]


def test_an_unknown_post_is_404(sandbox: Sandbox) -> None:
    assert sandbox.get("/rest/socialMetadata/urn%3Ali%3Ashare%3A1").status_code == 404
    assert sandbox.get("/rest/socialMetadata/nonsense").status_code == 404


@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.9, 1.0])
def test_the_curve_and_its_inverse_agree(part: float) -> None:
    at = moment(part, half_life=9.0, horizon=720.0)
    assert reached(at, half_life=9.0, horizon=720.0) == pytest.approx(part)
    assert at <= 720.0


def _popular(sandbox: Sandbox) -> str:
    sandbox.populate()
    sandbox.control("engagement", default=True, reactions=40, variation=0)
    return sandbox.publish()


def _later(sandbox: Sandbox, *, days: int) -> None:
    sandbox.control("clock", advance_seconds=days * 86400)


def _metadata(sandbox: Sandbox, urn: str) -> Any:
    return sandbox.get(f"/rest/socialMetadata/{encoded(urn)}", token="tok-cma-std").json()


def _all(sandbox: Sandbox, path: str) -> list[dict[str, Any]]:
    """Page after page, until no next link is given."""
    elements: list[dict[str, Any]] = []
    link = f"/rest/{path}{'&' if '?' in path else '?'}count=7"
    while link:
        content = sandbox.get(link, token="tok-cma-std").json()
        elements += content["elements"]
        link = next((each["href"] for each in content["paging"]["links"] if each["rel"] == "next"), "")
    assert len(elements) == content["paging"]["total"]
    return elements


def _story(sandbox: Sandbox, *, seed: int) -> Any:
    sandbox.control("reset", seed=seed)
    sandbox.at("2026-11-21T09:00:00Z")
    sandbox.populate()
    sandbox.control("engagement", default=True)
    token = sandbox.control("tokens", member="Ab12Cd34Ef", app="sandbox-partner")["access_token"]
    urn = sandbox.publish(token=token)
    _later(sandbox, days=3)
    likes = _all(sandbox, f"socialActions/{encoded(urn)}/likes")
    return token, urn, likes, sandbox.state()["posts"]
