"""Chapter 13: the sandbox itself. Personas, the order of checks, every fault. And what chapter 14 leaves open."""

from __future__ import annotations

import time
from collections.abc import Callable

import requests

from drills.contract import (
    ch1_sign_in,
    ch1_tokens,
    ch2_failures,
    ch2_protocol,
    ch3_contents,
    ch3_posts,
    ch6_reactions,
    ch6_social,
    ch7_statistics,
)
from drills.contract.play import Case, Play, done, key, refused, same, that
from influence.networks.linkedin import little
from influence.networks.ports import Capability, Mode

Check = Callable[[Play], None]


def persona(who: str, *, status: int, mode: Mode) -> Check:
    def check(play: Play) -> None:
        play.need_control()
        token = {"client_id": f"sandbox-{who}", "client_secret": f"secret-{who}", "token": f"tok-{who}"}
        scopes = done(play.form("/oauth/v2/introspectToken", **token))["scope"].split(",")
        same(play.adapter(who).mode(scopes), mode)
        same(
            play.get("/rest/memberCreatorPostAnalytics?q=me&queryType=REACTION", who=who).status_code, status
        )

    return check


def capabilities(play: Play) -> None:
    network = play.adapter("selfserve")
    told = {one.capability: one for one in network.explain(["openid", "profile", "w_member_social"])}
    same((told[Capability.PUBLISH].granted, told[Capability.READ_COUNTS].granted), (True, False))
    that(
        told[Capability.READ_COUNTS].missing and told[Capability.READ_COUNTS].why, "what is missing, and why"
    )


def administrators(play: Play) -> None:
    for who, count in (("pageadmin", 1), ("notadmin", 0)):
        same(len(play.adapter().page_roles(credentials=play.credentials(who))), count, who)


def dead_tokens(play: Play) -> None:
    play.need_control()
    for who, number in (("expired", 65602), ("revoked", 65601), ("garbage", 65600)):
        refused(play.get("/v2/userinfo", who=who), 401, number=number)


def order(play: Play) -> None:
    """Each call has two faults; the one that comes first is told."""
    play.need_control()
    urn = key("urn:li:share:7000000000000000000")
    many = "/rest/posts/" + "a" * 8300
    steps: tuple[tuple[requests.Response, int], ...] = (
        (play.get(many, headers={"Authorization": None}), 414),
        (play.get("/rest/me", headers={"Authorization": None, "LinkedIn-Version": None}), 401),
        (play.get("/rest/me", who="garbage", headers={"LinkedIn-Version": None}), 400),
        (play.get("/rest/posts/a:b", who="garbage"), 401),
        (play.get("/rest/posts/a:b", who="selfserve"), 400),
        (play.get(f"/rest/posts/{urn}?nothing=1", who="selfserve"), 403),
        (play.create(author="urn:li:person:Zz98Yy76Xx", visibility="ALL"), 403),
        (play.create(visibility="ALL", content={"media": {"id": "urn:li:image:C4no"}}), 400),
    )
    same([answer.status_code for answer, _ in steps], [status for _, status in steps])


def fault(name: str, status: int) -> Check:
    def check(play: Play) -> None:
        same(play.create(fault=name).status_code, status)

    return check


def dropped(name: str, posts: int) -> Check:
    def check(play: Play) -> None:
        try:
            play.create(fault=name)
        except requests.ConnectionError:
            same(len(play.shown()), posts, "posts")
        else:
            that(False, "the connection was not dropped")

    return check


def slow(play: Play) -> None:
    play.control("faults", fault="slow-30s", seconds=0.3)
    started = time.monotonic()
    done(play.create(), 201)
    that(time.monotonic() - started >= 0.3, "it took its time")


def no_json(play: Play) -> None:
    answer = play.create(fault="bad-json")
    same((answer.status_code, "x-restli-id" in answer.headers), (201, False))
    try:
        answer.json()
    except ValueError:
        return
    that(False, "the body is JSON")


def html(play: Play) -> None:
    answer = play.create(fault="502-html")
    same((answer.status_code, answer.headers["Content-Type"]), (502, "text/html"))


def for_one_account(play: Play) -> None:
    play.control("faults", fault="500-before", member="Zz98Yy76Xx", times=None)
    same((play.create().status_code, play.create(who="notadmin").status_code), (201, 500))


def one_shot(play: Play) -> None:
    play.control("faults", fault="500-before")
    same([play.create().status_code for _ in range(2)], [500, 201])


def seeded(play: Play) -> None:
    """The same seed and the same calls give the same ids, tokens and people."""

    def played() -> object:
        play.control("reset", seed=42)
        play.control("clock", now="2026-11-21T09:00:00Z")
        people = play.control("members", generate=5)
        token = play.control("tokens", member="Ab12Cd34Ef")["access_token"]
        return people, token, play.create("Bonjour").headers["x-restli-id"]

    same(played(), played())


def midnight(play: Play) -> None:
    ch2_failures.runs_out("member_limit", "MEMBER DAY")(play)


def issuers(play: Play) -> None:
    found = []
    for reading in ("oauth", "site"):
        play.reading(issuer=reading)
        found.append(ch1_tokens.decoded(ch1_sign_in.granted(play)["id_token"].split(".")[1])["iss"])
    same(found[0], found[1] + "/oauth")


_FAULTS: tuple[tuple[str, Check], ...] = (
    *((name, fault(name, status)) for name, status in (
        ("500-before", 500), ("500-after-commit", 500), ("429-app-day", 429), ("429-member-day", 429), ("429-comment", 429),
        ("401-expired", 401), ("401-revoked", 401), ("403-scope", 403), ("426", 426), ("409", 409),
        ("422-duplicate", 422), ("422-duplicate-ghost", 422),
    )),
    ("timeout-before", dropped("timeout-before", 0)),
    ("timeout-after-commit", dropped("timeout-after-commit", 1)),
    ("401-once", ch1_tokens.lag),
    ("502-html", html),
    ("slow-30s", slow),
    ("bad-json", no_json),
    ("analytics-drift", ch7_statistics.drifting),
)  # fmt: skip
_OPEN: tuple[tuple[int, str, Check], ...] = (
    (1, "without a version, with a code", ch2_protocol.no_version("code")),
    (1, "without a version, with words alone", ch2_protocol.no_version("words")),
    (1, "a malformed one, 400", ch2_protocol.malformed_version("400", 400)),
    (1, "a malformed one, 426", ch2_protocol.malformed_version("426", 426)),
    (2, "counted raw", lambda play: _counted(play, "\\(" * 1501, length_of="raw")),
    (2, "counted in characters", lambda play: _counted(play, "😀" * 1501, length_unit="codepoints")),
    (2, "the adapter keeps to both", ch3_posts.too_long_for_the_adapter),
    (3, "compared beside a poll", lambda play: _poll_twice(play, "compared", 422)),
    (3, "not compared beside a poll", lambda play: _poll_twice(play, "ignored", 201)),
    (4, "open", ch1_sign_in.revocation),
    (4, "absent", ch1_tokens.no_revocation),
    (7, "absent", ch2_failures.waits_until("429-app-day", 15 * 3600 + 300, ch2_protocol.Reason.DAILY_QUOTA)),
    (7, "present", ch2_failures.waits_until("429-app-day", 120, ch2_protocol.Reason.DAILY_QUOTA, retry_after="present")),
    (8, "1,250", ch6_social.of_length("1250", 1251, 400)),
    (8, "no limit", ch6_social.of_length("none", 1251, 201)),
    (8, "mentions in UTF-16", ch6_social.adapter_mentions("utf16")),
    (8, "mentions in characters", ch6_social.adapter_mentions("codepoints")),
    (8, "closed: 422", ch6_social.closed("422")),
    (8, "closed: 403", ch6_social.closed("403")),
    (9, "plain", ch6_social.adapter_says("plain", "Bravo (à tous) C:\\x")),
    (9, "little text", ch6_social.adapter_says("little", "Bravo (à tous) C:x")),
    (10, "open", ch6_social.the_old_route("open", 201)),
    (10, "closed", ch6_social.the_old_route("closed", 403)),
    (11, "a version that is over", ch2_protocol.retired),
    (12, "some apps", ch1_tokens.adapter_refreshes),
    (12, "nobody", ch1_tokens.nobody_refreshes),
    (15, "locale is an object", ch1_tokens.locale("object")),
    (15, "locale is a text", ch1_tokens.locale("text")),
    (15, "the issuer", issuers),
    (16, "400", ch3_contents.a_locked_one("400", 400)),
    (16, "403", ch3_contents.a_locked_one("403", 403)),
    (17, "before the character", lambda play: _cut(play, "before", "Voir le texte")),
    (17, "after the last word", lambda play: _cut(play, "word", "Voir le ")),
    (20, "with a code", ch2_failures.waits_until("429-member-day", 15 * 3600 + 300, ch2_protocol.Reason.DAILY_QUOTA, throttle_code="present")),
    (21, "replaces", ch6_reactions.twice("replaces", 201)),
    (21, "refused", ch6_reactions.twice("refused", 409)),
)  # fmt: skip


def _counted(play: Play, text: str, **reading: str) -> None:
    play.control("readings", **reading)
    done(play.create(text), 201)
    same([post["text"] for post in play.shown()], [little.unescape(text)], "as read")


def _poll_twice(play: Play, reading: str, status: int) -> None:
    play.reading(duplicate_media=reading)
    for wanted in (201, status):
        same(play.create("Un avis ?", content=ch3_posts.POLL).status_code, wanted)


def _cut(play: Play, reading: str, left: str) -> None:
    play.reading(cut=reading)
    play.publish("Voir le texte(contexte")
    same([post["text"] for post in play.shown()], [left])


CASES = (
    Case("13.1", "tok-selfserve", "publishes, and no more", persona("selfserve", status=403, mode=Mode.PUBLISH_ONLY)),
    Case("13.1", "tok-selfserve", "what is missing is said", capabilities),
    Case("13.1", "tok-cma-dev", "everything, little of it", persona("cma-dev", status=200, mode=Mode.FULL)),
    Case("13.1", "tok-cma-dev", "no batches", ch2_protocol.no_batch),
    Case("13.1", "tok-cma-std", "everything", persona("cma-std", status=200, mode=Mode.FULL)),
    Case("13.1", "tok-pageadmin", "a role, or none", administrators),
    Case("13.1", "tok-expired", "65602, 65601, 65600", dead_tokens),
    Case("13.3", "Order of checks", "the earlier is told", order),
    Case("13.4", "Seed", "the same again", seeded),
    Case("13.4", "Midnight UTC", "counters begin again", midnight),
    *(Case("13.5", name, "is met", check) for name, check in _FAULTS),
    Case("13.5", "By account", "and for nobody else", for_one_account),
    Case("13.5", "Once", "by a control call", one_shot),
    *(Case("14", str(number), words, check) for number, words, check in _OPEN),
)  # fmt: skip
