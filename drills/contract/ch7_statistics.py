"""Chapter 7 to 7.3: what is counted of members; who may read what (0.1, 10.3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from drills.contract.ch2_protocol import fails
from drills.contract.ch5_media import uploaded as uploads
from drills.contract.ch6_social import received
from drills.contract.play import PAGE, Case, Json, Play, done, key, refused, same, that
from influence.networks.errors import Reason, Refused
from influence.networks.linkedin.analytics import Analytic, Days
from influence.networks.ports import Capability

Check = Callable[[Play], None]
ANALYTICS = "/rest/memberCreatorPostAnalytics"
SHARES = f"/rest/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity={key(PAGE)}"
DAYS = "(start:(year:2026,month:11,day:19),end:(year:2026,month:11,day:24))"
NOVEMBER = Days(date(2026, 11, 19), date(2026, 11, 24))
METRICS = tuple(one.value for one in Analytic if not one.of_video)
NEVER_DAILY = ("MEMBERS_REACHED", "LINK_CLICKS", "FOLLOWER_GAINED_FROM_CONTENT", "PROFILE_VIEW_FROM_CONTENT")


def union(urn: str) -> str:
    return f"({'share' if ':share:' in urn else 'ugc'}:{key(urn)})"


def asked(play: Play, urn: str, metric: str, more: str = "", **given: str) -> Json:
    return done(play.get(f"{ANALYTICS}?q=entity&entity={union(urn)}&queryType={metric}{more}", **given))


def every_metric(play: Play) -> None:
    urn = received(play)
    for metric in METRICS:
        (one,) = asked(play, urn, metric)["elements"]
        same((one["metricType"], one["targetEntity"]), (metric, {"share": urn}))
        same(play.adapter().analytic(urn, Analytic(metric), credentials=play.credentials()), one["count"])


def of_all_posts(play: Play) -> None:
    received(play)
    (one,) = done(play.get(f"{ANALYTICS}?q=me&queryType=REACTION"))["elements"]
    same((one["count"], "targetEntity" in one), (30, False))
    same(play.adapter().analytic(None, Analytic.REACTION, credentials=play.credentials()), 30)


def bad(query: str, says: str) -> Check:
    def check(play: Play) -> None:
        urn = play.publish()
        refused(play.get(f"{ANALYTICS}?{query.format(urn=key(urn), union=union(urn))}"), 400, says=says)

    return check


def a_bare_urn(play: Play) -> None:
    urn = key(play.publish())
    refused(
        play.get(f"{ANALYTICS}?q=entity&entity={urn}&queryType=REACTION"),
        400,
        says="Parameter 'entity' is invalid",
    )


def not_a_parameter(play: Play) -> None:
    refused(play.get(f"{ANALYTICS}?q=me&metricType=REACTION"), 400, "QUERY_PARAM_NOT_ALLOWED")


def by_day(play: Play) -> None:
    urn = received(play)
    found = asked(play, urn, "REACTION", f"&aggregation=DAILY&dateRange={DAYS}")["elements"]
    same(len(found), 5, "days, the end not among them")
    same(found[0]["dateRange"]["start"], {"year": 2026, "month": 11, "day": 19})
    told = play.adapter().daily(urn, Analytic.REACTION, days=NOVEMBER, credentials=play.credentials())
    same([one.count for one in told], [one["count"] for one in found])


def never_by_day(metric: str, finder: str) -> Check:
    def check(play: Play) -> None:
        of = f"q=entity&entity={union(play.publish())}" if finder == "entity" else "q=me"
        query = f"{ANALYTICS}?{of}&queryType={metric}&aggregation=DAILY&dateRange={DAYS}"
        refused(play.get(query), 400, says="Parameter 'aggregation' is invalid")
        urn = play.publish() if finder == "entity" else None
        ask = lambda it: it.daily(urn, Analytic(metric), days=NOVEMBER, credentials=play.credentials())
        fails(play, Refused, Reason.INVALID_FIELD, ask)

    return check


def older_form(play: Play) -> None:
    """Before 202605 the metric was told as an object."""
    urn = received(play)
    play.version = "202604"
    try:
        (one,) = asked(play, urn, "REACTION")["elements"]
        same(list(one["metricType"].values()), ["REACTION"])
        same(play.adapter().analytic(urn, Analytic.REACTION, credentials=play.credentials()), 30)
    finally:
        play.version = "202609"


def new_metrics(play: Play) -> None:
    play.version = "202603"
    try:
        same(play.get(f"{ANALYTICS}?q=me&queryType=POST_SAVE").status_code, 400)
    finally:
        play.version = "202609"


def drifting(play: Play) -> None:
    urn = received(play)
    play.control("faults", fault="analytics-drift")
    same(
        play.adapter().analytic(urn, Analytic.IMPRESSION, credentials=play.credentials()), round(1000 * 0.93)
    )


def cost(play: Play) -> None:
    """One call for the counters, and one for each of the three figures beside them."""
    play.control("apps", client_id="sandbox-cma-dev", product="cma-dev", member_limit=4)
    minted = play.control("tokens", member="Ab12Cd34Ef", app="sandbox-partner")["access_token"]
    urn = done_post(play, minted)
    capabilities = (Capability.READ_COUNTS, Capability.MEMBER_ANALYTICS)
    play.adapter("cma-dev").counters(urn, credentials=play.credentials("cma-dev"), capabilities=capabilities)
    same(play.get("/rest/me", who="cma-dev").status_code, 429, "the fifth call")


def done_post(play: Play, token: str) -> str:
    answer = play.post("/rest/posts", play.body(), headers={"Authorization": f"Bearer {token}"})
    done(answer, 201)
    return answer.headers["x-restli-id"]


def level(play: Play) -> None:
    (one,) = done(play.get("/rest/memberFollowersCount?q=me"))["elements"]
    same(play.adapter().followers(credentials=play.credentials()), one["memberFollowersCount"])


def changes(play: Play) -> None:
    play.need_control()
    range_ = DAYS.replace("day:19", "day:1").replace("day:24", "day:10")
    found = done(play.get(f"/rest/memberFollowersCount?q=dateRange&dateRange={range_}"))["elements"]
    same(len(found), 9)
    told = play.adapter().follower_changes(
        days=Days(date(2026, 11, 1), date(2026, 11, 10)), credentials=play.credentials()
    )
    same([one.count for one in told], [one["memberFollowersCount"] for one in found])


def no_range(play: Play) -> None:
    refused(play.get("/rest/memberFollowersCount?q=dateRange"), 400, says="Parameter 'dateRange' is required")


def video(play: Play) -> None:
    from drills.contract import files

    uploads("video", files.mp4())(play)
    (urn,) = [one["urn"] for one in play.control("media", method="GET")["media"]]
    made = play.publish(content={"media": {"id": urn}})
    for metric in ("VIDEO_PLAY", "VIDEO_WATCH_TIME", "VIDEO_VIEWER"):
        path = f"/rest/memberCreatorVideoAnalytics?q=entity&entity=(ugc:{key(made)})&queryType={metric}"
        done(play.get(path))
        that(
            play.adapter().analytic(made, Analytic(metric), credentials=play.credentials()) in (0, None),
            metric,
        )


def page_post(play: Play, **policy: object) -> str:
    play.control("members", generate=40, group="public")
    urn = play.publish(author=PAGE)
    usual: Json = {
        "reactions": 20,
        "comments": 4,
        "reshares": 2,
        "impressions": 500,
        "variation": 0,
        "insider_share": 0,
    }
    play.control("engagement", post=urn, **(usual | policy))
    play.later(31 * 86_400)
    return urn


def of_a_year(play: Play) -> None:
    page_post(play)
    (one,) = done(play.get(SHARES))["elements"]
    figures = one["totalShareStatistics"]
    same((figures["impressionCount"], figures["likeCount"]), (500, 20))
    total = sum(figures[f"{name}Count"] for name in ("click", "like", "comment", "share"))
    that(abs(figures["engagement"] - total / 500) < 1e-9, "the rate")
    same(play.adapter().page_shares(PAGE, credentials=play.credentials()).likes, 20)


def of_posts(play: Play) -> None:
    seen, quiet = page_post(play), play.publish(author=PAGE)
    found = done(play.get(f"{SHARES}&shares=List({key(seen)},{key(quiet)})"))["elements"]
    same([one["share"] for one in found], [seen], "a post without activity is absent")
    told = play.adapter().page_posts(PAGE, [seen, quiet], credentials=play.credentials())
    same((told[seen].likes, told[quiet].impressions), (20, 0), "the adapter makes it zero")


def network_size(play: Play) -> None:
    path = f"/rest/networkSizes/{key(PAGE)}?edgeType=COMPANY_FOLLOWED_BY_MEMBER"
    size = done(play.get(path, who="notadmin"))["firstDegreeSize"]
    same(play.adapter().page_followers(PAGE, credentials=play.credentials()), size)


def not_with_self_serve(path: str) -> Check:
    def check(play: Play) -> None:
        refused(play.get(path, who="selfserve"), 403, "ACCESS_DENIED", says="Not enough permissions")

    return check


def with_the_other(path: str) -> Check:
    def check(play: Play) -> None:
        that(done(play.get(path, who="cma-std"))["elements"], "figures")

    return check


def identifies(path: str, name: str, *, who: str) -> Check:
    def check(play: Play) -> None:
        same(f"urn:li:person:{done(play.get(path, who=who))[name]}", play.me(who))

    return check


def both(row: str, path: str) -> tuple[Case, Case]:
    return (
        Case("0.1", row, "not with a self-serve app", not_with_self_serve(path)),
        Case("0.1", row, "with the other", with_the_other(path)),
    )


def what_a_member_may_read(play: Play) -> None:
    urn = received(play)
    capabilities = (Capability.READ_COUNTS, Capability.MEMBER_ANALYTICS)
    found = play.adapter().counters(urn, credentials=play.credentials(), capabilities=capabilities)
    same((found.impressions, found.reshares, found.reactions), (1000, 2, 30))
    that((found.reach or 0) < 1000, "reach is another number")


def edits_its_own(play: Play) -> None:
    urn = play.publish(who="selfserve")
    play.adapter("selfserve").edit(urn, "Corrigé", credentials=play.credentials("selfserve"))
    play.adapter("selfserve").delete(urn, credentials=play.credentials("selfserve"))
    if play.has_control:  # it may not read
        same([(post["text"], post["is_deleted"]) for post in play.shown()], [("Corrigé", True)])


def cannot_read_its_own(who: str) -> Check:
    def check(play: Play) -> None:
        urn = play.publish(who=who)
        ask = lambda it: it.exists(urn, credentials=play.credentials(who))
        fails(play, Refused, Reason.SCOPE_MISSING, ask, who=who)

    return check


def refresh_tokens(play: Play) -> None:
    told = {
        app: play.control("tokens", member="Ab12Cd34Ef", app=f"sandbox-{app}")["refresh_token"]
        for app in ("selfserve", "cma-std")
    }
    same({app: bool(token) for app, token in told.items()}, {"selfserve": False, "cma-std": True})


ALL_POSTS = "/rest/memberCreatorPostAnalytics?q=me&queryType=IMPRESSION"
CASES = (
    Case("0.1", "Identify the member", "by userinfo with a self-serve app", identifies("/v2/userinfo", "sub", who="selfserve")),
    Case("0.1", "Identify the member", "by /rest/me with the other", identifies("/rest/me", "id", who="cma-std")),
    Case("0.1", "Create / delete own post", "with a self-serve app", edits_its_own),
    Case("0.1", "Edit own post text", "with a self-serve app", edits_its_own),
    Case("0.1", "Read back own posts", "not with a self-serve app", cannot_read_its_own("selfserve")),
    Case("0.1", "Read back own posts", "nor with the other", cannot_read_its_own("cma-std")),
    *both("Impressions, reach, reshares", ALL_POSTS),
    *both("Member follower count", "/rest/memberFollowersCount?q=me"),
    *both("Organization page posts, stats", SHARES),
    Case("0.1", "Refresh token", "of a Community app alone", refresh_tokens),
    Case("7.1", "q", "me", of_all_posts),
    Case("7.1", "q", "another", bad("q=you&queryType=REACTION", "Parameter 'q' is invalid")),
    Case("7.1", "entity", "a union", every_metric),
    Case("7.1", "entity", "a bare URN", a_bare_urn),
    Case("7.1", "entity", "missing", bad("q=entity&queryType=REACTION", "Parameter 'entity' is required")),
    Case("7.1", "queryType", "every metric", every_metric),
    Case("7.1", "queryType", "missing", bad("q=me", "Parameter 'queryType' is required")),
    Case("7.1", "queryType", "another", bad("q=me&queryType=LOVE", "Parameter 'queryType' is invalid")),
    Case("7.1", "queryType", "six of them since 202604", new_metrics),
    Case("7.1", "aggregation", "by day", by_day),
    Case("7.1", "aggregation", "another", bad("q=me&queryType=REACTION&aggregation=HOURLY", "Parameter 'aggregation' is invalid")),
    Case("7.1", "dateRange", "its end is not part of it", by_day),
    Case("7.1", "dateRange", "no range", bad("q=me&queryType=REACTION&dateRange=yesterday", "Parameter 'dateRange' is invalid")),
    *(Case("7.1", "DAILY refused for", f"{metric}, of all posts", never_by_day(metric, "me")) for metric in NEVER_DAILY),
    Case("7.1", "DAILY refused for", "IMPRESSION of one post", never_by_day("IMPRESSION", "entity")),
    Case("7.1", "Accuracy", "figures that drift are taken as they are", drifting),
    Case("7.1", "Wrong parameter", "metricType", not_a_parameter),
    Case("7.1", "Cost", "four calls for a post's counters", cost),
    Case("7.1", "metricType before 202605", "an object", older_form),
    Case("7.2", "Level", "of today", level),
    Case("7.2", "Changes", "day by day", changes),
    Case("7.2", "Changes", "without a range", no_range),
    Case("7.3", "Video analytics", "three metrics of a video", video),
    Case("10.3", "impressions, reach", "of a member's post", what_a_member_may_read),
    Case("10.3", "impressions, reach", "of a page's post", of_posts),
    Case("10.3", "comments count", "of a member's post", what_a_member_may_read),
    Case("10.3", "reshares", "of a member's post", what_a_member_may_read),
    Case("10.3", "saves, sends", "of a member's post", every_metric),
    Case("10.3", "clicks", "of a page", of_a_year),
    Case("10.3", "follower total", "of a member", level),
    Case("10.3", "follower total", "of a page", network_size),
)  # fmt: skip
