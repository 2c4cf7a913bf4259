"""Chapter 2 to 2.7: headers, versions, Rest.li's encoding and methods, sizes, pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import requests

from drills.contract.play import Case, Json, Play, done, key, refused, same, that
from influence.networks.errors import (
    NetworkFailure,
    Reason,
    Refused,
    Temporary,
)
from influence.networks.linkedin import LinkedIn
from influence.networks.ports import Content

FIND = "/rest/posts?q=author&author={me}"
Check = Callable[[Play], None]


def fails(
    play: Play,
    kind: type[NetworkFailure],
    reason: Reason,
    ask: Callable[[LinkedIn], object] | None = None,
    *,
    who: str = "partner",
    **given: Any,
) -> NetworkFailure:
    """What the adapter makes of it; by default of a post that is created."""
    network = play.adapter(**given)
    content = Content(play.me(who), play.fresh())
    try:
        ask(network) if ask else network.publish(content, credentials=play.credentials(who))
    except NetworkFailure as failure:
        same((type(failure).__name__, failure.reason), (kind.__name__, reason), "failure")
        return failure
    that(False, f"no failure, where {kind.__name__} was due")
    raise AssertionError


def wrong_header(
    headers: dict[str, str | None],
    status: int,
    code: str,
    *,
    says: str = "",
    number: int | None = None,
    path: str = "/rest/me",
) -> Check:
    def check(play: Play) -> None:
        refused(play.get(path, headers=headers), status, code, says=says, number=number)

    return check


def of_version(version: str | None, status: int, code: str, says: str = "") -> Check:
    return wrong_header({"LinkedIn-Version": version}, status, code, says=says)


def a_revision(play: Play) -> None:
    that("id" in done(play.get("/rest/me", headers={"LinkedIn-Version": f"{play.version}.01"})), "the member")


def names_in_any_case(play: Play) -> None:
    headers = {"LinkedIn-Version": None, "linkedin-version": play.version}
    that("id" in done(play.get("/rest/me", headers=headers)), "the member")


def no_version_on_v2(play: Play) -> None:
    done(play.get("/v2/me"))
    same(play.get("/v2/me", headers={"LinkedIn-Version": play.version}).status_code, 400)


def retired(play: Play) -> None:
    play.control("versions", oldest=202610)
    fails(play, Temporary, Reason.VERSION_RETIRED)


def no_version(reading: str) -> Check:
    def check(play: Play) -> None:
        play.reading(version_missing=reading)
        refused(
            play.get("/rest/me", headers={"LinkedIn-Version": None}), 400, says="A version must be present"
        )

    return check


def malformed_version(reading: str, status: int) -> Check:
    def check(play: Play) -> None:
        play.reading(version_malformed=reading)
        same(play.get("/rest/me", headers={"LinkedIn-Version": "tomorrow"}).status_code, status)
        fails(play, Temporary, Reason.VERSION_RETIRED, version="tomorrow")

    return check


def too_new(play: Play) -> None:
    play.control("versions", oldest=202501)
    headers = {"LinkedIn-Version": "202503"}
    refused(
        play.get("/rest/memberFollowersCount?q=me", headers=headers), 404, says="No virtual resource found"
    )
    ask = lambda it: it.followers(credentials=play.credentials())
    fails(play, Refused, Reason.VERSION_TOO_OLD, ask, version="202503")


def written_plainly(path: str, says: str = "Syntax exception in path variables") -> Check:
    def check(play: Play) -> None:
        refused(play.get(path), 400, says=says)

    return check


def a_key(play: Play) -> None:
    done(play.get(f"/rest/posts/{key(play.publish())}"))


def a_query_value(play: Play) -> None:
    found = done(play.get(FIND.format(me=key(play.me())), rest="FINDER"))
    same(set(found), {"elements", "paging"})


def a_list(play: Play) -> None:
    urns = [play.publish(), play.publish()]
    found = done(play.get(f"/rest/posts?ids=List({','.join(map(key, urns))})", rest="BATCH_GET"))
    same(set(found["results"]), set(urns))


def the_old_list(play: Play) -> None:
    answer = play.get(f"/rest/posts?ids[0]={key(play.publish())}", rest="BATCH_GET")
    refused(answer, 400, "QUERY_PARAM_NOT_ALLOWED")


def a_record(play: Play) -> None:
    days = "(start:(year:2026,month:11,day:1),end:(year:2026,month:11,day:3))"
    same(len(done(play.get(f"/rest/memberFollowersCount?q=dateRange&dateRange={days}"))["elements"]), 2)


def a_compound_key(play: Play) -> None:
    urn = play.publish()
    done(play.post(f"/rest/reactions?actor={key(play.me())}", {"root": urn, "reactionType": "LIKE"}), 201)
    done(play.get(f"/rest/reactions/(actor:{key(play.me())},entity:{key(urn)})"))


def a_urn_in_a_urn(play: Play) -> None:
    urn = play.publish()
    content = {"actor": play.me(), "message": {"text": "Bravo"}}
    made = done(play.post(f"/rest/socialActions/{key(urn)}/comments", content), 201)
    done(play.get(f"/rest/socialActions/{key(made['commentUrn'])}/comments"))


def a_projection(play: Play) -> None:
    same(set(done(play.get(f"/rest/posts/{key(play.publish())}?fields=id,author"))), {"id", "author"})


def a_create(play: Play) -> None:
    answer = play.create()
    done(answer, 201)
    same(answer.content, b"", "body")


def a_batch(play: Play) -> None:
    urn, gone = play.publish(), "urn:li:share:7000000000000000000"
    found = done(play.get(f"/rest/posts?ids=List({key(urn)},{key(gone)})", rest="BATCH_GET"))
    same((found["statuses"], found["errors"][gone]["status"]), ({urn: 200}, 404))


def a_finder(play: Play) -> None:
    for _ in range(3):
        play.publish()
    found = done(play.get(FIND.format(me=key(play.me())) + "&count=2", rest="FINDER"))
    same((len(found["elements"]), found["paging"]["count"]), (2, 2))
    that("next" in {link["rel"] for link in found["paging"]["links"]}, "a link to the next page")


def an_empty_page_ends(play: Play) -> None:
    play.publish()
    found = done(play.get(FIND.format(me=key(play.me())) + "&start=50&count=50", rest="FINDER"))
    same(found["elements"], [])


def a_page_too_long(play: Play) -> None:
    same(play.get(FIND.format(me=key(play.me())) + "&count=101", rest="FINDER").status_code, 400)


def a_patch(play: Play) -> None:
    path = f"/rest/posts/{key(play.publish())}"
    patch = {"patch": {"$set": {"commentary": play.fresh("Corrigé")}}}
    same(play.post(path, patch).status_code in (400, 405), True, "PARTIAL_UPDATE has to be named")
    done(play.post(path, patch, rest="PARTIAL_UPDATE"), 204)


def a_wrong_media_type(play: Play) -> None:
    path = f"/rest/posts/{key(play.publish())}"
    answer = play.call(
        "POST", path, rest="PARTIAL_UPDATE", data=b"commentary=x", headers={"Content-Type": "text/plain"}
    )
    same(answer.status_code in (400, 415), True, f"{answer.status_code}")


def a_delete(play: Play) -> None:
    done(play.call("DELETE", f"/rest/posts/{key(play.publish())}", rest="DELETE"), 204)


def an_action(play: Play) -> None:
    that("uploadUrl" in play.announce("image"), "a value with an address")


def the_headers(*names: str) -> Check:
    def check(play: Play) -> None:
        answer = play.create()
        for name in names:
            that(answer.headers.get(name), f"{name} is there")

    return check


def same_id_twice(play: Play) -> None:
    headers = play.create().headers
    same(headers["x-linkedin-id"], headers["x-restli-id"])


def the_identity_of_a_comment(play: Play) -> None:
    answer = comment(play, play.publish())
    same(answer.headers["x-resourceidentity-urn"], answer.json()["commentUrn"])


def comment(play: Play, urn: str, text: str = "Bravo", **given: Any) -> requests.Response:
    content = {"actor": play.me(), "message": {"text": text}}
    return play.post(f"/rest/socialActions/{key(urn)}/comments", content, **given)


def keeps_the_request_id(play: Play) -> None:
    play.control("faults", fault="403-scope", call="posts.CREATE")
    that(fails(play, Refused, Reason.SCOPE_MISSING).request_id, "a request id")


def protocol_two(play: Play) -> None:
    same(play.create().headers["x-restli-protocol-version"], "2.0.0")


def too_long(path: str) -> Check:
    def check(play: Play) -> None:
        same(play.get(path).status_code, 414)

    return check


def through_the_tunnel(play: Play) -> None:
    urn = play.publish()
    headers = {"X-HTTP-Method-Override": "GET", "Content-Type": "application/x-www-form-urlencoded"}
    query = FIND.format(me=key(play.me())).partition("?")[2]
    found = done(play.call("POST", "/rest/posts", rest="FINDER", headers=headers, data=query))
    that(urn in [one["id"] for one in found["elements"]], "it is found")


def a_body_through_the_tunnel(play: Play) -> None:
    urn = play.publish()
    parts = (
        "--cut\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n\r\n--cut\r\n"
        'Content-Type: application/json\r\n\r\n{"patch":{"$set":{"commentary":"Par le tunnel"}}}\r\n--cut--'
    )
    headers = {"X-HTTP-Method-Override": "POST", "Content-Type": "multipart/mixed; boundary=cut"}
    path = f"/rest/posts/{key(urn)}"
    done(play.call("POST", path, rest="PARTIAL_UPDATE", headers=headers, data=parts), 204)
    same(done(play.get(path))["commentary"], "Par le tunnel")


def quota(client_id: str, **limits: int) -> Check:
    """The counter of this app stands at these numbers: played with small ones."""

    def check(play: Play) -> None:
        apps = {app["client_id"]: app for app in play.control("apps", method="GET")["apps"]}
        for name, wanted in limits.items():
            same(apps[client_id][name], wanted, name)

    return check


def no_batch(play: Play) -> None:
    urn = key(play.publish())
    answer = play.get(f"/rest/socialMetadata?ids=List({urn})", rest="BATCH_GET", who="cma-dev")
    refused(answer, 403, "ACCESS_DENIED", says="socialMetadata.BATCH_GET")


def a_duplicate(play: Play) -> None:
    text = play.fresh()
    urn = play.publish(text)
    refused(play.create(text), 422, "DUPLICATE_POST", says=f"duplicate of {urn}")


_NO_TOKEN: dict[str, str | None] = {"Authorization": None}
_LONG: Json = {
    "8 KB": "/rest/posts/" + "a" * 8200,
    "4 KB of query": "/rest/posts?q=" + "a" * 4100,
    "4 KB in one part": "/rest/posts/" + "a" * 4100,
}

CASES = (
    Case("0.2", "Versioned base", "/rest wants a version", no_version("code")),
    Case("0.2", "Unversioned base", "/v2 does not", no_version_on_v2),
    Case("0.3", "Self-serve quota", "150 and 100,000 a day", quota("sandbox-selfserve", member_limit=150, app_limit=100_000)),
    Case("0.3", "CMA Development quota", "100 and 500 a day", quota("sandbox-cma-dev", member_limit=100, app_limit=500)),
    Case("0.3", "CMA Development quota", "no batches", no_batch),
    Case("0.3", "Duplicate text", "422 that names the post", a_duplicate),
    Case("2.1", "Authorization", "missing", wrong_header(_NO_TOKEN, 401, "EMPTY_ACCESS_TOKEN")),
    Case("2.1", "LinkedIn-Version", "with a revision", a_revision),
    Case("2.1", "LinkedIn-Version", "in any letters", names_in_any_case),
    Case("2.1", "LinkedIn-Version", "absent on /v2", no_version_on_v2),
    Case("2.1", "X-Restli-Protocol-Version", "missing on /rest", wrong_header({"X-Restli-Protocol-Version": None}, 400, "")),
    Case("2.1", "X-RestLi-Method", "one that contradicts the verb", wrong_header({"X-RestLi-Method": "CREATE"}, 400, "")),
    Case("2.1", "X-RestLi-Method", "an update has to be named", a_patch),
    Case("2.1", "Content-Type", "of an update that is no JSON", a_wrong_media_type),
    Case("2.2", "Sunset or unknown version", "426", of_version("202401", 426, "NONEXISTENT_VERSION", "Requested version 20240101 is not active")),
    Case("2.2", "Sunset or unknown version", "the adapter stops for good", retired),
    Case("2.2", "Header missing on /rest", "400 with a code", no_version("code")),
    Case("2.2", "Header missing on /rest", "400 with words alone", no_version("words")),
    Case("2.2", "Malformed value", "400", malformed_version("400", 400)),
    Case("2.2", "Malformed value", "426", malformed_version("426", 426)),
    Case("2.2", "Endpoint newer than the pinned version", "404", too_new),
    Case("2.3", "Path key", "encoded", a_key),
    Case("2.3", "Path key", "written plainly", written_plainly("/rest/posts/urn:li:share:7529830966886400000")),
    Case("2.3", "Simple query value", "encoded", a_query_value),
    Case("2.3", "List", "items encoded", a_list),
    Case("2.3", "List", "in the old form", the_old_list),
    Case("2.3", "Record", "literal", a_record),
    Case("2.3", "Record", "broken", written_plainly("/rest/memberFollowersCount?q=dateRange&dateRange=(start:(", "Invalid query parameters")),
    Case("2.3", "Compound path key", "literal structure", a_compound_key),
    Case("2.3", "URN containing a URN", "parentheses encoded", a_urn_in_a_urn),
    Case("2.3", "URN containing a URN", "parentheses literal", written_plainly("/rest/socialActions/urn%3Ali%3Acomment%3A(urn%3Ali%3Aactivity%3A1,2)/comments")),
    Case("2.3", "Projection", "these fields alone", a_projection),
    Case("2.4", "CREATE", "201, empty", a_create),
    Case("2.4", "GET", "200", a_key),
    Case("2.4", "BATCH_GET", "results, statuses, errors", a_batch),
    Case("2.4", "FINDER", "elements and paging", a_finder),
    Case("2.4", "PARTIAL_UPDATE", "named, 204", a_patch),
    Case("2.4", "PARTIAL_UPDATE", "wrong media type", a_wrong_media_type),
    Case("2.4", "DELETE", "204", a_delete),
    Case("2.4", "ACTION", "a value", an_action),
    Case("2.5", "x-restli-id", "of a post", the_headers("x-restli-id")),
    Case("2.5", "x-linkedin-id", "the same", same_id_twice),
    Case("2.5", "x-resourceidentity-urn", "of a comment", the_identity_of_a_comment),
    Case("2.5", "x-li-uuid, x-li-fabric", "on every answer", the_headers("x-li-uuid", "x-li-fabric")),
    Case("2.5", "x-li-uuid, x-li-fabric", "the adapter keeps it", keeps_the_request_id),
    Case("2.5", "x-restli-protocol-version", "2.0.0", protocol_two),
    *(Case("2.6", "414", words, too_long(path)) for words, path in _LONG.items()),
    Case("2.6", "Tunnel", "a long query in a form", through_the_tunnel),
    Case("2.6", "Tunnel", "a query and a body in parts", a_body_through_the_tunnel),
    Case("2.7", "Pages", "links to the next", a_finder),
    Case("2.7", "Pages", "an empty one ends the list", an_empty_page_ends),
    Case("2.7", "Pages", "more than 100 at once", a_page_too_long),
)  # fmt: skip
