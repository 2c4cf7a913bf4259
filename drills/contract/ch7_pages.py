"""Chapter 7 from 7.4 on: pages, their posts, followers, visits and roles."""

from __future__ import annotations

from datetime import date

from drills.contract.ch7_statistics import SHARES, Check, network_size, of_a_year, of_posts
from drills.contract.play import PAGE, Case, Play, done, key, refused, same, that
from influence.networks.linkedin.analytics import Days
from influence.networks.linkedin.page_statistics import Facet

FOLLOWERS = (
    f"/rest/organizationalEntityFollowerStatistics?q=organizationalEntity&organizationalEntity={key(PAGE)}"
)


SPAN = "(timeRange:(start:{0},end:{1}),timeGranularityType:{2})"


MONDAY = 1795132800000  # midnight UTC


def series(play: Play) -> None:
    play.need_control()
    for step, count in (("DAY", 3), ("MONTH", 1)):
        span = SPAN.format(MONDAY, MONDAY + 3 * 86_400_000, step)
        same(len(done(play.get(f"{SHARES}&timeIntervals={span}"))["elements"]), count)
    days = Days(date(2026, 11, 1), date(2026, 11, 5))
    same(len(play.adapter().page_shares_by_day(PAGE, days=days, credentials=play.credentials())), 4)


def not_midnight(play: Play) -> None:
    span = SPAN.format(MONDAY + 1, MONDAY + 86_400_000, "DAY")
    refused(play.get(f"{SHARES}&timeIntervals={span}"), 400, says="Parameter 'timeIntervals' is invalid")


def posts_and_days(play: Play) -> None:
    span = SPAN.format(MONDAY, MONDAY + 86_400_000, "DAY")
    same(play.get(f"{SHARES}&shares=List(urn%3Ali%3Ashare%3A1)&timeIntervals={span}").status_code, 400)


def not_an_administrator(path: str) -> Check:
    def check(play: Play) -> None:
        refused(play.get(path, who="notadmin"), 403, "ACCESS_DENIED")

    return check


def facets(play: Play) -> None:
    (one,) = done(play.get(FOLLOWERS))["elements"]
    (bucket,) = one["followerCountsByAssociationType"]
    same(bucket["associationType"], "EMPLOYEE")
    for facet in Facet:
        told = play.adapter().page_followers_by(PAGE, facet, credentials=play.credentials())
        same(len(told), len(one[facet.list_name]), facet)


def gains(play: Play) -> None:
    play.need_control()
    span = SPAN.format(MONDAY - 9 * 86_400_000, MONDAY + 2 * 86_400_000, "DAY")
    found = done(play.get(f"{FOLLOWERS}&timeIntervals={span}"))["elements"]
    that(found and "followerCountsByAssociationType" not in found[0], "gains without facets")
    last = max(one["timeRange"]["end"] for one in found)
    that(last <= play.now().timestamp() * 1000 - 86_400_000, "up to two days ago")
    days = Days(date(2026, 11, 1), date(2026, 11, 5))
    same(len(play.adapter().page_follower_gains(PAGE, days=days, credentials=play.credentials())), 4)


def connections(play: Play) -> None:
    size = done(play.get(f"/v2/connections/{key(play.me())}"))["firstDegreeSize"]
    same(play.adapter().connections(play.me(), credentials=play.credentials()), size)


def visits(play: Play) -> None:
    path = f"/rest/organizationPageStatistics?q=organization&organization={key(PAGE)}"
    (one,) = done(play.get(path))["elements"]
    every = one["totalPageStatistics"]["views"]["allPageViews"]
    told = play.adapter().page_visits(PAGE, credentials=play.credentials())
    same((told.views, told.visitors), (every["pageViews"], every["uniquePageViews"]))
    span = SPAN.format(MONDAY, MONDAY + 2 * 86_400_000, "DAY")
    same(len(done(play.get(f"{path}&timeIntervals={span}"))["elements"]), 2)


def roles(reading: str) -> Check:
    def check(play: Play) -> None:
        play.reading(role_field=reading)
        found = done(play.get("/rest/organizationAcls?q=roleAssignee&role=ADMINISTRATOR&state=APPROVED"))[
            "elements"
        ]
        same([one[reading] for one in found], [PAGE])
        told = play.adapter().page_roles(credentials=play.credentials())
        same([(one.organisation_urn, one.may_post) for one in told], [(PAGE, True)])
        same(play.adapter().page_roles(credentials=play.credentials("notadmin")), ())

    return check


def admins_of_a_page(play: Play) -> None:
    path = f"/rest/organizationAcls?q=organization&organization={key(PAGE)}"
    that(play.me() in {one["roleAssignee"] for one in done(play.get(path))["elements"]}, "the administrator")
    same(play.get(path, who="notadmin").status_code, 403)


def other_roles(play: Play) -> None:
    same(play.get("/rest/organizationAcls?q=roleAssignee&role=KING").status_code, 400)
    for role in ("CONTENT_ADMINISTRATOR", "ANALYST"):
        play.control("roles", member="Zz98Yy76Xx", organization="5501001", role=role)
    statuses = {play.create(author=PAGE, who="notadmin").status_code}
    play.control(
        "roles", member="Zz98Yy76Xx", organization="5501001", role="CONTENT_ADMINISTRATOR", state="REVOKED"
    )
    statuses.add(play.create(author=PAGE, who="notadmin").status_code)
    same(statuses, {201, 403}, "a content administrator posts, an analyst does not")


def organisations(play: Play) -> None:
    body = done(play.get("/rest/organizations/5501001"))
    that({"localizedName", "vanityName", "localizedWebsite"} <= set(body), sorted(body))
    same("localizedWebsite" in done(play.get("/rest/organizations/5501001", who="notadmin")), False)
    same(play.get("/rest/organizations/1").status_code, 404)
    page = play.adapter().page(PAGE, credentials=play.credentials())
    same(play.adapter().page_named(page.vanity_name, credentials=play.credentials()), page)
    same(play.adapter().page_named("nobody-at-all", credentials=play.credentials()), None)


CASES = (
    Case("7.4", "none", "twelve months of the page", of_a_year),
    Case("7.4", "none", "for administrators alone", not_an_administrator(SHARES)),
    Case("7.4", "&timeIntervals", "by day and by month", series),
    Case("7.4", "&timeIntervals", "from midnight to midnight", not_midnight),
    Case("7.4", "&shares=List", "posts without activity are absent", of_posts),
    Case("7.4", "&shares=List", "not with intervals", posts_and_days),
    Case("7.5", "Facets", "of the page's followers", facets),
    Case("7.5", "Facets", "for administrators alone", not_an_administrator(FOLLOWERS)),
    Case("7.5", "Gains", "up to two days ago", gains),
    Case("7.5", "Followers of any page", "by anybody", network_size),
    Case("7.5", "Connections", "of the member", connections),
    Case("7.6", "Visits", "in all, and by day", visits),
    Case("7.7", "Roles of a member", "the page as organization", roles("organization")),
    Case("7.7", "Roles of a member", "the page as organizationTarget", roles("organizationTarget")),
    Case("7.7", "Roles of a page", "for its administrators", admins_of_a_page),
    Case("7.7", "Roles that post", "and one that does not", other_roles),
    Case("7.7", "Organizations", "by number and by name", organisations),
)  # fmt: skip
