"""Chapter 2: headers, versions, Rest.li's encoding and methods, refusals, quotas, what may be repeated."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import requests

from drills.contract.play import Case, Json, Play, done, key, refused, same, that
from influence.networks.errors import (
    NetworkFailure,
    RateLimited,
    Reason,
    Refused,
    Temporary,
    Unauthorised,
    Unclear,
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


def post_meets(fault: str, kind: type[NetworkFailure], reason: Reason, **given: Any) -> Check:
    def check(play: Play) -> None:
        play.control("faults", fault=fault, call="posts.CREATE", **given)
        fails(play, kind, reason, read_seconds=0.2 if given else 2.0)

    return check


def reading_meets(fault: str, kind: type[NetworkFailure], reason: Reason, **given: Any) -> Check:
    def check(play: Play) -> None:
        urn = play.publish()
        play.control("faults", fault=fault, call="socialMetadata.GET", **given)
        fails(
            play, kind, reason, lambda it: it.counters(urn, credentials=play.credentials(), capabilities=())
        )

    return check


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
    done(play.get("/rest/me", headers={"LinkedIn-Version": f"{play.version}.01"}))


def names_in_any_case(play: Play) -> None:
    done(play.get("/rest/me", headers={"LinkedIn-Version": None, "linkedin-version": play.version}))


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
    headers = {"X-HTTP-Method-Override": "GET", "Content-Type": "application/x-www-form-urlencoded"}
    query = FIND.format(me=key(play.me())).partition("?")[2]
    done(play.call("POST", "/rest/posts", rest="FINDER", headers=headers, data=query))


def a_body_through_the_tunnel(play: Play) -> None:
    urn = play.publish()
    parts = (
        "--cut\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n\r\n--cut\r\n"
        'Content-Type: application/json\r\n\r\n{"patch":{"$set":{"commentary":"Par le tunnel"}}}\r\n--cut--'
    )
    headers = {"X-HTTP-Method-Override": "POST", "Content-Type": "multipart/mixed; boundary=cut"}
    done(
        play.call("POST", f"/rest/posts/{key(urn)}", rest="PARTIAL_UPDATE", headers=headers, data=parts), 204
    )


def with_token(who: str, code: str, number: int, reason: Reason) -> Check:
    def check(play: Play) -> None:
        play.need_control()
        refused(play.get("/v2/userinfo", who=who), 401, code, number=number)
        fails(play, Unauthorised, reason, who=who)

    return check


def of_an_expired_token(number: str) -> Check:
    def check(play: Play) -> None:
        play.reading(expired_number=number)
        fails(play, Unauthorised, Reason.TOKEN_EXPIRED, who="expired")

    return check


def lacks_a_scope(call: Callable[[Play], requests.Response], resource: str) -> Check:
    def check(play: Play) -> None:
        says = f"Not enough permissions to access: {resource}"
        refused(call(play), 403, "ACCESS_DENIED", says=says, number=100)

    return check


def another_author(play: Play) -> None:
    words = "Unpermitted fields present in REQUEST_BODY: Data Processing Exception while processing fields [/author]"
    refused(play.create(author="urn:li:person:Zz98Yy76Xx"), 403, "ACCESS_DENIED", says=words, number=100)
    ask = lambda it: it.publish(Content("urn:li:person:Zz98Yy76Xx", "x"), credentials=play.credentials())
    fails(play, Refused, Reason.NOT_OWNER, ask)


def another_key(play: Play) -> None:
    answer = play.get("/v2/connections/urn%3Ali%3Aperson%3AZz98Yy76Xx")
    refused(answer, 403, "ACCESS_DENIED", says="Unpermitted fields present in RESOURCE_KEY", number=100)
    that("[/memberId]" in answer.text, answer.text)


def an_unseen_post(play: Play) -> None:
    urn = play.publish(visibility="CONNECTIONS")
    answer = play.get(f"/rest/socialMetadata/{key(urn)}", who="notadmin")
    refused(answer, 403, "ACCESS_DENIED", says="Accessing the UGC resource is forbidden", number=100)
    ask = lambda it: it.counters(urn, credentials=play.credentials("notadmin"), capabilities=())
    fails(play, Refused, Reason.FORBIDDEN, ask)


def anothers_media(kind: str) -> Check:
    def check(play: Play) -> None:
        given = {"fileSizeBytes": 100_000} if kind == "video" else {}
        urn = play.announce(kind, **given)[kind]
        answer = play.get(f"/rest/{kind}s/{key(urn)}", who="notadmin")
        refused(answer, 403, "ACCESS_DENIED", says=f"Accessing this {kind} resource is forbidden", number=100)

    return check


def one_fault_or_many(play: Play) -> None:
    one = refused(play.create(visibility=None), 400, "MISSING_FIELD", field="/visibility")
    that(str(one["message"]).startswith("Invalid param."), one["message"])
    two = refused(
        play.create(visibility=None, lifecycleState=None), 400, "MISSING_FIELD", field="/lifecycleState"
    )
    that(str(two["message"]).startswith("Multiple errors"), two["message"])
    same(len(two["errorDetails"]["inputErrors"]), 2)


def quota(client_id: str, **limits: int) -> Check:
    """The counter of this app stands at these numbers: played with small ones."""

    def check(play: Play) -> None:
        apps = {app["client_id"]: app for app in play.control("apps", method="GET")["apps"]}
        for name, wanted in limits.items():
            same(apps[client_id][name], wanted, name)

    return check


def runs_out(limit: str, scope: str) -> Check:
    def check(play: Play) -> None:
        play.control("apps", client_id="sandbox-cma-dev", product="cma-dev", **{limit: 2})
        for _ in range(2):
            done(play.get("/rest/me", who="cma-dev"))
        answer = play.get("/rest/me", who="cma-dev")
        refused(
            answer, 429, says=f"Resource level throttle {scope} limit for calls to this resource is reached."
        )
        that("Retry-After" not in answer.headers, "LinkedIn does not say when")
        play.control("clock", now="2026-11-22T00:00:01Z")
        done(play.get("/rest/me", who="cma-dev"))

    return check


def waits_until(fault: str, seconds: float, reason: Reason, **reading: str) -> Check:
    """Played at nine o'clock: fifteen hours to midnight, and five minutes more."""

    def check(play: Play) -> None:
        play.control("readings", **reading)
        play.control("faults", fault=fault, call="posts.CREATE")
        failure = fails(play, RateLimited, reason)
        assert isinstance(failure, RateLimited)
        same(
            (failure.until - datetime(2026, 11, 21, 9, tzinfo=UTC)).total_seconds(),
            seconds,
            "seconds to wait",
        )

    return check


def no_batch(play: Play) -> None:
    urn = key(play.publish())
    answer = play.get(f"/rest/socialMetadata?ids=List({urn})", rest="BATCH_GET", who="cma-dev")
    refused(answer, 403, "ACCESS_DENIED", says="socialMetadata.BATCH_GET")


def a_duplicate(play: Play) -> None:
    text = play.fresh()
    urn = play.publish(text)
    refused(play.create(text), 422, "DUPLICATE_POST", says=f"duplicate of {urn}")


def adopted(**reading: str) -> Check:
    """The answer was lost, the same text again names the post that was made."""

    def check(play: Play) -> None:
        play.control("readings", **reading)
        content = Content(play.me(), play.fresh())
        network, who = play.adapter(), play.credentials()
        play.control("faults", fault="timeout-after-commit", call="posts.CREATE")
        fails(play, Unclear, Reason.NO_ANSWER, lambda it: it.publish(content, credentials=who))
        try:
            network.publish(content, credentials=who)
        except Refused as failure:
            (post,) = play.shown()
            same((failure.reason, failure.urn), (Reason.DUPLICATE, post["urn"]))
        else:
            that(False, "the text went out twice")

    return check


def a_window(play: Play) -> None:
    text = play.fresh()
    play.publish(text)
    play.later(10 * 60)
    play.publish(text)


def a_ghost(play: Play) -> None:
    play.control("faults", fault="422-duplicate-ghost", call="posts.CREATE")
    failure = fails(play, Refused, Reason.DUPLICATE)
    assert isinstance(failure, Refused)
    same(play.adapter().exists(failure.urn or "", credentials=play.credentials()), False)


def never_sent(play: Play) -> None:
    fails(play, Temporary, Reason.NOT_CONNECTED, base_url="http://127.0.0.1:9", connect_seconds=1)


def _faults_of_a_create(words: str) -> tuple[Case, ...]:
    return tuple(
        Case("2.11", "read timeout", f"{words}: {fault}", post_meets(fault, Unclear, reason, **more))
        for fault, reason, more in (
            ("timeout-before", Reason.NO_ANSWER, {}),
            ("timeout-after-commit", Reason.NO_ANSWER, {}),
            ("slow-30s", Reason.NO_ANSWER, {"seconds": 0.5}),
            ("502-html", Reason.SERVER_ERROR, {}),
            ("502-html-after-commit", Reason.SERVER_ERROR, {}),
            ("bad-json", Reason.BAD_ANSWER, {}),
        )
    )


def _permanent() -> tuple[Case, ...]:
    return tuple(
        Case("2.11", "400, 403, 404, 422 other", f"the adapter gives up: {words}", check)
        for words, check in (
            ("400", lambda play: _refused_content(play, "urn:li:image:C4E22AQnobody", Reason.MEDIA_FAILED)),
            ("403", another_author),
            ("404", lambda play: fails(play, Refused, Reason.NOT_FOUND, lambda it: it.edit("urn:li:share:7000000000000000000", "x", credentials=play.credentials()))),
            ("422", post_meets("422-duplicate-ghost", Refused, Reason.DUPLICATE)),
        )
    )  # fmt: skip


def _refused_content(play: Play, urn: str, reason: Reason) -> None:
    from influence.networks.ports import Media

    content = Content(play.me(), play.fresh(), media=(Media(urn),))
    fails(play, Refused, reason, lambda it: it.publish(content, credentials=play.credentials()))


def no_limit(play: Play) -> None:
    (app,) = (a for a in play.control("apps", method="GET")["apps"] if a["client_id"] == "sandbox-cma-std")
    same((app["member_limit"], app["app_limit"]), (None, None))


NO_SCOPE: tuple[tuple[str, Callable[[Play], requests.Response]], ...] = (
    ("partnerApiPostsExternal.GET", lambda play: play.get(f"/rest/posts/{key(play.publish(who='selfserve'))}", who="selfserve")),
    ("partnerApiPostsExternal.FINDER-author", lambda play: play.get(FIND.format(me=key(play.me())), who="selfserve")),
    ("partnerApiSocialActions.CREATE", lambda play: comment(play, play.publish(who="selfserve"), who="selfserve")),
    ("partnerApiSocialActions.GET_ALL", lambda play: play.get(f"/rest/socialActions/{key(play.publish(who='selfserve'))}/comments", who="selfserve")),
    ("partnerApiReactions.CREATE", lambda play: play.post(f"/rest/reactions?actor={key(play.me())}", {}, who="selfserve")),
    ("organizationAcls.FINDER-roleAssignee", lambda play: play.get("/rest/organizationAcls?q=roleAssignee", who="selfserve")),
)  # fmt: skip
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
    Case("2.8", "65600", "garbage", with_token("garbage", "INVALID_ACCESS_TOKEN", 65600, Reason.TOKEN_INVALID)),
    Case("2.8", "65601", "revoked", with_token("revoked", "REVOKED_ACCESS_TOKEN", 65601, Reason.TOKEN_REVOKED)),
    Case("2.8", "65602", "expired", with_token("expired", "EXPIRED_ACCESS_TOKEN", 65602, Reason.TOKEN_EXPIRED)),
    Case("2.8", "65602", "the adapter goes by the code, with 65600 too", of_an_expired_token("65600")),
    Case("2.8", "- EMPTY_ACCESS_TOKEN", "no token", wrong_header(_NO_TOKEN, 401, "EMPTY_ACCESS_TOKEN", says="Empty oauth2 access token")),
    Case("2.8", "- -", "another scheme", wrong_header({"Authorization": "Basic eDp5"}, 401, "", says="Unknown authentication schema")),
    *(Case("2.8", "Not enough permissions to access", name, lacks_a_scope(call, name)) for name, call in NO_SCOPE),
    Case("2.8", "Not enough permissions to access", "the adapter names the scope's lack", post_meets("403-scope", Refused, Reason.SCOPE_MISSING)),
    Case("2.8", "Unpermitted fields present in REQUEST_BODY", "another's author", another_author),
    Case("2.8", "Unpermitted fields present in RESOURCE_KEY", "another's key", another_key),
    Case("2.8", "Accessing the UGC resource is forbidden", "another's post", an_unseen_post),
    Case("2.8", "Accessing this image resource is forbidden", "another's image", anothers_media("image")),
    Case("2.8", "Accessing this image resource is forbidden", "another's video", anothers_media("video")),
    Case("2.8", "Detailed errors", "one or several", one_fault_or_many),
    Case("2.9", "Share on LinkedIn", "150 and 100,000 a day", quota("sandbox-selfserve", member_limit=150, app_limit=100_000)),
    Case("2.9", "CMA Development", "100 and 500 a day", quota("sandbox-cma-dev", member_limit=100, app_limit=500)),
    Case("2.9", "CMA Development", "the member's day runs out, and begins again at midnight UTC", runs_out("member_limit", "MEMBER DAY")),
    Case("2.9", "CMA Development", "the app's day runs out", runs_out("app_limit", "APPLICATION DAY")),
    Case("2.9", "CMA Development", "no batches", no_batch),
    Case("2.9", "CMA Standard", "no limit that is known", no_limit),
    Case("2.9", "Policy", "APPLICATION DAY: until 00:05 UTC", waits_until("429-app-day", 15 * 3600 + 300, Reason.DAILY_QUOTA)),
    Case("2.9", "Policy", "MEMBER DAY: the same", waits_until("429-member-day", 15 * 3600 + 300, Reason.DAILY_QUOTA)),
    Case("2.9", "Policy", "comments: 75 s", waits_until("429-comment", 75, Reason.THROTTLED)),
    Case("2.9", "Policy", "Retry-After wins", waits_until("429-app-day", 120, Reason.DAILY_QUOTA, retry_after="present")),
    Case("2.9", "Policy", "with a code it is the same", waits_until("429-app-day", 15 * 3600 + 300, Reason.DAILY_QUOTA, throttle_code="present")),
    Case("2.10", "Duplicate content", "422 names the live post", a_duplicate),
    Case("2.10", "Duplicate content", "after ten minutes it may go out again", a_window),
    Case("2.10", "Duplicate content", "the adapter adopts the post that it lost", adopted()),
    Case("2.10", "Duplicate content", "also where it is a 409", adopted(duplicate_status="409")),
    Case("2.10", "Ghost duplicate", "the post that it names is not there", a_ghost),
    Case("2.11", "connect error before sending", "the adapter may try again", never_sent),
    *_faults_of_a_create("the adapter does not know"),
    Case("2.11", "500 on create", "before", post_meets("500-before", Unclear, Reason.SERVER_ERROR)),
    Case("2.11", "500 on create", "after", post_meets("500-after-commit", Unclear, Reason.SERVER_ERROR)),
    *_permanent(),
    Case("2.11", "409 CONFLICT", "the adapter tries again", post_meets("409", Temporary, Reason.CONFLICT)),
    Case("2.11", "401", "the adapter asks to reconnect", post_meets("401-expired", Unauthorised, Reason.TOKEN_EXPIRED)),
    Case("2.11", "426", "the adapter stops", post_meets("426", Temporary, Reason.VERSION_RETIRED)),
    Case("2.11", "429", "the adapter waits", post_meets("429-app-day", RateLimited, Reason.DAILY_QUOTA)),
    *(Case("2.11", "GET 5xx / 429", f"the adapter may read again: {fault}", reading_meets(fault, kind, reason, **more))
      for fault, kind, reason, more in (
          ("500-before", Temporary, Reason.SERVER_ERROR, {}),
          ("502-html", Temporary, Reason.SERVER_ERROR, {}),
          ("timeout-before", Temporary, Reason.NO_ANSWER, {}),
          ("bad-json", Temporary, Reason.BAD_ANSWER, {}),
          ("429-app-day", RateLimited, Reason.DAILY_QUOTA, {}),
      )),
    Case("12.1", "AuthExpired", "a token that is over", post_meets("401-expired", Unauthorised, Reason.TOKEN_EXPIRED)),
    Case("12.1", "AuthExpired", "a token that was taken back", post_meets("401-revoked", Unauthorised, Reason.TOKEN_REVOKED)),
    Case("12.1", "ScopeMissing", "403 Not enough permissions", post_meets("403-scope", Refused, Reason.SCOPE_MISSING)),
    Case("12.1", "NotOwner", "403 Unpermitted fields", another_author),
    Case("12.1", "Invalid(fields)", "400 with the field", lambda play: _refused_content(play, "urn:li:image:C4E22AQnobody", Reason.MEDIA_FAILED)),
    Case("12.1", "Duplicate(urn)", "422 and 409", adopted(duplicate_status="409")),
    Case("12.1", "RateLimited(scope, until)", "429", waits_until("429-app-day", 15 * 3600 + 300, Reason.DAILY_QUOTA)),
    Case("12.1", "VersionDead", "426", retired),
    Case("12.1", "Unknown", "timeout after send", post_meets("timeout-after-commit", Unclear, Reason.NO_ANSWER)),
    Case("12.1", "Transient", "any other 5xx", reading_meets("500-before", Temporary, Reason.SERVER_ERROR)),
)  # fmt: skip
