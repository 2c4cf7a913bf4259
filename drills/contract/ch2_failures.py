"""Chapter 2 from 2.8 on: refusals, quotas, duplicates, what may be repeated; and chapter 12's classes of errors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import requests

from drills.contract.ch2_protocol import (
    _NO_TOKEN,
    FIND,
    Check,
    a_duplicate,
    comment,
    fails,
    no_batch,
    quota,
    retired,
    wrong_header,
)
from drills.contract.play import Case, Play, done, key, refused, same, that
from influence.networks.errors import (
    NetworkFailure,
    RateLimited,
    Reason,
    Refused,
    Temporary,
    Unauthorised,
    Unclear,
)
from influence.networks.ports import Content


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


CASES = (
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
